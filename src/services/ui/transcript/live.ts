import { tail } from "../markdown/markdown.ts"
import type { Line, View } from "../text/Line.ts"
import { sanitise, sanitiseLine } from "../text/sanitise.ts"
import { paintSpans, span } from "../text/Span.ts"
import { truncate } from "../text/cells.ts"
import { wrap } from "../text/wrap.ts"
import type { RunningCall } from "./Block.ts"
import { callLine, drawCall } from "./drawCall.ts"
import { textLines } from "./folded.ts"
import type { Transcript } from "./state.ts"
import { elapsed } from "./words.ts"

/** Lines of thinking and of a command's output that move below their head. */
const movingLines = 3
/** Characters of an open text that can have a part in its last few lines. */
const lookBack = 2000

/** What is being written now. */
export const drawOpen = ({ open }: Transcript, view: View): ReadonlyArray<Line> => {
  if (open === undefined) return []
  if (open._tag === "Text") return tail(open.stream, view)
  const passed = view.now - open.startedAt
  const said = sanitise(open.text.slice(-lookBack)).trim()
  const lines = said === "" ? [] : wrap(said, Math.max(1, view.width - 2)).slice(-movingLines)
  return [
    paintSpans(
      [
        span("∴ ", "thinking"),
        span(truncate(`thinking …${passed < 1000 ? "" : ` ${elapsed(passed)}`}`, view.width - 2), "thinking")
      ],
      view.theme
    ),
    ...lines.map((line) => paintSpans([span("  "), span(line, "thinking")], view.theme))
  ]
}

/** A call that runs, with the end of what it says; one that is done already but waits for its turn as it will stand. */
export const drawRunning = (running: RunningCall, view: View): ReadonlyArray<Line> => {
  if (running.settled !== undefined) return drawCall(running.settled, view).slice(0, 1)
  const passed = view.now - running.startedAt
  const lines = running.said.trimEnd().split("\n").slice(-movingLines)
  return [
    callLine(["○", "running"], running.call, passed >= 1000 ? [elapsed(passed)] : [], view),
    ...(running.said.trim() === ""
      ? []
      : textLines(lines.map((line) => line.slice(-lookBack)).join("\n"), view, "muted").slice(-movingLines))
  ]
}

/** A call whose arguments are still being written. */
export const drawPreparing = ({ preparing }: Transcript, view: View): ReadonlyArray<Line> => {
  if (preparing === undefined) return []
  const size = preparing.characters < 1000 ? "" : ` · ${(preparing.characters / 1000).toFixed(1)}k characters`
  const text = truncate(`${sanitiseLine(preparing.name)} …${size}`, Math.max(1, view.width - 2))
  return [paintSpans([span("○ ", "running"), span(text, "muted")], view.theme)]
}
