import type { ModelInfo, ModelPart } from "./Provider.ts"

/** What `Models.stream` tells besides the parts of the reply. */
export type ModelSignal =
  | ModelPart
  | { readonly type: "retry-scheduled"; readonly attempt: number; readonly delayMs: number; readonly reason: string }
  /** From here on the reply is that of another model. */
  | { readonly type: "fell-back"; readonly from: ModelInfo; readonly to: ModelInfo; readonly reason: string }
  /** The reply so far was whole, empty and paid for; it is thrown away and asked for again. */
  | { readonly type: "discarded"; readonly finish: Extract<ModelPart, { type: "finish" }> }
  | { readonly type: "notice"; readonly message: string }
