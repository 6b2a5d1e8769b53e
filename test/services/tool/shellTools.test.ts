import { describe, expect, it } from "@effect/vitest"
import { Effect, Fiber, Layer, Path } from "effect"
import { TestClock } from "effect/testing"
import { bash } from "../../../src/services/tool/bash.ts"
import type { CoderTool } from "../../../src/services/tool/CoderTool.ts"
import { Todos } from "../../../src/services/tool/Todos.ts"
import { taskOutput } from "../../../src/services/tool/taskOutput.ts"
import { taskStop } from "../../../src/services/tool/taskStop.ts"
import { todoWrite } from "../../../src/services/tool/todoWrite.ts"
import { shellWorld } from "../../contracts/shellWorld.ts"
import * as MemoryFileSystem from "../../layers/MemoryFileSystem.ts"
import { type Script, scriptedProcesses } from "../../layers/ScriptedProcesses.ts"

const told: Array<string> = []

/** Runs a call as the pipeline does, without asking. */
const use = <R>(tool: CoderTool<R>, input: unknown) =>
  Effect.gen(function* () {
    const prepared = yield* tool.prepare(input)
    const done = yield* prepared.run({
      callId: "1",
      progress: (text) =>
        Effect.sync(() => {
          told.push(text)
        })
    })
    return { ...done, accesses: prepared.accesses }
  })

const refusal = <R>(tool: CoderTool<R>, input: unknown) =>
  Effect.map(Effect.flip(use(tool, input)), (error) => error.message)

const world = (table: Readonly<Record<string, Script>>) => {
  const processes = scriptedProcesses(table)
  const machine = Layer.mergeAll(
    processes.layer,
    MemoryFileSystem.layer({ files: { "/work/sub/x": "", "/tmp/x": "", "/bin/bash": "" } }),
    Path.layer
  )
  return {
    ...processes,
    layer: shellWorld(machine, { cwd: "/work", env: { PATH: "/bin", SECRET: "s" }, keyNames: ["SECRET"] })
  }
}

describe("Bash", () => {
  it.effect("gives output, exit code and directory to the model, and its typed output to hosts", () => {
    const { layer, spawned } = world({
      "npm test": { stdout: "1 failed\n", stderr: "warning\n", exitCode: 1 },
      "cd sub": { cwd: "/work/sub" },
      true: {}
    })
    return Effect.gen(function* () {
      const failed = yield* use(bash, { command: "npm test", description: "Runs the tests" })
      expect(failed.accesses).toEqual([{ _tag: "RunCommand", command: "npm test" }])
      expect(failed.output).toEqual({ stdout: "1 failed\n", stderr: "warning\n", interrupted: false, exitCode: 1 })
      expect(failed.content).toBe("1 failed\nwarning\nExit code 1")
      expect((yield* use(bash, { command: "cd sub" })).content).toBe("(no output)\nThe shell is now in /work/sub.")
      const quiet = yield* use(bash, { command: "true" })
      expect(quiet.content).toBe("(no output)")
      expect(spawned.map(({ cwd, line, program }) => [program, line, cwd])).toEqual([
        ["/bin/bash", "npm test", "/work"],
        ["/bin/bash", "cd sub", "/work"],
        ["/bin/bash", "true", "/work/sub"]
      ])
      expect(spawned[0]?.env).toMatchObject({ PATH: "/bin", PAGER: "cat" })
      expect(spawned[0]?.env).not.toHaveProperty("SECRET")
    }).pipe(Effect.provide(layer))
  })

  it.effect("ends a command at its limit of time, TERM first, KILL where that does not do", () => {
    const { layer, spawned } = world({
      slow: { stdout: "so far", delay: 1_000_000 },
      stubborn: { delay: 1_000_000, ignoresTerm: true }
    })
    return Effect.gen(function* () {
      const slow = yield* Effect.forkChild(use(bash, { command: "slow" }))
      yield* TestClock.adjust("119 seconds")
      expect(spawned[0]?.ended).toBe("running")
      yield* TestClock.adjust("2 seconds")
      const ended = yield* Fiber.join(slow)
      expect(ended.output).toMatchObject({ stdout: "so far", interrupted: true, exitCode: 143, signal: "SIGTERM" })
      expect(ended.content).toContain("so far\nIt was stopped after 120 s with all its children.")

      const stubborn = yield* Effect.forkChild(use(bash, { command: "stubborn", timeout: 5_000_000 }))
      yield* TestClock.adjust("599 seconds")
      expect(spawned[1]?.ended).toBe("running")
      yield* TestClock.adjust("2 seconds")
      expect((yield* Fiber.join(stubborn)).output).toMatchObject({
        interrupted: true,
        exitCode: 137,
        signal: "SIGKILL"
      })
      expect(spawned[1]?.signals).toEqual(["SIGTERM", "SIGKILL"])
    }).pipe(Effect.provide(layer))
  })

  it.effect("ends the command when the call is interrupted", () => {
    const { layer, spawned } = world({ slow: { delay: 1_000_000 } })
    return Effect.gen(function* () {
      const call = yield* Effect.forkChild(use(bash, { command: "slow" }))
      yield* TestClock.adjust("1 second")
      yield* Fiber.interrupt(call)
      expect(spawned[0]?.ended).toBe("SIGTERM")
    }).pipe(Effect.provide(layer))
  })

  it.effect("tells what arrives while it runs, ten times a second at most", () => {
    told.length = 0
    const { layer } = world({ slow: { stdout: "\u001b[31mhalf way\u001b[0m\n", delay: 5_000 } })
    return Effect.gen(function* () {
      const call = yield* Effect.forkChild(use(bash, { command: "slow" }))
      yield* TestClock.adjust("6 seconds")
      yield* Fiber.join(call)
      expect(told).toEqual(["half way\n"])
    }).pipe(Effect.provide(layer))
  })

  it.effect("refuses a command that is empty or would show itself as another one", () => {
    const { layer, spawned } = world({ "*": {} })
    return Effect.gen(function* () {
      for (const command of ["", " \n", "ls\u0000", "ls \u001b[2K", "rm -rf x\rls", "a\u007f"]) {
        expect(yield* refusal(bash, { command })).toMatch(/the command (is empty|holds the control character)/)
      }
      expect(yield* refusal(bash, { command: "ls", timeout: 0 })).toContain("timeout")
      expect(yield* refusal(bash, { cmd: "ls" })).toContain("command")
      yield* use(bash, { command: "if true\nthen\tls\nfi" })
      expect(spawned.length).toBe(1)
    }).pipe(Effect.provide(layer))
  })

  it.effect("says why a command could not be started", () => {
    const machine = Layer.mergeAll(
      scriptedProcesses({ "cd sub": { cwd: "/work/sub" } }).layer,
      MemoryFileSystem.layer({ files: { "/work/sub/x": "", "/tmp/x": "" } }),
      Path.layer
    )
    return Effect.gen(function* () {
      expect((yield* use(bash, { command: "nothing here" })).content).toBe("nothing: command not found\nExit code 127")
    }).pipe(Effect.provide(shellWorld(machine, { cwd: "/work" })))
  })
})

describe("TaskOutput and TaskStop", () => {
  it.effect("wait for a pattern, and explain one that cannot be used", () => {
    const { layer } = world({ "npm start": { stdout: "listening on 80\n", delay: 40_000 } })
    return Effect.gen(function* () {
      yield* use(bash, { command: "npm start", run_in_background: true })
      const waiting = yield* Effect.forkChild(use(taskOutput, { task_id: "bash_1", pattern: "listening on \\d+$" }))
      yield* TestClock.adjust("1 second")
      expect((yield* Fiber.join(waiting)).content).toBe("bash_1 is still running.\nlistening on 80")
      expect(yield* refusal(taskOutput, { task_id: "bash_1", pattern: "(" })).toContain("To find the text as it stands")
      expect(yield* refusal(taskOutput, { task_id: "bash_1", pattern: "(a+)+" })).toContain("may take for ever")
    }).pipe(Effect.provide(layer))
  })

  it.effect("follow a command in the background to its end", () => {
    const { layer, spawned } = world({
      "npm start": { stdout: "listening\n", delay: 40_000, exitCode: 3 },
      forever: { delay: 1e9 }
    })
    return Effect.gen(function* () {
      const begun = yield* use(bash, { command: "npm start", run_in_background: true })
      expect(begun.output).toMatchObject({ backgroundTaskId: "bash_1", exitCode: 0 })
      expect(begun.content).toContain("Started in the background as bash_1.")
      yield* TestClock.adjust("1 second")
      const peek = yield* use(taskOutput, { task_id: "bash_1", block: false })
      expect([peek.content, peek.accesses]).toEqual(["bash_1 is still running.\nlistening", []])
      const waiting = yield* Effect.forkChild(use(taskOutput, { task_id: "bash_1" }))
      yield* TestClock.adjust("31 seconds")
      expect((yield* Fiber.join(waiting)).content).toBe("bash_1 is still running.\n(no new output)")
      const last = yield* Effect.forkChild(use(taskOutput, { task_id: "bash_1", timeout: 600_000 }))
      yield* TestClock.adjust("20 seconds")
      expect((yield* Fiber.join(last)).output).toEqual({
        task_id: "bash_1",
        command: "npm start",
        status: "exited",
        exit_code: 3,
        output: ""
      })

      yield* use(bash, { command: "forever", run_in_background: true })
      expect((yield* use(taskStop, { task_id: "bash_2" })).content).toBe(
        "bash_2 was stopped, by SIGTERM.\n(no new output)"
      )
      expect(spawned[1]?.ended).toBe("SIGTERM")
      expect(yield* refusal(taskOutput, { task_id: "bash_7" })).toContain("There are: bash_1, bash_2.")
      expect(yield* refusal(taskStop, { task_id: "" })).toContain("No background task")
    }).pipe(Effect.provide(layer))
  })

  it.effect("leave no command behind when the session ends", () => {
    const { layer, spawned } = world({ forever: { delay: 1e9, ignoresTerm: true }, left: { holdsPipes: true } })
    return Effect.gen(function* () {
      const session = yield* Effect.forkChild(
        Effect.provide(
          Effect.gen(function* () {
            yield* use(bash, { command: "forever", run_in_background: true })
            const left = yield* Effect.forkChild(use(bash, { command: "left" }))
            yield* TestClock.adjust("5 seconds")
            expect((yield* Fiber.join(left)).content).toContain("still running")
            expect(spawned.map((process) => process.signals)).toEqual([[], []])
          }),
          layer
        )
      )
      yield* Effect.forkChild(Effect.forever(TestClock.adjust("100 millis")))
      yield* Fiber.join(session)
      expect(spawned.map((process) => process.signals)).toEqual([["SIGTERM", "SIGKILL"], ["SIGTERM"]])
    })
  })
})

describe("TodoWrite", () => {
  it.effect("replaces the list and says what is open", () =>
    Effect.gen(function* () {
      const list = [
        { content: "a", status: "completed", activeForm: "Doing a" },
        { content: "b", status: "in_progress" }
      ] as const
      const { accesses, content, output } = yield* use(todoWrite, { todos: list })
      expect([accesses, content, output]).toEqual([[], "The todo list is kept: 1 of 2 open.", { todos: list }])
      expect(yield* (yield* Todos).current).toEqual(list)
      expect((yield* use(todoWrite, { todos: [{ content: "a", status: "completed" }] })).content).toBe(
        "All todos are completed."
      )
      expect((yield* use(todoWrite, { todos: [] })).content).toBe("The todo list is empty.")
      expect(yield* refusal(todoWrite, { todos: [{ content: "a", status: "done" }] })).toContain("status")
      expect(todoWrite.harmless).toBe(true)
    }).pipe(Effect.provide(Todos.layer))
  )
})
