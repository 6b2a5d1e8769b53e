import { Predicate } from "effect"
import type { KnownSecret } from "./known.ts"
import { findSecrets, type Reach } from "./redact.ts"
import { joined, mark, marks, type Span } from "./span.ts"

/** What stands for what, for one session. Only grows. */
export interface VeilTable {
  readonly marks: Map<string, string>
  readonly texts: Map<string, string>
}

export const veilTable = (): VeilTable => ({ marks: new Map(), texts: new Map() })

/**
 * Twelve bits of a text: enough to tell apart the few encodings and values that share a name, and of no use to who would
 * guess the value. The same text has the same tag in every session, so that requests stay the same byte for byte.
 */
const tag = (text: string): string => {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return ((hash ^ (hash >>> 12) ^ (hash >>> 24)) & 0xfff).toString(16).padStart(3, "0")
}

const clean = (label: string): string => label.replace(/[^\w.@/-]/g, "_").slice(0, 120)

/** The mark of a text that is not shown: its name alone where it is the value of that name, else with a tag. */
const markOf = (table: VeilTable, label: string, text: string, isValue: boolean): string => {
  const known = table.marks.get(text)
  if (known !== undefined) return known
  const name = clean(label)
  let chosen = mark(isValue ? name : `${name}~${tag(text)}`)
  for (let i = 2; table.texts.has(chosen); i++) chosen = mark(`${name}~${tag(text)}.${i}`)
  table.marks.set(text, chosen)
  table.texts.set(chosen, text)
  return chosen
}

export interface Veil {
  readonly table: VeilTable
  readonly known: ReadonlyArray<KnownSecret>
  readonly reach: Reach
}

/** Gives every known value its mark, in order, so that it does not hang on what was read first. */
export const introduce = (table: VeilTable, known: ReadonlyArray<KnownSecret>): void => {
  for (const { name, value } of known) markOf(table, name, value, true)
}

/**
 * The text with every secret replaced by a mark that `unveil` turns back into exactly what stood there. Text that looks
 * like a mark already is replaced too, so that no text of a file is taken for one of ours.
 */
export const veil = ({ known, reach, table }: Veil, text: string): string => {
  const literal: ReadonlyArray<Span> = text.includes("‹secret:")
    ? [...text.matchAll(marks)].map((found) => ({
        start: found.index,
        end: found.index + found[0].length,
        label: "literal"
      }))
    : []
  const spans = joined([...literal, ...findSecrets(text, known, reach)])
  if (spans.length === 0) return text
  let out = ""
  let at = 0
  for (const { end, label, start } of spans) {
    const hidden = text.slice(start, end)
    out += text.slice(at, start) + markOf(table, label, hidden, false)
    at = end
  }
  return out + text.slice(at)
}

/** The text with every mark of the table turned back. What is unknown stays, and is told. */
export const unveil = (table: VeilTable, text: string, unknown?: Set<string>): string =>
  text.includes("‹secret:")
    ? text.replace(marks, (found) => {
        const was = table.texts.get(found)
        if (was === undefined) unknown?.add(found)
        return was ?? found
      })
    : text

/** The same in every text of a value, names of keys too; the value itself where there is nothing to do. */
export const mapTexts = (value: unknown, change: (text: string) => string): unknown => {
  if (Predicate.isString(value)) return change(value)
  if (Array.isArray(value)) {
    const items = value.map((item) => mapTexts(item, change))
    return items.some((item, i) => item !== value[i]) ? items : value
  }
  if (!Predicate.isObject(value)) return value
  const entries = Object.entries(value)
  const changed = entries.map(([key, item]) => [change(key), mapTexts(item, change)] as const)
  return changed.some(([key, item], i) => key !== entries[i]?.[0] || item !== entries[i]?.[1])
    ? Object.fromEntries(changed)
    : value
}
