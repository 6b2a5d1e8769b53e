import { Effect } from "effect"
import type { TerminalScreen } from "../frontend/TerminalScreen.ts"
import { frame, movesIn } from "../ui/frame/frame.ts"
import { headerLines } from "../ui/frame/header.ts"
import { blank, leave, paint, type Painted, wipe, wipeRows } from "../ui/screen/paint.ts"
import type { Line, View } from "../ui/text/Line.ts"
import type { Theme } from "../ui/theme/Theme.ts"
import { frameState } from "./picture.ts"
import type { State } from "./State.ts"
import type { Telling } from "./telling.ts"
import { unfoldedPage } from "./unfolded.ts"

/** What a painting tells back. */
export interface Shown {
  /** Events that are in the scrollback now. */
  readonly events: number
  /** Undefined where no dialog was drawn. */
  readonly lastScroll: number | undefined
  /** Milliseconds until the picture changes by itself. */
  readonly movesIn: number | undefined
}

/**
 * The one that writes on the terminal: keeps what stands there, and draws states over it. Lines that are settled are
 * written once and forgotten.
 */
export const makePainting = (screen: TerminalScreen["Service"], reducedMotion: boolean) => {
  let painted: Painted | undefined
  let other: Painted | undefined
  let headed = false
  let lent = false
  let waiting: ReadonlyArray<Line> = []

  const put = (bytes: string) => (bytes === "" ? Effect.void : screen.write(bytes))

  const header = (state: State, view: View): ReadonlyArray<Line> => {
    if (headed || !state.headed) return []
    headed = true
    const { branch, directory, mode, model, version } = state.known
    return [...headerLines({ version, model: model ?? "…", directory, branch, mode }, view), ""]
  }

  /** What the events since the last frame settle, as far as the transcript is loaded. */
  const settle = (state: State, telling: Telling | undefined, view: View): ReadonlyArray<Line> => {
    const lines = [...header(state, view), ...waiting]
    waiting = []
    if (telling !== undefined) lines.push(...telling.advance(state.events, view))
    return lines
  }

  const drawOther = Effect.fnUntraced(function* (state: State, telling: Telling, view: View) {
    const { columns, rows } = state.size
    const { lines } = unfoldedPage(telling.unfolded(view), state.unfolded?.up ?? 0, view)
    const before = other === undefined || other.columns !== columns || other.height !== rows ? undefined : other
    const picture = { settled: [], lines, cursor: undefined, columns, height: rows }
    const next = paint(before ?? blank(columns, rows), picture, screen.facts.reflow)
    other = next.painted
    yield* put(before === undefined ? `\u001b[H\u001b[2J${next.bytes}` : next.bytes)
  })

  return {
    /** Draws a state. `telling` is the transcript, once it is loaded. */
    show: Effect.fnUntraced(function* (state: State, telling: Telling | undefined, theme: Theme, now: number) {
      const { columns, rows } = state.size
      const view: View = { width: columns, rows, theme, now }
      const settled = settle(state, telling, view)
      if (lent) {
        waiting = settled
        const events = telling === undefined ? 0 : state.events.length
        return { events, lastScroll: undefined, movesIn: undefined } satisfies Shown
      }
      if (state.unfolded !== undefined && telling !== undefined) {
        waiting = settled
        yield* drawOther(state, telling, view)
        return { events: state.events.length, lastScroll: undefined, movesIn: undefined } satisfies Shown
      }
      other = undefined
      const todos = state.showsTodos ? state.todos : []
      const live = telling === undefined ? [] : [...telling.live(view), ...telling.todos(todos, view)]
      const facts = frameState(state, live, telling?.drawDialog, view, reducedMotion)
      const { cursor, lastScroll, lines } = frame(facts, view)
      const picture = { settled, lines, cursor, columns, height: rows }
      const next = paint(painted ?? blank(columns, rows), picture, screen.facts.reflow)
      painted = next.painted
      yield* put(next.bytes)
      const shown: Shown = {
        events: telling === undefined ? 0 : state.events.length,
        lastScroll,
        movesIn: movesIn(facts, now)
      }
      return shown
    }),
    /** Takes the live region away, so that something else can stand below the transcript. */
    leave: Effect.suspend(() => {
      const bytes = painted === undefined ? "" : leave(painted, screen.facts.reflow)
      painted = undefined
      return put(bytes)
    }),
    /** The same for somebody who takes the whole screen: what settles meanwhile waits until `forget` is called. */
    lend: Effect.suspend(() => {
      const bytes = painted === undefined ? "" : leave(painted, screen.facts.reflow)
      painted = undefined
      lent = true
      return put(bytes)
    }),
    /** Another conversation: the screen is emptied if wished, and these lines stand above the live region. */
    restart: (clear: boolean, lines: ReadonlyArray<Line>) =>
      Effect.suspend(() => {
        waiting = [...waiting, ...lines]
        if (!clear) return Effect.void
        // The frame must not go into the scrollback, where terminals keep what is cleared.
        const bytes = painted === undefined ? "" : wipe(painted, painted.columns, painted.height, screen.facts.reflow)
        painted = undefined
        return put(`${bytes}\u001b[H\u001b[2J`)
      }),
    /** Nothing of ours stands on the screen any more: somebody else had it. */
    forget: Effect.sync(() => {
      lent = false
      painted = undefined
      other = undefined
    }),
    /** An empty screen with the end of the transcript on it. */
    redraw: (telling: Telling | undefined, state: State, theme: Theme, now: number) =>
      Effect.suspend(() => {
        painted = undefined
        other = undefined
        const view: View = { width: state.size.columns, rows: state.size.rows, theme, now }
        waiting = [...(telling?.recent(view).slice(-state.size.rows) ?? []), ...waiting]
        return put(wipeRows(state.size.rows))
      })
  }
}
export type Painting = ReturnType<typeof makePainting>
