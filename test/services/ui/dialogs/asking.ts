import { Effect } from "effect"
import type { PermissionQuestion, UserQuestion } from "../../../../src/services/interaction/Interaction.ts"
import {
  type Dialog,
  dialogShown,
  type DialogOutcome,
  openDialog,
  pressDialog
} from "../../../../src/services/ui/dialogs/dialog.ts"
import {
  type Press,
  type PressName,
  pasted,
  pressed,
  pressNames,
  typed
} from "../../../../src/services/ui/dialogs/press.ts"
import type { DialogRequest, FoundSetup } from "../../../../src/services/ui/dialogs/request.ts"
import { plainTheme } from "../../../../src/services/ui/theme/themes.ts"

export const viewOf = (width: number, rows: number, now = 1_000_000) => ({ width, rows, theme: plainTheme, now })

/** A question about a compound command, with everything that a question can say. */
export const command = (change: Partial<PermissionQuestion> = {}): PermissionQuestion => ({
  call: { id: "c1", name: "Bash", input: { command: "npm install left-pad && rm -rf build; ls" } },
  reason: "npm install writes to the project.",
  dangerous: false,
  cwd: "/work/shop",
  suggestions: [
    { rules: ["Bash(npm install:*)", "Bash(rm -rf build)"], destination: "session" },
    { rules: ["Bash(npm install:*)", "Bash(rm -rf build)"], destination: "localSettings" }
  ],
  commands: [
    { text: "npm install left-pad", needs: true },
    { text: "rm -rf build", needs: true, why: "deletes build" },
    { text: "ls", needs: false }
  ],
  paths: [{ given: "build", real: "/work/shop/out/build", access: "delete", inside: true }],
  preview: () => Effect.succeed({ alsoAllows: [], problems: [] }),
  ...change
})

export const edit: PermissionQuestion = {
  call: { id: "c2", name: "Edit", input: { file_path: "src/cart.ts", old_string: "a - b", new_string: "a + b" } },
  reason: "Edits are asked about in this mode.",
  dangerous: false,
  cwd: "/work/shop",
  suggestions: [],
  paths: [{ given: "src/cart.ts", real: "/work/shop/src/cart.ts", access: "write", inside: true }],
  diff: [
    {
      path: "src/cart.ts",
      before: "export const add = (a, b) => {\n  return a - b\n}\n",
      after: "export const add = (a, b) => {\n  return a + b\n}\n"
    }
  ],
  preview: () => Effect.succeed({ alsoAllows: [], problems: [] })
}

export const questions: ReadonlyArray<UserQuestion> = [
  {
    question: "Which database should it be?",
    header: "Database",
    options: [{ label: "Postgres", description: "what the rest uses" }, { label: "SQLite" }]
  },
  {
    question: "Which parts first?",
    header: "Parts",
    multiSelect: true,
    options: [{ label: "Login" }, { label: "Search", description: "the slow one" }, { label: "Mail" }]
  }
]

export const planText = "# Plan\n\n1. Read `cart.ts`\n2. Mend **add**\n3. Run the tests\n"

export const found: FoundSetup = {
  models: [
    { reference: "anthropic/claude-sonnet-5-5", why: "ANTHROPIC_API_KEY is set" },
    { reference: "ollama/qwen3:8b", why: "on this machine, no cost" }
  ],
  facts: ["ANTHROPIC_API_KEY is set: anthropic can be used.", "Ollama runs, with 1 model, 1 that can use tools."],
  waysOn: []
}

export const trustAsked = { folder: "/work/shop", wants: ["permissions.allow (.claude/settings.json)"] }

/** One request of each kind, for tables and properties. */
export const requests: Readonly<Record<string, DialogRequest>> = {
  permission: { _tag: "Permission", question: command() },
  edit: { _tag: "Permission", question: edit },
  danger: { _tag: "Permission", question: command({ dangerous: true }) },
  askUser: { _tag: "AskUser", questions },
  plan: { _tag: "Plan", plan: planText },
  pick: {
    _tag: "Pick",
    title: "Model",
    items: Array.from({ length: 30 }, (_, at) => ({
      label: `model-${at + 1}`,
      detail: at % 2 ? "odd" : "even",
      value: `m${at + 1}`
    }))
  },
  text: { _tag: "AskText", title: "Name of the session", initial: "shop" },
  secret: { _tag: "AskText", title: "API key", secret: true },
  rewind: {
    _tag: "Rewind",
    points: [
      { recordId: "r1", text: "fix the test", when: "12 min ago" },
      { recordId: "r2", text: "and the docs", when: "3 min ago", detail: "2 edits" }
    ]
  },
  trust: { _tag: "Trust", question: trustAsked },
  firstRun: { _tag: "FirstRun", version: "0.1.0", trust: trustAsked }
}

/** A dialog that has been on the screen for long: every key counts. */
export const opened = (request: DialogRequest): Dialog =>
  dialogShown(openDialog(request, { _tag: "Opened" }), 1, Number.MAX_SAFE_INTEGER)

/** `"down down enter"`, `"'yes' enter"`: names of keys, and texts in quotes that are typed character by character, `paste:"…"`. */
export const keys = (line: string): ReadonlyArray<Press> =>
  (line.match(/paste:"[^"]*"|'[^']*'|\S+/g) ?? []).flatMap((word): ReadonlyArray<Press> => {
    if (word.startsWith("'")) return [...word.slice(1, -1)].map(typed)
    if (word.startsWith("paste:")) return [pasted(word.slice(6).replace(/^"|"$/g, ""))]
    const name = pressNames.find((one): one is PressName => one === word)
    return [name === undefined ? typed(word) : pressed(name)]
  })

/** Presses one after another, up to the first outcome that ends or wants something. */
export const pressAll = (
  dialog: Dialog,
  presses: ReadonlyArray<Press>,
  at = 2_000_000
): { readonly dialog: Dialog; readonly outcomes: ReadonlyArray<DialogOutcome> } => {
  let now = dialog
  const outcomes: Array<DialogOutcome> = []
  for (const press of presses) {
    const step = pressDialog(now, press, at)
    now = step.dialog
    if (step.outcome !== undefined) outcomes.push(step.outcome)
  }
  return { dialog: now, outcomes }
}

/** The answer that keys lead to; undefined where they lead to none. */
export const answerOf = (request: DialogRequest, line: string) => {
  const answered = pressAll(opened(request), keys(line)).outcomes.find((one) => one._tag === "Answered")
  return answered?._tag === "Answered" ? answered.answer : undefined
}

export const shownAt = (dialog: Dialog, at: number): Dialog => dialogShown(dialog, at, 0)
