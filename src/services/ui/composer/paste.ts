import { insert } from "./buffer.ts"
import { cleanText } from "./clean.ts"
import type { Composer } from "./Composer.ts"
import { imagePaths } from "./attachments.ts"
import { addFold, foldOf, type FoldTable, imageLabel, nextImage } from "./folds.ts"
import { searchFor } from "./historySearch.ts"
import { changed, told } from "./state.ts"

/** A paste of more lines, or more characters, is shown folded. */
const mostLines = 10
const mostCharacters = 2000

const foldLabel = (text: string): string | undefined => {
  const lines = text.replace(/\n$/, "").split("\n").length
  if (lines > mostLines) return `[pasted ${lines} lines]`
  return text.length > mostCharacters ? `[pasted ${text.length} characters]` : undefined
}

const withImages = (composer: Composer, paths: ReadonlyArray<string>): Composer => {
  let folds: FoldTable = composer.folds
  let number = nextImage(folds, composer.buffer.text)
  const marks = paths.map((path) => {
    const [next, mark] = addFold(folds, { _tag: "Image", label: imageLabel(number++), path })
    folds = next
    return mark
  })
  return told(changed({ ...composer, folds }, insert(composer.buffer, `${marks.join(" ")} `)))
}

/**
 * Text from bracketed paste, at the caret. A long one becomes one character that stands for it, paths of images become
 * attachments; in a search it is searched for. One step of undo.
 */
export const paste = (composer: Composer, pasted: string): Composer => {
  const text = cleanText(pasted)
  if (text === "") return composer
  if (composer.search !== undefined) {
    const query = composer.search.query + text.replace(/\s+/g, " ")
    return { ...composer, search: searchFor(composer.search, composer.history.entries, query) }
  }
  const over = { ...composer, pending: [], escapedAt: undefined }
  const images = composer.buffer.text.startsWith("!") ? undefined : imagePaths(text)
  if (images !== undefined) return withImages(over, images)
  const label = foldLabel(text)
  if (label === undefined) return told(changed(over, insert(over.buffer, text)))
  const [folds, mark] = addFold(over.folds, { _tag: "Paste", label, text })
  return told(changed({ ...over, folds }, insert(over.buffer, mark)))
}

/** Writes out the folded paste at or before the caret; undefined where there is none. */
export const unfoldedPaste = (composer: Composer): Composer | undefined => {
  const { caret, text } = composer.buffer
  for (const at of [caret, caret - 2]) {
    const mark = text.slice(at, at + 2)
    const fold = at < 0 ? undefined : foldOf(composer.folds, mark)
    if (fold?._tag !== "Paste") continue
    const buffer = { text: text.slice(0, at) + fold.text + text.slice(at + 2), caret: at + fold.text.length }
    return changed(composer, buffer)
  }
  return undefined
}
