import type { SessionRecord } from "../../session/SessionRecord.ts"
import type { Line, View } from "../text/Line.ts"
import type { Block, RunningCall, TranscriptEvent } from "./Block.ts"

/** The transcript so far. A value: `advance` gives the next one. */
export interface Transcript {
  readonly blocks: ReadonlyArray<Block>
  readonly running: ReadonlyArray<RunningCall>
}

export interface Advanced {
  readonly state: Transcript
  /** Lines for the scrollback: they never change any more. */
  readonly settled: ReadonlyArray<Line>
}

/** An empty transcript. */
export declare const begin: () => Transcript

/** Takes all events since the last frame. Call it once a frame: a piece of text costs nearly nothing, drawing is done once. */
export declare const advance: (state: Transcript, events: ReadonlyArray<TranscriptEvent>, view: View) => Advanced

/** What still moves: the open end of a reply, thinking, running calls. Changes nothing. */
export declare const liveLines: (state: Transcript, view: View) => ReadonlyArray<Line>

/** The last finished blocks (at most 200), oldest first. */
export declare const recentBlocks: (state: Transcript) => ReadonlyArray<Block>

/** One block; unfolded with all of its input and output. */
export declare const drawBlock: (block: Block, view: View, unfolded: boolean) => ReadonlyArray<Line>

/** The conversation of a resumed session, drawn. */
export declare const fromRecords: (records: ReadonlyArray<SessionRecord>, view: View) => Advanced
