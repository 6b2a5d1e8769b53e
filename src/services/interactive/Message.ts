import type { AgentEvent } from "../domain/AgentEvent.ts"
import type { ScreenSize } from "../frontend/TerminalScreen.ts"
import type { SlashOutcome } from "../slash/SlashOutcome.ts"
import type { Bindings } from "../ui/bindings/Bindings.ts"
import type { Prompt } from "../ui/composer/Composer.ts"
import type { CompletionItem, CompletionToken } from "../ui/composer/completion.ts"
import type { DialogNews, DialogRequest } from "../ui/dialogs/request.ts"
import type { TerminalInput } from "../ui/keys/TerminalInput.ts"
import type { TranscriptEvent } from "../ui/transcript/Block.ts"
import type { Known } from "./State.ts"

/** What happened. The only things that change the state. */
export type Message =
  /** `at`: when it was read, in ms since 1970. */
  | { readonly _tag: "Typed"; readonly input: TerminalInput; readonly at: number }
  | { readonly _tag: "Resized"; readonly size: ScreenSize }
  | { readonly _tag: "Returned"; readonly size: ScreenSize }
  | { readonly _tag: "HungUp" }
  /** Events of the run under way. */
  | { readonly _tag: "Told"; readonly events: ReadonlyArray<AgentEvent> }
  /** The run is over; `fault` where it could not be begun or recorded. */
  | { readonly _tag: "WorkEnded"; readonly fault?: string }
  /** `accepted` is false where no run could take it. */
  | { readonly _tag: "Steered"; readonly id: string; readonly accepted: boolean }
  | { readonly _tag: "TakenBack"; readonly id: string; readonly found: boolean }
  | {
      readonly _tag: "Asked"
      readonly id: string
      readonly request: DialogRequest
      /** The engine asks by itself; otherwise the user's own key or command opened it. */
      readonly byItself: boolean
    }
  | { readonly _tag: "QuestionGone"; readonly id: string }
  | { readonly _tag: "DialogTold"; readonly id: string; readonly news: DialogNews }
  /** A frame was painted at this time. */
  | { readonly _tag: "Painted"; readonly at: number; readonly lastScroll: number }
  | { readonly _tag: "Known"; readonly known: Partial<Known> }
  | { readonly _tag: "Noted"; readonly events: ReadonlyArray<TranscriptEvent> }
  | { readonly _tag: "SlashCame"; readonly text: string; readonly outcome: SlashOutcome }
  /** A slash command takes its time. */
  | { readonly _tag: "SlashRuns"; readonly id: string; readonly text: string }
  | { readonly _tag: "SlashEnded"; readonly id: string }
  | { readonly _tag: "Completed"; readonly token: CompletionToken; readonly items: ReadonlyArray<CompletionItem> }
  /** The composer's text is another one: from an editor, of a request that was gone back to. */
  | { readonly _tag: "Written"; readonly text: string }
  | { readonly _tag: "HistoryCame"; readonly entries: ReadonlyArray<string> }
  | { readonly _tag: "ScriptSaid"; readonly text: string | undefined }
  /** Prompts of the call: `coderx "prompt"`. */
  | { readonly _tag: "Begun"; readonly prompt: Prompt }
  /** Another conversation is shown: nothing of the one before counts any more. */
  | { readonly _tag: "SessionChanged"; readonly known: Partial<Known> }
  | { readonly _tag: "Notice"; readonly text: string; readonly at: number }
  | { readonly _tag: "SlashWanted"; readonly text: string }
  | { readonly _tag: "CommandWanted"; readonly command: string }
  | { readonly _tag: "BindingsCame"; readonly bindings: Bindings }
  /** Wishes of a slash command that only the shell can fulfil. */
  | {
      readonly _tag: "Wished"
      readonly wish: "leave" | "edit" | "rewind" | "history" | "vim" | "plain"
    }
  | { readonly _tag: "Moved" }
