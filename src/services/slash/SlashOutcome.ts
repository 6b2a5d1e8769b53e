import type { Effect, Stream } from "effect"
import type { AgentFault } from "../agent/Agent.ts"
import type { AgentEvent } from "../domain/AgentEvent.ts"
import type { PermissionMode } from "../domain/PermissionMode.ts"
import type { Input } from "../domain/Input.ts"
import type { Theme } from "../ui/theme/Theme.ts"
import type { SlashFailed } from "./SlashFailed.ts"

/** What a drawing may know of the screen: room in columns, and how roles are coloured (not at all in `-p`). */
export interface SlashView {
  readonly width: number
  readonly theme: { readonly paint: Theme["paint"] }
}

/** Text as Markdown, and lines drawn for the room that there is. The lines stand below the text. */
export interface Said {
  readonly _tag: "Said"
  readonly markdown: string
  readonly draw?: (view: SlashView) => ReadonlyArray<string>
  /** The same as `draw` says, as text for where there is no screen: lines as long as they are. */
  readonly text?: string
}

/** A prompt for the model. `Slash.events` sends it, with what the command allows for this run. */
export interface Sent {
  readonly _tag: "Sent"
  readonly input: Input
  /** Rules that hold until the run ends. */
  readonly allowedTools: ReadonlyArray<string>
  /** The model of this run alone. */
  readonly model?: string
  /** What the user should be told before it runs. */
  readonly notices: ReadonlyArray<string>
}

/** Work that tells its own events, as a run does (`/compact`). */
export interface Ran {
  readonly _tag: "Ran"
  readonly events: Stream.Stream<AgentEvent, AgentFault>
}

export interface PickItem {
  readonly label: string
  readonly detail?: string
  readonly value: string
  /** The one that holds now. */
  readonly current?: boolean
}

/** One of several is to be chosen; only in the shell. */
export interface PickOne {
  readonly _tag: "Pick"
  readonly title: string
  readonly items: ReadonlyArray<PickItem>
  readonly pick: (value: string) => Effect.Effect<SlashOutcome, SlashFailed>
}

/** A line is to be typed; only in the shell. */
export interface AskText {
  readonly _tag: "AskText"
  readonly title: string
  readonly secret: boolean
  readonly answer: (text: string) => Effect.Effect<SlashOutcome, SlashFailed>
}

/** Something that only the shell itself can do. What belongs to a service is done already. */
export interface Ui {
  readonly _tag: "Ui"
  readonly action: UiAction
  /** What to say once it is done. */
  readonly says?: string
}

export type UiAction =
  | { readonly _tag: "Exit" }
  | { readonly _tag: "OpenEditor" }
  /** A file in `$VISUAL` or `$EDITOR`, on this terminal. */
  | { readonly _tag: "EditFile"; readonly file: string }
  | { readonly _tag: "SetEditorMode"; readonly mode: "normal" | "vim" }
  | { readonly _tag: "SetTheme"; readonly name: string }
  /** Undefined: the own status line again. */
  | { readonly _tag: "SetStatusLine"; readonly command: string | undefined }
  | { readonly _tag: "ShowRewind" }
  | { readonly _tag: "ShowHistory" }
  /** The agent has another session now (`Agent.session`); `clear` empties the screen first. */
  | { readonly _tag: "SessionChanged"; readonly clear: boolean }
  | { readonly _tag: "Copy"; readonly text: string }
  /** A command of the user's, as `!` runs it: it can be watched and interrupted. */
  | { readonly _tag: "RunCommand"; readonly command: string }
  /** What the header shows is another one; it holds already. `model` is `provider/name`. */
  | {
      readonly _tag: "Changed"
      readonly mode?: PermissionMode
      readonly model?: string
      readonly contextWindow?: number
    }

export type SlashOutcome = Said | Sent | Ran | PickOne | AskText | Ui
