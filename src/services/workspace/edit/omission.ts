/** Words that, with an ellipsis, stand for code that was left out. */
const words = /\b(rest of|remaining|existing|unchanged|previous|other|same as)\b/i
const frame = /^(\/\/|\/\*+|\*|#+|--|<!--|\{\/\*|;+|%+|\()?\s*/

/**
 * The first line of a new text that only stands for code left out ("// ... rest of the code unchanged ..."), and was not
 * in the old one: writing it would delete that code. Undefined where there is none.
 */
export const omissionIn = (old: string, added: string): string | undefined =>
  added.split("\n").find((line) => {
    const bare = line.trim().replace(frame, "")
    const comment = bare.length < line.trim().length || /^(\.\.\.|…) /.test(bare)
    if (!comment || bare.length > 100 || !/(\.\.\.|…)/.test(bare) || !words.test(bare)) return false
    if (/[=;{}"'`]/.test(bare.replace(/(\*\/\}?|-->)$/, ""))) return false
    return !old.includes(line.trim())
  })
