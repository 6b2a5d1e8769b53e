import { Effect } from "effect"
import { Agent } from "../agent/Agent.ts"
import type { AgentEvent } from "../domain/AgentEvent.ts"
import { Permission } from "../permission/Permission.ts"
import { Settings } from "../settings/Settings.ts"
import { Tools } from "../tool/Tools.ts"
import { Workspace } from "../workspace/Workspace.ts"

/** How a machine format hears of a command that calls no model: as a session that was opened. No model is looked up for it. */
export const openedEvent = Effect.gen(function* () {
  const { id, resumed } = yield* (yield* Agent).session
  const { values } = yield* Settings
  const event: AgentEvent = {
    _tag: "SessionOpened",
    sessionId: id,
    cwd: (yield* Workspace).cwd,
    model: values.model ?? "none",
    tools: (yield* (yield* Tools).offered(undefined)).map(({ name }) => name),
    mcpServers: [],
    permissionMode: yield* (yield* Permission).mode,
    apiKeySource: "none",
    resumed
  }
  return event
})
