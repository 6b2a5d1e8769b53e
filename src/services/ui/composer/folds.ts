/**
 * What stands for something longer in the text of the composer: a long paste, an image. In the text it is one private
 * character (plane 16), so that every motion and every cut takes it as one; here is what it stands for.
 */
export type Fold =
  | { readonly _tag: "Paste"; readonly label: string; readonly text: string }
  | { readonly _tag: "Image"; readonly label: string; readonly path: string }

/** Folds by number. It only grows, so that undo and the kill ring bring back whole what they hold. */
export interface FoldTable {
  readonly next: number
  readonly all: ReadonlyMap<number, Fold>
}

export const noFolds: FoldTable = { next: 0, all: new Map() }

const first = 0x100000
const count = 0xfffe
const marks = /[\u{100000}-\u{10fffd}]/gu

/** The character that stands for a fold. */
const markOf = (number: number): string => String.fromCodePoint(first + (number % count))

/** The fold that a character stands for. */
export const foldOf = (folds: FoldTable, character: string): Fold | undefined => {
  const code = character.codePointAt(0) ?? 0
  return code < first ? undefined : folds.all.get(code - first)
}

/** Text from outside, without characters that would be taken for folds. */
export const withoutMarks = (text: string): string => text.replace(marks, "\ufffd")

/** The table with one more, and the character that stands for it. */
export const addFold = (folds: FoldTable, fold: Fold): readonly [FoldTable, string] => {
  const number = folds.next % count
  return [{ next: number + 1, all: new Map(folds.all).set(number, fold) }, markOf(number)]
}

/** Only the folds that one of the texts holds. */
export const keptFolds = (folds: FoldTable, texts: ReadonlyArray<string>): FoldTable => {
  if (folds.all.size === 0) return folds
  const held = new Set(
    texts.flatMap((text) => text.match(marks) ?? []).map((mark) => (mark.codePointAt(0) ?? 0) - first)
  )
  return { next: folds.next, all: new Map([...folds.all].filter(([number]) => held.has(number))) }
}

/**
 * Folds of `from` that a text holds, taken over into another table: the table and the text with its new characters. Images
 * are numbered anew from `image` on.
 */
export const adoptFolds = (
  folds: FoldTable,
  from: FoldTable,
  text: string,
  image: number
): readonly [FoldTable, string] => {
  let [table, number] = [folds, image]
  const adopted = text.replace(marks, (mark) => {
    const fold = foldOf(from, mark)
    if (fold === undefined) return "\ufffd"
    const [next, renewed] = addFold(table, fold._tag === "Image" ? { ...fold, label: imageLabel(number++) } : fold)
    table = next
    return renewed
  })
  return [table, adopted]
}

export const imageLabel = (number: number): string => `[image ${number}]`

/** A text with the folds in it written as `write` says. */
const written = (folds: FoldTable, text: string, write: (fold: Fold) => string): string =>
  text.replace(marks, (mark) => {
    const fold = foldOf(folds, mark)
    return fold === undefined ? "" : write(fold)
  })

/** The text with pastes written out and images as their labels. */
export const unfolded = (folds: FoldTable, text: string): string =>
  written(folds, text, (fold) => (fold._tag === "Paste" ? fold.text : fold.label))

/** The same for the history, which keeps no images: they are files that are mentioned. */
export const asHistory = (folds: FoldTable, text: string): string =>
  written(folds, text, (fold) => {
    if (fold._tag === "Paste") return fold.text
    return /[\s"]/.test(fold.path) ? `@"${fold.path}"` : `@${fold.path}`
  })

/** The next free number of an image in a text. */
export const nextImage = (folds: FoldTable, text: string): number =>
  (text.match(marks) ?? []).reduce((next, mark) => {
    const fold = foldOf(folds, mark)
    return fold?._tag === "Image" ? Math.max(next, Number(/\d+/.exec(fold.label)?.[0] ?? 0) + 1) : next
  }, 1)
