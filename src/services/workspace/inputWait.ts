import { Effect, type FileSystem } from "effect"
import { commandLineOf, familyOf, type ProcessRow } from "./processTable.ts"

/** A process that waits for somebody to type. */
export interface InputWait {
  readonly id: number
  readonly command: string
}

/**
 * Numbers of system calls, of x86-64 and arm64 together: what is one of these on one of them never blocks on the other.
 * `read`, then the `poll`, `select` and `epoll_wait` kinds (asm/unistd_64.h, asm-generic/unistd.h).
 */
const reads = new Set([0, 63])
const polls = new Set([7, 23, 232, 270, 271, 281, 22, 72, 73])

const terminal = /^\/dev\/(?:pts\/|tty|console)/

/** Milliseconds of silence after which a program that waits for events counts too: it may wait for a network. */
const eventsQuietMs = 15_000

/**
 * Whether the process sleeps in a call that only a person could end: it reads a terminal; or it reads one of the
 * command's own outputs (what editors fall back to when stdin says nothing), which nobody writes to; or it waits for
 * events with one of those in the place of its stdin (vi); or, long since, in the foreground of the terminal that is its stdin.
 */
const waits = Effect.fnUntraced(function* (
  fs: FileSystem.FileSystem,
  row: ProcessRow,
  outputs: ReadonlyArray<string>,
  quietMs: number
) {
  if (row.state !== "S") return false
  const call = yield* Effect.orElseSucceed(fs.readFileString(`/proc/${row.id}/syscall`), () => "")
  const [, number, first] = /^(\d+) (0x[0-9a-f]+)/.exec(call) ?? []
  const link = (descriptor: number) => Effect.orElseSucceed(fs.readLink(`/proc/${row.id}/fd/${descriptor}`), () => "")
  if (number === undefined) {
    // Not told to us (seccomp, another architecture): the kernel function that reads terminals, if that is told.
    const where = yield* Effect.orElseSucceed(fs.readFileString(`/proc/${row.id}/wchan`), () => "")
    return /^(?:n_tty_read|wait_woken)$/.test(where) && terminal.test(yield* link(0))
  }
  if (reads.has(Number(number))) {
    const file = yield* link(Number(first))
    return terminal.test(file) || (file.startsWith("socket:") && outputs.includes(file))
  }
  if (!polls.has(Number(number))) return false
  const stdin = yield* link(0)
  if (stdin.startsWith("socket:") && outputs.includes(stdin)) return true
  return quietMs >= eventsQuietMs && row.foreground === row.group && terminal.test(stdin)
})

/**
 * The process below `root` that waits for input, if the command does nothing else meanwhile: asked twice, a moment apart,
 * the same process waits and no processor time has gone by. Linux only: elsewhere nothing is found.
 */
export const makeInputWatch = (
  fs: FileSystem.FileSystem,
  root: number
): ((quietMs: number) => Effect.Effect<InputWait | undefined>) => {
  let before = ""
  let outputs: ReadonlyArray<string> | undefined
  return Effect.fnUntraced(function* (quietMs) {
    const family = yield* familyOf(fs, root)
    outputs ??= yield* Effect.forEach([1, 2], (descriptor) =>
      Effect.orElseSucceed(fs.readLink(`/proc/${root}/fd/${descriptor}`), () => "")
    )
    for (const row of family) {
      if (!(yield* waits(fs, row, outputs, quietMs))) continue
      const now = `${row.id} ${family.reduce((sum, one) => sum + one.ticks, 0)}`
      const same = now === before
      before = now
      return same ? { id: row.id, command: yield* commandLineOf(fs, row.id) } : undefined
    }
    before = ""
    return undefined
  })
}
