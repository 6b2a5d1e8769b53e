import { grammar, readOptions } from "./readonly/options.ts"
import type { SimpleCommand } from "./shell/simple.ts"
import type { Value } from "./shell/values.ts"

/** The few programs that mode acceptEdits lets pass inside the working directories, with options that do nothing else. */
const edits = new Map(
  Object.entries({
    mkdir: grammar({ flags: "pv", takes: "m", long: "parents verbose mode=" }),
    touch: grammar({ flags: "acm", long: "no-create" }),
    mv: grammar({ flags: "finvuT", long: "force interactive no-clobber update verbose" }),
    cp: grammar({ flags: "finvurRpaT", long: "force interactive no-clobber update verbose recursive archive preserve" })
  })
)

/** The paths of a plain edit, or undefined where it is none. */
export const plainEdit = (command: SimpleCommand): ReadonlyArray<Value> | undefined => {
  const first = command.words[0]
  const rules = first?.exact === true ? edits.get(first.text) : undefined
  if (rules === undefined || command.doubts.length > 0 || command.open || command.privileged || command.elsewhere)
    return undefined
  if (command.assignments.length > 0 || command.redirections.some(({ kind }) => kind === "write" || kind === "read"))
    return undefined
  const found = readOptions(command.words, rules)
  /** The whole of a directory may bring names that are protected. */
  if (typeof found !== "string" && found.operands.some(({ text }) => /(^|\/)\.{1,2}\/*$/.test(text))) return undefined
  return typeof found === "string" || found.operands.some((operand) => !operand.exact) || found.operands.length === 0
    ? undefined
    : found.operands
}
