import { Context, type Effect } from "effect"
import type { ToolFailed } from "./CoderTool.ts"

/** Port: runs a task in a conversation of its own. Cuts the one natural cycle: a sub-agent is a tool that is an agent. */
export class Subagent extends Context.Service<
  Subagent,
  {
    readonly run: (task: {
      readonly description: string
      readonly prompt: string
      readonly type?: string
      readonly model?: string
    }) => Effect.Effect<string, ToolFailed>
  }
>()("coderx/tool/Subagent") {}
