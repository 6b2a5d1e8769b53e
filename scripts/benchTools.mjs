// The tools of the working directory, measured from the sources, each beside the plain program that does the same:
// Glob and Grep on 50,000 files beside `rg`, a page from the middle of 1 GB beside `sed`, a shell call beside `bash -c`.
// The code map of 10,000 files has nothing beside it.
import { spawnSync } from "node:child_process"
import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import process from "node:process"
import * as Spawner from "@effect/platform-node/NodeChildProcessSpawner"
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import * as NodePath from "@effect/platform-node/NodePath"
import { fileURLToPath } from "node:url"
import { rgPath } from "@vscode/ripgrep"
import { Effect, FileSystem, Layer, Scope } from "effect"
import { ChildProcessSpawner } from "effect/process"
import { stamps } from "../src/layers/stamps.ts"
import { treeSitter } from "../src/layers/syntax/treeSitter.ts"
import { CodeMaps } from "../src/services/codemap/CodeMaps.ts"
import { Paths } from "../src/services/settings/Paths.ts"
import * as Ripgrep from "../src/layers/search/ripgrep.ts"
import { Host } from "../src/services/host/Host.ts"
import { lineIndex } from "../src/services/workspace/lineIndex.ts"
import { readPage } from "../src/services/workspace/pageReader.ts"
import { Search } from "../src/services/workspace/Search.ts"
import { launch } from "../src/services/workspace/shellProcess.ts"
import { shellArguments } from "../src/services/workspace/shellScript.ts"

const plantTree = (root) => {
  let number = 0
  for (let folder = 0; folder < 500; folder++) {
    const directory = path.join(root, `pkg${folder % 25}/mod${folder}/src`)
    fs.mkdirSync(directory, { recursive: true })
    for (let file = 0; file < 100; file++) {
      number++
      const text = `// file ${number}\nexport const value${number} = ${number}\n${"some text of the file\n".repeat(30)}`
      const name = `file${file}.${["ts", "js", "md", "json"][file % 4]}`
      fs.writeFileSync(path.join(directory, name), number % 500 === 0 ? `${text}needleInHaystack\n` : text)
    }
  }
}

/** 10,000 files of code that use one another. */
const plantCode = (root) => {
  const name = (number) => `computeValue${number % 10_000}`
  for (let file = 0; file < 10_000; file++) {
    const directory = path.join(root, `pkg${file % 40}/mod${file % 400}`)
    fs.mkdirSync(directory, { recursive: true })
    const calls = Array.from({ length: 12 }, (_, n) => `  ${name(file * 7 + n * 131)}(left + ${n}, right)`).join("\n")
    const text = `import { ${name(file * 7)} } from "../other"\n\nexport function ${name(file)}(left: number, right: number) {\n${calls}\n}\n\nexport class Holder${file} {\n  readonly count = ${file}\n  total() { return this.count }\n}\n`
    fs.writeFileSync(path.join(directory, `file${file}.ts`), text)
  }
}

/** Writes a log of 1 GB; gives its number of lines. */
const plantLog = (file) => {
  const descriptor = fs.openSync(file, "w")
  let lines = 0
  for (let size = 0; size < 1e9; ) {
    let text = ""
    for (let i = 0; i < 20_000; i++)
      text += `2026-01-02T03:04:05 INFO request ${lines++} path=/api/items/${i} status=200\n`
    size += text.length
    fs.writeSync(descriptor, text)
  }
  fs.closeSync(descriptor)
  return lines
}

const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1]

/** Takes turns between ours and the plain program, and tells both medians and their ratio. */
const compare = Effect.fnUntraced(function* (name, runs, ours, plain) {
  const times = [[], []]
  for (let round = 0; round <= runs; round++) {
    for (const [which, work] of [ours, plain].entries()) {
      const started = performance.now()
      yield* work
      if (round > 0) times[which].push(performance.now() - started)
    }
  }
  const [ms, plain_ms] = times.map((values) => Math.round(median(values) * 10) / 10)
  console.log(JSON.stringify({ scenario: name, ms, plain_ms, ratio: Math.round((ms / plain_ms) * 100) / 100 }))
})

const run = (program, args, cwd) =>
  Effect.sync(() => {
    const { error } = spawnSync(program, args, { cwd, stdio: ["ignore", "pipe", "ignore"], maxBuffer: 2 ** 30 })
    if (error) throw error
  })

const searching = Effect.fnUntraced(function* (root, runs) {
  const search = yield* Search
  const rg = (...args) => run(rgPath, ["--no-config", "--hidden", ...args], root)
  const query = {
    pattern: "needleInHaystack",
    root,
    mode: "files_with_matches",
    ignoreCase: false,
    lineNumbers: true,
    before: 0,
    after: 0,
    multiline: false,
    limit: 250,
    offset: 0,
    secret: () => Effect.succeed(false)
  }
  const path = "pkg3/**/*.md"
  yield* compare("grep files", runs, search.grep(query), rg("-l", query.pattern, "./"))
  yield* compare("grep content", runs, search.grep({ ...query, mode: "content" }), rg("-n", query.pattern, "./"))
  yield* compare(
    "grep in a path",
    runs,
    search.grep({ ...query, glob: path }),
    rg("-l", "-g", path, query.pattern, "./")
  )
  yield* compare(
    "glob",
    runs,
    search.glob({ ...query, pattern: "*.ts" }),
    rg("--files", "-g", "*.ts", "--sortr=modified")
  )
})

const reading = Effect.fnUntraced(function* (file, lines, runs) {
  const files = yield* FileSystem.FileSystem
  const offset = Math.floor(lines / 2)
  const known = lineIndex(fs.statSync(file).size)
  const page = (index) =>
    Effect.scoped(
      Effect.flatMap(files.open(file), (open) =>
        readPage(open, fs.statSync(file).size, { offset, limit: 100, maxLine: 2000, maxPage: 80_000 }, index)
      )
    )
  const sed = run("sed", ["-n", `${offset},${offset + 99}p;${offset + 99}q`, file])
  yield* compare(
    "read 100 lines in 1 GB",
    runs,
    Effect.suspend(() => page(undefined)),
    sed
  )
  yield* compare("read them again", runs, page(known), sed)
  console.log(
    JSON.stringify({ scenario: "memory after reading", rss_mib: Math.round(process.memoryUsage().rss / 2 ** 20) })
  )
})

/** The first map of a tree, the same again, and one for another question. */
const mapping = Effect.fnUntraced(function* (root, runs) {
  const maps = yield* CodeMaps
  const times = []
  for (let round = 0; round <= runs * 2; round++) {
    const focus = round <= runs ? "" : `compute value ${round}`
    const started = performance.now()
    const { allFiles } = yield* maps.map({ root, focus, seen: [], budget: 1000, secret: () => Effect.succeed(false) })
    if (allFiles !== 10_000) throw new Error(`${allFiles} files instead of 10,000`)
    times.push(performance.now() - started)
  }
  const told = (name, values) => console.log(JSON.stringify({ scenario: name, ms: Math.round(median(values)) }))
  told("code map of 10,000 files, cold", times.slice(0, 1))
  told("the same again", times.slice(1, runs + 1))
  told("for another question", times.slice(runs + 1))
})

const calling = Effect.fnUntraced(function* (runs) {
  const spawner = yield* ChildProcessSpawner.ChildProcessSpawner
  const call = Effect.gen(function* () {
    const scope = yield* Scope.make()
    const shell = yield* launch(
      spawner,
      {
        shell: "/bin/bash",
        args: shellArguments("/bin/bash", "true", undefined),
        cwd: "/",
        env: {},
        accept: () => Effect.void,
        settled: Effect.void,
        escapees: () => ({ note: Effect.void, remember: Effect.void, kill: Effect.void })
      },
      scope
    )
    yield* shell.exited
    yield* shell.drained
  })
  yield* compare("shell call", runs * 5, call, run("/bin/bash", ["-c", "true"]))
})

/** @param runs rounds of each comparison */
export const benchTools = async (runs) => {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), "coderx-bench-tools-"))
  try {
    const tree = path.join(directory, "tree")
    const log = path.join(directory, "big.log")
    plantTree(tree)
    const lines = plantLog(log)
    const code = path.join(directory, "code")
    plantCode(code)
    const host = Layer.succeed(Host, {
      tmp: directory,
      home: directory,
      cwd: code,
      pid: process.pid,
      platform: process.platform,
      dataDir: fileURLToPath(new URL("../src/data", import.meta.url)),
      env: { ...process.env, CODERX_HOME: path.join(directory, "home") }
    })
    const machine = Layer.provideMerge(Spawner.layer, Layer.mergeAll(NodeFileSystem.layer, NodePath.layer, host))
    const all = Effect.gen(function* () {
      yield* searching(tree, runs)
      yield* reading(log, lines, runs)
      yield* mapping(code, runs)
      yield* calling(runs)
    })
    const parts = Layer.mergeAll(Ripgrep.layer(rgPath), stamps, Paths.layer, treeSitter)
    const services = CodeMaps.layer.pipe(Layer.provideMerge(parts), Layer.provideMerge(machine))
    await Effect.runPromise(Effect.provide(all, services))
  } finally {
    fs.rmSync(directory, { recursive: true, force: true })
  }
}
