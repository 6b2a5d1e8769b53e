import { bufferOf } from "./buffer.ts"
import { cleanText } from "./clean.ts"
import type { Composer, Prompt, PromptPart } from "./Composer.ts"
import { adoptFolds, asHistory, foldOf, keptFolds, nextImage, unfolded } from "./folds.ts"
import { remembered, settled } from "./historyWalk.ts"
import { changed, emptied, told } from "./state.ts"

/** The text in order with its images, runs of text as one. */
const partsOf = ({ folds }: Composer, text: string): ReadonlyArray<PromptPart> => {
  const parts: Array<PromptPart> = []
  let run = ""
  for (const character of text) {
    const fold = foldOf(folds, character)
    if (fold?._tag !== "Image") {
      run += fold === undefined ? character : fold.text
      continue
    }
    parts.push({ _tag: "Text", text: `${run}${fold.label}` }, { _tag: "Image", path: fold.path, label: fold.label })
    run = ""
  }
  if (run !== "") parts.push({ _tag: "Text", text: run })
  return parts
}

/** What is written now, as a prompt. */
export const promptOf = (composer: Composer): Prompt => {
  const written = composer.buffer.text
  const text = unfolded(composer.folds, written)
  return {
    text,
    parts: partsOf(composer, written),
    command: written.startsWith("!") ? text.slice(1).trim() : undefined,
    history: asHistory(composer.folds, written),
    written: { text: written, folds: keptFolds(composer.folds, [written]) }
  }
}

export const isBlankPrompt = (composer: Composer): boolean => /^!?\s*$/.test(composer.buffer.text)

/** Sends what is written: the prompt, and the composer empty again, which remembers it. */
export const sent = (composer: Composer): { readonly composer: Composer; readonly prompt: Prompt } => {
  const prompt = promptOf(composer)
  return { composer: emptied({ ...composer, history: remembered(composer.history, prompt.history) }), prompt }
}

/** Takes a prompt back to edit it: it stands before what is written now. Can be undone. */
export const takenBack = (composer: Composer, prompt: Prompt): Composer => {
  const now = composer.buffer.text
  const image = nextImage(composer.folds, now)
  const [folds, text] = adoptFolds(composer.folds, prompt.written.folds, prompt.written.text, image)
  const buffer = now === "" ? bufferOf(text) : bufferOf(`${text}\n${now}`, text.length)
  return told(changed({ ...composer, folds, search: undefined, history: settled(composer.history) }, buffer))
}

/** Another text in the place of what is written, as from an editor. Can be undone. */
export const withText = (composer: Composer, text: string): Composer =>
  told(changed({ ...composer, search: undefined, history: settled(composer.history) }, bufferOf(cleanText(text))))

/** Clears the prompt. It can be undone, and is the newest of the history. */
export const cleared = (composer: Composer): Composer => {
  const history = remembered(composer.history, asHistory(composer.folds, composer.buffer.text))
  return told(changed({ ...composer, history, pending: [] }, bufferOf("")))
}
