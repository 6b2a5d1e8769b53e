import { describe, expect, it } from "@effect/vitest"
import { Schema } from "effect"
import { defaultBindings } from "../../../../src/services/ui/bindings/defaults.ts"
import { keysText } from "../../../../src/services/ui/bindings/keyText.ts"
import { accepted, offer, wanted } from "../../../../src/services/ui/composer/completing.ts"
import type { Composer, Prompt } from "../../../../src/services/ui/composer/Composer.ts"
import { composerLines } from "../../../../src/services/ui/composer/composerLines.ts"
import { unfolded } from "../../../../src/services/ui/composer/folds.ts"
import { menuLines } from "../../../../src/services/ui/composer/menuLines.ts"
import { paste } from "../../../../src/services/ui/composer/paste.ts"
import { press } from "../../../../src/services/ui/composer/press.ts"
import { cleared, promptOf, takenBack, withText } from "../../../../src/services/ui/composer/prompts.ts"
import { beginComposer } from "../../../../src/services/ui/composer/state.ts"
import { keyNames, type Key, key, typedKey } from "../../../../src/services/ui/keys/Key.ts"
import { vimMode } from "../../../../src/services/ui/vim/modal.ts"
import { lineWidth } from "../../../../src/services/ui/text/lines.ts"
import { depths, theming } from "./theming.ts"
import { at, run, viewOf } from "./pressing.ts"

const characters = [
  "a",
  "b",
  "Z",
  " ",
  "\n",
  "/",
  "@",
  "!",
  "\\",
  '"',
  ".",
  "é",
  "e\u0301",
  "日",
  "本",
  "👍🏽",
  "👨‍👩‍👧",
  "🇩🇪",
  "\u200d",
  "\u0301",
  "\u202e",
  "\t"
]
const bound = [...new Set(defaultBindings.map(({ keys }) => keysText(keys)))]
const pastes = ["x", "one\ntwo", "y\n".repeat(30), "/tmp/a.png", "z".repeat(3000), "\u001b[31mred"]
const wild: ReadonlyArray<Key> = [...keyNames, "a", "k", "f3"].flatMap((name) =>
  [0, 1, 2, 3, 4, 5, 6, 7, 8].map((bits) =>
    key(name, { shift: (bits & 1) > 0, alt: (bits & 2) > 0, ctrl: (bits & 4) > 0, super: bits === 8 })
  )
)

const Step = Schema.Union([
  Schema.Struct({ typed: Schema.Literals(characters) }),
  Schema.Struct({ bound: Schema.Literals(bound) }),
  Schema.Struct({ pasted: Schema.Literals(pastes) }),
  Schema.Struct({ wild: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: wild.length - 1 })) }),
  Schema.Struct({ other: Schema.Literals(["offer", "accept", "setText", "clear", "takeBack"]) })
])
type Step = typeof Step.Type
const Steps = Schema.Array(Step).check(Schema.isMinLength(30), Schema.isMaxLength(60))
const Running = Schema.Boolean

const history = ["one", "two\nlines", "日本 three"]
const back: Prompt = promptOf(paste(at("queued |"), "q\n".repeat(20)))
const items = [{ value: "model", continues: true }, { value: "src/main.ts" }]

const others: Readonly<Record<string, (composer: Composer) => Composer>> = {
  offer: (composer) => {
    const token = wanted(composer)
    return token === undefined ? composer : offer(composer, token, items)
  },
  accept: accepted,
  setText: (composer) => withText(composer, "from the editor\n"),
  clear: cleared,
  takeBack: (composer) => takenBack(composer, back)
}

/** What stands in prompts that left. */
interface Walked {
  readonly composer: Composer
  readonly gone: ReadonlyArray<string>
}

const take = ({ composer, gone }: Walked, step: Step, running: boolean, now: number): Walked => {
  if ("pasted" in step) return { composer: paste(composer, step.pasted), gone }
  if ("other" in step) return { composer: others[step.other]?.(composer) ?? composer, gone }
  if ("bound" in step) {
    const ran = run(composer, step.bound, { contexts: running ? ["running"] : [], now })
    const left = ran.intents.flatMap((each) => ("prompt" in each ? [each.prompt.text] : []))
    return { composer: ran.composer, gone: [...gone, ...left] }
  }
  const pressed = "typed" in step ? typedKey(step.typed) : (wild[step.wild] ?? key("a"))
  const { composer: after, intent } = press(composer, pressed, viewOf({ contexts: running ? ["running"] : [], now }))
  return { composer: after, gone: intent !== undefined && "prompt" in intent ? [...gone, intent.prompt.text] : gone }
}

/** Every text that was there on the way, or that a search or a menu put there before it was sent. */
const textsOf = (steps: ReadonlyArray<Step>, running: boolean): ReadonlySet<string> => {
  const texts = new Set([""])
  let walked: Walked = { composer: beginComposer({ history }), gone: [] }
  for (const [turn, step] of steps.entries()) {
    walked = take(walked, step, running, turn * 100)
    for (const text of [walked.composer.buffer.text, ...walked.composer.history.entries, ...walked.gone])
      texts.add(text)
  }
  return texts
}

const walk = (steps: ReadonlyArray<Step>, running: boolean, start = beginComposer({ history })): Walked =>
  steps.reduce<Walked>((walked, step, turn) => take(walked, step, running, turn * 100), { composer: start, gone: [] })

const undoKey = key("_", { ctrl: true })
const redoKey = key("_", { alt: true })

/** Presses a key until the text does not change any more; the buffers on the way. */
const untilStill = (start: Composer, pressed: Key): ReadonlyArray<Composer> => {
  const all = [start]
  for (let count = 0; count < 500; count++) {
    const now = all.at(-1) ?? start
    const next = press(now, pressed, viewOf()).composer
    if (next.undo === now.undo) return all
    all.push(next)
  }
  return all
}

describe("any keys", () => {
  it.prop(
    "leave a composer that holds together",
    [Steps, Running, Schema.Boolean],
    ([steps, running, vim]) => {
      const { composer } = walk(steps, running, beginComposer(vim ? { history, modal: vimMode } : { history }))
      const { buffer, folds } = composer
      expect(buffer.caret).toBeGreaterThanOrEqual(0)
      expect(buffer.caret).toBeLessThanOrEqual(buffer.text.length)
      expect(buffer.text.isWellFormed()).toBe(true)
      expect(buffer.text).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f]/)
      for (const mark of buffer.text.match(/[\u{100000}-\u{10fffd}]/gu) ?? []) {
        expect(folds.all.has((mark.codePointAt(0) ?? 0) - 0x100000)).toBe(true)
      }
    },
    { arbitrary: { runs: 400 } }
  )

  it.prop(
    "are drawn within any width and height, with the caret in them",
    [
      Steps,
      Schema.Int.check(Schema.isBetween({ minimum: 20, maximum: 100 })),
      Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 12 }))
    ],
    ([steps, width, rows]) => {
      const { composer } = walk(steps, false)
      for (const depth of depths) {
        const view = theming(width, rows, depth)
        const { cursor, lines } = composerLines(composer, view, "Ask something")
        expect(lines.length).toBeLessThanOrEqual(rows)
        expect(lines.length).toBeGreaterThan(0)
        for (const line of [...lines, ...menuLines(composer, view)]) expect(lineWidth(line)).toBeLessThanOrEqual(width)
        expect(cursor?.row).toBeLessThan(lines.length)
        expect(cursor?.column).toBeLessThan(width)
      }
    },
    { arbitrary: { runs: 200 } }
  )

  it.prop(
    "can be undone to the start, and redone",
    [Steps, Running],
    ([steps, running]) => {
      const { composer } = walk(steps, running)
      const still = press(
        { ...composer, search: undefined, completion: undefined, pending: [] },
        key("f9"),
        viewOf()
      ).composer
      const undone = untilStill(still, undoKey)
      expect(undone.at(-1)?.buffer).toEqual({ text: "", caret: 0 })
      const texts = textsOf(steps, running)
      for (const { buffer } of undone) expect(texts).toContain(buffer.text)
      let redone = undone.at(-1) ?? still
      for (const expected of undone.toReversed().slice(1)) {
        redone = press(redone, redoKey, viewOf()).composer
        expect(redone.buffer).toEqual(expected.buffer)
      }
      expect(redone.buffer).toEqual(still.buffer)
    },
    { arbitrary: { runs: 400 } }
  )
})

/** Steps that take nothing back on purpose: without redo lost by typing on, everything is somewhere. */
const keepsAll = (step: Step): boolean => {
  if ("bound" in step) return !/ctrl\+_|ctrl\+\/|ctrl\+shift|alt\+_|ctrl\+x/.test(step.bound)
  return !("wild" in step)
}

describe("nothing typed is lost", () => {
  it.prop(
    "to any keys but undo: it is in the text, its undo, the kill ring, the history, or was sent",
    [Steps, Running, Steps],
    ([before, running, after]) => {
      const start = walk(before.filter(keepsAll), running)
      const calm: Composer = { ...start.composer, search: undefined, pending: [] }
      const word = "needle"
      const typed = [...word].reduce((composer, each) => press(composer, typedKey(each), viewOf()).composer, calm)
      const { composer, gone } = walk(after.filter(keepsAll), running, typed)
      const places = [
        ...[composer.buffer, ...composer.undo.past, ...composer.undo.future].map(({ text }) => text),
        ...composer.kills,
        ...composer.history.entries,
        composer.history.draft.text,
        ...gone
      ]
      expect(places.some((text) => unfolded(composer.folds, text).includes(word))).toBe(true)
    },
    { arbitrary: { runs: 400 } }
  )
})
