import { describe, expect, it } from "vitest"
import { drawChange } from "../../../../src/services/ui/diff/compare.ts"
import { drawDiff, hunkOfNew } from "../../../../src/services/ui/diff/diff.ts"
import { changedWords } from "../../../../src/services/ui/diff/words.ts"
import { plainLine } from "../../../../src/services/ui/text/lines.ts"
import { coloured, faults, hostile, plain } from "../surfaces.ts"

const before = "one\ntwo\nconst total = price * count\nfour\n"
const after = "one\ntwo\nconst sum = price * count\nnew\nfour\n"

describe("a difference", () => {
  it("has line numbers and signs", () => {
    expect(drawChange(before, after, plain(60))).toEqual([
      "1   one",
      "2   two",
      "3 - const total = price * count",
      "3 + const sum = price * count",
      "4 + new",
      "5   four"
    ])
  })

  it("highlights the words that changed", () => {
    const view = coloured(60)
    const lines = drawChange(before, after, view)
    expect(lines[2]).toContain(view.theme.paint("removedWord", "total"))
    expect(lines[3]).toContain(view.theme.paint("addedWord", "sum"))
    expect(lines[3]).toContain(view.theme.paint("added", " = price * count"))
    expect(lines[4]).not.toContain(view.theme.paint("addedWord", "new"))
  })

  it("parts hunks, and counts on", () => {
    const text = Array.from({ length: 40 }, (_, index) => `line ${index + 1}`)
    const changed = text.map((line, index) => (index === 4 || index === 34 ? `${line} changed` : line))
    const lines = drawChange(text.join("\n"), changed.join("\n"), plain(60))
    expect(lines[3]).toBe(" 5 - line 5")
    expect(lines).toContain("   ⋯")
    expect(lines.at(-1)).toBe("38   line 38")
  })

  it("says how much is left out", () => {
    const hunks = hunkOfNew(Array.from({ length: 50 }, (_, index) => `${index}`).join("\n"))
    const lines = drawDiff(hunks, plain(60), { limit: 10, hint: " (Ctrl+O)" })
    expect(lines).toHaveLength(11)
    expect(lines.at(-1)).toBe("… 40 more lines (Ctrl+O)")
  })

  it("cuts long lines below each other", () => {
    expect(drawDiff(hunkOfNew("x".repeat(30)), plain(20))).toEqual([`1 + ${"x".repeat(16)}`, `    ${"x".repeat(14)}`])
  })

  it("is empty where nothing differs", () => {
    expect(drawChange("a\n", "a\n", plain(40))).toEqual([])
    expect(hunkOfNew("")).toEqual([])
  })

  it("never breaks the frame", () => {
    for (let seed = 1; seed <= 150; seed++) {
      const width = 20 + ((seed * 7) % 181)
      const [old, now] = [hostile(seed, 40), hostile(seed + (seed % 2), 40)]
      expect(faults(drawChange(old, `${now}\nmore`, coloured(width)), width), `seed ${seed}`).toEqual([])
    }
  })
})

describe("changed words", () => {
  it.each([
    ["a b c", "a x c", "b", "x"],
    ["foo(bar)", "foo(bar, baz)", "", ", baz"],
    ["名前 = 1", "名前 = 2", "1", "2"]
  ])("of %j and %j", (old, now, gone, come) => {
    const words = changedWords(old, now)
    expect(
      words?.before
        .filter((part) => part.changed)
        .map((part) => part.text)
        .join("")
    ).toBe(gone)
    expect(
      words?.after
        .filter((part) => part.changed)
        .map((part) => part.text)
        .join("")
    ).toBe(come)
  })

  it("are not told of lines that have little in common", () => {
    expect(changedWords("return total", "throw new Error('never')")).toBeUndefined()
  })

  it("give both lines whole", () => {
    for (let seed = 1; seed <= 100; seed++) {
      const [old, now] = [hostile(seed, 12), `${hostile(seed, 10)}x`]
      const words = changedWords(old, now)
      if (words === undefined) continue
      expect(words.before.map((part) => part.text).join("")).toBe(old)
      expect(words.after.map((part) => part.text).join("")).toBe(now)
    }
  })

  it("are cut into lines as they are drawn", () => {
    const lines = drawChange("a b\n", "a c\n", coloured(40))
    expect(lines.map(plainLine)).toEqual(["1 - a b", "1 + a c"])
  })
})
