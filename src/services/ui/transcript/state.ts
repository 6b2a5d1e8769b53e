import type { Todo } from "../../domain/AgentEvent.ts"
import type { MarkdownStream } from "../markdown/markdown.ts"
import type { Block, RunningCall } from "./Block.ts"
import type { Before } from "./drawBlocks.ts"

/** The part of a reply that is being written. */
export type OpenPart =
  | {
      readonly _tag: "Text"
      readonly id: string
      readonly text: string
      readonly stream: MarkdownStream
      /** Whether lines of it are in the scrollback. */
      readonly told: boolean
    }
  | { readonly _tag: "Thinking"; readonly id: string; readonly text: string; readonly startedAt: number }

/** The transcript so far. A value: `advance` gives the next one. */
export interface Transcript {
  readonly blocks: ReadonlyArray<Block>
  readonly running: ReadonlyArray<RunningCall>
  readonly todos: ReadonlyArray<Todo>
  readonly open: OpenPart | undefined
  /** The call whose arguments are being written, and how many characters of them have come. */
  readonly preparing: { readonly id: string; readonly name: string; readonly characters: number } | undefined
  /** What came while a text was being written: told when it is whole, so that it does not cut it in two. */
  readonly waiting: ReadonlyArray<Block>
  /** The reply of which pieces were shown: its whole is not shown again. */
  readonly shown: string | undefined
  /** What was told last, and whether that was one line: decides about empty lines between blocks. */
  readonly last: Before | undefined
}

export const emptyTranscript: Transcript = {
  blocks: [],
  running: [],
  todos: [],
  open: undefined,
  preparing: undefined,
  waiting: [],
  shown: undefined,
  last: undefined
}
