import { readFileSync } from "node:fs"
import { describe, expect, it } from "@effect/vitest"
import { Schema } from "effect"
import { type Buffer, bufferOf } from "../../../src/services/ui/composer/buffer.ts"
import type { Modal } from "../../../src/services/ui/composer/modal.ts"
import { key, typedKey, type Key } from "../../../src/services/ui/keys/Key.ts"
import { pressToken } from "../../../src/services/ui/vim/press.ts"
import { vimMode } from "../../../src/services/ui/vim/modal.ts"
import { beginVim, type Vim } from "../../../src/services/ui/vim/Vim.ts"

const escape = "\u001b"
const normal: Vim = {
  ...beginVim,
  mode: "normal",
  find: { kind: "f", character: "#" },
  change: ["i", "x", "<escape>"],
  registers: { '"': { text: "R", lines: false } }
}

const tokens = (keys: string): ReadonlyArray<string> => [...keys].map((each) => (each === escape ? "<escape>" : each))

const run = (buffer: Buffer, keys: ReadonlyArray<string>, from: Vim = normal) => {
  let now = { vim: from, buffer }
  for (const token of keys) now = pressToken(now.vim, now.buffer, token)
  return now
}

/** A text with its caret: `one t|wo`. */
const at = (text: string): Buffer => bufferOf(text.replace("|", ""), text.indexOf("|"))
const shown = ({ caret, text }: Buffer): string => `${text.slice(0, caret)}|${text.slice(caret)}`

interface Case {
  readonly text: string
  readonly caret: number
  readonly keys: ReadonlyArray<string>
  readonly after: string
  readonly at: number
}
const cases: ReadonlyArray<Case> = readFileSync(new URL("../../data/vim/cases.jsonl", import.meta.url), "utf8")
  .trimEnd()
  .split("\n")
  .map((line) => JSON.parse(line))

describe("vim", () => {
  it(`does what Vim does in ${cases.length} cases`, () => {
    expect(cases.length).toBeGreaterThan(500)
    for (const { after, at: caret, keys, text, caret: from } of cases) {
      const ended = keys.flatMap((command) => [...tokens(command), "<escape>", "<escape>"])
      const { buffer } = run({ text, caret: from }, ended)
      expect(buffer, `${JSON.stringify(keys)} in ${JSON.stringify(text)} at ${from}`).toEqual({ text: after, caret })
    }
  })

  const table: ReadonlyArray<readonly [before: string, keys: string, after: string]> = [
    ["a (b, |c) d", "di(", "a (|) d"],
    ["a (b, |c) d", "ca(x", "a x| d"],
    ["a (b, (|c)) d", "d2i(", "a (|) d"],
    ["a [|b] c", "yi[P", "a [|bb] c"],
    ["f({ a: |1 })", "diB", "f({|})"],
    ["f({ a: |1 })", "da{", "f(|)"],
    ["x <|p> y", "ci<q", "x <q|> y"],
    ["a {\n  |b\n}", "di{", "a {|}"],
    ['say "h|i" now', 'ci"bye', 'say "bye|" now'],
    ['say "a \\"|b\\" c" now', 'di"', 'say "|" now'],
    ["say 'h|i' now", "da'", "say |now"],
    ["|say `x` now", "di`", "say `|` now"],
    ["on|e two", `iX${escape}`, "on|Xe two"],
    ["one\ntwo| three", `0i1${escape}A2${escape}`, "one\n1two three|2"],
    ["|a b c", "dw.", "|c"],
    ["|a b c d e", "dw2.", "|d e"],
    ["|one two", `cwx${escape}w.`, "x |x"],
    ["|aXbXc", "fX;", "aXb|Xc"],
    ["aXbX|c", "TX;", "aX|bXc"],
    ["|aXbXc", "2fX,", "a|XbXc"],
    ["|aXbXc", "tX;", "aX|bXc"],
    ["|one", "yyp", "one\n|one"],
    ["|one\ntwo", "ddp", "two\n|one"],
    ["|one two", '"adwx"aP', "one| wo"],
    ["|one two", '"_dwP', "|Rtwo"],
    ["o|ne two", "viwy$p", "one twoon|e"],
    ["|one two", "vey$vp", "one twon|e"],
    ["|one\ntwo\nthree", "Vjd", "|three"],
    ["|one\ntwo", "vjd", "|wo"],
    ["on|e", "vov~", "on|E"],
    ["|a\nb\nc", "V2j>", "  |a\n  b\n  c"],
    ["    |a", "<<", "  |a"],
    ["|ab", "x.", "|"],
    ["|ab", "2~", "A|B"],
    ["|日本語 テスト", "w", "日本語 |テスト"],
    ["|日本語 x", "dw", "|x"],
    ["|👨‍👩‍👧 é", "x", "| é"],
    ["a\u{100000}|b", "X", "a|b"]
  ]
  for (const [before, keys, after] of table) {
    it(`${before} ${JSON.stringify(keys)}`, () => {
      expect(shown(run(at(before), tokens(keys)).buffer)).toBe(after)
    })
  }

  const Token = Schema.Union([
    Schema.Literals([
      ...tokens("hjklwbeWBE0^$gGfFtT;,dcyp><iaxrsoOJuUvVPDCSY~.%{}()[]\"'`123 xq"),
      "<escape>",
      "<C-r>",
      "<enter>",
      "<backspace>",
      "<left>",
      "<up>",
      "<delete>"
    ]),
    Schema.Char
  ])
  it.prop(
    "never throws, keeps the caret in the text, and is left by Esc",
    { text: Schema.String, keys: Schema.Array(Token) },
    ({ keys, text }) => {
      const { buffer, vim } = run(bufferOf(text, 0), [...keys, "<escape>", "<escape>"])
      expect(buffer.caret).toBeGreaterThanOrEqual(0)
      expect(buffer.caret).toBeLessThanOrEqual(buffer.text.length)
      expect(vim.mode).toBe("normal")
      expect(vim.pending).toEqual([])
    },
    { arbitrary: { runs: 500 } }
  )
})

describe("vim in the composer", () => {
  const pressed = (modal: Modal, buffer: Buffer, ...keys: ReadonlyArray<Key>) => {
    let now = { modal, buffer, steps: [] as ReadonlyArray<string> }
    for (const each of keys) {
      const step = now.modal.press(now.buffer, each)
      const after = step._tag === "Taken" ? step.buffer : now.buffer
      const told =
        step._tag === "Passed"
          ? "passed"
          : (step.action ?? (after.text === now.buffer.text ? "moved" : step.joins ? "joined" : "changed"))
      now = { modal: step.modal, buffer: after, steps: [...now.steps, told] }
    }
    return now
  }
  const type = (text: string) => [...text].map((character) => typedKey(character))
  const esc = key("escape")

  it("begins with typing; what is typed at once is one step of undo", () => {
    const typed = pressed(vimMode, bufferOf(""), ...type("ab"))
    expect(typed.steps).toEqual(["changed", "joined"])
    expect(typed.modal).toMatchObject({ label: "INSERT", cursor: "bar", selection: undefined })
    const more = pressed(typed.modal, typed.buffer, esc, ...type("ciwx"), typedKey("y"))
    expect(more.steps).toEqual(["moved", "moved", "moved", "changed", "joined", "joined"])
  })

  it("leaves to the bindings what it has no use for", () => {
    const { steps } = pressed(
      vimMode,
      bufferOf("a"),
      key("enter"),
      key("c", { ctrl: true }),
      esc,
      esc,
      key("enter"),
      key("f", { alt: true }),
      typedKey("Q")
    )
    expect(steps).toEqual(["passed", "passed", "moved", "passed", "passed", "passed", "moved"])
  })

  it("undoes by the composer's own undo, and goes through the prompts beyond its first and last line", () => {
    const { steps } = pressed(
      vimMode,
      bufferOf("a\nb", 0),
      esc,
      ...type("ujjk"),
      ...type("k"),
      key("r", { ctrl: true }),
      key("down"),
      key("down")
    )
    expect(steps).toEqual([
      "moved",
      "composer:undo",
      "moved",
      "composer:historyNext",
      "moved",
      "composer:historyPrevious",
      "composer:redo",
      "moved",
      "composer:historyNext"
    ])
  })

  it("shows its mode, what of a command was typed, and what is selected", () => {
    const begun = pressed(vimMode, bufferOf("one two", 0), esc, ...type("2d"))
    expect(begun.modal).toMatchObject({ label: "NORMAL 2d", cursor: "underline" })
    const visual = pressed(vimMode, bufferOf("one two", 0), esc, ...type("ve"))
    expect(visual.modal).toMatchObject({ label: "VISUAL", cursor: "block", selection: [0, 3] })
    const lines = pressed(vimMode, bufferOf("one\ntwo", 1), esc, ...type("Vj"))
    expect(lines.modal).toMatchObject({ label: "V-LINE", selection: [0, 7] })
    expect(lines.modal.changed(bufferOf("other")).label).toBe("NORMAL")
    expect(lines.modal.changed(bufferOf("")).label).toBe("INSERT")
  })

  it("gives what it cuts to the kill ring", () => {
    const before = pressed(vimMode, bufferOf("one two", 0), esc, typedKey("d"))
    expect(before.modal.press(before.buffer, typedKey("w"))).toMatchObject({
      _tag: "Taken",
      killed: "one ",
      buffer: { text: "two" }
    })
  })
})
