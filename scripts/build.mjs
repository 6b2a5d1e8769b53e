#!/usr/bin/env node
// Builds dist/: the bundled program, its data, the texts that the launcher answers with, and a warm compile cache.
// Layout: dist/app/*.js (entry main.js and its chunks), dist/data, dist/help.txt, dist/version, dist/cache.
import { spawnSync } from "node:child_process"
import fs from "node:fs"
import path from "node:path"
import process from "node:process"
import { fileURLToPath } from "node:url"
import { build, transform } from "esbuild"
import { warmCompileCache } from "./warm.mjs"

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..")
const dist = path.join(root, "dist")
const next = path.join(root, `dist.${process.pid}`)

const whole = /^import (?:\* as )?(\w+) from ["']node:([a-z_/]+)["'];?$/gm
const named = /^import \{([^}]*)\} from ["']node:([a-z_/]+)["'];?$/gm
const builtin = (name) => `process.getBuiltinModule("node:${name}")`

/**
 * Reaches Node's own modules when they are used, not when they are imported, and never by an ES import: that one reads
 * every export, among them getters that load much more (`fs.promises`, `stream.promises`).
 */
const makeLate = (text) => {
  const found = []
  const rest = text
    .replace(whole, (_, name, module) => {
      found.push([name, module])
      return ""
    })
    .replace(named, (_, names, module) => {
      const values = names.split(",").filter((name) => name.trim() !== "" && !name.trim().startsWith("type "))
      return `const {${values.join(",").replaceAll(" as ", ": ")}} = ${builtin(module)}`
    })
  return found.reduce((contents, [name, module]) => {
    const uses = (after) => new RegExp(`(?<![\\w$"'/]|(?<!\\.\\.)\\.)${name}${after}`, "g")
    const always =
      (contents.match(uses("(?![\\w$])")) ?? []).length === (contents.match(uses("(?=\\.\\w)")) ?? []).length
    return always
      ? contents.replace(uses("(?=\\.\\w)"), builtin(module))
      : `const ${name} = ${builtin(module)};${contents}`
  }, rest)
}

const lateSegmenter = (text) =>
  text.replace(
    /const graphemeSegmenter = [^;]*;/,
    'let segmenter; const graphemeSegmenter = { segment: (text) => (segmenter ??= new Intl.Segmenter(undefined, { granularity: "grapheme" })).segment(text) };'
  )

/** `fs.promises` is a module of its own that brings web streams and more. */
const withoutPromises = (text) =>
  text.replace(
    /\bNFS\.promises\.readdir\(/g,
    "((path, options) => new Promise((resolve, reject) => NFS.readdir(path, options ?? {}, (error, names) => error ? reject(error) : resolve(names))))("
  )

const lateLoading = {
  name: "late-loading",
  setup(bundle) {
    bundle.onLoad({ filter: /node_modules\/.*\.m?js$/ }, async ({ path: file }) => {
      const source = await fs.promises.readFile(file, "utf8")
      if (!/from ["']node:|CliOutput/.test(source)) return undefined
      // Without comments, in which a module's name may stand as a word.
      const { code } = await transform(source, { loader: "js", format: "esm" })
      const text = makeLate(withoutPromises(code))
      return { contents: file.endsWith("CliOutput.js") ? lateSegmenter(text) : text, loader: "js" }
    })
  }
}

const barrel = /^import \{([^}]*)\} from "(effect(?:\/[a-z]+)?)";?$/gm

/**
 * `import { Effect } from "effect"` as `import * as Effect from "effect/Effect"`: through the barrel every module would
 * be a whole object that is built at start and from which nothing can be left out.
 */
const withoutBarrels = (text) =>
  text.replace(barrel, (whole, names, from) => {
    const wanted = names.split(",").flatMap((name) => (name.trim() === "" ? [] : [name.trim()]))
    const values = wanted.filter((name) => !name.startsWith("type "))
    if (!values.every((name) => /^[A-Z]\w*( as \w+)?$/.test(name))) return whole
    return values
      .map((name) => {
        const [module, alias = module] = name.split(" as ")
        return `import * as ${alias} from "${from}/${module}"`
      })
      .join("\n")
  })

const directImports = {
  name: "direct-imports",
  setup(bundle) {
    bundle.onLoad({ filter: /\/src\/.*\.ts$/ }, async ({ path: file }) => {
      if (!file.startsWith(path.join(root, "src"))) return undefined
      const { code } = await transform(await fs.promises.readFile(file, "utf8"), { loader: "ts", format: "esm" })
      return { contents: withoutBarrels(makeLate(code)), loader: "js" }
    })
  }
}

/** What every run loads: all that main.ts imports. */
const core = ["src/commands/cli.ts", "src/layers/app.ts", "src/layers/process.ts"].map((file) => path.join(root, file))

/**
 * Keeps what every run loads in one file. Where a part that is loaded late needs some of it, the bundler would split it
 * off, and each split costs the loader of Node a third of a millisecond. So every late part is told to need all of it.
 */
const oneCore = {
  name: "one-core",
  setup(bundle) {
    bundle.onResolve({ filter: /.*/ }, async ({ path: wanted, kind, resolveDir, pluginData }) => {
      if (kind !== "dynamic-import" || pluginData === "late" || wanted.startsWith("node:")) return undefined
      const found = await bundle.resolve(wanted, { kind, resolveDir, pluginData: "late" })
      if (found.errors.length > 0 || found.external) return undefined
      return { path: found.path, namespace: "late" }
    })
    bundle.onLoad({ filter: /.*/, namespace: "late" }, ({ path: file }) => ({
      contents: [
        ...core.map((each) => `import ${JSON.stringify(each)}`),
        `export * from ${JSON.stringify(file)}`,
        `import * as all from ${JSON.stringify(file)}`,
        "export default all.default"
      ].join("\n"),
      resolveDir: path.dirname(file),
      loader: "js"
    }))
  }
}

const copyData = () => {
  const data = path.join(root, "src/data")
  if (fs.existsSync(data)) fs.cpSync(data, path.join(next, "data"), { recursive: true })
  const photon = path.join(root, "node_modules/@cf-wasm/photon/dist/lib/photon_rs_bg.wasm")
  fs.copyFileSync(photon, path.join(next, "data/photon.wasm"))
  const grammars = JSON.parse(fs.readFileSync(path.join(data, "grammars.json"), "utf8"))
  fs.mkdirSync(path.join(next, "data/grammars"), { recursive: true })
  for (const [name, file] of Object.entries(grammars)) {
    fs.copyFileSync(path.join(root, "node_modules", file), path.join(next, "data/grammars", `${name}.wasm`))
  }
}

const bundle = () =>
  build({
    absWorkingDir: root,
    entryPoints: ["src/main.ts"],
    outdir: path.join(next, "app"),
    entryNames: "[name]",
    chunkNames: "[name]-[hash]",
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    mainFields: ["module", "main"],
    target: "node22",
    minify: true,
    keepNames: false,
    sourcemap: false,
    legalComments: "none",
    logLevel: "warning",
    logOverride: { "import-is-undefined": "silent" },
    metafile: true,
    external: ["@vscode/ripgrep"],
    // Its main file finds its parts by a `require` that a bundler does not see.
    alias: { "jsonc-parser": "jsonc-parser/lib/esm/main.js" },
    plugins: [oneCore, lateLoading, directImports],
    // Bundled CommonJS packages ask for built-in modules by `require`.
    banner: { js: 'import{createRequire as __cr}from"node:module";const require=__cr(import.meta.url);' }
  })

/** The thread that reads a PDF: alone in its file, so that nothing of the program is loaded with it or split off for it. */
const bundlePdfs = () =>
  build({
    absWorkingDir: root,
    entryPoints: ["src/layers/pdfs/worker.ts"],
    outfile: path.join(next, "app/pdfWorker.js"),
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node22",
    minify: true,
    legalComments: "none",
    logLevel: "warning"
  })

/** The program's own answer to `--help`, so that the launcher can give it without loading anything. */
const writeTexts = () => {
  const version = JSON.parse(fs.readFileSync(path.join(root, "package.json"), "utf8")).version
  fs.writeFileSync(path.join(dist, "version"), `${version}\n`)
  const help = spawnSync(process.execPath, [path.join(dist, "app/main.js"), "--help"], {
    encoding: "utf8",
    env: { ...process.env, NO_COLOR: "1", NODE_COMPILE_CACHE: undefined }
  })
  if (help.status !== 0 || help.stdout.length === 0)
    throw new Error(`the built program does not answer --help:\n${help.stderr}`)
  fs.writeFileSync(path.join(dist, "help.txt"), help.stdout)
}

const started = performance.now()
const result = await bundle()
await bundlePdfs()
copyData()
fs.rmSync(dist, { recursive: true, force: true })
fs.renameSync(next, dist)
if (process.env.CODERX_META) fs.writeFileSync(process.env.CODERX_META, JSON.stringify(result.metafile))
writeTexts()
await warmCompileCache(root)
const bytes = Object.values(result.metafile.outputs).reduce((sum, output) => sum + output.bytes, 0)
process.stderr.write(`built dist/ (${Math.round(bytes / 1024)} kB) in ${Math.round(performance.now() - started)} ms\n`)
