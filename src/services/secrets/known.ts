import type { Span } from "./span.ts"

/** A value of this run that must not be shown, and the name that it is kept under. */
export interface KnownSecret {
  readonly name: string
  readonly value: string
}

/** A shorter value would hit ordinary words. Real keys are far longer. */
export const leastSecret = 6

/** So much of a value is still secret: a text that was cut may hold its beginning or its end alone. */
const leastPart = 16

const common = (a: string, ai: number, b: string, bi: number, step: 1 | -1): number => {
  let size = 0
  while (a[ai + size * step] !== undefined && a[ai + size * step] === b[bi + size * step]) size++
  return size
}

/** Finds the values in plain text, whole, and the beginnings and ends of long ones. */
export const findKnown = (secrets: ReadonlyArray<KnownSecret>, text: string, spans: Array<Span>): void => {
  for (const { name, value } of secrets) {
    const whole = value.length <= leastPart + 4
    const head = whole ? value : value.slice(0, leastPart)
    for (let at = text.indexOf(head); at !== -1; ) {
      const size = whole ? value.length : common(text, at, value, 0, 1)
      spans.push({ start: at, end: at + size, label: name })
      at = text.indexOf(head, at + size)
    }
    if (whole) continue
    const tail = value.slice(-leastPart)
    for (let at = text.indexOf(tail); at !== -1; at = text.indexOf(tail, at + leastPart)) {
      const size = common(text, at + leastPart - 1, value, value.length - 1, -1)
      spans.push({ start: at + leastPart - size, end: at + leastPart, label: name })
    }
  }
}
