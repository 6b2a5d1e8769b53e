import { describe, expect, it } from "vitest"
import { cellWidth, clusters, padEnd, truncate, truncateMiddle } from "../../../../src/services/ui/text/cells.ts"
import { cutLine, lineWidth, plainLine } from "../../../../src/services/ui/text/lines.ts"
import { sanitise, sanitiseLine } from "../../../../src/services/ui/text/sanitise.ts"
import { chop, wrap } from "../../../../src/services/ui/text/wrap.ts"
import { coloured, hostile } from "../surfaces.ts"

describe("cells", () => {
  it.each([
    ["plain text", 10],
    ["", 0],
    ["é", 1],
    ["e\u0301", 1],
    ["日本語", 6],
    ["한글", 4],
    ["ｗｉｄｅ", 8],
    ["😀", 2],
    // Joined emoji: the most that a terminal takes for them.
    ["👍🏽", 4],
    ["👨‍👩‍👧", 6],
    ["❤️", 2],
    ["❤", 1],
    ["🇩🇪", 2],
    // A mark on nothing, and one that is younger than the tables of some terminals.
    ["\u0301", 1],
    ["a\u0301", 1],
    ["a\u1ab0", 2],
    ["• ─ │ ✓", 7]
  ])("measures %j as %i columns", (text, cells) => {
    expect(cellWidth(text)).toBe(cells)
  })

  it("keeps letters with their marks and joined emoji together", () => {
    expect(clusters("e\u0301x👨‍👩‍👧🇩🇪🇫🇷👍🏽")).toEqual(["e\u0301", "x", "👨‍👩‍👧", "🇩🇪", "🇫🇷", "👍🏽"])
  })

  it.each([
    ["hello world", 5, "hell…"],
    ["hello", 5, "hello"],
    ["日本語", 5, "日本…"],
    ["日本語", 4, "日…"],
    ["x", 0, ""]
  ])("cuts %j to %i columns", (text, width, cut) => {
    expect(truncate(text, width)).toBe(cut)
  })

  it("leaves the middle of a path out", () => {
    expect(truncateMiddle("/home/user/project/src/file.ts", 21)).toBe("/home/user…rc/file.ts")
    expect(padEnd("日本", 6)).toBe("日本  ")
  })
})

describe("sanitise", () => {
  it.each([
    ["plain\nlines", "plain\nlines"],
    ["\u001b[31mred\u001b[0m", "red"],
    ["\u001b[2J\u001b[Hgone", "gone"],
    ["\u001b]0;title\u0007text", "text"],
    ["\u001b]8;;http://x\u001b\\link\u001b]8;;\u001b\\", "link"],
    ["\u001bPq#0\u001b\\image", "image"],
    ["\u009b31mx", "x"],
    ["\u001bc reset", " reset"],
    // What is not closed on its line takes nothing with it.
    ["\u001b]0;never closed", "␛]0;never closed"],
    ["bell\u0007 nul\u0000 del\u007f", "bell␇ nul␀ del␡"],
    ["a\rb", "a␍b"],
    ["a\r\nb", "a\nb"],
    ["a\tb", "a   b"],
    ["日\tb", "日  b"],
    ["\u202egnirts\u202c", "\ufffdgnirts\ufffd"],
    ["zero\u200bwidth\u2060", "zerowidth"],
    ["ab\u200dcd", "abcd"],
    ["👨‍👩‍👧", "👨‍👩‍👧"],
    ["❤️", "❤️"],
    ["x\ufe0f", "x"],
    ["hidden\u{e0041}\u{e0042}", "hidden"],
    ["lone\ud83d", "lone\ufffd"],
    ["a\u2028b", "a b"],
    // Put together by taking another one out.
    ["\u001b\u001b[31m[31m", "␛[31m"]
  ])("makes %j safe", (text, safe) => {
    expect(sanitise(text)).toBe(safe)
  })

  it("limits the marks piled on a letter", () => {
    expect(sanitise(`a${"\u0301".repeat(50)}b`)).toBe(`a${"\u0301".repeat(8)}b`)
  })

  it("makes one line of several", () => {
    expect(sanitiseLine("a\n  b\tc")).toBe("a b c")
  })

  it("leaves nothing that could drive a terminal, and is done after one pass", () => {
    for (let seed = 1; seed <= 300; seed++) {
      const safe = sanitise(hostile(seed, 40))
      expect(safe).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\u200b\u2028]/)
      expect(sanitise(safe)).toBe(safe)
    }
  })

  it("treats each line by itself", () => {
    for (let seed = 1; seed <= 100; seed++) {
      const text = hostile(seed, 40).replaceAll("\r", "")
      expect(sanitise(text)).toBe(
        text
          .split("\n")
          .map((line) => sanitise(line))
          .join("\n")
      )
    }
  })
})

describe("wrap", () => {
  it.each([
    ["the quick brown fox", 10, ["the quick", "brown fox"]],
    ["a verylongwordindeed b", 8, ["a", "verylong", "wordinde", "ed b"]],
    ["keep\nbreaks", 20, ["keep", "breaks"]],
    ["日本語のテキスト、です", 8, ["日本語の", "テキス", "ト、です"]],
    ["", 5, [""]],
    ["  indented text", 10, ["  indented", "text"]]
  ])("breaks %j at %i columns", (text, width, lines) => {
    expect(wrap(text, width)).toEqual(lines)
  })

  it("cuts code where the edge is", () => {
    expect(chop("  if (x) { y }", 6)).toEqual(["  if (", "x) { y", " }"])
    expect(chop("日本", 3)).toEqual(["日", "本"])
  })

  it("never goes over the edge, and loses nothing but blanks", () => {
    for (let seed = 1; seed <= 200; seed++) {
      const text = sanitise(hostile(seed, 60))
      for (const width of [2, 9, 20, 41]) {
        const [wrapped, chopped] = [wrap(text, width), chop(text, width)]
        expect([...wrapped, ...chopped].filter((line) => cellWidth(line) > width)).toEqual([])
        // A joined family can take eight columns; what is wider than a line is shown by a mark.
        if (width < 9) continue
        expect(wrapped.join("").replace(/\s/g, "")).toBe(text.replace(/\s/g, ""))
        expect(chopped.join("")).toBe(text.replaceAll("\n", ""))
      }
    }
  })
})

describe("drawn lines", () => {
  const { theme } = coloured(80)
  const line = `${theme.paint("error", "red text")} and ${theme.link("https://a.b", theme.paint("link", "a link"))} end`

  it("are measured without their colours", () => {
    expect(plainLine(line)).toBe("red text and a link end")
    expect(lineWidth(line)).toBe(23)
  })

  it("are cut with their colours and links closed", () => {
    expect(plainLine(cutLine(line, 6))).toBe("red t…")
    expect(cutLine(line, 6).endsWith("\u001b[0m")).toBe(true)
    expect(cutLine(line, 17).endsWith("\u001b]8;;\u001b\\")).toBe(true)
    expect(cutLine(line, 80)).toBe(line)
    for (let width = 0; width < 30; width++) expect(lineWidth(cutLine(line, width))).toBeLessThanOrEqual(width)
  })
})
