import { Terminal } from "@xterm/headless"
import { describe, expect, it } from "vitest"
import { drawMarkdown } from "../../../../src/services/ui/markdown/markdown.ts"
import type { Line } from "../../../../src/services/ui/text/Line.ts"
import { plainLine } from "../../../../src/services/ui/text/lines.ts"
import { coloured, hostile } from "../surfaces.ts"

/** What a terminal makes of lines: the text of its rows, and how many rows the lines took. */
const shown = async (lines: ReadonlyArray<Line>, cols: number) => {
  const terminal = new Terminal({ cols, rows: lines.length + 5, allowProposedApi: true })
  let title = ""
  const replies: Array<string> = []
  terminal.onTitleChange((changed) => {
    title = changed
  })
  terminal.onData((data) => replies.push(data))
  await new Promise<void>((resolve) => terminal.write(`${lines.join("\r\n")}\r\n`, resolve))
  const { active } = terminal.buffer
  const rows = Array.from({ length: lines.length }, (_, row) => active.getLine(row)?.translateToString(true) ?? "")
  const cursor = active.cursorY + active.baseY
  terminal.dispose()
  return { rows, cursor, title, replies }
}

describe("a real terminal", () => {
  it("shows each drawn line on one row, and is not driven by it", async () => {
    for (let seed = 1; seed <= 150; seed++) {
      const width = 20 + ((seed * 11) % 120)
      const lines = drawMarkdown(hostile(seed, 80), coloured(width))
      const { cursor, replies, rows, title } = await shown(lines, width)
      expect(cursor, `seed ${seed} at ${width}`).toBe(lines.length)
      expect([title, replies], `seed ${seed}`).toEqual(["", []])
      const bare = (text: string) => text.replace(/[\p{M}\s\p{Default_Ignorable_Code_Point}]/gu, "")
      expect(rows.map(bare), `seed ${seed} at ${width}`).toEqual(lines.map((line) => bare(plainLine(line))))
    }
  })
})
