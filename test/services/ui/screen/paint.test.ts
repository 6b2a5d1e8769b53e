import { Terminal } from "@xterm/headless"
import { describe, expect, it } from "vitest"
import { blank, type Caret, type Painted, paint } from "../../../../src/services/ui/screen/paint.ts"

const put = (terminal: Terminal, bytes: string) => new Promise<void>((done) => terminal.write(bytes, done))

/** All rows of a terminal down to the last that is not empty, the scrollback included; wrapped ones joined. */
const allRows = (terminal: Terminal): ReadonlyArray<string> => {
  const { active } = terminal.buffer
  const rows: Array<string> = []
  for (let at = 0; at < active.length; at++) {
    const line = active.getLine(at)
    const text = line?.translateToString(true) ?? ""
    if (line?.isWrapped) rows[rows.length - 1] += text
    else rows.push(text)
  }
  while (rows.at(-1) === "") rows.pop()
  return rows
}

describe("paint", () => {
  it("lays settled lines over the live region and keeps the caret in it", async () => {
    const terminal = new Terminal({ cols: 20, rows: 6, allowProposedApi: true })
    let painted = blank(20, 6)
    const show = async (settled: ReadonlyArray<string>, lines: ReadonlyArray<string>, cursor?: Caret) => {
      const next = paint(painted, { settled, lines, cursor, columns: 20, height: 6 }, "wrapsLikeXtermJs")
      painted = next.painted
      await put(terminal, next.bytes)
    }
    await show([], ["+----+", "|    |", "+----+"], { row: 1, column: 1 })
    await show(["one", "two"], ["+----+", "|x   |", "+----+"], { row: 1, column: 2 })
    expect(allRows(terminal)).toEqual(["one", "two", "+----+", "|x   |", "+----+"])
    expect([terminal.buffer.active.cursorY, terminal.buffer.active.cursorX]).toEqual([3, 2])
    await show(["three", "four", "five"], ["+----+"], undefined)
    expect(allRows(terminal)).toEqual(["one", "two", "three", "four", "five", "+----+"])
  })

  it("writes at most 100 bytes for a typed character", () => {
    const box = (text: string) => [`${"╭".padEnd(79, "─")}╮`, `│ ${text.padEnd(76)} │`, `${"╰".padEnd(79, "─")}╯`]
    const first = paint(
      blank(80, 24),
      { settled: [], lines: box("hello"), cursor: { row: 1, column: 7 }, columns: 80, height: 24 },
      "wraps"
    )
    const second = paint(
      first.painted,
      { settled: [], lines: box("hello!"), cursor: { row: 1, column: 8 }, columns: 80, height: 24 },
      "wraps"
    )
    expect(Buffer.byteLength(second.bytes)).toBeLessThanOrEqual(100)
    expect(second.bytes).toContain("!")
    expect(second.bytes).not.toContain("hello")
  })

  it("empties a row that gets shorter from its start, so that nothing of its width is left", () => {
    const picture = (line: string) => ({ settled: [], lines: ["top", line], cursor: undefined, columns: 40, height: 5 })
    const first = paint(blank(40, 5), picture("a long row of words"), "wraps")
    expect(paint(first.painted, picture("a long row"), "wraps").bytes).toContain("\u001b[Ka long row")
  })

  it("writes nothing where nothing changed", () => {
    const picture = { settled: [], lines: ["a", "b"], cursor: { row: 1, column: 1 }, columns: 20, height: 5 }
    const first = paint(blank(20, 5), picture, "wraps")
    expect(paint(first.painted, picture, "wraps").bytes).toBe("")
  })
})

/** Numbers that look random and are the same each time (mulberry32). */
const randomOf = (seed: number) => {
  let state = seed
  return (below: number): number => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) % below
  }
}
type Random = ReturnType<typeof randomOf>

const letters = ["a", "b", "c", " ", "│", "界", "é", "\u001b[31mr\u001b[m", "\u001b[1;44mz\u001b[0m", "👍"]
/** A line of at most `width` columns. */
const lineOf = (random: Random, width: number, from = letters): string => {
  let [line, column] = ["", 0]
  for (let count = random(width + 1); count > 0; count--) {
    const part = from[random(from.length)] ?? ""
    column += /界|👍/.test(part) ? 2 : 1
    if (column > width) break
    line += part
  }
  return line
}
/** Without colours, and without blanks behind what this terminal draws narrower than others: the next cell keeps its place. */
const bare = (line: string) =>
  line
    .replace(/\u001b\[[\d;]*m/g, "")
    .replace(/👍 +/g, "👍")
    .trimEnd()

interface Frame {
  readonly settled: ReadonlyArray<string>
  readonly lines: ReadonlyArray<string>
  readonly caret: number
  readonly columns: number
  readonly rows: number
}
const some = <A>(count: number, make: () => A): ReadonlyArray<A> => Array.from({ length: count }, make)
const frameOf = (random: Random, columns: number, rows: number, from = letters): Frame => ({
  settled: some(random(7), () => lineOf(random, columns, from)),
  lines: some(1 + random(5), () => lineOf(random, columns, from)),
  caret: random(100),
  columns,
  rows
})

const run = async (frames: ReadonlyArray<Frame>, seed: number) => {
  const first = frames[0]
  if (first === undefined) return
  const terminal = new Terminal({ cols: first.columns, rows: first.rows, scrollback: 1000, allowProposedApi: true })
  let painted: Painted = blank(first.columns, first.rows)
  const settled: Array<string> = []
  for (const { caret, columns, lines, rows, settled: more } of frames) {
    if (columns !== terminal.cols || rows !== terminal.rows) terminal.resize(columns, rows)
    const row = caret % lines.length
    const cursor = caret % 7 === 0 ? undefined : { row, column: caret % columns }
    const next = paint(painted, { settled: more, lines, cursor, columns, height: rows }, "wrapsLikeXtermJs")
    painted = next.painted
    await put(terminal, next.bytes)
    settled.push(...more)
    const expected = [...settled, ...lines].map(bare)
    while (expected.at(-1) === "") expected.pop()
    expect(allRows(terminal).map(bare), `seed ${seed}`).toEqual(expected)
    const { active } = terminal.buffer
    const restingRow = cursor?.row ?? lines.length - 1
    const at = active.baseY + active.cursorY
    expect(bare(active.getLine(at)?.translateToString(true) ?? "")).toBe(bare(lines[restingRow] ?? ""))
    if (cursor !== undefined) expect(active.cursorX).toBe(cursor.column)
  }
  terminal.dispose()
}

describe("painting, with a terminal to look at", () => {
  const seeds = some(200, () => 0).map((_, seed) => seed)
  it("shows what it should after any sequence of frames", async () => {
    for (const seed of seeds) {
      const random = randomOf(seed)
      await run(
        some(8, () => frameOf(random, 12, 8)),
        seed
      )
    }
  })
  // What a terminal draws narrower than we count may wrap elsewhere than we think.
  const certain = letters.filter((letter) => letter !== "👍")
  it.each([["width", true] as const, ["height", false] as const])(
    "stays right when the %s changes",
    async (_, wide) => {
      for (const seed of seeds) {
        const random = randomOf(seed + 1000)
        const sizes = some(6, () => (wide ? [8 + random(22), 24] : [20, 20 + random(10)]))
        const frames = sizes.map(([columns = 20, rows = 24]) => frameOf(random, columns, rows, certain))
        await run(frames, seed)
      }
    }
  )

  it("loses no settled line when width and height change at once", async () => {
    for (const seed of seeds) {
      const random = randomOf(seed + 3000)
      const terminal = new Terminal({ cols: 30, rows: 30, scrollback: 1000, allowProposedApi: true })
      let painted: Painted = blank(30, 30)
      const settled: Array<string> = []
      for (let step = 0; step < 6; step++) {
        const [columns, height] = [15 + random(15), 12 + random(10)]
        terminal.resize(columns, height)
        const { caret, lines } = frameOf(random, columns, height, certain)
        const more = some(random(9), () => `s${step}.${random(100_000)}`)
        const cursor = { row: caret % lines.length, column: caret % columns }
        const next = paint(painted, { settled: more, lines, cursor, columns, height }, "wrapsLikeXtermJs")
        painted = next.painted
        await put(terminal, next.bytes)
        settled.push(...more)
        const rows = allRows(terminal)
        for (const line of settled) expect(rows, `seed ${seed}`).toContain(line)
      }
      terminal.dispose()
    }
  })
})
