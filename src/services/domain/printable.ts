/**
 * Characters that change what a terminal shows beside printing themselves: control characters (but not tab and line
 * feed), the marks that reorder or hide text (Unicode TR9 and TR36), and those that show as nothing or as a blank.
 */
const unsafe =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb]|\u034f|[\u180b-\u180d\u180f]|\udb40[\udc00-\udfff]/g

const escaped = (characters: string): string => {
  let text = ""
  for (let at = 0; at < characters.length; at++) text += `\\u${characters.charCodeAt(at).toString(16).padStart(4, "0")}`
  return text
}

/** Text from a file or a model, safe to show: what could steer the terminal stands there as `\u001b`. */
export const printable = (text: string): string => text.replace(unsafe, escaped)

/** One line of it: line feeds and tabs are written out too. */
export const printableLine = (text: string): string =>
  printable(text).replace(/[\t\n]/g, (character) => (character === "\n" ? "\\n" : "\\t"))

/** A value as JSON that is safe to show; it means the same value. */
export const printableJson = (value: unknown, indent?: number): string =>
  (JSON.stringify(value, null, indent) ?? "null").replace(unsafe, escaped)
