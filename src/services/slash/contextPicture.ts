import type { ContextKind, ContextSource, ContextUsage } from "../agent/contextUsage.ts"
import { printableLine } from "../domain/printable.ts"
import { count } from "../session/usageText.ts"
import type { Role } from "../ui/theme/Theme.ts"
import { cellWidth, padEnd, truncate } from "../ui/text/cells.ts"
import { cutLine } from "../ui/text/lines.ts"
import { bar, divide, percent } from "./bar.ts"
import type { SlashView } from "./SlashOutcome.ts"

/** Letters stand for kinds where there are no colours; with colours they are seen as areas all the same. */
const kinds: ReadonlyArray<{
  readonly kind: ContextKind
  readonly title: string
  readonly mark: string
  readonly role: Role
}> = [
  { kind: "system", title: "System prompt", mark: "S", role: "accent" },
  { kind: "memory", title: "Memory files", mark: "M", role: "synString" },
  { kind: "tool", title: "Tools", mark: "T", role: "synFunction" },
  { kind: "message", title: "Messages", mark: "m", role: "user" },
  { kind: "result", title: "Tool results", mark: "r", role: "tool" }
]

const freeMark = "·"
const gridRows = 5
const mostColumns = 60
/** Sources that are named where not all are asked for. */
const named = 40

const sum = (sources: ReadonlyArray<ContextSource>): number => sources.reduce((all, source) => all + source.tokens, 0)

/** What the provider has in its cache, by what it said of the last request. */
const cacheWord = (sources: ReadonlyArray<ContextSource>): string => {
  const told = sources.filter(({ cached }) => cached !== undefined)
  if (told.length === 0) return "not sent yet"
  if (told.every(({ cached }) => cached)) return "cached"
  return told.some(({ cached }) => cached) ? "cached in part" : "not cached"
}

/** The window as a field of cells, each the same number of tokens, row by row. */
const grid = (facts: ContextUsage, { theme, width }: SlashView): ReadonlyArray<string> => {
  const columns = Math.max(10, Math.min(mostColumns, width - 2))
  const amounts = kinds.map(({ kind }) => sum(facts.sources.filter((source) => source.kind === kind)))
  const used = amounts.reduce((all, amount) => all + amount, 0)
  const cells = divide([...amounts, Math.max(0, facts.window - used)], columns * gridRows)
  const marks = [...kinds, { mark: freeMark, role: "muted" as const }].flatMap(({ mark, role }, index) =>
    Array.from({ length: cells[index] ?? 0 }, () => ({ mark, role }))
  )
  return Array.from({ length: gridRows }, (_, row) => {
    const line = marks.slice(row * columns, (row + 1) * columns)
    const runs: Array<{ text: string; role: Role }> = []
    for (const { mark, role } of line) {
      const last = runs.at(-1)
      if (last !== undefined && last.role === role) last.text += mark
      else runs.push({ text: mark, role })
    }
    return ` ${runs.map(({ role, text }) => theme.paint(role, text)).join("")}`
  })
}

interface Row {
  readonly label: string
  readonly role: Role
  readonly tokens: number
  readonly note: string
}

/** A row each: label, bar, tokens, share of the window, what is known of the cache. */
const table = (rows: ReadonlyArray<Row>, window: number, { theme, width }: SlashView): ReadonlyArray<string> => {
  const most = Math.max(1, ...rows.map(({ tokens }) => tokens))
  const told = rows.map(({ note, tokens }) => {
    const figures = `${count(tokens).padStart(6)}  ${percent(tokens / window).padStart(7)}`
    return width >= 56 && note !== "" ? `${figures}  ${note}` : figures
  })
  const toldWidth = Math.max(0, ...told.map(cellWidth))
  const longest = Math.max(0, ...rows.map(({ label }) => cellWidth(label)))
  const barRoom = width - 3 - toldWidth >= 40 ? 12 : 0
  const labelWidth = Math.max(4, Math.min(longest, width - 3 - toldWidth - (barRoom === 0 ? 0 : barRoom + 2)))
  return rows.map(({ label, role, tokens }, index) => {
    const drawn = barRoom === 0 ? "" : `${theme.paint(role, padEnd(bar(tokens / most, barRoom), barRoom))}  `
    return cutLine(` ${padEnd(truncate(label, labelWidth), labelWidth)}  ${drawn}${told[index] ?? ""}`.trimEnd(), width)
  })
}

/** What fills the window: a picture of it, the kinds of sources, and the sources themselves, largest first. */
export const contextLines = (facts: ContextUsage, view: SlashView, all: boolean): ReadonlyArray<string> => {
  const { theme, width } = view
  const share = facts.window === 0 ? 0 : facts.tokens / facts.window
  const title = `${printableLine(facts.model)}: ${count(facts.tokens)} of ${count(facts.window)} tokens (${percent(share)})`
  const byKind = kinds.flatMap(({ kind, mark, role, title: label }): ReadonlyArray<Row> => {
    const sources = facts.sources.filter((source) => source.kind === kind)
    if (sources.length === 0) return []
    return [{ label: `${mark} ${label}`, role, tokens: sum(sources), note: cacheWord(sources) }]
  })
  const free = { label: `${freeMark} Free`, role: "muted" as const, note: "" }
  const largest = facts.sources.toSorted((left, right) => right.tokens - left.tokens)
  const shown = (all ? largest : largest.slice(0, named)).map(
    (source): Row => ({
      label: printableLine(source.name),
      role: kinds.find(({ kind }) => kind === source.kind)?.role ?? "text",
      tokens: source.tokens,
      note: cacheWord([source])
    })
  )
  const left = largest.length - shown.length
  return [
    theme.paint("strong", truncate(title, width)),
    "",
    ...grid(facts, view),
    "",
    ...table([...byKind, { ...free, tokens: Math.max(0, facts.window - facts.tokens) }], facts.window, view),
    ...(shown.length === 0
      ? []
      : ["", theme.paint("heading", truncate(left > 0 ? "Largest sources" : "Every source", width))]),
    ...table(shown, facts.window, view),
    ...(left > 0 ? [truncate(` and ${left} more: /context all`, width)] : [])
  ]
}
