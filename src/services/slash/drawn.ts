import { columns } from "../domain/columns.ts"
import { cellWidth } from "../ui/text/cells.ts"
import { sanitise, sanitiseLine } from "../ui/text/sanitise.ts"
import { chop, wrap } from "../ui/text/wrap.ts"
import type { Said } from "./SlashOutcome.ts"

/** Text that is laid out already (findings, outputs) as an outcome: shown as it is, cut where the screen ends. */
export const plain = (text: string): Said => ({
  _tag: "Said",
  markdown: "",
  text,
  draw: ({ width }) =>
    sanitise(text)
      .split("\n")
      .flatMap((line) => (line === "" ? [""] : chop(line, Math.max(1, width))))
})

export const said = (markdown: string): Said => ({ _tag: "Said", markdown })

/** Lines that are drawn for the room there is. */
export const drawn = (draw: NonNullable<Said["draw"]>): Said => ({ _tag: "Said", markdown: "", draw })

/** Fewer cells than these beside the first columns, and the last one goes below them. */
const leastLast = 24

/** Rows in columns. Where there is no room, the last column goes on below itself, or below the others. */
export const tabled = (
  rows: ReadonlyArray<ReadonlyArray<string>>,
  options: { readonly right?: ReadonlyArray<number>; readonly below?: ReadonlyArray<string> } = {}
): Said => {
  const clean = rows.map((row) => row.map(sanitiseLine))
  const below = options.below ?? []
  const fronts = columns(
    clean.map((row) => row.slice(0, -1)),
    options
  ).split("\n")
  const front = Math.max(0, ...fronts.map(cellWidth))
  return {
    _tag: "Said",
    markdown: "",
    text: [columns(rows, options), ...below].join("\n"),
    draw: ({ width }) => {
      const beside = front + 2 + leastLast <= width
      const indent = beside ? front + 2 : Math.min(4, width - 1)
      const lines = clean.flatMap((row, index) => {
        const start = fronts[index] ?? ""
        const last = wrap(row.at(-1) ?? "", width - indent).map((line) => " ".repeat(indent) + line)
        if (!beside) return [...chop(start, width), ...last]
        const [first = "", ...more] = last
        return [(start + first.slice(cellWidth(start))).trimEnd(), ...more]
      })
      return [...lines, ...below.flatMap((line) => wrap(sanitiseLine(line), width))]
    }
  }
}
