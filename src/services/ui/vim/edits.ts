import {
  type Buffer,
  characterAt,
  firstNonBlank,
  lineBelow,
  lineEnd,
  lineStart,
  nextCharacter,
  previousCharacter,
  replace
} from "../composer/buffer.ts"
import type { Register } from "./Vim.ts"

/** The caret on a character, as in normal mode: never behind the last one of a line that has any. */
export const onCharacter = ({ text, caret }: Buffer): Buffer =>
  caret === lineEnd(text, caret) && caret > lineStart(text, caret)
    ? { text, caret: previousCharacter(text, caret) }
    : { text, caret }

/** What `>` and `<` move by. */
const indentation = "  "

/** Takes whole lines out: those that hold `from` and `to`. */
export const withoutLines = ({ text }: Buffer, from: number, to: number): Buffer => {
  const [start, end] = [lineStart(text, from), lineEnd(text, to)]
  const rest =
    end < text.length
      ? text.slice(0, start) + text.slice(end + 1)
      : text.slice(0, Math.max(0, start - 1)) + text.slice(end)
  return { text: rest, caret: firstNonBlank(rest, Math.min(start, rest.length)) }
}

export const linesOf = (text: string, from: number, to: number): string =>
  text.slice(lineStart(text, from), lineEnd(text, to))

/** Moves the lines that hold `from` and `to` right or left; empty ones stay. */
export const indented = ({ text }: Buffer, from: number, to: number, right: boolean, count: number): Buffer => {
  const [start, end] = [lineStart(text, from), lineEnd(text, to)]
  const step = indentation.length * count
  const lines = text.slice(start, end).split("\n")
  const moved = lines.map((line) => {
    if (right) return line === "" ? line : " ".repeat(step) + line
    return line.replace(new RegExp(`^(?:\\t| {0,${indentation.length}}){0,${count}}`), "")
  })
  const next = text.slice(0, start) + moved.join("\n") + text.slice(end)
  return { text: next, caret: firstNonBlank(next, start) }
}

/** Joins a line with the `count - 1` ones below it: one blank between, none before `)`. */
export const joined = ({ text, caret }: Buffer, count: number): Buffer | undefined => {
  let [whole, at] = [text, caret]
  if (lineBelow(text, caret) === undefined) return undefined
  for (let done = 1; done < Math.max(2, count); done++) {
    const end = lineEnd(whole, at)
    const below = lineBelow(whole, end)
    if (below === undefined) break
    const next = firstNonBlank(whole, below)
    const blank =
      end === lineStart(whole, end) ||
      /\s/.test(whole[end - 1] ?? "") ||
      whole[next] === ")" ||
      next === lineEnd(whole, next)
    whole = `${whole.slice(0, end)}${blank ? "" : " "}${whole.slice(next)}`
    at = end
  }
  return { text: whole, caret: at }
}

/** Puts a register before or behind the caret, `count` times. */
export const put = (buffer: Buffer, register: Register, behind: boolean, count: number): Buffer => {
  const { caret, text } = buffer
  if (register.lines) {
    const block = Array.from({ length: count }, () => register.text).join("\n")
    const at = behind ? lineEnd(text, caret) : lineStart(text, caret)
    const next = behind
      ? `${text.slice(0, at)}\n${block}${text.slice(at)}`
      : `${text.slice(0, at)}${block}\n${text.slice(at)}`
    return { text: next, caret: firstNonBlank(next, behind ? at + 1 : at) }
  }
  const at = behind && caret < lineEnd(text, caret) ? nextCharacter(text, caret) : caret
  const put = replace(buffer, at, at, register.text.repeat(count))
  const last = register.text.includes("\n") ? at : previousCharacter(put.text, put.caret)
  return { text: put.text, caret: last }
}

/** Replaces characters from the caret on by another one; undefined where the line has not so many. */
export const overwritten = ({ text, caret }: Buffer, character: string, count: number): Buffer | undefined => {
  let to = caret
  for (let done = 0; done < count; done++) {
    if (to >= lineEnd(text, caret)) return undefined
    to = nextCharacter(text, to)
  }
  if (character === "<enter>") return replace({ text, caret }, caret, to, "\n")
  const next = replace({ text, caret }, caret, to, character.repeat(count))
  return { text: next.text, caret: next.caret - character.length }
}

const turnedCase = (character: string): string =>
  character === character.toLowerCase() ? character.toUpperCase() : character.toLowerCase()

/** Letters of a range small, large, or the other way round. */
export const cased = ({ text }: Buffer, from: number, to: number, way: "~" | "u" | "U"): Buffer => {
  const part = text.slice(from, to)
  const made = way === "u" ? part.toLowerCase() : way === "U" ? part.toUpperCase() : [...part].map(turnedCase).join("")
  return { text: text.slice(0, from) + made + text.slice(to), caret: from + made.length }
}

/** Every character of a range but line feeds as another one. */
export const filled = ({ text }: Buffer, from: number, to: number, character: string): Buffer => {
  let made = ""
  for (let at = from; at < to; at = nextCharacter(text, at)) made += characterAt(text, at) === "\n" ? "\n" : character
  return { text: text.slice(0, from) + made + text.slice(to), caret: from }
}
