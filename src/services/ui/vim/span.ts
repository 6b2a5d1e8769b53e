import { type Buffer, firstNonBlank, lineEnd, lineStart, nextCharacter, previousCharacter } from "../composer/buffer.ts"
import type { Operator } from "./command.ts"
import type { Motion, Moved } from "./motions.ts"
import type { Span } from "./objects.ts"
import { isBlankAt, runAround, wordEnd } from "./words.ts"

/** What an operator with a motion covers, with the exceptions that vim's `:help operator` and `:help cw` name. */
export const spanOf = ({ caret, text }: Buffer, operator: Operator, motion: Motion, moved: Moved): Span => {
  const [from, far] = moved.to < caret ? [moved.to, caret] : [caret, moved.to]
  if (moved.span === "lines") return { from, to: far, lines: true }
  if (moved.span === "inclusive") return { from, to: nextCharacter(text, far), lines: false }
  // `w` that would leave the line of the last word takes that word to its end.
  if ((motion.name === "w" || motion.name === "W") && moved.to > caret) {
    let to = moved.to
    while (to > caret && /\s/.test(text[to - 1] ?? "") && text.slice(caret, to).includes("\n")) to -= 1
    return { from, to: to === caret ? moved.to : to, lines: false }
  }
  if ((motion.name === "{" || motion.name === "}") && far > from && far === lineStart(text, far) && far < text.length) {
    // Exclusive, and it ends at the start of a line: it ends with the line before, and whole lines are meant.
    const wholeLines = from <= firstNonBlank(text, from) && operator !== "c"
    return wholeLines ? { from, to: far - 1, lines: true } : { from, to: far - 1, lines: false }
  }
  return { from, to: far, lines: false }
}

/** `cw` on a word changes to its end, as `ce` does, and leaves the blanks behind it. */
export const changedWord = ({ caret, text }: Buffer, big: boolean, count: number): Span => {
  if (isBlankAt(text, caret)) {
    let to = caret
    while (to < lineEnd(text, caret) && isBlankAt(text, to)) to += 1
    return { from: caret, to: count > 1 ? to : Math.max(to, Math.min(caret + 1, lineEnd(text, caret))), lines: false }
  }
  let [, to] = runAround(text, caret, big)
  for (let done = 1; done < count && to < text.length; done++) {
    to = nextCharacter(text, wordEnd(text, previousCharacter(text, to), big))
  }
  return { from: caret, to, lines: false }
}
