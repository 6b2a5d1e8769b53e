import { DateTime, Option } from "effect"
import { columns, shorten } from "../domain/columns.ts"
import { printableLine } from "../domain/printable.ts"
import type { SessionSummary } from "./summary.ts"

const steps = [
  [60, "second"],
  [60, "minute"],
  [24, "hour"],
  [30, "day"],
  [12, "month"],
  [Number.POSITIVE_INFINITY, "year"]
] as const

/** How long ago an instant was, as people say it. `now` in milliseconds. */
export const ago = (at: string, now: number): string => {
  const then = Option.match(DateTime.make(at), { onNone: () => now, onSome: DateTime.toEpochMillis })
  let amount = Math.max(0, (now - then) / 1000)
  if (amount < 60) return "just now"
  for (const [size, unit] of steps) {
    if (amount < size) return `${Math.floor(amount)} ${unit}${Math.floor(amount) === 1 ? "" : "s"} ago`
    amount /= size
  }
  return "long ago"
}

const shortest = 8

/** The beginnings that tell ids apart, at least eight letters long. */
export const shortIds = (ids: ReadonlyArray<string>): ReadonlyArray<string> => {
  for (let length = shortest; ; length++) {
    const short = ids.map((id) => id.slice(0, length))
    if (new Set(short).size === new Set(ids).size) return short
  }
}

/** The sessions as rows below their heads; with all projects also where each was started. */
export const listRows = (
  sessions: ReadonlyArray<SessionSummary>,
  now: number,
  allProjects: boolean
): ReadonlyArray<ReadonlyArray<string>> => {
  const short = shortIds(sessions.map(({ id }) => id))
  const rows = sessions.map((one, index) => [
    short[index] ?? one.id,
    ago(one.updatedAt, now),
    String(one.turns),
    printableLine(one.model ?? "none"),
    shorten(printableLine(one.title), 60),
    ...(allProjects ? [printableLine(one.cwd)] : [])
  ])
  return [["ID", "WHEN", "TURNS", "MODEL", "TITLE", ...(allProjects ? ["DIRECTORY"] : [])], ...rows]
}

/** Columns of numbers in `listRows`. */
export const listRight = [2]

/** `coderx session list` as text. */
export const listText = (sessions: ReadonlyArray<SessionSummary>, now: number, allProjects: boolean): string => {
  if (sessions.length === 0) {
    return allProjects
      ? 'There are no sessions yet. `coderx -p "…"` starts one.'
      : "This project has no sessions yet. `coderx session list --all` shows those of other projects."
  }
  return columns(listRows(sessions, now, allProjects), { right: listRight })
}

/** A summary as plain JSON: a session that called no model has the model null. */
export const summaryJson = (summary: SessionSummary) => ({ ...summary, model: summary.model ?? null })
