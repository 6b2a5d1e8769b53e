import { columns } from "../domain/columns.ts"
import { printableLine } from "../domain/printable.ts"
import { count, money } from "../session/usageText.ts"
import type { SpentTotals, UsageReport } from "../session/usage.ts"
import { cellWidth, padEnd, truncate } from "../ui/text/cells.ts"
import { bar } from "./bar.ts"
import type { SlashView } from "./SlashOutcome.ts"

interface Row {
  readonly label: string
  readonly totals: SpentTotals
}

/** Fewer cells say nothing. */
const leastBar = 6
const mostBar = 40

const allTokens = (totals: SpentTotals): number =>
  totals.inputTokens + totals.cacheReadTokens + totals.cacheWriteTokens + totals.outputTokens

/** What stands behind a bar, as much of it as there is room for. */
const figures = (totals: SpentTotals, width: number): ReadonlyArray<string> => {
  const tokens = [
    `${count(totals.inputTokens + totals.cacheWriteTokens)} in`,
    `${count(totals.cacheReadTokens)} cached`,
    `${count(totals.outputTokens)} out`
  ]
  const calls = `${totals.calls} ${totals.calls === 1 ? "call" : "calls"}`
  if (width >= 90) return [money(totals), calls, ...tokens]
  return width >= 60 ? [money(totals), ...tokens] : [money(totals), count(allTokens(totals))]
}

/** Cells side by side, two blanks apart, each column as wide as its widest. */
const aligned = (rows: ReadonlyArray<ReadonlyArray<string>>): ReadonlyArray<string> => columns(rows).split("\n")

/** Rows with a bar each, as long as its share of the dearest; of tokens, where nothing costs anything. */
const chart = (rows: ReadonlyArray<Row>, { theme, width }: SlashView): ReadonlyArray<string> => {
  const paid = rows.some(({ totals }) => (totals.costUsd ?? 0) > 0)
  const size = (totals: SpentTotals): number => (paid ? (totals.costUsd ?? 0) : allTokens(totals))
  const most = Math.max(...rows.map(({ totals }) => size(totals)))
  const labelWidth = Math.min(
    Math.max(...rows.map(({ label }) => cellWidth(label))),
    Math.max(10, Math.floor(width / 3))
  )
  const told = aligned(rows.map(({ totals }) => figures(totals, width)))
  const figuresWidth = Math.max(...told.map(cellWidth))
  const room = Math.min(mostBar, width - labelWidth - figuresWidth - 4)
  return rows.map(({ label, totals }, index) => {
    const name = padEnd(truncate(label, labelWidth), labelWidth)
    const drawn = room < leastBar ? "" : `${padEnd(bar(most === 0 ? 0 : size(totals) / most, room), room)}  `
    const rest = truncate(told[index] ?? "", Math.max(1, width - labelWidth - 2 - cellWidth(drawn)))
    return `${name}  ${drawn === "" ? "" : theme.paint("barFull", drawn)}${rest}`
  })
}

/** What was used and what it cost: a bar for each model, a bar for each day, and the sum. */
export const usageLines = (report: UsageReport, view: SlashView): ReadonlyArray<string> => {
  const models = report.models.map(({ model, ...totals }) => ({ label: printableLine(model), totals }))
  const days = report.days.map(({ day, ...totals }) => ({ label: day, totals }))
  const heading = (text: string): string => view.theme.paint("heading", truncate(text, view.width))
  return [
    heading("By model"),
    ...chart(models, view),
    "",
    heading("By day"),
    ...chart(days, view),
    "",
    truncate(`In all: ${figures(report.total, view.width).join("  ")}`, view.width)
  ]
}
