import type { Effect } from "effect"
import type { SlashFailed } from "./SlashFailed.ts"
import type { SlashOutcome } from "./SlashOutcome.ts"

/** Where a line was typed: the shell can ask back and show, one prompt (`-p`) and a host program can only be told. */
export type SlashPlace = "shell" | "print" | "host"

/** One offer of the menu: what is put in, what stands beside it, and help for the line below. */
export interface SlashCompletion {
  /** Replaces the word that is being typed. */
  readonly insert: string
  readonly label: string
  readonly detail: string
  /** More is expected after it: a blank is put behind it and the menu stays. */
  readonly takesArgument: boolean
}

/** A custom command's file and whose it is. */
export type SlashOrigin =
  | { readonly _tag: "Builtin" }
  | { readonly _tag: "Custom"; readonly whose: "user" | "project"; readonly file: string }

/** What can be known of a command without running it. */
export interface SlashFacts {
  /** Without the slash: `context`, `git:commit`. */
  readonly name: string
  readonly aliases: ReadonlyArray<string>
  /** One line for lists and the menu. */
  readonly summary: string
  /** `[instructions]`, `<name>`; none where it takes no argument. */
  readonly argumentHint?: string
  /** What else there is to know of it, in a sentence or two. */
  readonly help?: string
  /** Lines as typed, each with what it does. */
  readonly examples: ReadonlyArray<{ readonly line: string; readonly says: string }>
  /** Works where nobody watches, in `-p` and for hosts. */
  readonly inPrint: boolean
  readonly origin: SlashOrigin
}

/** A slash command: a thin door to a service. A plain record, many of a kind, held by the one registry. */
export interface SlashCommand<R = never> extends SlashFacts {
  /** What may stand after the name, for what is typed so far; at most a few dozen. */
  readonly complete?: (typed: string) => Effect.Effect<ReadonlyArray<SlashCompletion>, never, R>
  readonly run: (typed: string, place: SlashPlace) => Effect.Effect<SlashOutcome, SlashFailed, R>
}

/** A text, read: no command at all, one that runs, or a name that there is not (with what to say of it). */
export type SlashReading =
  | { readonly _tag: "Prompt" }
  | { readonly _tag: "Known"; readonly command: SlashCommand; readonly typed: string }
  | { readonly _tag: "Unknown"; readonly name: string; readonly message: string }
