import { Predicate } from "effect"
import { assignments } from "./assignments.ts"
import { blocks } from "./blocks.ts"
import { credentials } from "./credentials.ts"
import { encoded } from "./encoded.ts"
import { findKnown, type KnownSecret } from "./known.ts"
import { isSecretName } from "./names.ts"
import { shapes } from "./shapes.ts"
import { joined, marks, replaced, type Span } from "./span.ts"
import { original, views } from "./views.ts"

/** Which secrets are looked for: those that are known, or those that show themselves too. */
export type Reach = "known" | "all"

const plain = (text: string, known: ReadonlyArray<KnownSecret>, reach: Reach): ReadonlyArray<Span> => {
  const spans: Array<Span> = []
  if (known.length > 0) findKnown(known, text, spans)
  if (reach === "all") {
    shapes(text, spans)
    blocks(text, spans)
    credentials(text, spans)
    assignments(text, spans)
  }
  return spans
}

/** Every secret of a text: as it stands there, coloured, escaped, or encoded. In order and apart. Linear in the text. */
export const findSecrets = (text: string, known: ReadonlyArray<KnownSecret>, reach: Reach): ReadonlyArray<Span> => {
  if (text.length < 6) return []
  const spans: Array<Span> = []
  const inside = (inner: string): ReadonlyArray<Span> => {
    const found = [...plain(inner, known, reach)]
    encoded(inner, (deeper) => plain(deeper, known, reach), undefined, found)
    return found
  }
  const bytes = known.length === 0 ? undefined : (inner: string) => plain(inner, known, "known")
  for (const view of views(text)) {
    const found = [...plain(view.text, known, reach)]
    if (reach === "all" || known.length > 0) encoded(view.text, inside, bytes, found)
    for (const { end, label, start } of found) {
      const [from, to] = original(view, start, end)
      spans.push({ start: from, end: to, label })
    }
  }
  return joined(spans)
}

/** The spans that touch no mark. Both are in order, so that one walk is enough. */
const apartFrom = (spans: ReadonlyArray<Span>, text: string): ReadonlyArray<Span> => {
  const kept = [...text.matchAll(marks)].map((found) => [found.index, found.index + found[0].length] as const)
  let next = 0
  return spans.filter(({ end, start }) => {
    while (next < kept.length && (kept[next]?.[1] ?? 0) <= start) next++
    return (kept[next]?.[0] ?? end) >= end
  })
}

/** A text with every secret replaced by a mark. Text that holds marks already keeps them, so that twice is once. */
export const redact = (text: string, known: ReadonlyArray<KnownSecret> = []): string => {
  const spans = findSecrets(text, known, "all")
  if (spans.length === 0) return text
  if (!text.includes("‹secret:")) return replaced(text, spans)
  return replaced(text, apartFrom(spans, text))
}

/** The same in every text of a value: of lists, of records, and under names that say that it is secret. */
export const redactValue = (value: unknown, known: ReadonlyArray<KnownSecret> = [], name = ""): unknown => {
  if (Predicate.isString(value)) return redactNamed(name, value, known)
  if (Array.isArray(value)) return value.map((item) => redactValue(item, known, name))
  if (!Predicate.isObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, redactValue(item, known, key)]))
}

/** A text that stands under a name: the name may say what the text alone does not. */
const redactNamed = (name: string, text: string, known: ReadonlyArray<KnownSecret>): string => {
  const shown = redact(text, known)
  if (shown !== text || !isSecretName(name) || /[\s]/.test(text)) return shown
  const line = `${name}="`
  return redact(line + text, known).slice(line.length)
}
