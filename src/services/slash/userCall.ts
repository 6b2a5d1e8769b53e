import { Effect } from "effect"
import type { SettledCall } from "../domain/ToolCall.ts"
import { uuid } from "../domain/uuid.ts"
import { Tools } from "../tool/Tools.ts"

/**
 * A tool's call by the user instead of the model: the same road, the same permissions. Never fails; interrupting it
 * interrupts the tool. `progress` is told what a command says while it runs.
 */
export const userCall = Effect.fn("Slash.userCall")(function* (
  name: string,
  input: Readonly<Record<string, unknown>>,
  progress: (text: string) => Effect.Effect<void> = () => Effect.void
) {
  const tools = yield* Tools
  const id = `user_${yield* uuid}`
  const { settled } = yield* tools.settle(
    yield* tools.offered(undefined),
    { id, name, input },
    { callId: id, progress }
  )
  return settled
})

/** What a settled call says, as text. */
export const callText = ({ content }: SettledCall): string =>
  typeof content === "string"
    ? content
    : content.map((part) => (part.type === "text" ? part.text : "[file]")).join("\n")

/** The same, bound to the tools that there are. */
export const userCalls = Effect.map(
  Tools,
  (tools) => (name: string, input: Readonly<Record<string, unknown>>) =>
    Effect.provideService(userCall(name, input), Tools, tools)
)
