import { Context, type Effect } from "effect"
import type { Fault } from "./firstFault.ts"

/** A piece of a text that a query named. Lines and columns count from 1. */
export interface Capture {
  readonly name: string
  readonly text: string
  readonly line: number
  readonly column: number
}

/** What a parser saw in a text. */
export interface Reading {
  /** The first place that does not fit the grammar; undefined where all does. */
  readonly fault: Fault | undefined
  readonly captures: ReadonlyArray<Capture>
}

/**
 * Port: parses text by a grammar. Grammars are loaded one by one when they are first asked for. It never fails: a text
 * that fits no grammar is what it is there to tell.
 */
export class Syntax extends Context.Service<
  Syntax,
  {
    /**
     * @param grammar a name of `src/data/grammars.json`
     * @param query a tree-sitter query whose captures are wanted, in the order of the text
     * @returns undefined where there is no such grammar, or where parsing took too long
     */
    readonly read: (grammar: string, text: string, query?: string) => Effect.Effect<Reading | undefined>
  }
>()("coderx/syntax/Syntax") {}
