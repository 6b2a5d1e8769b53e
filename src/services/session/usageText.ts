import { columns } from "../domain/columns.ts"
import { printableLine } from "../domain/printable.ts"
import type { SpentTotals, UsageReport } from "./usage.ts"

/** `1.2M`, `34k`, `812`. */
export const count = (tokens: number): string => {
  if (tokens >= 1_000_000) return `${(tokens / 1_000_000).toFixed(1)}M`
  return tokens >= 10_000 ? `${Math.round(tokens / 1000)}k` : String(tokens)
}

/** `$4.21`, `$0.0041`; what has no known price says so. */
export const money = ({ costUsd, unpriced }: SpentTotals): string => {
  if (costUsd === null) return "unknown"
  const known = `$${costUsd > 0 && costUsd < 0.01 ? costUsd.toFixed(4) : costUsd.toFixed(2)}`
  return unpriced > 0 ? `${known} + unknown` : known
}

const cells = (totals: SpentTotals): ReadonlyArray<string> => [
  String(totals.calls),
  count(totals.inputTokens + totals.cacheWriteTokens),
  count(totals.cacheReadTokens),
  count(totals.outputTokens),
  money(totals)
]

const heads = ["CALLS", "INPUT", "CACHED", "OUTPUT", "COST"]
const numbers = { right: [1, 2, 3, 4, 5] }

/** A bar for each day, as long as its share of the dearest one; of tokens, where nothing costs anything. */
const bars = (days: UsageReport["days"], width: number): ReadonlyArray<string> => {
  const paid = days.some((day) => (day.costUsd ?? 0) > 0)
  const size = (day: SpentTotals): number =>
    paid ? (day.costUsd ?? 0) : day.inputTokens + day.cacheReadTokens + day.cacheWriteTokens + day.outputTokens
  const most = Math.max(...days.map(size))
  return days.map((day) => "█".repeat(most === 0 ? 0 : Math.ceil((size(day) / most) * width)))
}

/** The report as text. `chart` is the room for bars in characters, 0 for none. */
export const usageText = (report: UsageReport, chart: number): string => {
  if (report.total.calls === 0)
    return "No model was called in that time. `coderx session list --all` shows the sessions there are."
  const models = report.models.map((one) => [printableLine(one.model), ...cells(one)])
  const drawn = chart > 0 ? bars(report.days, chart) : []
  const days = columns([["DAY", ...heads], ...report.days.map((one) => [one.day, ...cells(one)])], numbers).split("\n")
  return [
    columns([["MODEL", ...heads], ...models, ["all", ...cells(report.total)]], numbers),
    "",
    ...days.map((line, index) => (index === 0 || drawn.length === 0 ? line : `${line}  ${drawn[index - 1]}`.trimEnd()))
  ].join("\n")
}
