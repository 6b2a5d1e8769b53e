import { Effect, type FileSystem } from "effect"
import { longestArgument } from "./shellScript.ts"

/**
 * A command that is too long for an argument is read by the shell from a file; undefined for all others.
 *
 * @param place gives the path of the file
 */
export const commandFile = Effect.fnUntraced(function* <E, R>(
  fs: FileSystem.FileSystem,
  command: string,
  place: Effect.Effect<string, E, R>
) {
  if (command.length * 3 < longestArgument) return undefined
  const bytes = new TextEncoder().encode(command)
  if (bytes.length < longestArgument) return undefined
  const file = yield* place
  yield* fs.writeFile(file, bytes, { mode: 0o600 })
  return file
})
