import { type Key, sameKey } from "../keys/Key.ts"
import type { ActionId } from "./actions.ts"
import type { Bindings } from "./Bindings.ts"
import { type BindingContext, contexts as order } from "./contexts.ts"

export type Resolved =
  | { readonly _tag: "Action"; readonly action: ActionId }
  /** A chord has begun: give these as `pending` with the next key. */
  | { readonly _tag: "Pending"; readonly keys: ReadonlyArray<Key> }
  /** Esc ended a chord that had begun. */
  | { readonly _tag: "Cancelled" }
  /** The key is bound to nothing. A chord that had begun is over. */
  | { readonly _tag: "Unbound" }

/** Whether `keys` begin with `start`. */
export const beginsWith = (keys: ReadonlyArray<Key>, start: ReadonlyArray<Key>): boolean =>
  start.length <= keys.length && start.every((key, at) => keys[at] !== undefined && sameKey(keys[at], key))

/**
 * What a key does where `contexts` hold, after the keys of a chord that has begun. The most particular context decides. A
 * chord that does not go on is dropped, and the key counts for itself: nothing that was typed is lost.
 */
export const resolve = (
  bindings: Bindings,
  contexts: ReadonlyArray<BindingContext>,
  pending: ReadonlyArray<Key>,
  key: Key
): Resolved => {
  const keys = [...pending, key]
  for (const context of order) {
    if (!contexts.includes(context)) continue
    const begun = bindings.filter((each) => each.context === context && beginsWith(each.keys, keys))
    const whole = begun.find((each) => each.keys.length === keys.length)
    if (whole !== undefined) return { _tag: "Action", action: whole.action }
    if (begun.length > 0) return { _tag: "Pending", keys }
  }
  if (pending.length === 0) return { _tag: "Unbound" }
  return key.name === "escape" ? { _tag: "Cancelled" } : resolve(bindings, contexts, [], key)
}
