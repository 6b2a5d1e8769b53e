import { defaultBindings } from "../../../../src/services/ui/bindings/defaults.ts"
import type { BindingContext } from "../../../../src/services/ui/bindings/contexts.ts"
import { parseKey } from "../../../../src/services/ui/bindings/keyText.ts"
import type { Composer, Intent, PressView } from "../../../../src/services/ui/composer/Composer.ts"
import { paste } from "../../../../src/services/ui/composer/paste.ts"
import { press } from "../../../../src/services/ui/composer/press.ts"
import { beginComposer, moved } from "../../../../src/services/ui/composer/state.ts"
import { type Key, typedKey } from "../../../../src/services/ui/keys/Key.ts"

/** A key as it is written in bindings; `"text"` in quotes is typed. */
export const keyOf = (text: string): Key => {
  const parsed = parseKey(text)
  if (typeof parsed === "string") throw new Error(parsed)
  if (text === "space") return typedKey(" ")
  return parsed.ctrl || parsed.alt || parsed.super || parsed.name.length > 1 ? parsed : typedKey(text)
}

export interface Ran {
  readonly composer: Composer
  readonly intents: ReadonlyArray<Intent>
}

export const viewOf = (options: Partial<PressView> = {}): PressView => ({
  bindings: defaultBindings,
  contexts: [],
  width: 40,
  now: 0,
  ...options
})

/** Presses keys one after the other, a millisecond apart. */
export const pressAll = (start: Composer, keys: ReadonlyArray<Key>, options: Partial<PressView> = {}): Ran =>
  keys.reduce<Ran>(
    (ran, key, at) => {
      const { composer, intent } = press(ran.composer, key, viewOf({ now: at, ...options }))
      return { composer, intents: intent === undefined ? ran.intents : [...ran.intents, intent] }
    },
    { composer: start, intents: [] }
  )

/**
 * A script of keys: words parted by blanks are keys as in bindings; `'text'` is typed, `«text»` pasted.
 */
export const run = (start: Composer, script: string, options: Partial<PressView> = {}): Ran => {
  let ran: Ran = { composer: start, intents: [] }
  let at = 0
  for (const [, typed, pasted, key] of script.matchAll(/'([^']*)'|«([^»]*)»|(\S+)/g)) {
    if (pasted !== undefined) {
      ran = { ...ran, composer: paste(ran.composer, pasted) }
      continue
    }
    const keys = typed === undefined ? [keyOf(key ?? "")] : [...typed].map((each) => typedKey(each))
    const next = pressAll(ran.composer, keys, { now: at++, ...options })
    ran = { composer: next.composer, intents: [...ran.intents, ...next.intents] }
  }
  return ran
}

/** A composer with a text in which `|` is the caret. */
export const at = (text: string, history: ReadonlyArray<string> = []): Composer => {
  const caret = text.indexOf("|")
  const composer = beginComposer({ history })
  const bare = text.replace("|", "")
  return moved(composer, { text: bare, caret: caret === -1 ? bare.length : caret })
}

/** The text with `|` where the caret stands, folds as their labels. */
export const shown = ({ buffer, folds }: Composer): string => {
  const text = `${buffer.text.slice(0, buffer.caret)}|${buffer.text.slice(buffer.caret)}`
  return text.replace(/[\u{100000}-\u{10fffd}]/gu, (mark) => {
    const fold = folds.all.get((mark.codePointAt(0) ?? 0) - 0x100000)
    return fold === undefined ? "<lost>" : `<${fold.label}>`
  })
}

export const contexts = (...names: ReadonlyArray<BindingContext>): Partial<PressView> => ({ contexts: names })
