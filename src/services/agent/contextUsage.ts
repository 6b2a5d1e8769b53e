import { estimateMessage, estimateText } from "../model/window.ts"
import type { ToolSpec } from "../model/Provider.ts"
import type { SessionState } from "./RunState.ts"

/** How full the window is, and with what. Tokens; estimates but for what the provider counted. */
export interface ContextUsage {
  readonly model: string
  readonly tokens: number
  readonly window: number
  readonly categories: ReadonlyArray<{ readonly name: string; readonly tokens: number }>
}

/** Sums up a session's next request by source. */
export const contextUsageOf = (state: SessionState, tools: ReadonlyArray<ToolSpec>, tokens: number): ContextUsage => ({
  model: state.model.name,
  tokens,
  window: state.model.contextWindow,
  categories: [
    { name: "System prompt", tokens: state.system.reduce((sum, block) => sum + estimateText(block), 0) },
    { name: "Tools", tokens: tools.reduce((sum, tool) => sum + estimateText(JSON.stringify(tool)), 0) },
    {
      name: "Messages",
      tokens: state.conversation.messages.reduce((sum, message) => sum + estimateMessage(message), 0)
    },
    { name: "Free space", tokens: Math.max(0, state.model.contextWindow - tokens) }
  ]
})
