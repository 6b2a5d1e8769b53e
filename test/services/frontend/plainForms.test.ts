import { describe, expect, it } from "vitest"
import type { PlainStep } from "../../../src/services/frontend/plainForm.ts"
import { plainForm } from "../../../src/services/frontend/plainForms.ts"
import type { DialogNews, DialogRequest, DialogWish } from "../../../src/services/ui/dialogs/request.ts"
import { command, edit, found, requests } from "../ui/dialogs/asking.ts"

const rules = ["Bash(npm install:*)", "Bash(rm -rf build)"]
const ask = (name: string): DialogRequest => requests[name] ?? { _tag: "Plan", plan: "" }

/** What is known of a wish: every rule is fine, unless it says `broken`. */
const newsOf = (wish: DialogWish): DialogNews | undefined => {
  if (wish._tag === "Find") return { _tag: "Found", found }
  if (wish._tag !== "Preview") return undefined
  const problems = wish.rules.filter((rule) => rule.includes("broken")).map((rule) => `${rule} can never match`)
  return { _tag: "Preview", rules: wish.rules, preview: { alsoAllows: ["npm install x"], problems } }
}

/** Types lines, one after another; `undefined` is the end of the input. Gives the answer, if there is one, and all that was said. */
const talk = (request: DialogRequest, lines: ReadonlyArray<string | undefined>) => {
  const said: Array<string> = []
  let rest = lines
  let step: PlainStep = plainForm(request)
  for (let guard = 0; guard < 100; guard++) {
    if (step._tag === "Answered") return { answer: step.answer, said: said.join("\n"), left: rest.length }
    if (step._tag === "Wish") {
      step = step.next(newsOf(step.wish))
      continue
    }
    said.push(...step.form.says, step.form.prompt)
    if (rest.length === 0) return { answer: undefined, said: said.join("\n"), left: 0 }
    step = step.form.take(rest[0])
    rest = rest.slice(1)
  }
  throw new Error("it never ends")
}

const allowed = (more: object = {}) => ({ _tag: "Permission", answer: { _tag: "Allowed", ...more } })
const refused = (message: RegExp, interrupt: boolean) => ({
  _tag: "Permission",
  answer: { _tag: "Refused", message: expect.stringMatching(message), interrupt }
})
const always = (of: ReadonlyArray<string>) => allowed({ remember: { rules: of, destination: "localSettings" } })
const setup = (model: string | undefined, mode: string, trust: string) => ({
  _tag: "FirstRun",
  answer: { model, mode, trust }
})

const table: ReadonlyArray<
  readonly [name: string, request: DialogRequest, lines: ReadonlyArray<string | undefined>, answer: unknown]
> = [
  ["yes", ask("permission"), ["1"], allowed()],
  ["yes in a word", ask("permission"), ["yes"], allowed()],
  ["session", ask("permission"), [" 2 "], allowed({ remember: { rules, destination: "session" } })],
  ["no", ask("permission"), ["no"], refused(/^The user said no/, false)],
  ["no with a word", ask("permission"), ["5", "use pnpm"], refused(/says: use pnpm$/, false)],
  ["no without a word after all", ask("permission"), ["5", ""], refused(/^The user said no/, false)],
  ["what is no answer", ask("permission"), ["", "hello", "0", "6", "1 2"], undefined],
  ["the end of the input", ask("permission"), [undefined], refused(/stopped/, true)],
  ["always, as suggested", ask("permission"), ["3", "", "", "1"], always(rules)],
  ["always, edited", ask("permission"), ["3", "Bash(npm ci)", "-", "1"], always(["Bash(npm ci)"])],
  ["always, changed twice", ask("permission"), ["3", "", "", "2", "-", "", "1"], always(["Bash(rm -rf build)"])],
  ["always, taken back", ask("permission"), ["3", "", "", "3", "1"], allowed()],
  ["always with a broken rule", ask("permission"), ["3", "broken", "", "1"], undefined],
  ["always with no rule left", ask("permission"), ["3", "-", "-", "1"], allowed()],
  ["an edit has no always", { _tag: "Permission", question: edit }, ["2"], refused(/^The user said no/, false)],
  ["danger: yes", ask("danger"), ["yes"], allowed()],
  ["danger: nearly yes", ask("danger"), ["y", "1", "Yes", ""], undefined],
  ["danger: no", ask("danger"), ["no"], refused(/^The user said no/, false)],
  ["danger: words", ask("danger"), ["use trash"], refused(/says: use trash$/, false)],
  ["danger: the end", ask("danger"), [undefined], refused(/stopped/, true)],
  [
    "two questions",
    ask("askUser"),
    ["2", "1, 3"],
    { _tag: "AskUser", answer: { _tag: "Answered", answers: [["SQLite"], ["Login", "Mail"]] } }
  ],
  [
    "own words",
    ask("askUser"),
    ["DuckDB", "all of them"],
    { _tag: "AskUser", answer: { _tag: "Answered", answers: [["DuckDB"], ["all of them"]] } }
  ],
  ["numbers that there are not", ask("askUser"), ["9", "1 2", ""], undefined],
  [
    "no answers",
    ask("askUser"),
    [undefined],
    { _tag: "AskUser", answer: expect.objectContaining({ _tag: "Declined" }) }
  ],
  ["a plan", ask("plan"), ["2"], { _tag: "Plan", answer: { _tag: "Approved", mode: "acceptEdits" } }],
  [
    "a plan refused",
    ask("plan"),
    ["no", "tests first"],
    {
      _tag: "Plan",
      answer: expect.objectContaining({ _tag: "Rejected", message: expect.stringMatching(/tests first/) })
    }
  ],
  ["a list", ask("pick"), ["7"], { _tag: "Picked", value: "m7" }],
  ["a list, searched", ask("pick"), ["model-2", "3"], { _tag: "Picked", value: "m21" }],
  ["a list, nothing found", ask("pick"), ["zzz", "99"], undefined],
  ["a list, left", ask("pick"), [""], { _tag: "Left" }],
  ["an empty list", { _tag: "Pick", title: "None", items: [] }, [""], { _tag: "Left" }],
  ["a text", ask("text"), ["my shop"], { _tag: "Text", text: "my shop" }],
  ["rewind", ask("rewind"), ["1", "yes"], { _tag: "Rewind", recordId: "r2" }],
  ["rewind, not meant", ask("rewind"), ["1", "1"], { _tag: "Left" }],
  ["trust", ask("trust"), ["2"], { _tag: "Trust", answer: "trust" }],
  ["no trust", ask("trust"), ["no"], { _tag: "Trust", answer: "notNow" }],
  ["trust at the end of the input", ask("trust"), [undefined], { _tag: "Trust", answer: "leave" }],
  ["first run", ask("firstRun"), ["2", "1", "1"], setup("ollama/qwen3:8b", "default", "notNow")],
  ["first run, another model", ask("firstRun"), ["3", "nonsense", "x/y", "3", "2"], setup("x/y", "plan", "trust")],
  ["first run, left", ask("firstRun"), [undefined], { _tag: "Left" }]
]

describe("questions as lines", () => {
  for (const [name, request, lines, answer] of table) {
    it(name, () => expect(talk(request, lines).answer).toEqual(answer))
  }

  it("say everything that the screen says, and nothing that steers a terminal", () => {
    const evil = "a\u001b[2J\u202eb\u0007"
    const { said } = talk({ _tag: "Permission", question: command({ reason: evil, cwd: evil, host: evil }) }, [])
    expect(said).toContain("npm install left-pad && rm -rf build; ls")
    expect(said).toContain("\\u001b[2J\\u202eb")
    expect(said).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/)
  })

  it("end for every request when the input ends", () => {
    for (const request of Object.values(requests)) {
      const { answer } = talk(
        request,
        Array.from({ length: 20 }, () => undefined)
      )
      expect(answer, request._tag).toBeDefined()
      if (answer?._tag === "Permission") expect(answer.answer._tag).toBe("Refused")
    }
  })

  it("read well", () => {
    expect(talk(ask("permission"), ["3", "", "", "1"]).said).toMatchSnapshot()
    expect(talk(ask("firstRun"), ["1", "1", "1"]).said).toMatchSnapshot()
  })
})
