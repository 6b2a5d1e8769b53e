import { DateTime, Option } from "effect"
import { add, none, type Usage } from "../domain/Usage.ts"
import type { SessionRecord } from "./SessionRecord.ts"

/** Kinds of records that hold what was spent, and the header, which says what is a copy. */
export const spendingKinds: ReadonlySet<string> = new Set(["session", "reply", "compaction"])

/** What one call of a model took. */
export interface Spent {
  /** ISO 8601, UTC. */
  readonly at: string
  readonly model: string
  readonly usage: Usage
  /** Null where the price is unknown. */
  readonly costUsd: number | null
}

/** What a session spent. Records that a fork copied were paid for where they come from. */
export const spentIn = (records: ReadonlyArray<SessionRecord>): ReadonlyArray<Spent> => {
  const header = records.find((record) => record._tag === "session")
  const forkedAt = header?._tag === "session" && header.forkedFrom !== undefined ? header.at : ""
  return records.flatMap((record) => {
    if (record.at < forkedAt) return []
    if (record._tag === "reply")
      return [{ at: record.at, model: record.model, usage: record.usage, costUsd: record.costUsd }]
    if (record._tag !== "compaction" || record.usage === undefined) return []
    return [{ at: record.at, model: record.model ?? "unknown", usage: record.usage, costUsd: record.costUsd ?? null }]
  })
}

export interface SpentTotals extends Usage {
  /** Calls of a model. */
  readonly calls: number
  /** Of those whose price is known; null where none is. */
  readonly costUsd: number | null
  /** Calls whose price is unknown. */
  readonly unpriced: number
}

const nothing: SpentTotals = { ...none, calls: 0, costUsd: null, unpriced: 0 }

const plus = (totals: SpentTotals, spent: Spent): SpentTotals => ({
  ...add(totals, spent.usage),
  calls: totals.calls + 1,
  costUsd: spent.costUsd === null ? totals.costUsd : (totals.costUsd ?? 0) + spent.costUsd,
  unpriced: totals.unpriced + (spent.costUsd === null ? 1 : 0)
})

const totalsBy = (
  all: ReadonlyArray<Spent>,
  keyOf: (spent: Spent) => string
): ReadonlyArray<readonly [string, SpentTotals]> => {
  const totals = new Map<string, SpentTotals>()
  for (const spent of all) totals.set(keyOf(spent), plus(totals.get(keyOf(spent)) ?? nothing, spent))
  return [...totals]
}

/** Which day an instant belongs to where the user is. Offsets of time zones are whole quarters of an hour. */
export const dayIn = (timeZone: string): ((at: string) => string) => {
  const known = new Map<string, string>()
  const look = (at: string): string => {
    const zoned = DateTime.makeZoned(at, { timeZone })
    return Option.isSome(zoned) ? DateTime.formatIsoDate(zoned.value) : at.slice(0, 10)
  }
  return (at) => {
    const quarter = `${at.slice(0, 13)}${Math.floor(Number(at.slice(14, 16)) / 15)}`
    const day = known.get(quarter) ?? look(at)
    known.set(quarter, day)
    return day
  }
}

/** Totals over all, by model (dearest first) and by day (oldest first). */
export interface UsageReport {
  readonly total: SpentTotals
  readonly models: ReadonlyArray<SpentTotals & { readonly model: string }>
  readonly days: ReadonlyArray<SpentTotals & { readonly day: string }>
}

const weight = (totals: SpentTotals): number =>
  totals.inputTokens + totals.cacheReadTokens + totals.cacheWriteTokens + totals.outputTokens

/** `since` is the first day that counts, `2026-11-22`; all days where it is undefined. */
export const report = (all: ReadonlyArray<Spent>, timeZone: string, since: string | undefined): UsageReport => {
  const dayOf = dayIn(timeZone)
  const counted = since === undefined ? all : all.filter((spent) => dayOf(spent.at) >= since)
  return {
    total: counted.reduce(plus, nothing),
    models: totalsBy(counted, (spent) => spent.model)
      .map(([model, totals]) => ({ model, ...totals }))
      .sort((left, right) => (right.costUsd ?? 0) - (left.costUsd ?? 0) || weight(right) - weight(left)),
    days: totalsBy(counted, (spent) => dayOf(spent.at))
      .map(([day, totals]) => ({ day, ...totals }))
      .sort((left, right) => left.day.localeCompare(right.day))
  }
}
