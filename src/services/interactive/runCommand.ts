import { Effect } from "effect"
import { Agent } from "../agent/Agent.ts"
import { callText, userCall } from "../slash/userCall.ts"
import type { Message } from "./Message.ts"

const exitOf = (output: unknown): number | undefined =>
  typeof output === "object" && output !== null && "exitCode" in output && typeof output.exitCode === "number"
    ? output.exitCode
    : undefined

/** What the model is told of a command that the user ran. */
const forModel = (command: string, output: string): string =>
  `The user ran a command.\n<user-command>${command}</user-command>\n<user-command-output>\n${output}\n</user-command-output>`

/** `!command`: on the same road as the model's commands; what it says is shown and becomes part of the context. */
export const runCommand = Effect.fn("Interactive.runCommand")(function* (
  command: string,
  tell: (message: Message) => Effect.Effect<unknown>,
  owned: boolean
) {
  const agent = yield* Agent
  const ended = owned ? tell({ _tag: "WorkEnded" }) : Effect.void
  yield* Effect.gen(function* () {
    const settled = yield* userCall("Bash", { command })
    const output = callText(settled)
    const exitCode = exitOf(settled.output)
    yield* tell({
      _tag: "Noted",
      events: [{ _tag: "ShellRan", command, output, ...(exitCode === undefined ? {} : { exitCode }) }]
    })
    yield* agent.addContext(forModel(command, output))
  }).pipe(
    Effect.onInterrupt(() =>
      tell({ _tag: "Noted", events: [{ _tag: "Noted", level: "warning", text: `Interrupted: ${command}` }] })
    ),
    Effect.ensuring(ended)
  )
})
