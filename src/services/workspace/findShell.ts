import { Effect, type FileSystem } from "effect"
import { shellCandidates } from "./shellScript.ts"

/** The first shell that is there, best first; `sh` by its name where none is. `own` is the user's choice. */
export const findShell = Effect.fnUntraced(function* (fs: FileSystem.FileSystem, own: string | undefined) {
  for (const candidate of shellCandidates(own)) {
    if (yield* Effect.orElseSucceed(fs.exists(candidate), () => false)) return candidate
  }
  return "sh"
})
