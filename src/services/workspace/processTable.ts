import { Effect, type FileSystem } from "effect"

/** One row of `/proc/PID/stat` (proc_pid_stat(5)), as far as it is used here. */
export interface ProcessRow {
  readonly id: number
  /** R, S, D, Z … */
  readonly state: string
  readonly parent: number
  readonly group: number
  readonly session: number
  /** The process group in the foreground of its terminal; -1 where it has none. */
  readonly foreground: number
  /** Processor time, in ticks. */
  readonly ticks: number
  /** When it was started, in ticks since boot: with the id it names a process for ever. */
  readonly started: string
}

/** A row of the table. The name of the program may hold blanks and parentheses. */
export const parseStat = (text: string): ProcessRow | undefined => {
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ")
  const [state, parent, group, session, , foreground] = fields
  const started = fields[19]
  if (state === undefined || started === undefined || !/^\d+ \(/.test(text)) return undefined
  return {
    id: Number.parseInt(text, 10),
    state,
    parent: Number(parent),
    group: Number(group),
    session: Number(session),
    foreground: Number(foreground),
    ticks: Number(fields[11]) + Number(fields[12]),
    started
  }
}

const read = (fs: FileSystem.FileSystem, id: number) =>
  Effect.orElseSucceed(Effect.map(fs.readFileString(`/proc/${id}/stat`), parseStat), () => undefined)

/**
 * Ids of the processes that may have been born after this one: most of a system's are older. All, where ids have come
 * round since. None where there is no `/proc` (Linux only).
 */
export const idsSince = Effect.fnUntraced(function* (fs: FileSystem.FileSystem, first: number) {
  const names = yield* Effect.orElseSucceed(fs.readDirectory("/proc"), (): ReadonlyArray<string> => [])
  if (names.length === 0) return []
  const load = yield* Effect.orElseSucceed(fs.readFileString("/proc/loadavg"), () => "")
  const newest = Number(load.trim().split(" ").at(-1))
  const ids = names.filter((name) => /^\d+$/.test(name)).map(Number)
  return newest >= first ? ids.filter((id) => id >= first) : ids
})

/** The processes below one, itself included: its session, and all whose chain of parents leads to either. */
export const familyOf = Effect.fnUntraced(function* (fs: FileSystem.FileSystem, root: number) {
  const ids = yield* idsSince(fs, root)
  const rows = (yield* Effect.forEach(ids, (id) => read(fs, id), { concurrency: 16 })).filter(
    (row) => row !== undefined
  )
  const family = new Set([root])
  for (let size = 0; size !== family.size; ) {
    size = family.size
    for (const row of rows) if (row.session === root || family.has(row.parent)) family.add(row.id)
  }
  return rows.filter((row) => family.has(row.id) && row.state !== "Z")
})

/** Those of the processes that are still the same. */
export const stillThere = (fs: FileSystem.FileSystem, rows: ReadonlyArray<ProcessRow>) =>
  Effect.filter(
    rows,
    (row) => Effect.map(read(fs, row.id), (now) => now?.started === row.started && now.state !== "Z"),
    { concurrency: 16 }
  )

/** The command line of a process in one line; its number where it cannot be read. */
export const commandLineOf = (fs: FileSystem.FileSystem, id: number) =>
  Effect.map(
    Effect.orElseSucceed(fs.readFileString(`/proc/${id}/cmdline`), () => ""),
    (line) =>
      line
        .replace(/\0+$/, "")
        .replace(/[\0\s\p{Cc}]+/gu, " ")
        .slice(0, 200) || `process ${id}`
  )
