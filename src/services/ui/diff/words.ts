import { TextDiff } from "effect"

/** A part of a line, and whether it differs from the line that it is compared with. */
export interface WordPart {
  readonly text: string
  readonly changed: boolean
}

const tokens = /[\p{L}\p{N}_]+|\s+|[^\p{L}\p{N}_\s]/gu
/** Longer lines are compared as a whole. */
const longest = 600

const merged = (parts: ReadonlyArray<WordPart>): ReadonlyArray<WordPart> => {
  const out: Array<WordPart> = []
  for (const part of parts) {
    const last = out.at(-1)
    if (last !== undefined && last.changed === part.changed)
      out[out.length - 1] = { ...last, text: last.text + part.text }
    else out.push(part)
  }
  return out
}

/**
 * Two versions of a line in parts that stayed and parts that changed; undefined where they have so little in common that
 * highlights would only be noise.
 */
export const changedWords = (
  before: string,
  after: string
): { readonly before: ReadonlyArray<WordPart>; readonly after: ReadonlyArray<WordPart> } | undefined => {
  if (before.length > longest || after.length > longest) return undefined
  const old: Array<WordPart> = []
  const now: Array<WordPart> = []
  let same = 0
  for (const run of TextDiff.diff(before.match(tokens) ?? [], after.match(tokens) ?? [], { maxEdits: 200 })) {
    const text = run.items.join("")
    if (run._tag === "Equal") same += text.trim().length
    if (run._tag !== "Insert") old.push({ text, changed: run._tag === "Delete" })
    if (run._tag !== "Delete") now.push({ text, changed: run._tag === "Insert" })
  }
  const longer = Math.max(before.trim().length, after.trim().length)
  return same * 3 < longer ? undefined : { before: merged(old), after: merged(now) }
}
