import { describe, expect, it } from "vitest"
import { inform } from "../../../../src/services/ui/dialogs/dialog.ts"
import { dialogLines, wholeQuestion } from "../../../../src/services/ui/dialogs/dialogLines.ts"
import { openDialog } from "../../../../src/services/ui/dialogs/dialog.ts"
import { command, found, keys, opened, pressAll, requests, viewOf } from "./asking.ts"

const framed = (lines: ReadonlyArray<string>, width: number): string =>
  lines.map((line) => `${line.padEnd(width)}|`).join("\n")

describe("drawn dialogs", () => {
  for (const width of [40, 80, 120]) {
    for (const [name, request] of Object.entries(requests)) {
      it(`${name} at ${width} columns`, () => {
        const dialog = inform(opened(request), { _tag: "Found", found })
        const { lines } = dialogLines(dialog, viewOf(width, 24), 24)
        expect(framed(lines, width)).toMatchSnapshot()
      })
    }
  }

  it("the rule to be edited, with what it would allow", () => {
    const dialog = inform(pressAll(opened(requests["permission"] ?? { _tag: "Plan", plan: "" }), keys("3")).dialog, {
      _tag: "Preview",
      rules: ["Bash(npm install:*)", "Bash(rm -rf build)"],
      preview: { alsoAllows: ["npm install lodash"], problems: ["Bash(rm -rf build) can never match"] }
    })
    expect(framed(dialogLines(dialog, viewOf(80, 24), 24).lines, 80)).toMatchSnapshot()
  })

  it("says that keys do not count yet", () => {
    const dialog = openDialog({ _tag: "Permission", question: command() }, { _tag: "Asked", lastKeyAt: 0 })
    expect(dialogLines(dialog, viewOf(80, 24), 24).lines.at(-1)).toMatch(/still goes to your prompt/)
  })

  it("keeps the chosen answer on the screen, however few rows there are", () => {
    for (let rows = 1; rows <= 12; rows++) {
      for (const [presses, wanted] of [
        ["", "Yes, this once"],
        ["end", "No, and say"]
      ] as const) {
        const dialog = pressAll(opened({ _tag: "Permission", question: command() }), keys(presses)).dialog
        const lines = dialogLines(dialog, viewOf(60, rows), rows).lines
        expect(
          lines.some((line) => line.includes("›") && line.includes(wanted)),
          `${rows} rows`
        ).toBe(true)
      }
    }
  })

  it("scrolls to the last line of what is asked, and says how much there is", () => {
    const long = Array.from({ length: 50 }, (_, at) => `echo ${at}`).join("\n")
    const question = command({ call: { id: "1", name: "Bash", input: { command: long } } })
    let dialog = opened({ _tag: "Permission", question })
    const first = dialogLines(dialog, viewOf(80, 16), 16)
    expect(first.lines.join("\n")).toMatch(/lines 1 to \d+ of \d+/)
    expect(first.lines.join("\n")).not.toContain("echo 49")
    dialog = pressAll(dialog, keys("pageDown ".repeat(20))).dialog
    const last = dialogLines(dialog, viewOf(80, 16), 16)
    expect(last.lines.join("\n")).toContain("deletes build")
    expect(wholeQuestion(dialog, viewOf(80, 16)).join("\n")).toContain("echo 49")
  })

  it("shows whole the rule of the answer that the user is on, also where there is little room", () => {
    const rule = "Bash(npm run a-script-with-a-name-that-is-much-longer-than-a-line-of-this-terminal-is-wide:*)"
    const suggestions = [{ rules: [rule], destination: "session" as const }]
    const dialog = pressAll(opened({ _tag: "Permission", question: command({ suggestions }) }), keys("down")).dialog
    const drawn = dialogLines(dialog, viewOf(60, 14), 14).lines
    expect(
      drawn
        .map((line) => line.trim())
        .join("")
        .replaceAll(" ", "")
    ).toContain(rule.replaceAll(" ", ""))
    expect(wholeQuestion(dialog, viewOf(120, 14)).join("\n")).toContain(rule)
  })

  it("draws the beginning of a very long difference, and all of it where all is asked for", () => {
    const after = Array.from({ length: 2000 }, (_, at) => `line ${at}`).join("\n")
    const question = { ...command(), diff: [{ path: "a.txt", before: "", after }] }
    const dialog = pressAll(opened({ _tag: "Permission", question }), keys("pageDown ".repeat(600))).dialog
    const drawn = dialogLines(dialog, viewOf(80, 24), 24)
    expect(drawn.lastScroll).toBeLessThan(500)
    expect(drawn.lines.join("\n")).toMatch(/more lines: Ctrl\+O shows all/)
    expect(wholeQuestion(dialog, viewOf(80, 24)).join("\n")).toContain("line 1999")
  })

  it("tells of line ends that an edit changes, and of a new file", () => {
    const diff = (before: string, after: string) =>
      wholeQuestion(
        opened({ _tag: "Permission", question: { ...command(), diff: [{ path: "a.txt", before, after }] } }),
        viewOf(80, 40)
      ).join("\n")
    expect(diff("a\r\nb\r\n", "a\nb\n")).toMatch(/line ends change from CRLF to LF/)
    expect(diff("", "a\n")).toMatch(/a new file/)
    expect(diff("a\n", "b\n")).not.toMatch(/line ends|new file/)
  })
})
