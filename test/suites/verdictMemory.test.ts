import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import { Effect, Layer } from "effect"
import { expect, it } from "vitest"
import { permissionLayer, verdict } from "../services/permission/permissionWorld.ts"

/**
 * Memory does not grow with the number of verdicts. `CODERX_VERDICTS` sets how many are made after the first thousand: the
 * nightly form is CODERX_VERDICTS=100000. No row of the corpus is run.
 */
const count = Number(process.env["CODERX_VERDICTS"] ?? 5000)

const commands: ReadonlyArray<string> = readFileSync(join(import.meta.dirname, "../data/commands.jsonl"), "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line).command)

setFlagsFromString("--expose-gc")
const collect: () => void = runInNewContext("gc")
const heap = (): number => {
  for (let at = 0; at < 4; at++) collect()
  return process.memoryUsage().heapUsed / 1024 / 1024
}

it(`${count} verdicts leave nothing behind`, { timeout: 1_800_000 }, async () => {
  const base = mkdtempSync(join(tmpdir(), "coderx-memory-"))
  mkdirSync(join(base, ".git"))
  writeFileSync(join(base, ".git", "config"), "[core]\n\tbare = false\n")
  const judge = (from: number, to: number) =>
    Effect.gen(function* () {
      for (let at = from; at < to; at++) {
        const command = commands[at % commands.length] ?? ""
        // Never twice the same text: nothing could be kept by it.
        yield* verdict(`${command} # ${at}`)
      }
    })
  try {
    const { after, before, milliseconds } = await Effect.runPromise(
      Effect.gen(function* () {
        yield* judge(0, 1000)
        const before = heap()
        const started = performance.now()
        yield* judge(1000, 1000 + count)
        return { before, milliseconds: performance.now() - started, after: heap() }
      }).pipe(
        Effect.provide(
          Layer.provide(permissionLayer({ cwd: base, rules: ["allow Bash(npm test:*)"] }), NodeFileSystem.layer)
        )
      )
    )
    process.stderr.write(
      `verdicts: ${count} in ${Math.round(milliseconds)} ms · heap ${before.toFixed(1)} MiB before, ${after.toFixed(1)} MiB after\n`
    )
    expect(after - before).toBeLessThan(8)
  } finally {
    rmSync(base, { recursive: true, force: true })
  }
})
