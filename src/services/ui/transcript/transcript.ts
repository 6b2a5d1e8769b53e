import type { Line, View } from "../text/Line.ts"
import type { Block, TranscriptEvent } from "./Block.ts"
import { makeFold } from "./fold.ts"
import { drawOpen, drawPreparing, drawRunning } from "./live.ts"
import { emptyTranscript, type Transcript } from "./state.ts"

export { drawBlock } from "./drawBlock.ts"
export { drawBlocks } from "./drawBlocks.ts"
export { fromRecords } from "./fromRecords.ts"
export type { Transcript } from "./state.ts"

export interface Advanced {
  readonly state: Transcript
  /** Lines for the scrollback: they never change any more. */
  readonly settled: ReadonlyArray<Line>
}

/** An empty transcript. */
export const begin = (): Transcript => emptyTranscript

/** Takes all events since the last frame. Call it once a frame: a piece of text costs nearly nothing, drawing is done once. */
export const advance = (state: Transcript, events: ReadonlyArray<TranscriptEvent>, view: View): Advanced => {
  const fold = makeFold(state, view)
  for (const event of events) fold.take(event)
  return fold.end()
}

/** What still moves: the open end of a reply, thinking, running calls. Changes nothing. */
export const liveLines = (state: Transcript, view: View): ReadonlyArray<Line> => {
  const open = drawOpen(state, view)
  const running = [...state.running.flatMap((each) => drawRunning(each, view)), ...drawPreparing(state, view)]
  const lines = [...open, ...(open.length > 0 && running.length > 0 ? [""] : []), ...running]
  // An empty line parts what is live from the scrollback, unless the reply goes on there.
  const goesOn = open.length > 0 && state.open?._tag === "Text" && state.open.told
  return lines.length === 0 || goesOn || state.last === undefined ? lines : ["", ...lines]
}

/** The last finished blocks (at most 200), oldest first. */
export const recentBlocks = (state: Transcript): ReadonlyArray<Block> => state.blocks
