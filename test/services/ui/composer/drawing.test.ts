import { describe, expect, it } from "@effect/vitest"
import { offer, wanted } from "../../../../src/services/ui/composer/completing.ts"
import type { Composer } from "../../../../src/services/ui/composer/Composer.ts"
import { composerLines } from "../../../../src/services/ui/composer/composerLines.ts"
import { noFolds } from "../../../../src/services/ui/composer/folds.ts"
import { menuLines } from "../../../../src/services/ui/composer/menuLines.ts"
import { rowsOf } from "../../../../src/services/ui/composer/rows.ts"
import { beginComposer, withModal } from "../../../../src/services/ui/composer/state.ts"
import { clusters } from "../../../../src/services/ui/text/cells.ts"
import { plainLine } from "../../../../src/services/ui/text/lines.ts"
import { at, run } from "./pressing.ts"
import { theming } from "./theming.ts"

/** The drawn lines, with `█` behind what the caret stands on. */
const drawn = (composer: Composer, width = 24, rows = 6, placeholder = ""): ReadonlyArray<string> => {
  const { cursor, lines } = composerLines(composer, theming(width, rows), placeholder)
  return lines.map((line, row) => {
    if (cursor?.row !== row) return line
    let cells = 0
    let out = ""
    for (const cluster of clusters(line)) {
      if (cells === cursor.column) out += "█"
      out += cluster
      cells += cluster.length > 1 || /[\u3000-\u9fff]/.test(cluster) ? 2 : 1
    }
    return cells <= cursor.column ? `${out}${" ".repeat(cursor.column - cells)}█` : out
  })
}

describe("composerLines", () => {
  it.each<readonly [name: string, text: string, lines: ReadonlyArray<string>]>([
    ["nothing", "|", ["> █"]],
    ["one line", "hello|", ["> hello█"]],
    ["the caret within", "he|llo", ["> he█llo"]],
    ["several lines", "one\n|two\n", ["> one", "  █two", "  "]],
    ["a last empty line", "one\n|", ["> one", "  █"]],
    ["words wrapped", "the quick brown fox jumps|", ["> the quick brown fox ", "  jumps█"]],
    ["a long word", `${"x".repeat(25)}|`, ["> xxxxxxxxxxxxxxxxxxxxx", "  xxxx█"]],
    ["a row that is full", `${"x".repeat(21)}|`, ["> xxxxxxxxxxxxxxxxxxxxx█"]],
    ["the caret at a soft break", "the quick brown fox |jumps", ["> the quick brown fox ", "  █jumps"]],
    ["wide characters", "日本語日本語日本語日本語|", ["> 日本語日本語日本語日", "  本語█"]],
    ["the caret among wide ones", "日|本", ["> 日█本"]],
    ["a command", "!ls -l|", ["$ !ls -l█"]],
    ["what could drive the terminal", "a\u202eb\u2066c|", ["> a\ufffdb\ufffdc█"]],
    ["a tab", "a\tb|", ["> a  b█"]],
    ["more than fits", "1\n2\n3\n4\n5\n6\n7\n8|", ["↑ 3", "  4", "  5", "  6", "  7", "  8█"]],
    ["more than fits, at the start", "|1\n2\n3\n4\n5\n6\n7\n8", ["> █1", "  2", "  3", "  4", "  5", "↓ 6"]],
    ["more than fits, in the middle", "1\n2\n3\n4|\n5\n6\n7\n8", ["> 1", "  2", "  3", "  4█", "  5", "↓ 6"]]
  ])("draws %s", (_, text, lines) => {
    expect(drawn(at(text))).toEqual(lines)
  })

  it("shows a hint where nothing is written", () => {
    expect(drawn(at(""), 24, 6, "Ask anything")).toEqual(["> █Ask anything"])
    expect(drawn(at("x"), 24, 6, "Ask anything")).toEqual(["> x█"])
  })

  it("shows the keys of a chord that has begun", () => {
    expect(drawn(run(at("a\nb"), "ctrl+x").composer)).toEqual(["> a", "  b█  ctrl+x …"])
    expect(drawn(run(at("a"), "ctrl+x left").composer)).toEqual(["> █a"])
  })

  it("shows pastes and images by what they are", () => {
    const composer = run(at("see "), `«${"x\n".repeat(120)}» ' and ' «/tmp/a.png»`).composer
    expect(drawn(composer, 44)).toEqual(["> see [pasted 120 lines] and [image 1] █"])
    expect(drawn(composer, 24)).toEqual(["> see ", "  [pasted 120 lines] ", "  and [image 1] █"])
  })

  it("shows what was found with what is searched for", () => {
    const prompts = ["fix the build", "write tests\nand docs"]
    expect(drawn(run(at("", prompts), "ctrl+r 'fix'").composer, 44)).toEqual([
      "> fix the build",
      "find in history: fix█  1 of 1"
    ])
    expect(drawn(run(at("", prompts), "ctrl+r").composer, 30)).toEqual([
      "> write tests",
      "  and docs",
      "find: █  1 of 2"
    ])
    expect(drawn(run(at("draft", prompts), "ctrl+r 'zzz'").composer, 30)).toEqual([
      "> draft",
      "find: zzz█  nothing fits"
    ])
    expect(drawn(run(at("", prompts), "ctrl+r 'fix'").composer, 30, 1)).toEqual(["find: fix█  1 of 1"])
  })

  it("marks what an editor with modes has selected", () => {
    const modal = {
      label: "VISUAL",
      cursor: "block" as const,
      selection: [1, 3] as const,
      press: () => ({ _tag: "Passed" as const, modal }),
      changed: () => modal
    }
    const { lines } = composerLines(withModal(at("abcd"), modal), theming(24, 3, "true"))
    expect(lines.map(plainLine)).toEqual(["> abcd"])
    const [plain] = composerLines(at("abcd"), theming(24, 3, "true")).lines
    expect(lines[0]).not.toBe(plain)
  })

  it("draws 100,000 characters quickly", () => {
    const text = "words and 日本 words\n".repeat(5000)
    const composer = at(text)
    const started = performance.now()
    for (let count = 0; count < 5; count++) composerLines(composer, theming(80, 10))
    expect(performance.now() - started).toBeLessThan(5000)
  })
})

describe("rowsOf", () => {
  it("covers the text, each row as far as the next", () => {
    for (const text of [
      "",
      "a",
      "\n",
      "a b c d e f",
      "日本語 abc日本 語",
      "👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧",
      "x".repeat(50),
      "  a  \n  b",
      "e\u0301".repeat(9)
    ]) {
      for (let width = 1; width < 20; width++) {
        const rows = rowsOf(text, noFolds, width)
        expect(rows[0]?.from).toBe(0)
        expect(rows.at(-1)?.to).toBe(text.length)
        for (const [index, row] of rows.entries()) {
          const next = rows[index + 1]
          if (next !== undefined) expect(next.from).toBe(row.hard ? row.to + 1 : row.to)
        }
      }
    }
  })
})

const menuOf = (text: string, items: Parameters<typeof offer>[2]): Composer => {
  const composer = run(beginComposer(), `'${text}'`).composer
  const token = wanted(composer)
  return token === undefined ? composer : offer(composer, token, items)
}

describe("menuLines", () => {
  it("shows commands with their help", () => {
    const menu = menuOf("/m", [
      { value: "model", detail: "choose the model", continues: true },
      { value: "mcp", detail: "servers of tools" }
    ])
    expect(menuLines(menu, theming(40, 10)).map((line) => line.trimEnd())).toEqual([
      "› /model  choose the model",
      "  /mcp    servers of tools"
    ])
    expect(menuLines(run(menu, "down").composer, theming(20, 10)).map((line) => line.trimEnd())).toEqual([
      "  /model",
      "› /mcp"
    ])
  })

  it("shows eight around the selected one, and how many more there are", () => {
    const menu = menuOf(
      "@f",
      Array.from({ length: 30 }, (_, index) => ({ value: `file${index}.ts` }))
    )
    const lines = menuLines(menu, theming(40, 20)).map((line) => line.trimEnd())
    expect(lines.length).toBe(8)
    expect(lines[0]).toBe("› file0.ts")
    expect(lines[7]).toMatch(/^ {2}file7\.ts +\+22$/)
    const below = menuLines(run(menu, "up").composer, theming(40, 20)).map((line) => line.trimEnd())
    expect(below[7]).toBe("› file29.ts")
  })

  it("shortens long paths in the middle, and lets nothing drive the terminal", () => {
    const long = `src/${"deep/".repeat(20)}file.ts`
    const [first, second] = menuLines(menuOf("@f", [{ value: long }, { value: "a\u001b[2Jb\nc" }]), theming(30, 20))
    expect(first).toMatch(/^› src\/.*….*file\.ts/)
    expect(second).not.toContain("\u001b")
  })

  it("paints what the query met", () => {
    const menu = menuOf("@f", [{ value: "abc", met: [0, 2] }])
    expect(menuLines(menu, theming(30, 20, "true"))[0]).not.toBe(
      menuLines(menuOf("@f", [{ value: "abc" }]), theming(30, 20, "true"))[0]
    )
  })

  it("shows nothing where there is no menu", () => {
    expect(menuLines(at("abc"), theming(40, 10))).toEqual([])
    expect(menuLines(run(menuOf("@f", [{ value: "f" }]), "escape").composer, theming(40, 10))).toEqual([])
  })
})
