// The cells of a terminal in memory as an SVG picture.

const cellWidth = 8.4
const cellHeight = 18
const fontSize = 14
const padding = 14
const background = "#16181d"
const foreground = "#d7dae0"

const sixteen = [
  ["#3b4048", "#e06c75", "#98c379", "#e5c07b", "#61afef", "#c678dd", "#56b6c2", "#c8ccd4"],
  ["#6b7280", "#f28b94", "#b5d99c", "#f0d399", "#8cc7f7", "#d9a0e8", "#83d0da", "#ffffff"]
].flat()
const steps = [0, 95, 135, 175, 215, 255]
const hex = (red, green, blue) => `#${[red, green, blue].map((part) => part.toString(16).padStart(2, "0")).join("")}`

/** A colour of the 256: sixteen of the terminal's own, a cube of six by six by six, and greys. */
const paletteColour = (index) => {
  if (index < 16) return sixteen[index]
  if (index > 231) return hex(...Array(3).fill(8 + (index - 232) * 10))
  const at = index - 16
  return hex(steps[Math.floor(at / 36)], steps[Math.floor(at / 6) % 6], steps[at % 6])
}

const colourOf = (isDefault, isPalette, colour, otherwise) => {
  if (isDefault) return otherwise
  return isPalette ? paletteColour(colour) : `#${colour.toString(16).padStart(6, "0")}`
}

const styleOf = (cell) => {
  const front = colourOf(cell.isFgDefault(), cell.isFgPalette(), cell.getFgColor(), foreground)
  const back = colourOf(cell.isBgDefault(), cell.isBgPalette(), cell.getBgColor(), undefined)
  const [fill, behind] = cell.isInverse() ? [back ?? background, front] : [front, back]
  const decoration = [cell.isUnderline() && "underline", cell.isStrikethrough() && "line-through"].filter(Boolean)
  const attributes = [
    `fill="${fill}"`,
    cell.isBold() && 'font-weight="bold"',
    cell.isItalic() && 'font-style="italic"',
    cell.isDim() && 'opacity="0.6"',
    decoration.length > 0 && `text-decoration="${decoration.join(" ")}"`
  ]
  return { text: attributes.filter(Boolean).join(" "), behind }
}

/** The cells of a row as runs of one style: where each begins, how many columns it has, its text and style. */
const runsOf = (line, columns) => {
  const runs = []
  for (let at = 0; at < columns; at++) {
    const cell = line.getCell(at)
    if (cell === undefined || cell.getWidth() === 0) continue
    const style = styleOf(cell)
    const last = runs.at(-1)
    const chars = cell.getChars() || " "
    if (last !== undefined && last.style.text === style.text && last.style.behind === style.behind) {
      last.columns += cell.getWidth()
      last.text += chars
    } else runs.push({ at, columns: cell.getWidth(), text: chars, style })
  }
  return runs
}

const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")
const number = (value) => String(Math.round(value * 100) / 100)

const runSvg = ({ at, columns, text, style }, y) => {
  const width = number(columns * cellWidth)
  const parts = []
  if (style.behind !== undefined) {
    const place = `x="${number(padding + at * cellWidth)}" y="${number(y)}"`
    parts.push(`<rect ${place} width="${width}" height="${cellHeight}" fill="${style.behind}"/>`)
  }
  const shown = text.trimEnd()
  if (shown.trim() === "") return parts
  const lead = shown.length - shown.trimStart().length
  const x = number(padding + (at + lead) * cellWidth)
  const words = shown.trimStart()
  const length = number((columns - lead - (text.length - shown.length)) * cellWidth)
  parts.push(
    `<text x="${x}" y="${number(y + 13.5)}" textLength="${length}" lengthAdjust="spacingAndGlyphs" ${style.text}>${escaped(words)}</text>`
  )
  return parts
}

/**
 * @param {import("@xterm/headless").Terminal} screen
 * @param {{ title: string, caret: boolean, settle: (row: string) => string }} options `caret` draws the caret; `settle` gives a row the same on every machine: of
 *   equal length
 */
export const screenSvg = (screen, { title, caret: shown, settle }) => {
  const { active } = screen.buffer
  const lines = Array.from({ length: screen.rows }, (_, row) => active.getLine(active.baseY + row))
  while (lines.length > 1 && lines.at(-1).translateToString(true).trim() === "") lines.pop()
  const width = screen.cols * cellWidth + 2 * padding
  const height = lines.length * cellHeight + 2 * padding
  const body = lines.flatMap((line, row) => {
    const runs = runsOf(line, screen.cols)
    const text = runs.map((run) => run.text).join("")
    const settled = settle(text)
    let from = 0
    return runs.flatMap((run) => {
      const own = settled.slice(from, from + run.text.length)
      from += run.text.length
      return runSvg({ ...run, text: own }, padding + row * cellHeight)
    })
  })
  const caret =
    shown && active.cursorY < lines.length
      ? `<rect x="${number(padding + active.cursorX * cellWidth)}" y="${number(padding + active.cursorY * cellHeight + 1)}" width="${cellWidth}" height="${cellHeight - 2}" fill="${foreground}" opacity="0.55"/>`
      : ""
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${number(width)}" height="${number(height)}" viewBox="0 0 ${number(width)} ${number(height)}" role="img" xml:space="preserve">
<title>${escaped(title)}</title>
<rect width="100%" height="100%" rx="8" fill="${background}"/>
<g font-family="ui-monospace, 'JetBrains Mono', 'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="${fontSize}">
${[...body, caret].filter(Boolean).join("\n")}
</g>
</svg>
`
}
