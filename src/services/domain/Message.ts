import type * as Prompt from "effect/ai/Prompt"

/**
 * The conversation's vocabulary is that of `effect/ai`, in its encoded (plain JSON) form, so that what is stored, sent
 * and replayed is one thing. Only the types are used: the decoded classes cost start-up time and a schema pass a delta.
 * Provider facts that must survive (thinking signatures) ride in `options[provider]`.
 * A tool result's `result` is the text that the model reads; where there are images too, `modelOutput` holds text and files.
 */
export type Message = Prompt.UserMessageEncoded | Prompt.AssistantMessageEncoded | Prompt.ToolMessageEncoded
export type UserMessage = Prompt.UserMessageEncoded
export type UserPart = Prompt.UserMessagePartEncoded
export type AssistantMessage = Prompt.AssistantMessageEncoded
export type AssistantPart = Prompt.AssistantMessagePartEncoded
export type ToolMessage = Prompt.ToolMessageEncoded
export type ToolResultPart = Prompt.ToolResultPartEncoded
export type ToolCallPart = Prompt.ToolCallPartEncoded
export type TextPart = Prompt.TextPartEncoded
export type FilePart = Prompt.FilePartEncoded
