import { Context, type Effect, type Stream } from "effect"
import type { ModelFault } from "./ModelFault.ts"
import type { ModelInfo, ModelPart, ModelRequest } from "./Provider.ts"

/** What `Models.stream` tells besides the parts of the reply. */
export type ModelSignal =
  | ModelPart
  | { readonly type: "retry-scheduled"; readonly attempt: number; readonly delayMs: number; readonly reason: string }
  /** From here on the reply is that of another model. */
  | { readonly type: "fell-back"; readonly from: ModelInfo; readonly to: ModelInfo; readonly reason: string }
  | { readonly type: "notice"; readonly message: string }

/** Which model, what it can and costs, and its replies with retries and fallback. */
export class Models extends Context.Service<
  Models,
  {
    /** The model of a reference, or of settings, or of what is there; the error names the ways on. */
    readonly resolve: (reference: string | undefined) => Effect.Effect<ModelInfo, ModelFault>
    /** Where its key comes from (`none` for local ones). */
    readonly keySource: (model: ModelInfo) => Effect.Effect<string>
    /** All models of all providers that answer, and why others did not. */
    readonly list: Effect.Effect<{
      readonly models: ReadonlyArray<ModelInfo>
      readonly unavailable: ReadonlyArray<{ readonly provider: string; readonly reason: string }>
    }>
    /**
     * One reply: retried before its first part (408, 409, 429, 5xx, 529, connection), then handed to the fallback models.
     * After the first part nothing is repeated: a cut fails with kind `cut` and the caller keeps what came.
     */
    readonly stream: (request: ModelRequest) => Stream.Stream<ModelSignal, ModelFault>
  }
>()("coderx/model/Models") {}
