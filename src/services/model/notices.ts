import type { ModelInfo } from "./Provider.ts"
import type { ReplyWatch } from "./replyWatch.ts"

const nameOf = (model: ModelInfo): string => `${model.provider}/${model.name}`

/** A prompt that was counted below this share of our own estimate was cut by the server. */
const cutShare = 0.5
/** No server works with a smaller window: a smaller count is of what was new to its cache, or of nothing. */
const leastWindow = 512

/**
 * Whether a local server cut the prompt in silence: it counted far fewer tokens than were sent. `estimate` is taken only for
 * local models, whose servers cut (Ollama beyond `num_ctx`) where others refuse.
 */
export const promptWasCut = (counted: number | undefined, estimate: number): boolean =>
  counted !== undefined && counted >= leastWindow && counted < estimate * cutShare

/** What the user should know of a reply that is whole, in sentences. */
export const noticesOf = (
  model: ModelInfo,
  watch: ReplyWatch,
  facts: { readonly repeated: boolean; readonly cutTo: number | undefined; readonly estimate: number }
): ReadonlyArray<string> => {
  const out: Array<string> = []
  if (watch.finish?.reason === "content-filter")
    out.push(
      `${nameOf(model)} ended this reply by its content filter; what is here may be incomplete. Put the request in other words, or use another model.`
    )
  if (watch.wroteCallAsText)
    out.push(
      `${nameOf(model)} wrote a tool call as text instead of making it, so nothing was run. A model with better tool support may be needed (coderx model list).`
    )
  if (facts.cutTo !== undefined)
    out.push(
      `${nameOf(model)} read only ${facts.cutTo} tokens of a prompt of about ${facts.estimate}: the server cut it. Give the model a larger context (num_ctx, OLLAMA_CONTEXT_LENGTH) or use one with a larger window.`
    )
  else if (watch.isEmpty && watch.finish?.reason !== "content-filter")
    out.push(
      `${nameOf(model)} answered with neither text nor a tool call${facts.repeated ? ", twice" : ""}.${watch.finish?.reason === "length" ? " Its output limit was used up before." : ""}`
    )
  return out
}
