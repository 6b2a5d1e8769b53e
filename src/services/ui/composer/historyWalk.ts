import { type Buffer, bufferOf, lineEnd } from "./buffer.ts"

/** The prompts of the project, and where in them the user is. */
export interface HistoryWalk {
  /** The oldest first. */
  readonly entries: ReadonlyArray<string>
  /** Which entry is shown; undefined while the draft is. */
  readonly at: number | undefined
  /** What was being written when the walk began. */
  readonly draft: Buffer
  /** Entries that were edited during this walk, by their place. */
  readonly edited: ReadonlyMap<number, string>
}

export const historyOf = (entries: ReadonlyArray<string>): HistoryWalk => ({
  entries,
  at: undefined,
  draft: { text: "", caret: 0 },
  edited: new Map()
})

/** The walk is over: what is in the buffer now is a draft. */
export const settled = (walk: HistoryWalk): HistoryWalk =>
  walk.at === undefined && walk.edited.size === 0 ? walk : historyOf(walk.entries)

/** One more prompt, the newest. The same one twice in a row is one. */
export const remembered = (walk: HistoryWalk, text: string): HistoryWalk => {
  const entries = text.trim() === "" || walk.entries.at(-1) === text ? walk.entries : [...walk.entries, text]
  return historyOf(entries)
}

/** The edit of the shown entry is kept for when the walk comes by again. */
const leave = (walk: HistoryWalk, buffer: Buffer): HistoryWalk => {
  if (walk.at === undefined) return { ...walk, draft: buffer }
  if (buffer.text === textAt(walk, walk.at)) return walk
  return { ...walk, edited: new Map(walk.edited).set(walk.at, buffer.text) }
}

const textAt = (walk: HistoryWalk, at: number): string => walk.edited.get(at) ?? walk.entries[at] ?? ""

/**
 * The entry before; undefined where there is none. The caret stands at the end of the first line, so that the next step
 * leads on to older ones.
 */
export const older = (walk: HistoryWalk, buffer: Buffer): readonly [HistoryWalk, Buffer] | undefined => {
  const from = walk.at ?? walk.entries.length
  if (from === 0) return undefined
  const left = leave(walk, buffer)
  const text = textAt(left, from - 1)
  return [{ ...left, at: from - 1 }, bufferOf(text, lineEnd(text, 0))]
}

/** The entry after, or the draft behind the newest; undefined in the draft. The caret stands at the end. */
export const newer = (walk: HistoryWalk, buffer: Buffer): readonly [HistoryWalk, Buffer] | undefined => {
  if (walk.at === undefined) return undefined
  const left = leave(walk, buffer)
  if (walk.at + 1 >= walk.entries.length) return [{ ...left, at: undefined }, left.draft]
  return [{ ...left, at: walk.at + 1 }, bufferOf(textAt(left, walk.at + 1))]
}
