import { cellWidth } from "./cells.ts"

/** Nothing to do for these: by far most text. */
const harmless = /^[\x20-\x7e\n]*$/

/** Sequences of a terminal that end within their line: CSI, OSC and the other strings, and two-character ones. */
const sequences =
  /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|(?:\u001b[\]PX^_]|[\u0090\u0098\u009d-\u009f])[^\u0007\u001b\u009c\n]*(?:\u0007|\u001b\\|\u009c)|\u001b[ -/]*[0-Z`-~]/g

const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g

/** Embeddings, overrides and isolates reorder what is shown (Unicode TR9, TR36). Visible, so that nothing hides behind them. */
const reorders = /[\u202a-\u202e\u2066-\u2069\ufff9-\ufffb\ufffe\uffff]/g

/** Invisible characters, but joiners and variation selectors, which are looked at apart. */
const invisible = /(?![\ufe0e\ufe0f\u200c\u200d])\p{Default_Ignorable_Code_Point}/gu
/** A flag of a region is written with invisible letters behind a black flag (UTS #51). */
const flag = /\u{1f3f4}[\u{e0020}-\u{e007e}]{1,8}\u{e007f}/gu
const joiner = /(?<![^\x00-\x7f])[\u200c\u200d]+|[\u200c\u200d]+(?![^\x00-\x7f])|(?<=[\u200c\u200d])[\u200c\u200d]+/g
const selector = /(?<!\p{Emoji})[\ufe0e\ufe0f]|(?<=[\ufe0e\ufe0f])[\ufe0e\ufe0f]/gu
/** More marks than any script puts on a letter climb into the lines above. */
const piled = /(\p{M}{8})\p{M}+/gu

const picture = (control: string): string => {
  const code = control.charCodeAt(0)
  return code < 0x20 ? String.fromCharCode(0x2400 + code) : code === 0x7f ? "\u2421" : "\ufffd"
}

const withoutTabs = (line: string, every: number): string => {
  const [first = "", ...rest] = line.split("\t")
  let [text, column] = [first, cellWidth(first)]
  for (const part of rest) {
    const blanks = every - (column % every)
    text += " ".repeat(blanks) + part
    column += blanks + cellWidth(part)
  }
  return text
}

/**
 * Text of a model, tool, file or user as it may be drawn: lines of visible characters. Terminal sequences are taken out, other
 * control characters are shown by their pictures, marks that reorder text by U+FFFD, invisible characters are taken out, tabs
 * become blanks. Works line by line: what a line becomes never depends on another one.
 */
export const sanitise = (text: string, tab = 4): string => {
  if (harmless.test(text)) return text
  const clean = text
    .toWellFormed()
    .replaceAll("\r\n", "\n")
    .replace(sequences, "")
    .replace(/[\u0085\u2028\u2029]/g, " ")
    .replace(controls, picture)
    .replace(reorders, "\ufffd")
    .replace(flag, "\u{1f3f4}")
    .replace(invisible, "")
    .replace(selector, "")
    .replace(joiner, "")
    .replace(piled, "$1")
  if (!clean.includes("\t")) return clean
  return clean
    .split("\n")
    .map((line) => (line.includes("\t") ? withoutTabs(line, tab) : line))
    .join("\n")
}

/** The same on one line: line feeds become blanks. */
export const sanitiseLine = (text: string): string => sanitise(text, 1).replace(/\s*\n\s*/g, " ")
