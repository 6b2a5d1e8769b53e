import { isCode, isPassword, isPhrase, isPlaceholder, isRandom } from "./looks.ts"
import { isPasswordName, isSecretName, isVariableName } from "./names.ts"
import type { Span } from "./span.ts"
import { lastOf, type Value, valueAt } from "./values.ts"

/**
 * A name and what stands between it and its value: `=`, `:`, `=>`, a type, a closing quote, the next element of a list. The
 * name is taken whole, so that each is looked at once.
 */
const assigned =
  /(?<![\w$.-])-{0,2}([A-Za-z_$@][\w.$-]{0,120})(?:\\{0,3}["'\]]){0,3}(?:[ \t]{0,8}(?::=|=>|->|={1,3}|:[ \t]{0,8}[A-Za-z][\w<>?. ]{0,40}[ \t]=(?=[ \t]{0,8}\\{0,3}["'])|:(?!\/\/))|(?<=["']),)[ \t]{0,20}/g

/** `setPassword("…")`, and elements: `<password>…</password>`. */
const called = /(?<![\w$-])([A-Za-z_$][\w.$-]{0,120})\([ \t]{0,4}(?=["'`])/g
const setter =
  /(?:^|\.)(?:set|with|use|add|put|new)?_?(?:api|auth|access|secret|pass|pwd|token|private|client|bearer)[\w]*$/i
const element = /<([A-Za-z][\w:.-]{0,80})(?: [^<>\n]{0,200})?>(?=[^<>\s])/g
/** `{"name": "DB_PASSWORD", "value": "…"}`, also over two lines of YAML, and attributes. */
const pair =
  /(?:name|key)["']?[ \t]{0,4}[:=][ \t]{0,4}["']?([A-Za-z_][\w.-]{1,80})["']?,?\s{0,40}["']?value["']?[ \t]{0,4}[:=][ \t]{0,4}/gi
/** `ENV NAME value`, `setx NAME value`, `config set name value`. */
const said =
  /(?:(?<![A-Za-z])(?:ENV|ARG|setx|setenv|set-env)|(?<![a-z])config(?::set| set)|secret(?:s)? set)[ \t]{1,8}([A-Za-z_][\w.-]{1,80})[ \t]{1,8}(?![=:])/g
/** `--token value`, `-password value`. */
const flag = /(?<![\w-])--?([A-Za-z][\w-]{1,60})[ \t]{1,4}(?=[^\s-])/g
/** `the password is …` */
const prose = /(?<![A-Za-z])(pass(?:word|phrase|code)|token|secret|api key|pin)(?: is| was)[ \t]{1,4}(?=[^\s])/gi

/** A word before the last one of a name with spaces: `API key: …`, `Secret Access Key = …`. */
const spaced = (text: string, at: number, name: string): string => {
  if (!/^(?:key|token|secret|password|id|code)$/i.test(name)) return name
  const before = /([A-Za-z]{2,20})[ -]$/.exec(text.slice(Math.max(0, at - 24), at))
  return before === null ? name : `${before[1]}_${name}`
}

/** The beginning of a call, an element or an object: program text. */
const isCall = (text: string): boolean => {
  const head = /^[A-Za-z_$][\w.$]*(?=[([{])/.exec(text)?.[0]
  return head !== undefined && !isRandom(head)
}

/** After `&`, `?` or `;`: a part of a query or of a connection string. */
const inList = (text: string, at: number): boolean => /[&?;]/.test(text[at] ?? "")

const judge = (name: string, value: Value, text: string): boolean => {
  const { quote, text: word } = value
  if (isPlaceholder(word)) return false
  if (quote === "" && isCall(text.slice(value.start, value.end + 1))) return false
  if (quote === "" && isCode(word)) return false
  const password = isPasswordName(name)
  const variable = isVariableName(name)
  if (quote !== "" && password && isPhrase(word)) return true
  // Program text names variables by variables; a word in quotes or of an environment is a value.
  if (password && (quote !== "" || variable || text[value.start - 1] === "=" || text[value.start - 1] === " "))
    return isPassword(word, variable || quote !== "" || inList(text, value.start - name.length - 2))
  if (isRandom(word)) return true
  if (variable && quote === "" && /^(?=.*[a-z])(?=..*[A-Z])[A-Za-z0-9+/=]{18,}$/.test(word) && !isCode(word))
    return true
  return (
    /^[0-9a-f]{32,}$/i.test(word) ||
    (variable && quote === "" && /^[A-Za-z0-9+/=]{24,}$/.test(word) && /[0-9]/.test(word))
  )
}

const isShell = (text: string, at: number, name: string): boolean =>
  isVariableName(name) &&
  /(?:^|[\n;&|"'`( \t])$/.test(text.slice(Math.max(0, at - 1), at)) &&
  text[at + name.length] === "="

const label = (name: string): string =>
  name
    .replace(/^[^A-Za-z]+/, "")
    .replace(/[^\w-]/g, "_")
    .slice(-60) || "secret"

const each = (
  text: string,
  pattern: RegExp,
  spans: Array<Span>,
  accept: (name: string, value: Value) => boolean
): void => {
  pattern.lastIndex = 0
  for (let found = pattern.exec(text); found !== null; found = pattern.exec(text)) {
    const name = spaced(text, found.index, found[1] ?? "")
    if (!isSecretName(name) || /[A-Za-z0-9]:$/.test(text.slice(Math.max(0, found.index - 2), found.index))) continue
    const at = found.index + found[0].length
    const value = valueAt(text, at, isShell(text, found.index, name))
    if (value === undefined || !accept(name, value)) continue
    const end = lastOf(text, value)
    spans.push({ start: value.start, end, label: label(name) })
    pattern.lastIndex = Math.max(pattern.lastIndex, end)
  }
}

/** Values that stand under a name that says that they are secret. */
export const assignments = (text: string, spans: Array<Span>): void => {
  each(text, assigned, spans, (name, value) => judge(name, value, text))
  each(text, called, spans, (name, value) => setter.test(name) && isRandom(value.text))
  each(text, pair, spans, (name, value) => judge(name, value, text))
  each(text, said, spans, (name, value) => judge(name, value, text))
  each(
    text,
    flag,
    spans,
    (name, value) =>
      !/^\w+=/.test(value.text) && (isRandom(value.text) || (isPasswordName(name) && isPassword(value.text, true)))
  )
  each(text, prose, spans, (_name, value) => isRandom(value.text) && /[0-9]/.test(value.text))
  if (text.includes("</")) {
    each(
      text,
      element,
      spans,
      (name, value) => isRandom(value.text) || (isPasswordName(name) && isPassword(value.text, true))
    )
  }
}
