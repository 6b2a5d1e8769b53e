import { actions } from "./actions.ts"
import type { Binding, Bindings } from "./Bindings.ts"
import { parseKeys } from "./keyText.ts"

/** The bindings of a user who has written none. */
export const defaultBindings: Bindings = actions.flatMap(({ context, id, keys }) =>
  keys.flatMap((text): ReadonlyArray<Binding> => {
    const parsed = parseKeys(text)
    return typeof parsed === "string" ? [] : [{ context, keys: parsed, action: id, from: "default" }]
  })
)
