import { Context, type Effect } from "effect"
import type { ModelFault } from "./ModelFault.ts"
import type { Provider } from "./Provider.ts"

/** Port: the list of model providers. Each is built, and its SDK loaded, on first use. */
export class Providers extends Context.Service<
  Providers,
  {
    /** Ids in the order in which `model list` shows them. */
    readonly ids: ReadonlyArray<string>
    /** Fails with kind `model-missing` for an id that is not on the list. */
    readonly get: (id: string) => Effect.Effect<Provider, ModelFault>
  }
>()("coderx/model/Providers") {}
