import { isFind, isMotion, type Motion } from "./motions.ts"
import { isObject } from "./objects.ts"

export type Operator = "d" | "c" | "y" | ">" | "<"

/** A whole command of normal or visual mode. */
export type Command =
  | { readonly _tag: "Move"; readonly motion: Motion }
  | { readonly _tag: "Operate"; readonly operator: Operator; readonly motion: Motion }
  | { readonly _tag: "OperateLines"; readonly operator: Operator }
  | { readonly _tag: "OperateObject"; readonly operator: Operator; readonly object: string; readonly around: boolean }
  /** In visual mode: the selection becomes this. */
  | { readonly _tag: "Select"; readonly object: string; readonly around: boolean }
  /** In visual mode: on what is selected. */
  | { readonly _tag: "OperateSelection"; readonly operator: Operator }
  | { readonly _tag: "Simple"; readonly name: string; readonly character?: string }

export type Reading =
  /** The beginning of a command. */
  | { readonly _tag: "More" }
  /** Of no command. */
  | { readonly _tag: "Unknown" }
  | {
      readonly _tag: "Whole"
      readonly command: Command
      readonly count: number | undefined
      readonly register: string | undefined
    }

const more: Reading = { _tag: "More" }
const unknown: Reading = { _tag: "Unknown" }

const operators: ReadonlyArray<string> = ["d", "c", "y", ">", "<"] satisfies ReadonlyArray<Operator>
const isOperator = (token: string): token is Operator => operators.includes(token)

const simple: ReadonlySet<string> = new Set(
  "i a I A o O x X s S D C Y p P J u . ~ v V <C-r> <delete> <insert>".split(" ")
)
const simpleInVisual: ReadonlySet<string> = new Set("o v V x s X D C S R p P J u U ~ <delete> <backspace>".split(" "))

/** Counts above this are taken for it: nothing here is that long. */
const mostTimes = 9_999

interface Counted {
  readonly count: number | undefined
  readonly at: number
}

const countAt = (tokens: ReadonlyArray<string>, from: number): Counted => {
  let at = from
  while (/^\d$/.test(tokens[at] ?? "") && (at > from || tokens[at] !== "0")) at += 1
  const digits = tokens.slice(from, at).join("")
  return { count: digits === "" ? undefined : Math.min(Number(digits), mostTimes), at }
}

/** Reads a motion; `undefined` where there is none, "more" where it has only begun. */
const motionAt = (tokens: ReadonlyArray<string>, at: number): Motion | "more" | undefined => {
  const [first, second] = [tokens[at], tokens[at + 1]]
  if (first === undefined) return "more"
  if (isFind(first)) {
    if (second === undefined) return "more"
    return [...second].length === 1 ? { name: first, character: second } : undefined
  }
  if (first === "g") return second === undefined ? "more" : isMotion(`g${second}`) ? { name: `g${second}` } : undefined
  return isMotion(first) || first === ";" || first === "," ? { name: first } : undefined
}

/** Reads the keys of a command: `["x][count][operator][count][motion or object]`. Pure; as vim's `:help operator`. */
export const readCommand = (tokens: ReadonlyArray<string>, visual: boolean): Reading => {
  let at = 0
  let register: string | undefined
  if (tokens[0] === '"') {
    register = tokens[1]
    if (register === undefined) return more
    if (!/^[a-zA-Z0-9"_+*-]$/.test(register)) return unknown
    at = 2
  }
  const first = countAt(tokens, at)
  at = first.at
  const token = tokens[at]
  if (token === undefined) return more
  const whole = (command: Command, count = first.count): Reading => ({ _tag: "Whole", command, count, register })

  if (token === "r") {
    const character = tokens[at + 1]
    if (character === undefined) return more
    return [...character].length === 1 || character === "<enter>"
      ? whole({ _tag: "Simple", name: "r", character })
      : unknown
  }
  if (visual && (token === "i" || token === "a")) {
    const object = tokens[at + 1]
    if (object === undefined) return more
    return isObject(object) ? whole({ _tag: "Select", object, around: token === "a" }) : unknown
  }
  if (isOperator(token)) {
    if (visual) return whole({ _tag: "OperateSelection", operator: token })
    const second = countAt(tokens, at + 1)
    const count =
      first.count === undefined && second.count === undefined
        ? undefined
        : Math.min((first.count ?? 1) * (second.count ?? 1), mostTimes)
    const target = tokens[second.at]
    if (target === undefined) return more
    if (target === token) return whole({ _tag: "OperateLines", operator: token }, count)
    if (target === "i" || target === "a") {
      const object = tokens[second.at + 1]
      if (object === undefined) return more
      if (!isObject(object)) return unknown
      return whole({ _tag: "OperateObject", operator: token, object, around: target === "a" }, count)
    }
    const motion = motionAt(tokens, second.at)
    if (motion === "more") return more
    return motion === undefined ? unknown : whole({ _tag: "Operate", operator: token, motion }, count)
  }
  if ((visual ? simpleInVisual : simple).has(token)) return whole({ _tag: "Simple", name: token })
  const motion = motionAt(tokens, at)
  if (motion === "more") return more
  return motion === undefined ? unknown : whole({ _tag: "Move", motion })
}
