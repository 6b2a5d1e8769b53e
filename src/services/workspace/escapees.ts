import { Effect, type FileSystem } from "effect"
import { ChildProcess, type ChildProcessSpawner } from "effect/process"

/** The variable by which the children of one command are known, wherever they have moved themselves. */
export const callVariable = "CODERX_CALL"

const includes = (text: Uint8Array, wanted: Uint8Array): boolean => {
  for (let at = text.indexOf(wanted[0] ?? 0); at !== -1; at = text.indexOf(wanted[0] ?? 0, at + 1)) {
    if (wanted.every((byte, i) => text[at + i] === byte)) return true
  }
  return false
}

/** Ids of the processes that carry this mark in their environment. None where there is no `/proc` (Linux only). */
const marked = Effect.fnUntraced(function* (fs: FileSystem.FileSystem, mark: string) {
  const names = yield* Effect.orElseSucceed(fs.readDirectory("/proc"), (): ReadonlyArray<string> => [])
  const wanted = new TextEncoder().encode(`${callVariable}=${mark}\0`)
  return yield* Effect.filter(
    names.filter((name) => /^\d+$/.test(name)),
    // A process of somebody else, or one that has just ended, cannot be read and is none of ours.
    (id) =>
      Effect.orElseSucceed(
        Effect.map(fs.readFile(`/proc/${id}/environ`), (environment) => includes(environment, wanted)),
        () => false
      ),
    { concurrency: 16 }
  )
})

/**
 * Kills what carries the mark. A child with a session of its own (`setsid`, `set -m`) is not in the process group that
 * was killed, but it inherited the environment. Two rounds, for children born during the first.
 */
export const killMarked = Effect.fnUntraced(function* (
  fs: FileSystem.FileSystem,
  spawner: ChildProcessSpawner.ChildProcessSpawner["Service"],
  mark: string
) {
  for (let round = 0; round < 2; round++) {
    const ids = yield* marked(fs, mark)
    if (ids.length === 0) return
    const kill = ChildProcess.make("/bin/sh", ["-c", 'kill -KILL "$@"', "sh", ...ids], {
      env: {},
      stdin: "ignore",
      stdout: "ignore",
      stderr: "ignore",
      forceKillAfter: 100
    })
    yield* Effect.ignore(spawner.exitCode(kill))
  }
})
