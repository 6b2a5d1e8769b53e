import { actions } from "./actions.ts"
import type { Bindings } from "./Bindings.ts"
import { type BindingContext, contextHelp, contexts } from "./contexts.ts"
import { keysText } from "./keyText.ts"

/** One action as `/keybindings` shows it. */
export interface BindingRow {
  readonly action: string
  readonly context: BindingContext
  /** Empty where the action has no keys. */
  readonly keys: ReadonlyArray<string>
  readonly help: string
  /** Its keys are not the default ones. */
  readonly changed: boolean
}

export const bindingRows = (bindings: Bindings): ReadonlyArray<BindingRow> =>
  actions.map(({ context, help, id, keys: defaults }) => {
    const bound = bindings.filter((each) => each.action === id).map((each) => keysText(each.keys))
    const changed = bound.length !== defaults.length || bound.some((each) => !defaults.includes(each))
    return { action: id, context, keys: bound, help, changed }
  })

const cell = (text: string): string => text.replaceAll("|", "\\|")
const code = (text: string): string => (text.includes("`") ? `\`\` ${text} \`\`` : `\`${text}\``)

/** Every action with its keys as a Markdown table for each context; what the user changed is marked. */
export const bindingsMarkdown = (bindings: Bindings): string => {
  const rows = bindingRows(bindings)
  const shown: ReadonlyArray<BindingContext> = [...contexts].reverse()
  return shown
    .map((context) => {
      const lines = rows
        .filter((row) => row.context === context)
        .map(({ action, changed, help, keys }) => {
          const names = keys.map((each) => cell(code(each))).join(", ")
          return `| ${names}${changed ? " \\*" : ""} | ${cell(help)} | ${code(action)} |`
        })
      return [
        `### ${context}: ${contextHelp[context]}`,
        "",
        "| keys | what they do | action |",
        "|---|---|---|",
        ...lines
      ].join("\n")
    })
    .join("\n\n")
}

/** The first key of an action, for hints: `ctrl+g`. Undefined where it has none. */
export const keyOf = (bindings: Bindings, action: string): string | undefined => {
  const found = bindings.find((each) => each.action === action)
  return found === undefined ? undefined : keysText(found.keys)
}
