import type { CursorAt } from "../ui/dialogs/draw.ts"
import type { FrameState } from "../ui/frame/facts.ts"
import type { Line, View } from "../ui/text/Line.ts"
import { composerLines } from "../ui/composer/composerLines.ts"
import { menuLines } from "../ui/composer/menuLines.ts"
import { written } from "./composer.ts"
import { charactersPerToken } from "./told.ts"
import { type State, shownDialog } from "./State.ts"

const hintsOf = (state: State): ReadonlyArray<string> => {
  if (state.work === undefined) return ["/help", "Shift+Tab changes the mode"]
  if (state.queue.length > 0) return ["Esc interrupts", "Alt+Up takes the last back"]
  return ["Esc interrupts", "Enter queues"]
}

const runningOf = ({ dialogs, work }: State): FrameState["running"] => {
  // Nothing moves while the agent waits for an answer.
  if (work === undefined || dialogs[0]?.asked === true) return undefined
  const outputTokens = work.outputTokens + Math.round(work.arriving / charactersPerToken)
  return {
    what: work.interrupting ? "Interrupting" : work.what,
    startedAt: work.startedAt,
    ...(work.inputTokens === undefined ? {} : { inputTokens: work.inputTokens }),
    ...(outputTokens === 0 ? {} : { outputTokens })
  }
}

/** What the live region shows of the state. `live` is what still moves of the transcript. */
export const frameState = (
  state: State,
  live: ReadonlyArray<Line>,
  drawDialog: FrameState["drawDialog"],
  view: View,
  reducedMotion: boolean
): FrameState => {
  const { composer, known, queue } = state
  return {
    header: {
      version: known.version,
      model: known.model ?? "…",
      directory: known.directory,
      branch: known.branch,
      mode: known.mode
    },
    live,
    running: runningOf(state),
    queue: queue.map(({ prompt, when }) => ({ text: prompt.text, when })),
    dialog: shownDialog(state)?.dialog,
    drawDialog,
    composer: (inside): { readonly lines: ReadonlyArray<Line>; readonly cursor: CursorAt | undefined } =>
      composerLines(composer, inside),
    draft: written(composer),
    menu: menuLines(composer, view),
    status: {
      contextTokens: known.contextTokens,
      contextWindow: known.contextWindow,
      costUsd: known.costUsd,
      hints: hintsOf(state),
      ...(composer.modal === undefined ? {} : { editorMode: composer.modal.label }),
      ...(state.script === undefined ? {} : { script: state.script }),
      ...(state.notice === undefined ? {} : { notice: state.notice.text })
    },
    reducedMotion
  }
}
