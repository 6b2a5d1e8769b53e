import type { Todo } from "../domain/AgentEvent.ts"
import type { SessionRecord } from "../session/SessionRecord.ts"
import type { TranscriptEvent } from "../ui/transcript/Block.ts"
import { dialogLines, wholeQuestion } from "../ui/dialogs/dialogLines.ts"
import type { Highlighter } from "../ui/highlight/Highlighter.ts"
import { advance, begin, drawBlocks, fromRecords, liveLines, recentBlocks } from "../ui/transcript/transcript.ts"
import type { Line, View } from "../ui/text/Line.ts"

/** The transcript of the shell. It brings Markdown and diffs: loaded after the first frame. */
export const makeTelling = () => {
  let state = begin()
  let highlighter: Highlighter | undefined
  const look = (view: View): View => (highlighter === undefined ? view : { ...view, highlighter })
  return {
    /** Code is coloured from now on. The tokenisers of all languages come after the rest, so that keys are answered between. */
    colour: (colours: Highlighter) => {
      highlighter = colours
    },
    /** The lines that these events settle. */
    advance: (events: ReadonlyArray<TranscriptEvent>, view: View): ReadonlyArray<Line> => {
      const next = advance(state, events, look(view))
      state = next.state
      return next.settled
    },
    drawDialog: dialogLines,
    wholeQuestion,
    live: (view: View): ReadonlyArray<Line> => liveLines(state, look(view)),
    todos: (todos: ReadonlyArray<Todo>, view: View): ReadonlyArray<Line> =>
      todos.length === 0 ? [] : ["", ...drawBlocks([{ _tag: "Todos", todos }], look(view), false), ""],
    /** The last blocks as they were drawn, at this width. */
    recent: (view: View): ReadonlyArray<Line> => drawBlocks(recentBlocks(state), look(view), false),
    /** The last blocks with all of their input and output. */
    unfolded: (view: View): ReadonlyArray<Line> => drawBlocks(recentBlocks(state), look(view), true),
    /** Begins anew with a conversation that was kept. */
    resume: (records: ReadonlyArray<SessionRecord>, view: View): ReadonlyArray<Line> => {
      const next = fromRecords(records, look(view))
      state = next.state
      return next.settled
    }
  }
}
export type Telling = ReturnType<typeof makeTelling>
