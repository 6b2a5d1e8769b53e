import { Schema } from "effect"
import { jsonKeys } from "../../settings/jsonKeys.ts"
import { plainJson } from "../../settings/plainJson.ts"
import { type ActionId, actions, isActionId } from "./actions.ts"
import type { Binding, BindingProblem, Bindings } from "./Bindings.ts"
import { type BindingContext, contexts } from "./contexts.ts"
import { defaultBindings } from "./defaults.ts"
import { keyText, parseKeys } from "./keyText.ts"
import { beginsWith } from "./resolve.ts"

/**
 * `~/.coderx/keybindings.json`: blocks of a context, keys and the action they do, or null for nothing. What is inside a block
 * is looked at piece by piece, so that one wrong binding leaves the others.
 */
const FileShape = Schema.Struct({ bindings: Schema.Array(Schema.Unknown) })
const BlockShape = Schema.Struct({ context: Schema.Unknown, bindings: Schema.Record(Schema.String, Schema.Unknown) })
const isFile = Schema.is(FileShape)
const isBlock = Schema.is(BlockShape)
const isContext = Schema.is(Schema.Literals(contexts))

export interface ParsedBindings {
  readonly bindings: Bindings
  readonly problems: ReadonlyArray<BindingProblem>
}

type Path = ReadonlyArray<string | number>
type Report = (path: Path, message: string) => void

const placeOf = (path: Path): string =>
  path.reduce<string>((place, part) => {
    if (typeof part === "number") return `${place}[${part}]`
    return /^[A-Za-z_$][\w$]*$/.test(part)
      ? `${place}${place === "" ? "" : "."}${part}`
      : `${place}[${JSON.stringify(part)}]`
  }, "")

/** What is asked of a binding: keys and an action, or null. */
interface Wish {
  readonly context: BindingContext
  readonly keys: Binding["keys"]
  readonly action: ActionId | undefined
  readonly path: Path
}

/** The user must always be able to stop and leave. */
const isKept = (wish: Wish): boolean =>
  wish.keys.length === 1 &&
  wish.keys.some((key) => keyText(key) === "ctrl+c") &&
  wish.action?.endsWith(":clear") !== true

/** Keys that come as another one, because many terminals cannot tell them apart. */
const twins: Readonly<Record<string, string>> = { "ctrl+m": "enter", "ctrl+i": "tab", "ctrl+[": "escape" }

const readWish = (
  context: BindingContext,
  text: string,
  value: unknown,
  path: Path,
  report: Report
): Wish | undefined => {
  const keys = parseKeys(text)
  if (typeof keys === "string") {
    report(path, `${keys}. The binding is left out.`)
    return undefined
  }
  if (value !== null && (typeof value !== "string" || !isActionId(value))) {
    const offered = actions.filter((each) => each.context === context).map((each) => each.id)
    const given = typeof value === "string" ? `"${value}" is no action` : "an action is a text, or null for none"
    report(path, `${given}. Actions of ${context}: ${offered.join(", ")}. The binding is left out.`)
    return undefined
  }
  if (value !== null && !value.startsWith(`${context}:`)) {
    report(path, `${value} cannot be bound in ${context}. Move it to a block with the context ${value.split(":")[0]}.`)
    return undefined
  }
  const wish: Wish = { context, keys, action: value ?? undefined, path }
  if (isKept(wish)) {
    report(path, "ctrl+c always stops and leaves; it cannot be bound to something else. The binding is left out.")
    return undefined
  }
  for (const key of keys) {
    const twin = twins[keyText(key)]
    if (twin === undefined) continue
    report(path, `${keyText(key)} always comes as ${twin}: bind ${twin}. The binding is left out.`)
    return undefined
  }
  return wish
}

const readBlock = (block: unknown, path: Path, report: Report): ReadonlyArray<Wish> => {
  if (!isBlock(block)) {
    report(path, 'A block is { "context": …, "bindings": { keys: action } }. It is left out.')
    return []
  }
  for (const name of Object.keys(block)) {
    if (name !== "context" && name !== "bindings") report([...path, name], `"${name}" is not known and left out.`)
  }
  const { context } = block
  if (!isContext(context)) {
    report([...path, "context"], `The context is one of ${contexts.join(", ")}. The block is left out.`)
    return []
  }
  return Object.entries(block.bindings).flatMap(
    ([text, value]) => readWish(context, text, value, [...path, "bindings", text], report) ?? []
  )
}

/** A user's binding takes the place of every other one in its context that has the same keys, or begins or goes on with them. */
const applied = (bindings: Bindings, wish: Wish, report: Report): Bindings => {
  const clashes = (other: Binding): boolean =>
    other.context === wish.context && (beginsWith(other.keys, wish.keys) || beginsWith(wish.keys, other.keys))
  const same = (other: Binding): boolean => other.keys.length === wish.keys.length
  const lost = bindings.filter((other) => clashes(other) && other.from === "user")
  if (lost.length > 0) {
    report(
      wish.path,
      `It takes the place of ${lost.map((other) => other.action).join(", ")}, bound above to keys that clash.`
    )
  }
  const rest = bindings.filter((other) => !clashes(other) || (wish.action === undefined && !same(other)))
  const { action, context, keys } = wish
  return action === undefined ? rest : [{ context, keys, action, from: "user" }, ...rest]
}

const parsedJson = (text: string): unknown => {
  try {
    return JSON.parse(plainJson(text))
  } catch (cause) {
    return cause instanceof Error ? cause : new Error(String(cause))
  }
}

/** The line that a parser names, or that of the character at which it stopped. */
const errorLine = (text: string, message: string): number => {
  const line = /line (\d+)/.exec(message)?.[1]
  if (line !== undefined) return Number(line)
  const position = /position (\d+)/.exec(message)?.[1]
  return text.slice(0, position === undefined ? text.length : Number(position)).split("\n").length
}

/**
 * Reads the file of bindings: JSON, comments and trailing commas allowed. What is wrong is told with its place; the rest
 * holds, on top of the defaults. Pure.
 */
export const parseBindings = (text: string): ParsedBindings => {
  if (text.trim() === "") return { bindings: defaultBindings, problems: [] }
  const value = parsedJson(text)
  if (value instanceof Error) {
    const message = `This is no JSON: ${value.message}. The default bindings hold.`
    return { bindings: defaultBindings, problems: [{ line: errorLine(text, value.message), place: "", message }] }
  }
  const marks = jsonKeys(plainJson(text))
  const problems: Array<BindingProblem> = []
  const report: Report = (path, message) => {
    const place = placeOf(path)
    const mark = [path, path.slice(0, -1), path.slice(0, -2)]
      .map((each) => marks.findLast((one) => placeOf(one.path) === placeOf(each)))
      .find((each) => each !== undefined)
    const line = text.slice(0, mark?.offset ?? 0).split("\n").length
    problems.push({ line, place, message })
  }
  if (!isFile(value)) {
    report(["bindings"], 'The file is { "bindings": [ … ] }. The default bindings hold.')
    return { bindings: defaultBindings, problems }
  }
  for (const name of Object.keys(value)) {
    if (!["$schema", "$docs", "bindings"].includes(name)) report([name], `"${name}" is not known and left out.`)
  }
  const seen = new Set<string>()
  for (const { path } of marks) {
    const place = placeOf(path)
    if (seen.has(place)) report(path, "It stands here twice; the last one counts.")
    seen.add(place)
  }
  const wishes = value.bindings.flatMap((block, at) => readBlock(block, ["bindings", at], report))
  const bindings = wishes.reduce((all, wish) => applied(all, wish, report), defaultBindings)
  return { bindings, problems }
}
