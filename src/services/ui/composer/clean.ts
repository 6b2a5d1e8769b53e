import { withoutMarks } from "./folds.ts"

/** Sequences of a terminal, as text that was copied from one may hold. */
const sequences =
  /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[PX^_][^\u001b]*\u001b\\|[ -/]*[0-~])/g

/** Text from outside as it may stand in a composer: lines end with `\n`; no control characters but tabs; well-formed. */
export const cleanText = (text: string): string =>
  withoutMarks(text.toWellFormed())
    .replace(/\r\n?|[\u0085\u2028\u2029]/g, "\n")
    .replace(sequences, "")
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, "")
