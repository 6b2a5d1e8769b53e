import { StringStream } from "@codemirror/streamparser"
import { joined, type Span, span } from "../text/Span.ts"
import type { Role } from "../theme/Theme.ts"
import type { CodeState, Highlighter } from "./Highlighter.ts"
import { modeName } from "./languageOf.ts"
import { type Mode, modes } from "./modes.ts"

/** Longer lines are no code that somebody reads. */
const longest = 1000

/** Names of tokens (https://lezer.codemirror.net/docs/ref#highlight.tags) and their roles; what is not here is plain text. */
const roles: Readonly<Record<string, Role>> = {
  keyword: "synKeyword",
  controlKeyword: "synKeyword",
  definitionKeyword: "synKeyword",
  moduleKeyword: "synKeyword",
  operatorKeyword: "synKeyword",
  modifier: "synKeyword",
  string: "synString",
  character: "synString",
  regexp: "synString",
  escape: "synConstant",
  number: "synNumber",
  integer: "synNumber",
  float: "synNumber",
  color: "synNumber",
  unit: "synNumber",
  comment: "synComment",
  lineComment: "synComment",
  blockComment: "synComment",
  docString: "synComment",
  type: "synType",
  typeName: "synType",
  className: "synType",
  namespace: "synType",
  atom: "synConstant",
  bool: "synConstant",
  null: "synConstant",
  literal: "synConstant",
  constant: "synConstant",
  builtin: "synFunction",
  macroName: "synFunction",
  operator: "synOperator",
  tagName: "synTag",
  tag: "synTag",
  angleBracket: "synOperator",
  attribute: "synAttribute",
  attributeName: "synAttribute",
  attributeValue: "synString",
  propertyName: "synAttribute",
  property: "synAttribute",
  meta: "synMeta",
  documentMeta: "synMeta",
  annotation: "synMeta",
  processingInstruction: "synMeta",
  labelName: "synMeta",
  link: "synString",
  url: "synString",
  header: "synKeyword",
  heading: "synKeyword",
  inserted: "added",
  deleted: "removed",
  changed: "synMeta"
}

const roleOf = (token: string): Role | undefined => {
  if (token.startsWith("variableName")) {
    if (token.includes("function") || token.includes("definition")) return "synFunction"
    return token.includes("standard") ? "synType" : token.includes("constant") ? "synConstant" : undefined
  }
  for (const part of token.split(/[\s.]/)) if (Object.hasOwn(roles, part)) return roles[part]
  return undefined
}

/** States are changed in place by their mode, so each line works on a copy. */
const copied = (mode: Mode, state: unknown): unknown => {
  if (mode.copyState !== undefined) return mode.copyState(state)
  if (typeof state !== "object" || state === null) return state
  return Object.fromEntries(
    Object.entries(state).map(([key, value]) => [key, Array.isArray(value) ? value.slice() : value])
  )
}

/** One step of the mode; it may only move its state on, but not for ever. */
const token = (mode: Mode, stream: StringStream, state: unknown): string | null => {
  stream.start = stream.pos
  for (let attempt = 0; attempt < 10; attempt++) {
    const found = mode.token(stream, state)
    if (stream.pos > stream.start) return found
  }
  stream.next()
  return null
}

const tokenise = (mode: Mode, state: unknown, text: string): ReadonlyArray<Span> => {
  if (text === "") {
    mode.blankLine?.(state, 2)
    return []
  }
  const stream = new StringStream(text, 4, 2)
  const spans: Array<Span> = []
  while (!stream.eol()) {
    const found = token(mode, stream, state)
    const role = roleOf(found ?? "")
    spans.push(role === undefined ? span(stream.current()) : span(stream.current(), role))
  }
  return joined(spans)
}

const line = (before: CodeState, text: string): { readonly state: CodeState; readonly spans: ReadonlyArray<Span> } => {
  const mode = modes.get(before.language)
  if (mode === undefined || text.length > longest) return { state: before, spans: [span(text)] }
  const inner = copied(mode, before.inner)
  try {
    return { spans: tokenise(mode, inner, text), state: { ...before, inner } }
  } catch {
    // A mode that stumbles over its own state: the line stays plain, the next one starts anew.
    return { spans: [span(text)], state: { ...before, inner: mode.startState?.(2) ?? {} } }
  }
}

/** Syntax colours from the line tokenisers of CodeMirror. Loaded late: a plain run never needs it. */
export const codeColours: Highlighter = {
  start: (language) => {
    const name = modeName(language)
    const mode = modes.get(name)
    return mode === undefined ? undefined : { language: name, inner: mode.startState?.(2) ?? {} }
  },
  line
}
