import { Clock, Effect, Option, Queue, Terminal } from "effect"
import { Host } from "../host/Host.ts"
import { type Dialog, dialogShown, firstWish, inform, openDialog, pressDialog } from "../ui/dialogs/dialog.ts"
import { dialogLines } from "../ui/dialogs/dialogLines.ts"
import { type Press, type PressName, pressByName, pressed, typed } from "../ui/dialogs/press.ts"
import type { DialogAnswer, DialogRequest, FoundSetup } from "../ui/dialogs/request.ts"
import { backgroundOf, colourDepth } from "../ui/theme/depth.ts"
import { themeNamed } from "../ui/theme/themes.ts"
import type { PlainStep } from "./plainForm.ts"
import { plainForm } from "./plainForms.ts"

const controls: Readonly<Record<string, PressName>> = {
  a: "ctrlA",
  c: "ctrlC",
  d: "ctrlC",
  e: "ctrlE",
  k: "ctrlK",
  n: "ctrlN",
  p: "ctrlP",
  u: "ctrlU",
  w: "ctrlW"
}

/** What Effect's terminal read, as a press. */
export const terminalPress = ({ input, key }: Terminal.UserInput): Press => {
  if (key.ctrl) return pressed(controls[key.name] ?? "other")
  if (key.name === "tab" && key.shift) return pressed("backTab")
  // Effect's terminal calls Enter by its name in Node.
  const name = pressByName[key.name === "return" ? "enter" : key.name]
  if (name !== undefined) return pressed(name)
  const text = Option.getOrElse(input, () => "")
  return key.meta || !/^[^\u0000-\u001f\u007f]+$/.test(text) ? pressed("other") : typed(text)
}

/** Where a dialog that nobody can go on with ends. */
const left: DialogAnswer = { _tag: "Left" }

/** A dialog drawn in place below the cursor, for commands; gone from the screen when it is answered. */
const onScreen = Effect.fnUntraced(function* (request: DialogRequest, find: Effect.Effect<FoundSetup>) {
  const terminal = yield* Terminal.Terminal
  const { env } = yield* Host
  const input = yield* terminal.readInput
  const background = backgroundOf(env)
  const depth = colourDepth({ env, isTerminal: true })
  const theme = themeNamed("auto", { depth, hyperlinks: false, ...(background === undefined ? {} : { background }) })
  let dialog: Dialog = openDialog(request, { _tag: "Opened" })
  let below = 0

  const write = (text: string) => Effect.ignore(terminal.display(text))
  const up = (rows: number) => (rows === 0 ? "\r" : `\r\u001b[${rows}A`)
  const show = Effect.gen(function* () {
    const now = yield* Clock.currentTimeMillis
    const [columns, rows] = yield* Effect.all([terminal.columns, terminal.rows])
    const view = { width: columns > 0 ? columns : 80, rows: rows > 0 ? rows : 24, theme, now }
    const { cursor, lastScroll, lines } = dialogLines(dialog, view, Math.max(1, view.rows - 1))
    const erase = `${up(below)}\u001b[J`
    const last = lines.length - 1
    const place =
      cursor === undefined ? "" : `${up(last - cursor.row)}${cursor.column === 0 ? "" : `\u001b[${cursor.column}C`}`
    below = cursor === undefined ? Math.max(0, last) : cursor.row
    dialog = dialogShown(dialog, now, lastScroll)
    yield* write(`\u001b[?25l${erase}${lines.join("\r\n")}${place}${cursor === undefined ? "" : "\u001b[?25h"}`)
  })
  const wipe = Effect.suspend(() => write(`${up(below)}\u001b[J\u001b[?25h`))

  return yield* Effect.gen(function* () {
    yield* show
    if (firstWish(dialog) !== undefined) {
      dialog = inform(dialog, { _tag: "Found", found: yield* find })
      // What was typed while nothing was asked yet answers nothing.
      yield* Effect.ignore(Queue.clear(input))
      yield* show
    }
    for (;;) {
      const came = yield* Effect.option(Queue.take(input))
      if (Option.isNone(came)) return left
      const { dialog: next, outcome } = pressDialog(dialog, terminalPress(came.value), yield* Clock.currentTimeMillis)
      dialog = next
      if (outcome?._tag === "Answered") return outcome.answer
      yield* show
    }
  }).pipe(Effect.ensuring(wipe))
}, Effect.scoped)

/** The same dialog as lines, where the cursor cannot be moved. */
const inLines = Effect.fnUntraced(function* (request: DialogRequest, find: Effect.Effect<FoundSetup>) {
  const terminal = yield* Terminal.Terminal
  let step: PlainStep = plainForm(request)
  while (step._tag !== "Answered") {
    if (step._tag === "Wish") {
      step = step.next(step.wish._tag === "Find" ? { _tag: "Found", found: yield* find } : undefined)
      continue
    }
    yield* Effect.ignore(terminal.display([...step.form.says, step.form.prompt].join("\n")))
    step = step.form.take(Option.getOrUndefined(yield* Effect.option(terminal.readLine)))
  }
  return step.answer
})

/** Asks on the terminal of a command, outside of the shell: drawn, or in lines (`plain`, `TERM=dumb`). */
export const runDialog = Effect.fn("runDialog")(function* (
  request: DialogRequest,
  find: Effect.Effect<FoundSetup>,
  plain: boolean
) {
  const { env } = yield* Host
  return yield* plain || env["TERM"] === "dumb" ? inLines(request, find) : onScreen(request, find)
})
