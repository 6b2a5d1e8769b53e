import { Context, type Effect, type Scope, type Stream } from "effect"
import type { Reflow } from "../ui/screen/paint.ts"

export interface ScreenSize {
  readonly columns: number
  readonly rows: number
}

/** What a terminal tells. */
export type ScreenInput =
  /** Keys, pastes and replies, as the terminal sends them. */
  | { readonly _tag: "Bytes"; readonly bytes: Uint8Array }
  | { readonly _tag: "Resized"; readonly size: ScreenSize }
  /** The terminal was away (suspended, or lent to another program) and is ours again: nothing of ours stands on it. */
  | { readonly _tag: "Returned"; readonly size: ScreenSize }
  /** There is no terminal any more. */
  | { readonly _tag: "HungUp" }

/** What the user's terminal is like, as far as it can be known without asking it. */
export interface ScreenFacts {
  /** What becomes of lines on the screen when the width changes. */
  readonly reflow: Reflow
  /** It understands requests and sequences beyond the basic ones. */
  readonly modern: boolean
}

/**
 * Port: the terminal that somebody sits at. Whatever happens, it is given back as it was: echo, line mode, cursor, keys and
 * pastes, also when the process is interrupted, crashes or is stopped.
 */
export class TerminalScreen extends Context.Service<
  TerminalScreen,
  {
    /** Takes hold of the terminal (no echo, keys as they are pressed, pastes marked, focus told) until the scope closes. */
    readonly enter: Effect.Effect<void, never, Scope.Scope>
    readonly facts: ScreenFacts
    readonly size: Effect.Effect<ScreenSize>
    /** From `enter` on. To be read once. */
    readonly inputs: Stream.Stream<ScreenInput>
    readonly write: (bytes: string) => Effect.Effect<void>
    /** Switches to the other screen of the terminal, which has no scrollback, and back. */
    readonly alternate: (on: boolean) => Effect.Effect<void>
    /** Gives the terminal back and stops this process and its group (Ctrl+Z), until it is continued. */
    readonly suspend: Effect.Effect<void>
    /** Gives the terminal to something else as long as that runs. */
    readonly lend: <A, E, R>(use: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
  }
>()("coderx/frontend/TerminalScreen") {}
