import { takesKeysAt } from "../dialogs/dialog.ts"
import type { CursorAt } from "../dialogs/draw.ts"
import { cellWidth, truncate } from "../text/cells.ts"
import type { Line, View } from "../text/Line.ts"
import { cutLine, lineWidth } from "../text/lines.ts"
import { sanitiseLine } from "../text/sanitise.ts"
import { paintSpans, span } from "../text/Span.ts"
import type { DrawnFrame, FrameState } from "./facts.ts"
import { bottomEdge, boxed, topEdge } from "./header.ts"
import { queueLines, runningLine, scriptLines, spinnerStep, statusLine } from "./status.ts"

/** Below this width the composer has no box: its sides would cost too much. */
const boxFrom = 24

/** Columns that the composer is drawn in, for a screen of `width` columns. */
export const composerWidth = (width: number): number => Math.max(1, width >= boxFrom ? width - 4 : width)

interface Part {
  readonly lines: ReadonlyArray<Line>
  readonly cursor: CursorAt | undefined
}

/** The lines around the cursor that fit. */
const around = ({ cursor, lines }: Part, rows: number): Part => {
  if (lines.length <= rows) return { lines, cursor }
  const at = cursor?.row ?? lines.length - 1
  const from = Math.max(0, Math.min(at - (rows >> 1), lines.length - rows))
  return {
    lines: lines.slice(from, from + rows),
    cursor: cursor === undefined ? undefined : { row: cursor.row - from, column: cursor.column }
  }
}

/** What is being written, in its box where there is room for one, in at most `rows` rows. */
const composerPart = (state: FrameState, view: View, rows: number): Part => {
  const hasBox = view.width >= boxFrom && rows >= 3
  const width = composerWidth(view.width)
  const room = Math.max(1, hasBox ? rows - 2 : rows)
  const { cursor, lines } = around(state.composer({ ...view, width, rows: room }), room)
  const cut = lines.map((line) => cutLine(line, width))
  if (!hasBox) return { lines: cut, cursor }
  return {
    lines: [
      topEdge(state.header, view),
      ...cut.map((line) => boxed(line, lineWidth(line), view)),
      bottomEdge(state.status.editorMode, view)
    ],
    cursor: cursor === undefined ? undefined : { row: cursor.row + 1, column: cursor.column + 2 }
  }
}

/** The text that waits behind a dialog, so that keys typed before the question are seen to be kept. */
const draftLine = (draft: string, view: View): Line => {
  const front = "  your prompt: "
  const text = truncate(sanitiseLine(draft), Math.max(1, view.width - cellWidth(front)))
  return cutLine(paintSpans([span(front, "muted"), span(text, "user")], view.theme), view.width)
}

const statusPart = (state: FrameState, view: View, rows: number): ReadonlyArray<Line> => {
  if (rows <= 0) return []
  const own = statusLine(state.status, state.header, view)
  const { script } = state.status
  return script === undefined ? [own] : [...scriptLines(script, view, rows - 1), own]
}

const stacked = (
  above: ReadonlyArray<Line>,
  part: Part,
  below: ReadonlyArray<Line>,
  lastScroll: number | undefined
): DrawnFrame => ({
  lines: [...above, ...part.lines, ...below],
  cursor: part.cursor === undefined ? undefined : { row: part.cursor.row + above.length, column: part.cursor.column },
  lastScroll
})

const last = (lines: ReadonlyArray<Line>, rows: number): ReadonlyArray<Line> => (rows <= 0 ? [] : lines.slice(-rows))

/** What stands above the composer or the dialog, in at most `rows` rows: the running line first, then the queue, then the transcript. */
const abovePart = (state: FrameState, view: View, rows: number): ReadonlyArray<Line> => {
  const running = state.running === undefined || rows < 1 ? [] : [runningLine(state.running, view, state.reducedMotion)]
  const left = rows - running.length
  const queue = queueLines(state.queue, view, Math.min(left, rows >= 8 ? 4 : 1))
  const live = last(state.live, left - queue.length)
  return [...live.map((line) => cutLine(line, view.width)), ...running, ...queue]
}

const withDialog = (state: FrameState, view: View, rows: number): DrawnFrame => {
  const { dialog, drawDialog } = state
  if (dialog === undefined || drawDialog === undefined) return { lines: [], cursor: undefined, lastScroll: undefined }
  const status = rows >= 8 ? statusPart(state, view, 1) : []
  const draft = state.draft !== "" && rows >= 6 ? [draftLine(state.draft, view)] : []
  const room = rows - status.length - draft.length
  // A long question takes what it needs, but what led to it stays in sight where the screen is high.
  const most = rows >= 20 ? Math.max(Math.ceil(rows * 0.7), room - state.live.length - 2) : room
  const drawn = drawDialog(dialog, view, Math.min(room, most))
  const above = abovePart(state, view, room - drawn.lines.length)
  const lines = drawn.lines.map((line) => cutLine(line, view.width))
  return stacked([...above, ...draft], { lines, cursor: drawn.cursor }, status, drawn.lastScroll)
}

const withComposer = (state: FrameState, view: View, rows: number): DrawnFrame => {
  const status = rows >= 3 ? statusPart(state, view, rows >= 10 ? 3 : 1) : []
  const busy = state.running === undefined ? 0 : 1
  const queued = state.queue.length === 0 ? 0 : 1
  // The menu has half of the screen, and never pushes the line out that is being written.
  const menu = state.menu.slice(
    0,
    Math.max(0, Math.min(state.menu.length, rows - status.length - 1, Math.max(3, rows >> 1)))
  )
  const room = rows - status.length - menu.length
  const half = Math.max(3, rows >> 1)
  const composer = composerPart(
    state,
    view,
    Math.max(1, Math.min(room - Math.min(busy + queued, Math.max(0, room - 1)), half))
  )
  const above = abovePart(state, view, room - composer.lines.length)
  return stacked(above, composer, [...menu.map((line) => cutLine(line, view.width)), ...status], undefined)
}

/**
 * The live region: at most `view.rows` lines of at most `view.width` columns each, and where the cursor stands. With little
 * room these stay, in this order: the line that is written or the answer to a question, the status, what is running, the box
 * with the header, the queue, what moves of the transcript.
 */
export const frame = (state: FrameState, view: View): DrawnFrame => {
  const rows = Math.max(1, view.rows)
  return state.dialog === undefined || state.drawDialog === undefined
    ? withComposer(state, view, rows)
    : withDialog(state, view, rows)
}

/** Milliseconds until the frame looks different by itself; undefined where only events change it, so that no timer runs. */
export const movesIn = (state: FrameState, now: number): number | undefined => {
  const arms = state.dialog === undefined ? undefined : takesKeysAt(state.dialog, now)
  const untilArmed = arms === undefined ? [] : [Math.max(1, arms - now)]
  const { running } = state
  const untilMoved =
    running === undefined
      ? []
      : [state.reducedMotion ? 1000 - (Math.max(0, now - running.startedAt) % 1000) : spinnerStep - (now % spinnerStep)]
  const all = [...untilArmed, ...untilMoved]
  return all.length === 0 ? undefined : Math.min(...all)
}
