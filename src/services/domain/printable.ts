/**
 * Characters that change what a terminal shows beside printing themselves: control characters (but not tab and line
 * feed), and the marks that reorder or hide text (Unicode TR9 and TR36).
 */
const unsafe =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/g

const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`

/** Text from a file or a model, safe to show: what could steer the terminal stands there as `\u001b`. */
export const printable = (text: string): string => text.replace(unsafe, escaped)

/** One line of it: line feeds and tabs are written out too. */
export const printableLine = (text: string): string =>
  printable(text).replace(/[\t\n]/g, (character) => (character === "\n" ? "\\n" : "\\t"))

/** A value as JSON that is safe to show; it means the same value. */
export const printableJson = (value: unknown, indent?: number): string =>
  (JSON.stringify(value, null, indent) ?? "null").replace(unsafe, escaped)
