import type { Buffer } from "./buffer.ts"

/**
 * What is being completed: the word at the caret.
 * `command`: `/na` at the start of the prompt. `argument`: what follows a command. `file`: `@pa`, also `@"pa th`.
 * `path`: any other word, asked for with Tab.
 */
export interface CompletionToken {
  readonly kind: "command" | "argument" | "file" | "path"
  /** What was typed of it up to the caret, without its sign and quotes. */
  readonly query: string
  /** The range that the completion takes the place of. */
  readonly from: number
  readonly to: number
  /** Of an argument: the command's name. */
  readonly command?: string
}

/** One row of the menu, provided from outside. */
export interface CompletionItem {
  /** What is put: a command's name, a path. The sign, quotes and blanks are added. */
  readonly value: string
  /** What is shown; the value where absent. */
  readonly label?: string
  /** Help, shown muted behind it. */
  readonly detail?: string
  /** Offsets in the label that the query met. */
  readonly met?: ReadonlyArray<number>
  /** More follows: a folder, a command that needs an argument. Nothing is run with it, and a folder's menu stays open. */
  readonly continues?: boolean
}

/** The menu. `open` is false after Esc, until another word is begun. */
export interface CompletionMenu {
  readonly token: CompletionToken
  readonly items: ReadonlyArray<CompletionItem>
  readonly selected: number
  /** The items are those of this token; false while they are awaited, and the old ones are shown. */
  readonly fresh: boolean
  readonly open: boolean
  /** Tab asked for it: a single item is taken at once. */
  readonly asked: boolean
  /** The user went to the selected item. */
  readonly chosen: boolean
}

export const sameToken = (one: CompletionToken, other: CompletionToken): boolean =>
  one.kind === other.kind &&
  one.query === other.query &&
  one.from === other.from &&
  one.to === other.to &&
  one.command === other.command

const wordEnd = (text: string, at: number): number => {
  const found = /\s/.exec(text.slice(at))
  return found === null ? text.length : at + found.index
}

const commandToken = ({ caret, text }: Buffer): CompletionToken | undefined => {
  const line = text.slice(0, caret)
  const name = /^\/([^\s/]*)$/.exec(line)
  if (name !== null) return { kind: "command", query: name[1] ?? "", from: 0, to: wordEnd(text, caret) }
  const argument = /^\/([^\s/]+) +([^\n]*)$/.exec(line)
  if (argument === null) return undefined
  const query = argument[2] ?? ""
  const end = text.indexOf("\n", caret)
  return {
    kind: "argument",
    command: argument[1] ?? "",
    query,
    from: caret - query.length,
    to: end === -1 ? text.length : end
  }
}

/** Longer words are no paths, and searching them at every key would cost time. */
const longestWord = 1000

/** The line up to the caret, or the end of a long one. */
const before = ({ caret, text }: Buffer): string =>
  text.slice(Math.max(text.lastIndexOf("\n", caret - 1) + 1, caret - longestWord, 0), caret)

/** Behind a letter or digit an `@` is that of an address. */
const fileStart = /(?:^|[\s([{<"'`,;=])@("[^"\n]*|[^\s"]*)$/

const fileToken = (buffer: Buffer): CompletionToken | undefined => {
  const { caret, text } = buffer
  const found = fileStart.exec(before(buffer))
  if (found === null) return undefined
  const typed = found[1] ?? ""
  const quoted = typed.startsWith('"')
  const closing = quoted ? /^[^"\n]*"/.exec(text.slice(caret)) : null
  return {
    kind: "file",
    query: quoted ? typed.slice(1) : typed,
    from: caret - typed.length - 1,
    to: closing === null ? wordEnd(text, caret) : caret + closing[0].length
  }
}

/** The word at the caret that is completed while it is typed. A `!command` has only files. */
export const tokenAt = (buffer: Buffer): CompletionToken | undefined => fileToken(buffer) ?? commandToken(buffer)

/** The word at the caret, for Tab. */
export const wordToken = (buffer: Buffer): CompletionToken | undefined => {
  const { caret, text } = buffer
  const query = /(?:\\\s|[^\s"'`(])*$/.exec(before(buffer))?.[0] ?? ""
  if (query === "") return undefined
  return { kind: "path", query: query.replace(/\\(\s)/g, "$1"), from: caret - query.length, to: wordEnd(text, caret) }
}

/** What is written in the place of the token. */
export const completed = (token: CompletionToken, item: CompletionItem, next: string): string => {
  const blank = item.continues === true && token.kind !== "command" ? "" : /^\s/.test(next) ? "" : " "
  const spaced = /[\s"]/.test(item.value)
  if (token.kind === "command") return `/${item.value}${blank}`
  if (token.kind === "argument") return `${item.value}${blank}`
  if (token.kind === "path") return `${item.value.replace(/(?<!\\)\s/g, "\\$&")}${blank}`
  if (!spaced) return `@${item.value}${blank}`
  return item.continues === true ? `@"${item.value}` : `@"${item.value}"${blank}`
}
