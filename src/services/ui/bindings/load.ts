import { Effect, FileSystem } from "effect"
import type { BindingProblem } from "./Bindings.ts"
import { defaultBindings } from "./defaults.ts"
import { type ParsedBindings, parseBindings } from "./parse.ts"

/** The name of the file of bindings, in `~/.coderx`. */
export const bindingsFile = "keybindings.json"

const largest = 1_048_576

/**
 * The bindings that hold with a file of the user, and what is wrong in it. Without a file the defaults; it never fails,
 * because a shell without keys could not be left.
 */
export const loadBindings = Effect.fn("bindings.load")(function* (path: string) {
  const fs = yield* FileSystem.FileSystem
  const problem = (message: string): ParsedBindings => ({
    bindings: defaultBindings,
    problems: [{ line: 1, place: "", message: `${message} The default bindings hold.` }]
  })
  const read = Effect.gen(function* () {
    const info = yield* fs.stat(path)
    if (info.type !== "File") return problem("This is no file.")
    if (info.size > largest) return problem("The file is larger than 1 MiB.")
    return parseBindings(yield* fs.readFileString(path))
  })
  return yield* Effect.catch(read, (error) =>
    Effect.succeed(
      error.reason._tag === "NotFound"
        ? { bindings: defaultBindings, problems: [] }
        : problem(`The file could not be read: ${error.message}.`)
    )
  )
})

/** A problem as one line: file, line, place, what is wrong. */
export const problemLine = (path: string, { line, message, place }: BindingProblem): string =>
  `${path}:${line}: ${place === "" ? "" : `${place}: `}${message}`
