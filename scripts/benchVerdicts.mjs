// Verdicts over command lines, measured from the sources: every row of the corpus of commands is judged (none is run) in a
// project on disk, with every question to the machine. Then hostile lines: deep nesting, long pipes, long words.
import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import process from "node:process"
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import { fileURLToPath } from "node:url"
import { Effect, Layer } from "effect"
import { permissionLayer, verdict } from "../test/services/permission/permissionWorld.ts"

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..")

const hostile = {
  "30 levels of $(": `${"echo $(".repeat(30)}ls${")".repeat(30)}`,
  "500 levels of $(": `${"echo $(".repeat(500)}ls${")".repeat(500)}`,
  "3,300 pipes": Array.from({ length: 3300 }, () => "l").join("|"),
  "10,000 pipes": Array.from({ length: 10_000 }, () => "ls").join(" | "),
  "a word of 9,900 letters": `ls ${"a".repeat(9900)}`,
  "9,900 quotes": `ls ${"'a'".repeat(3300)}`,
  "9,900 braces": `ls ${"{a,".repeat(3300)}`,
  "1,200 assignments": `${"a=b ".repeat(1200)}ls`,
  "1 MB": `ls ${"x ".repeat(500_000)}`
}

const at = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]
const round = (value) => Math.round(value * 100) / 100

export const benchVerdicts = async (runs) => {
  const rows = fs.readFileSync(path.join(root, "test/data/commands.jsonl"), "utf8").trim().split("\n")
  const commands = rows.map((row) => JSON.parse(row).command)
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), "coderx-verdicts-"))
  fs.mkdirSync(path.join(directory, ".git"))
  fs.writeFileSync(path.join(directory, ".git/config"), "[core]\n\tbare = false\n")
  const layer = Layer.provide(permissionLayer({ cwd: directory }), NodeFileSystem.layer)
  const timed = (command) =>
    Effect.gen(function* () {
      const started = performance.now()
      yield* verdict(command)
      return performance.now() - started
    })
  try {
    const measured = await Effect.runPromise(
      Effect.gen(function* () {
        const first = yield* timed("ls")
        const all = []
        for (let run = 0; run < runs; run++) for (const command of commands) all.push(yield* timed(command))
        const worst = {}
        for (const [name, command] of Object.entries(hostile)) {
          const times = []
          for (let run = 0; run < runs; run++) times.push(yield* timed(command))
          worst[name] = round(
            at(
              times.sort((a, b) => a - b),
              0.5
            )
          )
        }
        return { first, all: all.sort((a, b) => a - b), worst }
      }).pipe(Effect.provide(layer))
    )
    const { all, first, worst } = measured
    console.log(
      JSON.stringify({
        scenario: "verdicts",
        commands: commands.length,
        verdicts: all.length,
        first_ms: round(first),
        p50_ms: round(at(all, 0.5)),
        p99_ms: round(at(all, 0.99)),
        max_ms: round(all.at(-1)),
        hostile_ms: worst,
        node: process.versions.node
      })
    )
  } finally {
    fs.rmSync(directory, { recursive: true, force: true })
  }
}
