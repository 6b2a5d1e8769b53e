import type { Key } from "../keys/Key.ts"
import type { ActionId } from "./actions.ts"
import type { BindingContext } from "./contexts.ts"

/** Keys, pressed one after the other, that do something in a context. */
export interface Binding {
  readonly context: BindingContext
  readonly keys: ReadonlyArray<Key>
  readonly action: ActionId
  readonly from: "default" | "user"
}

/** All that hold: the user's first. No two of a context have the same keys. */
export type Bindings = ReadonlyArray<Binding>

/** What is wrong in the file of bindings. The rest of it holds. */
export interface BindingProblem {
  /** From 1. */
  readonly line: number
  /** Where in the document, as `bindings[0].bindings["ctrl+q"]`. */
  readonly place: string
  /** What is wrong and what to do, as a sentence. */
  readonly message: string
}
