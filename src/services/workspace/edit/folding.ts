/** Typographic forms that stand for one plain character. */
const plain: Readonly<Record<string, string>> = {
  "\u2018": "'",
  "\u2019": "'",
  "\u201a": "'",
  "\u201b": "'",
  "\u2032": "'",
  "\u201c": '"',
  "\u201d": '"',
  "\u201e": '"',
  "\u201f": '"',
  "\u2033": '"',
  "\u2010": "-",
  "\u2011": "-",
  "\u2012": "-",
  "\u2013": "-",
  "\u2014": "-",
  "\u2015": "-",
  "\u2212": "-",
  "\u00a0": " ",
  "\u2002": " ",
  "\u2003": " ",
  "\u2007": " ",
  "\u2008": " ",
  "\u2009": " ",
  "\u200a": " ",
  "\u202f": " ",
  "\u205f": " ",
  "\u3000": " "
}

const typographic = /[\u2018-\u201f\u2032\u2033\u2010-\u2015\u2212\u00a0\u2002-\u200a\u202f\u205f\u3000]/g
const wide = /[\uff01-\uff5e]/g

/** One unit for one unit, so that offsets stay. */
const unitwise = (text: string): string =>
  text
    .replace(typographic, (character) => plain[character] ?? character)
    .replace(wide, (character) => String.fromCharCode(character.charCodeAt(0) - 0xfee0))

/**
 * The text with one form for each character: plain quotes, dashes and spaces, ASCII for its wide forms, composed letters
 * (Unicode's canonical composition). Nothing that reads differently becomes the same.
 */
export const folded = (text: string): string => unitwise(text).normalize("NFC")

/** A folded text and the way back: `origin` of an offset that is no border of a character in the original is undefined. */
export interface Folding {
  readonly text: string
  readonly origin: (offset: number) => number | undefined
}

export const folding = (text: string): Folding => {
  const plainText = unitwise(text)
  const composed = plainText.normalize("NFC")
  if (composed === plainText) return { text: composed, origin: (offset) => offset }
  const borders = new Map<number, number>()
  let out = ""
  for (const cluster of plainText.matchAll(/\P{M}?\p{M}*/gsu)) {
    borders.set(out.length, cluster.index)
    out += cluster[0].normalize("NFC")
  }
  borders.set(out.length, text.length)
  return { text: out, origin: (offset) => borders.get(offset) }
}
