import { describe, expect, it } from "@effect/vitest"
import { Schema } from "effect"
import type { PermissionQuestion } from "../../../../src/services/interaction/Interaction.ts"
import { dialogShown, inform, openDialog, pressDialog } from "../../../../src/services/ui/dialogs/dialog.ts"
import { dialogLines, wholeQuestion } from "../../../../src/services/ui/dialogs/dialogLines.ts"
import { type Press, pasted, pressed, pressNames, typed } from "../../../../src/services/ui/dialogs/press.ts"
import type { DialogRequest } from "../../../../src/services/ui/dialogs/request.ts"
import { lineWidth, plainLine } from "../../../../src/services/ui/text/lines.ts"
import { themeNamed } from "../../../../src/services/ui/theme/themes.ts"
import { command, found, opened, requests, viewOf } from "./asking.ts"

const all = Object.values(requests)

/** What keyboards, pastes and mice may send. */
const texts = ["1", "2", "3", "9", "y", "n", " ", "a", "é", "日", "👨‍👩‍👧", "\u202e", "\u001b", "yes", "/", "\u0000"]
const presses: ReadonlyArray<Press> = [
  ...pressNames.map(pressed),
  ...texts.map(typed),
  ...texts.map(pasted),
  pasted("x\ny\t".repeat(500))
]

const Numbers = Schema.Array(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 1_000_000 })))
const Small = (maximum: number) => Schema.Int.check(Schema.isBetween({ minimum: 0, maximum }))

const pick = <A>(list: ReadonlyArray<A>, number: number): A => {
  const found = list[number % list.length]
  if (found === undefined) throw new Error("an empty list")
  return found
}

/** Everything that could steer a terminal, beside SGR and links of ours. */
const steering = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/

const themes = [
  themeNamed("dark", { depth: "true", hyperlinks: true }),
  themeNamed("ansi", { depth: "none", hyperlinks: false })
]

const evil = "a\u001b]0;pwned\u0007\u001b[2J\u202egnp.exe\u2066\u200b\u00a0\r\nrm -rf ~\t\u0000"
const evilQuestion: PermissionQuestion = command({
  call: { id: "1", name: `Bash${evil}`, input: { command: evil } },
  reason: evil,
  cwd: evil,
  host: evil,
  commands: [{ text: evil, needs: true, why: evil }],
  paths: [{ given: evil, real: evil, access: "write", inside: false }],
  diff: [{ path: evil, before: evil, after: `${evil}${evil}` }],
  suggestions: [{ rules: [evil], destination: "localSettings" }]
})
const evilRequests: ReadonlyArray<DialogRequest> = [
  { _tag: "Permission", question: evilQuestion },
  { _tag: "AskUser", questions: [{ question: evil, header: evil, options: [{ label: evil, description: evil }] }] },
  { _tag: "Plan", plan: evil },
  { _tag: "Pick", title: evil, items: [{ label: evil, detail: evil, value: evil }], empty: evil },
  { _tag: "AskText", title: evil, hint: evil, initial: evil },
  { _tag: "Rewind", points: [{ recordId: evil, text: evil, when: evil, detail: evil }] },
  { _tag: "Trust", question: { folder: evil, wants: [evil] } },
  { _tag: "FirstRun", version: evil, trust: { folder: evil, wants: [evil] } }
]

describe("dialogs", () => {
  it.prop(
    "take any keys, and fit any screen",
    [Small(all.length + evilRequests.length - 1), Numbers, Small(120), Small(40)],
    ([which, numbers, columns, rows]) => {
      let dialog = opened(pick([...all, ...evilRequests], which))
      const view = { ...viewOf(columns + 1, rows + 1), theme: pick(themes, columns) }
      for (const number of numbers) {
        const step = pressDialog(dialog, pick(presses, number), 2_000_000)
        dialog = step.dialog
        const wish = step.outcome?._tag === "Wished" ? step.outcome.wish : undefined
        if (wish?._tag === "Preview") {
          const preview = { alsoAllows: [evil], problems: number % 2 ? [] : [evil] }
          dialog = inform(dialog, { _tag: "Preview", rules: wish.rules, preview })
        }
        if (number % 7 === 0) dialog = inform(dialog, { _tag: "Found", found })
        const drawn = dialogLines(dialog, view, view.rows)
        dialog = dialogShown(dialog, 2_000_000, drawn.lastScroll)
        expect(drawn.lines.length).toBeLessThanOrEqual(view.rows)
        for (const line of drawn.lines) {
          expect(lineWidth(line)).toBeLessThanOrEqual(view.width)
          expect(plainLine(line)).not.toMatch(steering)
        }
        if (drawn.cursor !== undefined) {
          expect(drawn.cursor.row).toBeLessThan(drawn.lines.length)
          expect(drawn.cursor.column).toBeLessThan(view.width)
        }
        if (step.outcome?._tag === "Answered") break
      }
    },
    { arbitrary: { runs: 400 } }
  )

  it.prop(
    "are never answered by a key from before they were seen",
    [Small(all.length - 1), Numbers, Numbers],
    ([which, numbers, times]) => {
      let dialog = openDialog(pick(all, which), { _tag: "Asked", lastKeyAt: 9_999 })
      const shownAt = 10_000
      for (const [index, number] of numbers.entries()) {
        const early = pressDialog(dialog, pick(presses, number), shownAt - 1 - (times[index] ?? 0))
        expect(early.outcome).toEqual({ _tag: "PassedOn" })
        dialog = early.dialog
      }
      dialog = dialogShown(dialog, shownAt, 0)
      for (const [index, number] of numbers.entries()) {
        const press = pick(presses, number)
        expect(pressDialog(dialog, press, shownAt + ((times[index] ?? 0) % 100)).outcome).toEqual({ _tag: "PassedOn" })
      }
    },
    { arbitrary: { runs: 200 } }
  )

  it("show nothing that could steer or deceive, whoever wrote it", () => {
    for (const request of evilRequests) {
      const dialog = inform(opened(request), {
        _tag: "Found",
        found: { models: [{ reference: evil, title: evil, why: evil }], facts: [evil], waysOn: [evil] }
      })
      const view = viewOf(80, 60)
      const lines = [...dialogLines(dialog, view, 60).lines, ...wholeQuestion(dialog, view)]
      for (const line of lines) expect(line, request._tag).not.toMatch(steering)
    }
  })

  it("show a command exactly: what cannot be seen is written out", () => {
    const question = command({ call: { id: "1", name: "Bash", input: { command: "ls\u200b\u00a0\u202e\u001b[2J" } } })
    const text = wholeQuestion(opened({ _tag: "Permission", question }), viewOf(100, 60)).join("\n")
    expect(text).toContain("ls\\u200b\\u{a0}\\u202e\\u001b[2J")
  })

  it("show a secret in no way, not even its length", () => {
    const request: DialogRequest = { _tag: "AskText", title: "API key", secret: true }
    const drawnWith = (text: string) => {
      const dialog = [...text].reduce((now, one) => pressDialog(now, typed(one), 2_000_000).dialog, opened(request))
      return dialogLines(dialog, viewOf(80, 24), 24)
    }
    expect(drawnWith("sk-ant-1").lines.join("\n")).not.toContain("sk-")
    expect(drawnWith("sk-ant-1")).toEqual(drawnWith("x"))
  })
})
