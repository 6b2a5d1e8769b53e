import { printable } from "../../domain/printable.ts"

/** What takes no room or looks like a plain blank without being one, beside what `printable` writes out. */
const hidden = /(?![\n\t ])[\p{Default_Ignorable_Code_Point}\p{Zs}\p{Cs}\p{Co}\ufffe\uffff]/gu

const written = (character: string): string => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`

/**
 * Text that is asked about, as what it is: control characters, marks that reorder, characters that cannot be seen and
 * blanks that are none stand there written out. Nobody can say yes to something else than what is read.
 */
export const exact = (text: string): string => printable(text).replace(hidden, written)

/** The same on one line. */
export const exactLine = (text: string): string =>
  exact(text).replace(/[\t\n]/g, (character) => (character === "\n" ? "\\n" : "\\t"))
