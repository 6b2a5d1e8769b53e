import { describe, expect, it } from "@effect/vitest"
import { Effect, Layer, Path } from "effect"
import { TestRuns } from "../../../src/services/project/TestRuns.ts"
import { bash } from "../../../src/services/tool/bash.ts"
import { taskOutput } from "../../../src/services/tool/taskOutput.ts"
import { shellWorld } from "../../contracts/shellWorld.ts"
import * as MemoryFileSystem from "../../layers/MemoryFileSystem.ts"
import { type Script, scriptedProcesses } from "../../layers/ScriptedProcesses.ts"

const world = (table: Readonly<Record<string, Script>>) =>
  shellWorld(
    Layer.mergeAll(
      scriptedProcesses(table).layer,
      MemoryFileSystem.layer({ files: { "/work/x": "", "/tmp/x": "", "/bin/bash": "" } }),
      Path.layer
    ),
    { cwd: "/work", env: { PATH: "/bin" } }
  )

const run = (command: string) =>
  Effect.gen(function* () {
    const prepared = yield* bash.prepare({ command })
    return yield* prepared.run({ callId: "1", progress: () => Effect.void })
  })

const padding = "compiling something or other\n".repeat(200)
const output = (failing: string) =>
  `${padding}FAIL ./m.test.js\n  ● math › ${failing}\n\n    boom\n\n      at f (m.test.js:4:17)\n\nTest Suites: 1 failed, 1 total\nTests:       1 failed, 1 passed, 2 total\n`

describe("Bash after a test run", () => {
  it.effect("gives the model the counts and failures first, and hosts the output as it was", () =>
    Effect.gen(function* () {
      const { content, output: typed } = yield* run("npm test")
      expect(String(content).split("\n").slice(0, 4)).toEqual([
        "jest: 1 failed, 1 passed",
        "- math › multiplies (m.test.js:4:17): boom",
        "",
        "compiling something or other"
      ])
      expect(typed).toEqual({ stdout: output("multiplies"), stderr: "", interrupted: false, exitCode: 1 })
    }).pipe(Effect.provide(world({ "npm test": { stdout: output("multiplies"), exitCode: 1 } })))
  )

  const task = Effect.gen(function* () {
    const begun = yield* bash.prepare({ command: "npm test", run_in_background: true })
    yield* begun.run({ callId: "1", progress: () => Effect.void })
    const asked = yield* taskOutput.prepare({ task_id: "bash_1" })
    return yield* asked.run({ callId: "2", progress: () => Effect.void })
  })

  it.live("does so also where it ran in the background", () =>
    Effect.gen(function* () {
      const { content, output: typed } = yield* task
      expect(String(content).split("\n").slice(0, 5)).toEqual([
        "bash_1 has ended, exit code 1.",
        "jest: 1 failed, 1 passed",
        "- math › multiplies (m.test.js:4:17): boom",
        "",
        "compiling something or other"
      ])
      expect(typed).toMatchObject({ output: output("multiplies"), summary: expect.stringMatching(/^jest: 1 failed/) })
    }).pipe(Effect.provide(world({ "npm test": { stdout: output("multiplies"), exitCode: 1 } })))
  )

  it.effect("leaves other outputs alone", () =>
    Effect.gen(function* () {
      expect((yield* run("make")).content).toBe(padding.trimEnd())
    }).pipe(Effect.provide(world({ make: { stdout: padding } })))
  )

  it.effect("says which tests are mended since the command last ran", () =>
    Effect.gen(function* () {
      const table = { "npm test": { stdout: output("multiplies"), exitCode: 1 } }
      yield* run("npm test").pipe(Effect.provide(world(table)))
      table["npm test"].stdout = output("divides")
      const again = yield* run("npm test").pipe(Effect.provide(world(table), { local: true }))
      expect(String(again.content)).toContain(
        "Failed when this command last ran, and pass now: math › multiplies\nDid not fail when this command last ran: math › divides\n\n"
      )
    }).pipe(Effect.provide(TestRuns.layer))
  )
})
