import { Effect, type FileSystem } from "effect"
import { ChildProcess, type ChildProcessSpawner } from "effect/process"
import { commandLineOf, familyOf, idsSince, type ProcessRow, stillThere } from "./processTable.ts"

/** The variable by which the children of one command are known, wherever they have moved themselves. */
export const callVariable = "CODERX_CALL"

const includes = (text: Uint8Array, wanted: Uint8Array): boolean => {
  for (let at = text.indexOf(wanted[0] ?? 0); at !== -1; at = text.indexOf(wanted[0] ?? 0, at + 1)) {
    if (wanted.every((byte, i) => text[at + i] === byte)) return true
  }
  return false
}

/** Ids of the processes, none older than `first`, whose environment begins the variable so. Linux only. */
const marked = Effect.fnUntraced(function* (fs: FileSystem.FileSystem, first: number, mark: string) {
  const wanted = new TextEncoder().encode(`${callVariable}=${mark}`)
  return yield* Effect.filter(
    yield* idsSince(fs, first),
    // A process of somebody else, or one that has just ended, cannot be read and is none of ours.
    (id) =>
      Effect.orElseSucceed(
        Effect.map(fs.readFile(`/proc/${id}/environ`), (environment) => includes(environment, wanted)),
        () => false
      ),
    { concurrency: 16 }
  )
})

/** The descriptor that every child inherits, and few close: that of the shell's report. */
const inherited = 3

/** Ids of the processes, none older than `first`, that hold this socket. Only children of its command were given it. */
const holding = Effect.fnUntraced(function* (fs: FileSystem.FileSystem, first: number, socket: string) {
  if (!socket.startsWith("socket:")) return []
  const holds = (id: number) =>
    Effect.flatMap(fs.readDirectory(`/proc/${id}/fd`), (names) =>
      Effect.map(
        Effect.forEach(names, (name) => Effect.orElseSucceed(fs.readLink(`/proc/${id}/fd/${name}`), () => "")),
        (links) => links.includes(socket)
      )
    )
  return yield* Effect.filter(yield* idsSince(fs, first), (id) => Effect.orElseSucceed(holds(id), () => false), {
    concurrency: 16
  })
})

/** How the children of one command that have left its process group are found and killed. */
export interface Escapees {
  /** Notes by what its children can be known, as long as the shell lives. */
  readonly note: Effect.Effect<void>
  /** Who belongs to the command now: to be asked before its group is ended, since the dead no longer tell their children. */
  readonly remember: Effect.Effect<void>
  /** Kills what is left of them, and what carries the mark. Two rounds, for children born during the first. */
  readonly kill: Effect.Effect<void>
}

/**
 * A child with a session of its own (`setsid`, `set -m`) is not in the process group that is killed, but it inherited the
 * environment and descriptors, and as long as its parents live it is below the shell. One that has none of these (a daemon
 * that cleared its environment, closed its descriptors and was left by its parent) cannot be told from a stranger's.
 */
export const escapees = (
  fs: FileSystem.FileSystem,
  spawner: ChildProcessSpawner.ChildProcessSpawner["Service"],
  shell: number,
  mark: string
): Escapees => {
  let family: ReadonlyArray<ProcessRow> = []
  let socket = ""
  return {
    note: fs.readLink(`/proc/${shell}/fd/${inherited}`).pipe(
      Effect.tap((link) =>
        Effect.sync(() => {
          socket = link
        })
      ),
      Effect.ignore
    ),
    remember: Effect.map(familyOf(fs, shell), (rows) => {
      family = rows
    }),
    kill: Effect.gen(function* () {
      for (let round = 0; round < 2; round++) {
        const left = (yield* stillThere(fs, family)).map((row) => row.id)
        const others = yield* Effect.all([marked(fs, shell, `${mark}\0`), holding(fs, shell, socket)])
        const ids = new Set([...left, ...others.flat()])
        if (ids.size === 0) return
        const kill = ChildProcess.make("/bin/sh", ["-c", 'kill -KILL "$@"', "sh", ...[...ids].map(String)], {
          env: {},
          stdin: "ignore",
          stdout: "ignore",
          stderr: "ignore",
          forceKillAfter: 100
        })
        yield* Effect.ignore(spawner.exitCode(kill))
      }
    })
  }
}

/** What still runs of all the commands whose marks begin so: id and command line. */
export const survivors = Effect.fnUntraced(function* (fs: FileSystem.FileSystem, first: number, mark: string) {
  return yield* Effect.forEach(yield* marked(fs, first, mark), (id) =>
    Effect.map(commandLineOf(fs, id), (command) => ({ id, command }))
  )
})

/** What is told of survivors at the end of a session. */
export const leftBehind = (left: ReadonlyArray<{ readonly id: number; readonly command: string }>): string =>
  [
    "coderx: still running, started by commands of this session:",
    ...left.slice(0, 20).map(({ id, command }) => `  ${id}  ${command}`),
    ...(left.length > 20 ? [`  and ${left.length - 20} more`] : []),
    `End them with: kill ${left.map(({ id }) => id).join(" ")}`
  ].join("\n")
