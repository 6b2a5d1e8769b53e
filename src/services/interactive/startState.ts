import { Effect } from "effect"
import { TerminalScreen } from "../frontend/TerminalScreen.ts"
import { Host } from "../host/Host.ts"
import { RunFlags } from "../settings/RunFlags.ts"
import { Settings } from "../settings/Settings.ts"
import { defaultBindings } from "../ui/bindings/defaults.ts"
import { withText } from "../ui/composer/prompts.ts"
import { beginComposer } from "../ui/composer/state.ts"
import { vimMode } from "../ui/vim/modal.ts"
import type { State } from "./State.ts"

/** `~` for the home directory. */
export const shownDirectory = (cwd: string, home: string): string =>
  cwd === home ? "~" : cwd.startsWith(`${home}/`) ? `~${cwd.slice(home.length)}` : cwd

/** What is known before anything was asked: enough for the first frame. */
export const startState = Effect.gen(function* () {
  const screen = yield* TerminalScreen
  const host = yield* Host
  const flags = yield* RunFlags
  const { values } = yield* Settings
  const mode = flags.permissionMode ?? values.permissionMode
  const state: State = {
    size: yield* screen.size,
    focused: true,
    known: {
      version: host.version,
      directory: shownDirectory(host.cwd, host.home),
      branch: undefined,
      model: flags.model ?? values.model,
      mode,
      mayBypass: mode === "bypassPermissions",
      contextTokens: undefined,
      contextWindow: undefined,
      costUsd: undefined,
      sessionId: undefined
    },
    bindings: defaultBindings,
    composer: withText(beginComposer(values.rest["editorMode"] === "vim" ? { modal: vimMode } : {}), flags.draft ?? ""),
    dialogs: [],
    queue: [],
    later: [],
    work: undefined,
    events: [],
    headed: false,
    script: undefined,
    notice: undefined,
    leavesUntil: 0,
    lastKeyAt: undefined,
    unfolded: undefined,
    showsTodos: false,
    todos: [],
    count: 0
  }
  return state
})
