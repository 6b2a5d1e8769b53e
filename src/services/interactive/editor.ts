import { Effect, FileSystem } from "effect"
import { ChildProcess, ChildProcessSpawner } from "effect/process"
import { TerminalScreen } from "../frontend/TerminalScreen.ts"
import { Host } from "../host/Host.ts"
import type { Painting } from "./painting.ts"

/** The words of `$VISUAL` or `$EDITOR`; without them vi, which is everywhere. */
const editorOf = (env: Readonly<Record<string, string | undefined>>): string =>
  [env["VISUAL"], env["EDITOR"]].find((name) => name !== undefined && name.trim() !== "") ?? "vi"

/** Opens a file in the user's editor, on this terminal. True where the editor ended well. */
export const editFile = Effect.fn("Interactive.editFile")(function* (file: string, painting: Painting) {
  const screen = yield* TerminalScreen
  const spawner = yield* ChildProcessSpawner.ChildProcessSpawner
  const host = yield* Host
  // By the shell, because the variable may hold flags; the file is an argument of its own.
  const command = ChildProcess.make("sh", ["-c", `${editorOf(host.env)} "$1"`, "sh", file], {
    stdin: "inherit",
    stdout: "inherit",
    stderr: "inherit",
    extendEnv: true,
    // The terminal belongs to one group of processes: the editor has to be of ours.
    detached: false
  })
  yield* painting.lend
  const code = yield* screen.lend(Effect.scoped(Effect.flatMap(spawner.spawn(command), (running) => running.exitCode)))
  return code === 0
})

/** Opens a text in the user's editor; undefined where it is to stay as it is. */
export const editText = Effect.fn("Interactive.editText")(function* (text: string, painting: Painting) {
  const fs = yield* FileSystem.FileSystem
  return yield* Effect.scoped(
    Effect.gen(function* () {
      const file = `${yield* fs.makeTempDirectoryScoped({ prefix: "coderx-prompt-" })}/prompt.md`
      yield* fs.writeFileString(file, text, { mode: 0o600 })
      if (!(yield* editFile(file, painting))) return undefined
      return (yield* fs.readFileString(file)).replace(/\n$/, "")
    })
  )
})
