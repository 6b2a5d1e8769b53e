import { DateTime, Effect } from "effect"
import { columns } from "../domain/columns.ts"
import { printableLine } from "../domain/printable.ts"
import type { NetEntry } from "./netEntry.ts"
import { NetLog } from "./NetLog.ts"

/** Which entries are wanted. `run` is a run's name, or `last`. */
export interface NetQuery {
  readonly run: string | undefined
  readonly host: string | undefined
  readonly limit: number
}

const isOf = (host: string, wanted: string): boolean => {
  const name = host.replace(/:\d+$/, "")
  return host === wanted || name === wanted || name.endsWith(`.${wanted}`)
}

/** The newest entries that are wanted, oldest first. */
export const netEntries = Effect.fn("netEntries")(function* ({ host, limit, run }: NetQuery) {
  const all = yield* (yield* NetLog).entries
  const wanted = run === "last" ? all.at(-1)?.run : run
  const found = all.filter(
    (entry) => (wanted === undefined || entry.run === wanted) && (host === undefined || isOf(entry.host, host))
  )
  return found.slice(-limit)
})

/** Bytes as people read them: `512 B`, `1.5 kB`, `12 MB`. */
const size = (bytes: number): string => {
  if (bytes < 1000) return `${bytes} B`
  const [amount, unit] = bytes < 1_000_000 ? [bytes / 1000, "kB"] : [bytes / 1_000_000, "MB"]
  return `${amount.toFixed(amount < 10 ? 1 : 0)} ${unit}`
}

const time = (at: number): string => DateTime.formatIso(DateTime.makeUnsafe(at)).slice(0, 19).replace("T", " ")

const sum = (entries: ReadonlyArray<NetEntry>, of: (entry: NetEntry) => number): number =>
  entries.reduce((total, entry) => total + of(entry), 0)

/** One line a connection, then the sums by host. Times are in UTC. */
export const netText = (entries: ReadonlyArray<NetEntry>): string => {
  if (entries.length === 0) return "No connection was opened."
  const rows = entries.map((entry) => [
    time(entry.at),
    entry.run,
    printableLine(entry.purpose),
    printableLine(entry.via === undefined ? entry.host : `${entry.host} via ${entry.via}`),
    size(entry.sent),
    size(entry.received),
    `${Math.round(entry.milliseconds)} ms`,
    printableLine(entry.outcome === "done" ? String(entry.status ?? "") : entry.outcome)
  ])
  const table = columns([["TIME (UTC)", "RUN", "FOR", "HOST", "SENT", "RECEIVED", "TOOK", "ENDED"], ...rows], {
    right: [4, 5, 6]
  })
  const hosts = [...new Set(entries.map(({ host }) => host))].map((host) => {
    const own = entries.filter((entry) => entry.host === host)
    return `${printableLine(host)}: ${own.length} ${own.length === 1 ? "request" : "requests"}, ${size(sum(own, ({ sent }) => sent))} sent, ${size(sum(own, ({ received }) => received))} received`
  })
  return [table, "", ...hosts].join("\n")
}
