import { describe, expect, it } from "vitest"
import { dialogShown, inform, isWriting, openDialog, pressDialog } from "../../../../src/services/ui/dialogs/dialog.ts"
import { dialogLines } from "../../../../src/services/ui/dialogs/dialogLines.ts"
import { pressOf, pressed, typed } from "../../../../src/services/ui/dialogs/press.ts"
import type { DialogAnswer, DialogRequest } from "../../../../src/services/ui/dialogs/request.ts"
import { fieldOf, fieldText, pressField } from "../../../../src/services/ui/dialogs/textField.ts"
import { key, typedKey } from "../../../../src/services/ui/keys/Key.ts"
import {
  answerOf,
  command,
  edit,
  found,
  keys,
  opened,
  planText,
  pressAll,
  questions,
  requests,
  trustAsked,
  viewOf
} from "./asking.ts"

const rules = ["Bash(npm install:*)", "Bash(rm -rf build)"]
const allowed = (more: object = {}) => ({ _tag: "Permission", answer: { _tag: "Allowed", ...more } })
const refused = (message: RegExp, interrupt: boolean) => ({
  _tag: "Permission",
  answer: { _tag: "Refused", message: expect.stringMatching(message), interrupt }
})
const ask = (name: string): DialogRequest => requests[name] ?? { _tag: "Plan", plan: "" }

type Table = ReadonlyArray<readonly [request: DialogRequest, keys: string, answer: unknown]>
const check = (table: Table) => {
  for (const [request, line, answer] of table) {
    it(`${request._tag}: ${line || "no key"}`, () => expect(answerOf(request, line)).toEqual(answer))
  }
}

describe("a permission question", () => {
  const question = ask("permission")
  const session = allowed({ remember: { rules, destination: "session" } })
  check([
    [question, "enter", allowed()],
    [question, "y", allowed()],
    [question, "1", allowed()],
    [question, "down enter", session],
    [question, "ctrlN enter", session],
    [question, "2", session],
    [question, "up up enter", refused(/^The user said no to this call\. /, false)],
    [question, "4", refused(/^The user said no to this call\. /, false)],
    [question, "n", refused(/^The user said no to this call\. /, false)],
    [question, "escape", refused(/stopped the run/, true)],
    [question, "ctrlC", refused(/stopped the run/, true)],
    [question, "5 'use pnpm' enter", refused(/says: use pnpm$/, false)],
    [question, "end enter 'x' enter", refused(/says: x$/, false)],
    [question, "5 enter", refused(/^The user said no to this call\. /, false)],
    [question, "5 'no' escape 1", allowed()],
    // Nothing of these answers.
    [question, "x", undefined],
    [question, "6", undefined],
    [question, "9 0 q space left right tab backTab delete backspace other", undefined],
    [question, "paste:y", undefined],
    [question, "paste:1", undefined],
    // Without suggestions there is neither session nor always.
    [{ _tag: "Permission", question: edit }, "2", refused(/^The user said no/, false)],
    [{ _tag: "Permission", question: edit }, "3 'why' enter", refused(/says: why$/, false)]
  ])

  it("asks for a preview when always is chosen, and again when the rule is changed", () => {
    const { outcomes } = pressAll(opened(question), keys("3 backspace"))
    expect(outcomes).toEqual([
      { _tag: "Wished", wish: { _tag: "Preview", rules } },
      { _tag: "Wished", wish: { _tag: "Preview", rules: ["Bash(npm install:*", "Bash(rm -rf build)"] } }
    ])
  })

  it("adds no rule before what it would allow is known, nor one that has a problem", () => {
    const first = pressAll(opened(question), keys("3")).dialog
    expect(pressAll(first, keys("enter")).outcomes).toEqual([])
    const news = (problems: ReadonlyArray<string>, of = rules) =>
      inform(first, { _tag: "Preview", rules: of, preview: { alsoAllows: ["npm install x"], problems } })
    expect(pressAll(news(["never matches"]), keys("enter")).outcomes).toEqual([])
    expect(pressAll(news([], ["Bash(*)"]), keys("enter")).outcomes).toEqual([])
    expect(pressAll(news([]), keys("enter")).outcomes).toEqual([
      { _tag: "Answered", answer: allowed({ remember: { rules, destination: "localSettings" } }) }
    ])
    // A change makes what was known out of date.
    const changed = pressAll(news([]), keys("tab backspace enter")).outcomes
    expect(changed.some((one) => one._tag === "Answered")).toBe(false)
  })

  it("takes the rules as they were edited, without those that were emptied", () => {
    const edited = pressAll(opened(question), keys("3 ctrlU 'Bash(npm ci)' down ctrlU")).dialog
    const known = inform(edited, {
      _tag: "Preview",
      rules: ["Bash(npm ci)"],
      preview: { alsoAllows: [], problems: [] }
    })
    expect(pressAll(known, keys("enter")).outcomes).toEqual([
      { _tag: "Answered", answer: allowed({ remember: { rules: ["Bash(npm ci)"], destination: "localSettings" } }) }
    ])
    expect(pressAll(known, keys("ctrlU up ctrlU enter")).outcomes.some((one) => one._tag === "Answered")).toBe(false)
  })
})

describe("a dangerous question", () => {
  const question = ask("danger")
  check([
    [question, "'yes' enter", allowed()],
    [question, "' yes ' enter", allowed()],
    [question, "enter", undefined],
    [question, "y", undefined],
    [question, "1", undefined],
    [question, "1 enter", undefined],
    [question, "1 enter 'yes' enter", allowed()],
    [question, "'y' enter", undefined],
    [question, "'Yes' enter", undefined],
    [question, "'YES' enter", undefined],
    [question, "'yess' enter", undefined],
    [question, "paste:yes enter", undefined],
    [question, "'no' enter", refused(/^The user said no to this call\. /, false)],
    [question, "'use trash instead' enter", refused(/says: use trash instead$/, false)],
    [question, "escape", refused(/stopped the run/, true)],
    [question, "'yes' ctrlC", refused(/stopped the run/, true)]
  ])

  it("offers nothing that would last, whatever is suggested", () => {
    const text = dialogLines(opened(question), viewOf(80, 24), 24).lines.join("\n")
    expect(text).not.toMatch(/always|session/i)
    expect(text).toMatch(/Type yes/)
  })
})

describe("questions of the model", () => {
  const [first, second] = questions
  const one: DialogRequest = { _tag: "AskUser", questions: first === undefined ? [] : [first] }
  const many: DialogRequest = { _tag: "AskUser", questions: second === undefined ? [] : [second] }
  const both = ask("askUser")
  const answers = (...lists: ReadonlyArray<ReadonlyArray<string>>) => ({
    _tag: "AskUser",
    answer: { _tag: "Answered", answers: lists }
  })
  check([
    [one, "enter", answers(["Postgres"])],
    [one, "down enter", answers(["SQLite"])],
    [one, "2", answers(["SQLite"])],
    [one, "3 'DuckDB' enter", answers(["DuckDB"])],
    [one, "up 'Duck 1' enter", answers(["Duck 1"])],
    [one, "' ' down enter", answers(["SQLite"])],
    [one, "3 enter", undefined],
    [one, "paste:1", undefined],
    [one, "escape", { _tag: "AskUser", answer: { _tag: "Declined", message: expect.any(String), interrupt: true } }],
    [many, "enter", undefined],
    [many, "' ' enter", answers(["Login"])],
    [many, "1 3 enter", answers(["Login", "Mail"])],
    [many, "3 1 1 enter", answers(["Mail"])],
    [many, "2 4 'and logs' enter", answers(["Search", "and logs"])],
    [both, "1 2 enter", undefined],
    [both, "1 2 enter enter", answers(["Postgres"], ["Search"])],
    [both, "tab 2 enter enter", undefined],
    [both, "tab 2 enter enter 2 enter", undefined],
    [both, "tab 2 enter enter 2 enter enter", answers(["SQLite"], ["Search"])],
    [both, "1 1 enter left left 2 enter enter", answers(["SQLite"], ["Login"])],
    [both, "1 1 enter ctrlC", { _tag: "AskUser", answer: expect.objectContaining({ _tag: "Declined" }) }]
  ])
})

describe("a plan", () => {
  const plan = ask("plan")
  const end = (answer: object): DialogAnswer => ({ _tag: "Plan", answer: expect.objectContaining(answer) })
  check([
    [plan, "enter", end({ _tag: "Approved", mode: "default" })],
    [plan, "2", end({ _tag: "Approved", mode: "acceptEdits" })],
    [plan, "down enter", end({ _tag: "Approved", mode: "acceptEdits" })],
    [plan, "n 'tests first' enter", end({ _tag: "Rejected", message: expect.stringMatching(/tests first/) })],
    [plan, "3 enter", end({ _tag: "Rejected", interrupt: false })],
    [plan, "3 escape 1", end({ _tag: "Approved", mode: "default" })],
    [plan, "escape", end({ _tag: "Rejected", interrupt: true })],
    [plan, "paste:y", undefined]
  ])
})

describe("lists and texts", () => {
  const pick = ask("pick")
  check([
    [pick, "enter", { _tag: "Picked", value: "m1" }],
    [pick, "down down enter", { _tag: "Picked", value: "m3" }],
    [pick, "up enter", { _tag: "Picked", value: "m30" }],
    [pick, "pageDown pageDown enter", { _tag: "Picked", value: "m17" }],
    [pick, "pageDown pageUp enter", { _tag: "Picked", value: "m1" }],
    [pick, "end enter", { _tag: "Picked", value: "m30" }],
    [pick, "end home enter", { _tag: "Picked", value: "m1" }],
    [pick, "'29' enter", { _tag: "Picked", value: "m29" }],
    [pick, "'even 1' down enter", { _tag: "Picked", value: "m11" }],
    [pick, "'zzz' enter", undefined],
    [pick, "'zzz' ctrlU enter", { _tag: "Picked", value: "m1" }],
    [pick, "'zzz' escape", undefined],
    [pick, "'zzz' escape escape", { _tag: "Left" }],
    [pick, "escape", { _tag: "Left" }],
    [pick, "ctrlC", { _tag: "Left" }],
    [{ _tag: "Pick", title: "None", items: [] }, "enter", undefined],
    [ask("text"), "enter", { _tag: "Text", text: "shop" }],
    [ask("text"), "' 2' enter", { _tag: "Text", text: "shop 2" }],
    [ask("text"), "home 'my ' enter", { _tag: "Text", text: "my shop" }],
    [ask("text"), "escape", { _tag: "Left" }],
    [ask("secret"), "paste:sk-1 enter", { _tag: "Text", text: "sk-1" }],
    [
      { _tag: "AskText", title: "Age", refuse: (text) => (/^\d+$/.test(text) ? undefined : "a number") },
      "'x' enter",
      undefined
    ],
    [
      { _tag: "AskText", title: "Age", refuse: (text) => (/^\d+$/.test(text) ? undefined : "a number") },
      "'x' enter backspace '7' enter",
      { _tag: "Text", text: "7" }
    ],
    [ask("rewind"), "enter", undefined],
    [ask("rewind"), "enter enter", { _tag: "Rewind", recordId: "r2" }],
    [ask("rewind"), "up enter y", { _tag: "Rewind", recordId: "r1" }],
    [ask("rewind"), "enter n", undefined],
    [ask("rewind"), "enter escape escape", { _tag: "Left" }],
    [{ _tag: "Rewind", points: [] }, "enter", { _tag: "Left" }]
  ])
})

describe("trust and the first run", () => {
  check([
    [ask("trust"), "enter", { _tag: "Trust", answer: "notNow" }],
    [ask("trust"), "2", { _tag: "Trust", answer: "trust" }],
    [ask("trust"), "3", { _tag: "Trust", answer: "leave" }],
    [ask("trust"), "y", undefined],
    [ask("trust"), "escape", { _tag: "Trust", answer: "notNow" }],
    [ask("trust"), "ctrlC", { _tag: "Trust", answer: "leave" }],
    // Nothing was found yet.
    [ask("firstRun"), "enter", undefined],
    [ask("firstRun"), "escape", { _tag: "Left" }]
  ])

  const setup = (line: string, request = ask("firstRun"), what = found) => {
    const { outcomes } = pressAll(inform(opened(request), { _tag: "Found", found: what }), keys(line))
    const last = outcomes.at(-1)
    return last?._tag === "Answered" ? last.answer : undefined
  }
  const end = (model: string | undefined, mode: string, trust?: string) => ({
    _tag: "FirstRun",
    answer: { model, mode, trust }
  })
  const table: ReadonlyArray<readonly [string, unknown]> = [
    ["enter enter enter", end("anthropic/claude-sonnet-5-5", "default", "notNow")],
    ["down enter 2 2", end("ollama/qwen3:8b", "acceptEdits", "trust")],
    ["end enter 'ollama/x' enter 3 1", end("ollama/x", "plan", "notNow")],
    ["end enter 'nonsense' enter", undefined],
    ["enter escape down enter 1 1", end("ollama/qwen3:8b", "default", "notNow")],
    ["enter 1 escape 2 1", end("anthropic/claude-sonnet-5-5", "acceptEdits", "notNow")],
    ["enter 1 3", end("anthropic/claude-sonnet-5-5", "default", "leave")],
    ["enter ctrlC", { _tag: "Left" }]
  ]
  for (const [line, answer] of table) it(`first run: ${line}`, () => expect(setup(line)).toEqual(answer))

  it("asks two questions where nothing needs trust, and goes on without a model", () => {
    const request: DialogRequest = { _tag: "FirstRun", version: "0.1.0" }
    expect(setup("enter 1", request)).toEqual(end("anthropic/claude-sonnet-5-5", "default"))
    const nothing = { models: [], facts: [], waysOn: ["Get one."] }
    expect(setup("end enter 1", request, nothing)).toEqual(end(undefined, "default"))
  })

  it("never asks more than three questions", () => {
    let dialog = inform(opened({ _tag: "FirstRun", version: "1", trust: trustAsked }), { _tag: "Found", found })
    let enters = 0
    for (; enters < 10; enters++) {
      const step = pressDialog(dialog, pressed("enter"), 2_000_000)
      dialog = step.dialog
      if (step.outcome !== undefined) break
    }
    expect(enters + 1).toBe(3)
  })
})

describe("when a question may be answered", () => {
  const asked = (lastKeyAt: number | undefined) => openDialog(ask("permission"), { _tag: "Asked", lastKeyAt })
  const press = (dialog: ReturnType<typeof asked>, at: number) => pressDialog(dialog, typed("y"), at).outcome?._tag

  it("is not before it stood on the screen", () => {
    expect(press(asked(undefined), 5_000)).toBe("PassedOn")
    expect(press(dialogShown(asked(undefined), 5_000, 0), 5_000)).toBe("PassedOn")
    expect(press(dialogShown(asked(undefined), 5_000, 0), 5_099)).toBe("PassedOn")
    expect(press(dialogShown(asked(undefined), 5_000, 0), 5_100)).toBe("Answered")
    // A key that was read before the question was painted, and handled later.
    expect(press(dialogShown(asked(undefined), 5_000, 0), 4_000)).toBe("PassedOn")
  })

  it("is after a rest of somebody who was typing", () => {
    const dialog = dialogShown(asked(4_950), 5_000, 0)
    expect(press(dialog, 5_200)).toBe("PassedOn")
    expect(press(dialog, 5_300)).toBe("Answered")
  })

  it("is put off by every key that comes too early, so that a sentence answers nothing", () => {
    let dialog = dialogShown(asked(4_900), 5_000, 0)
    let at = 5_000
    for (const character of "yes 1 2 y n\u{1F600}") {
      at += 120
      const step = pressDialog(dialog, typed(character), at)
      expect(step.outcome).toEqual({ _tag: "PassedOn" })
      dialog = step.dialog
    }
    expect(pressDialog(dialog, pressed("enter"), at + 120).outcome).toEqual({ _tag: "PassedOn" })
    expect(press(dialog, at + 500)).toBe("Answered")
  })

  it("counts every key once one has counted", () => {
    const first = pressDialog(dialogShown(asked(undefined), 5_000, 0), pressed("down"), 5_500)
    expect(pressDialog(first.dialog, pressed("enter"), 5_501).outcome?._tag).toBe("Answered")
  })

  it("is at once for lists and texts that the user's own key opened, and for nothing that grants something", () => {
    const first = (name: string) =>
      pressDialog(openDialog(ask(name), { _tag: "Opened" }), pressed("enter"), 1).outcome?._tag
    expect(["pick", "text"].map(first)).toEqual(["Answered", "Answered"])
    expect(["trust", "permission", "danger", "plan", "askUser"].map(first)).toEqual(Array(5).fill("PassedOn"))
    // Typed ahead while the program started.
    const trust = dialogShown(openDialog(ask("trust"), { _tag: "Opened" }), 5_000, 0)
    expect(pressDialog(trust, typed("2"), 5_050).outcome?._tag).toBe("PassedOn")
  })
})

describe("keys and bindings", () => {
  it("types where text is written, and chooses where it is not", () => {
    expect(pressOf(typedKey("y"), undefined, false)).toEqual(typed("y"))
    expect(pressOf(key("up"), "question:previous", false)).toEqual(pressed("up"))
    expect(pressOf(typedKey("k"), "question:previous", false)).toEqual(pressed("up"))
    expect(pressOf(typedKey("k"), "question:previous", true)).toEqual(typed("k"))
    expect(pressOf(typedKey(" "), "question:toggle", true)).toEqual(typed(" "))
    expect(pressOf(key("home"), "list:first", true)).toEqual(pressed("home"))
    expect(pressOf(key("c", { ctrl: true }), "question:cancel", false)).toEqual(pressed("ctrlC"))
    expect(pressOf(key("tab", { shift: true }), undefined, false)).toEqual(pressed("backTab"))
    expect(pressOf(key("f5"), undefined, false)).toEqual(pressed("other"))
    expect(pressOf(key("x", { super: true }), undefined, false)).toEqual(pressed("other"))
  })

  it("knows where text is written", () => {
    const writing = (request: DialogRequest, line: string) => isWriting(pressAll(opened(request), keys(line)).dialog)
    expect(writing(ask("permission"), "")).toBe(false)
    expect(writing(ask("permission"), "5")).toBe(true)
    expect(writing(ask("danger"), "")).toBe(true)
    expect(writing(ask("askUser"), "")).toBe(false)
    expect(writing(ask("askUser"), "3")).toBe(true)
    expect(writing(ask("askUser"), "1 1 enter")).toBe(false)
    expect(writing({ _tag: "Plan", plan: planText }, "3")).toBe(true)
    expect(writing(ask("pick"), "")).toBe(true)
    expect(writing(ask("trust"), "")).toBe(false)
  })

  it("shows all that is asked with Ctrl+O, without answering", () => {
    expect(pressAll(opened({ _tag: "Permission", question: command() }), keys("details")).outcomes).toEqual([
      { _tag: "Wished", wish: { _tag: "ShowAll" } }
    ])
  })
})

describe("a field", () => {
  const table: ReadonlyArray<readonly [start: string, keys: string, text: string]> = [
    ["", "'ab' left 'x'", "axb"],
    ["a👨‍👩‍👧b", "left backspace", "ab"],
    ["a👨‍👩‍👧b", "home right delete", "ab"],
    ["one two", "ctrlW", "one "],
    ["one two  ", "ctrlW", "one "],
    ["one two", "home ctrlK", ""],
    ["one two", "left ctrlU", "o"],
    ["abc", "ctrlA delete ctrlE backspace", "b"],
    ["", 'paste:"a\nb\tc"', "a b c"],
    ["", "paste:a\u001b[2Jb", "a[2Jb"]
  ]
  for (const [start, line, text] of table) {
    it(`${JSON.stringify(start)} ${line}`, () => {
      const end = keys(line).reduce((field, press) => pressField(field, press) ?? field, fieldOf(start))
      expect(fieldText(end)).toBe(text)
    })
  }
})
