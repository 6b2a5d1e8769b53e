import { describe, expect, it } from "vitest"
import { cellsOf } from "../../../../src/services/ui/markdown/blocks.ts"
import { drawMarkdown, emptyMarkdown, feed, settle, tail } from "../../../../src/services/ui/markdown/markdown.ts"
import type { Line, View } from "../../../../src/services/ui/text/Line.ts"
import { chunked, coloured, faults, hostile, plain, visible } from "../surfaces.ts"
import { samples } from "./samples.ts"

const plainText = (text: string, width = 60): ReadonlyArray<string> => drawMarkdown(text, plain(width))

/** All lines that are settled while the text arrives in these pieces, with a look at the open end after each. */
const streamed = (pieces: ReadonlyArray<string>, view: View): ReadonlyArray<Line> => {
  let stream = emptyMarkdown
  const lines: Array<Line> = []
  for (const piece of pieces) {
    const next = settle(feed(stream, piece), view)
    stream = next.stream
    lines.push(...next.lines)
    tail(stream, view)
  }
  return [...lines, ...settle(stream, view, true).lines]
}

describe("markdown", () => {
  for (const [name, text] of Object.entries(samples))
    for (const width of [40, 80, 120]) {
      it(`draws ${name} at ${width} columns`, async () => {
        const [colour, bare] = [drawMarkdown(text, coloured(width)), drawMarkdown(text, plain(width))]
        expect([...faults(colour, width), ...faults(bare, width)]).toEqual([])
        await expect(visible(bare)).toMatchFileSnapshot(`golden/${name}-${width}.txt`)
        await expect(visible(colour)).toMatchFileSnapshot(`golden/${name}-${width}-colour.txt`)
      })
    }

  it.each([
    ["a setext heading", "Title\n=====\ntext", ["# Title", "", "text"]],
    ["a paragraph over lines", "one\ntwo\n\nthree", ["one two", "", "three"]],
    ["a hard break", "one  \ntwo\\\nthree", ["one", "two", "three"]],
    ["a list behind a paragraph", "see:\n- a\n- b", ["see:", "• a", "• b"]],
    ["a loose list", "- a\n\n- b", ["• a", "", "• b"]],
    ["numbers that go on", "3. a\n1. b\n1. c", ["3. a", "4. b", "5. c"]],
    ["numbers after code between them", "1. a\n```\nx\n```\n2. b", ["1. a", "╭─", "x", "╰─", "", "2. b"]],
    ["a list nested by two columns below a number", "1. a\n  - b\n2. c", ["1. a", "   ◦ b", "2. c"]],
    ["an empty item", "- \n- a", ["•", "• a"]],
    ["code in an item", "- a\n  ```js\n  x\n  ```", ["• a", "  ╭─ js", "  x", "  ╰─"]],
    ["indented code", "a\n\n    x = 1\n\n    y\nb", ["a", "", "╭─", "x = 1", "", "y", "╰─", "", "b"]],
    ["a quote that goes on lazily", "> a\nb\n\nc", ["│ a b", "", "c"]],
    ["a quote with a list", "> a\n>\n> - b", ["│ a", "│", "│ • b"]],
    ["a fence that never ends", "```\nx", ["╭─", "x", "╰─"]],
    ["markup in code", "```\n**x** # y\n- z\n```", ["╭─", "**x** # y", "- z", "╰─"]],
    ["a fence of tildes around one of ticks", "~~~\n```\n~~~", ["╭─", "```", "╰─"]],
    ["no heading without a blank", "#hash", ["#hash"]],
    ["underscores in words", "snake_case_name", ["snake_case_name"]],
    ["escapes", "\\*no\\* \\# x", ["*no* # x"]],
    ["entities", "a &amp; b &lt; &unknown;", ["a & b < &unknown;"]],
    ["a link", "[text](https://a.b/c)", ["text (https://a.b/c)"]],
    ["a bare address", "see https://a.b/c.", ["see https://a.b/c."]],
    ["an image", "![alt](a.png)", ["[image: alt] (a.png)"]],
    ["html as it is", "<b>x</b><br>y", ["<b>x</b>", "y"]],
    ["tasks", "- [ ] a\n- [x] b", ["☐ a", "✓ b"]],
    ["a rule", "a\n\n***\n\nb", ["a", "", "─".repeat(40), "", "b"]],
    ["a line of bars that is no table", "a | b\nc", ["a | b c"]],
    ["nothing", "", []]
  ])("draws %s", (_, text, lines) => {
    expect(plainText(text).map((line) => line.trimEnd())).toEqual(lines)
  })

  it("draws rows of a table as lists where columns do not fit", () => {
    const text = "| one | two | three | four |\n|---|---|---|---|\n| some | words | that | are long enough |"
    expect(plainText(text, 24)).toEqual(["one: some", "two: words", "three: that", "four: are long enough", "────────"])
  })

  it.each([
    ["| a | b |", ["a", "b"]],
    ["a|b", ["a", "b"]],
    ["| a \\| b | `c|d` |", ["a | b", "`c|d`"]],
    ["| a |  | c |", ["a", "", "c"]],
    ["|a||", ["a", ""]]
  ])("splits the row %j", (row, cells) => {
    expect(cellsOf(row)).toEqual(cells)
  })

  it("keeps the columns of a long table once they were drawn", () => {
    const rows = Array.from(
      { length: 100 },
      (_, index) => `| ${index} | ${index === 90 ? "much wider than the others" : "x"} |`
    )
    const lines = plainText(`| n | v |\n|---|---|\n${rows.join("\n")}\n`, 40)
    expect(lines[0]).toBe("┌────┬───┐")
    expect(new Set(lines.map((line) => line.length))).toEqual(new Set([10]))
    expect(lines.at(-1)).toBe("└────┴───┘")
    expect(lines.join("")).toContain("97")
  })

  it("tells the address where the text of a link names another one", () => {
    const [line = ""] = drawMarkdown("[https://good.com](https://evil.com)", coloured(80))
    expect(line).toContain("(https://evil.com)")
  })

  it("draws paragraphs that never end in parts, and loses nothing", () => {
    const text = "word ".repeat(3000)
    expect(plainText(text, 80).join(" ").replace(/\s+/g, " ").trim()).toBe(text.trim())
    const solid = "x".repeat(10_000)
    expect(plainText(solid, 80).join("")).toBe(solid)
  })
})

describe("markdown that is being written", () => {
  it("settles the same lines in whatever pieces it comes", () => {
    for (const [name, text] of Object.entries(samples))
      for (const view of [coloured(40), plain(80)]) {
        const whole = drawMarkdown(text, view)
        for (const longest of [1, 7, 60, 500])
          expect(streamed(chunked(text, longest, longest), view), `${name}, pieces of ${longest}`).toEqual(whole)
      }
  })

  it("settles the same lines of hostile text in whatever pieces it comes", () => {
    for (let seed = 1; seed <= 150; seed++) {
      const text = hostile(seed, 80)
      for (const longest of [1, 13]) {
        const view = coloured(20 + (seed % 100))
        expect(streamed(chunked(text, seed, longest), view), `seed ${seed}`).toEqual(drawMarkdown(text, view))
      }
    }
  })

  it("never breaks the frame, whatever the text", () => {
    for (let seed = 1; seed <= 400; seed++) {
      const text = hostile(seed, 100)
      const width = 20 + ((seed * 7) % 181)
      for (const view of [coloured(width), plain(width)]) {
        expect(faults(drawMarkdown(text, view), width), `seed ${seed} at ${width}`).toEqual([])
        const open = settle(feed(emptyMarkdown, text), view).stream
        expect(faults(tail(open, view), width), `open end of seed ${seed} at ${width}`).toEqual([])
      }
    }
  })

  it("shows the open end as it will stand", () => {
    const view = plain(60)
    const shown = (text: string) => tail(settle(feed(emptyMarkdown, text), view).stream, view)
    expect(shown("Hello **bo")).toEqual(["Hello bo"])
    expect(shown("see [the docs](https://exa")).toEqual(["see the docs"])
    expect(shown("a\n\n- one\n- tw")).toEqual(["", "• one", "• tw"])
    expect(shown("```js\nlet a")).toEqual(["let a", "╰─"])
    // Nobody can say yet what these will be.
    expect(["-", "1.", "##", "``", "```", ">", "| a | b |", "| a | b |\n|--", "---"].map(shown)).toEqual(
      Array.from({ length: 9 }, () => [])
    )
  })

  it("keeps only what is open", () => {
    let stream = emptyMarkdown
    for (let count = 0; count < 2000; count++) {
      const next = settle(feed(stream, "a paragraph of words\n\n```ts\nconst a = 1\n```\n\n"), plain(80))
      stream = next.stream
    }
    expect(JSON.stringify(stream).length).toBeLessThan(2000)
  })
})
