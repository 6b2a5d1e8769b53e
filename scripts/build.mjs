#!/usr/bin/env node
// Builds dist/: the bundled program, its data, the texts that the launcher answers with, and a warm compile cache.
// Layout: dist/app/*.js (entry main.js and its chunks), dist/data, dist/help.txt, dist/version, dist/cache.
import { spawnSync } from "node:child_process"
import fs from "node:fs"
import path from "node:path"
import process from "node:process"
import { fileURLToPath } from "node:url"
import { build } from "esbuild"
import { warmCompileCache } from "./warm.mjs"

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..")
const dist = path.join(root, "dist")
const next = path.join(root, `dist.${process.pid}`)

/** Modules that cost milliseconds to load and are needed by few runs: reached when they are used, not when they are imported. */
const lateBuiltins = "child_process|crypto|readline|os|url|http|https|tls|net|zlib|dns"
const lateImport = new RegExp(`^import \\* as (\\w+) from "node:(${lateBuiltins})";?$`, "gm")

const lateLoading = {
  name: "late-loading",
  setup(bundle) {
    bundle.onLoad(
      { filter: /(node_modules\/(effect|@effect)\/|src\/layers\/).*\.(js|ts)$/ },
      async ({ path: file }) => {
        let contents = await fs.promises.readFile(file, "utf8")
        const names = []
        contents = contents.replace(lateImport, (_, name, builtin) => {
          names.push([name, builtin])
          return ""
        })
        for (const [name, builtin] of names) {
          contents = contents.replace(
            new RegExp(`(?<![\\w$."'/])${name}\\.(?=\\w)`, "g"),
            `process.getBuiltinModule("node:${builtin}").`
          )
        }
        if (file.endsWith("CliOutput.js")) {
          contents = contents.replace(
            /const graphemeSegmenter = [^;]*;/,
            'let segmenter; const graphemeSegmenter = { segment: (text) => (segmenter ??= new Intl.Segmenter(undefined, { granularity: "grapheme" })).segment(text) };'
          )
        }
        return { contents, loader: file.endsWith(".ts") ? "ts" : "js" }
      }
    )
  }
}

const copyData = () => {
  const data = path.join(root, "src/data")
  if (fs.existsSync(data)) fs.cpSync(data, path.join(next, "data"), { recursive: true })
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
    target: "node22",
    minify: true,
    keepNames: false,
    sourcemap: false,
    legalComments: "none",
    logLevel: "warning",
    metafile: true,
    external: ["@vscode/ripgrep"],
    plugins: [lateLoading],
    // Bundled CommonJS packages ask for built-in modules by `require`.
    banner: { js: 'import{createRequire as __cr}from"node:module";const require=__cr(import.meta.url);' }
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
copyData()
fs.rmSync(dist, { recursive: true, force: true })
fs.renameSync(next, dist)
if (process.env.CODERX_META) fs.writeFileSync(process.env.CODERX_META, JSON.stringify(result.metafile))
writeTexts()
await warmCompileCache(root)
const bytes = Object.values(result.metafile.outputs).reduce((sum, output) => sum + output.bytes, 0)
process.stderr.write(`built dist/ (${Math.round(bytes / 1024)} kB) in ${Math.round(performance.now() - started)} ms\n`)
