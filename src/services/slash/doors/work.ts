import { Effect } from "effect"
import { Agent } from "../../agent/Agent.ts"
import type { Door } from "../Door.ts"
import { plain } from "../drawn.ts"
import { failing } from "../sentence.ts"
import { SlashFailed } from "../SlashFailed.ts"
import type { Sent, Ui } from "../SlashOutcome.ts"
import { callText, userCall } from "../userCall.ts"

/** What a reviewer is asked for. Nothing is granted: reading needs no rule. */
const reviewPrompt = (what: string): string =>
  [
    `Review ${what}.`,
    "Look at the change and at the code around it that it depends on, and run nothing that changes files.",
    "Report what is wrong or risky, the gravest first: file and line, what happens, how to mend it. Then, in short, what is untested or hard to read. If there is nothing to find, say so; do not praise."
  ].join("\n")

export const review: Door = {
  run: (typed) =>
    Effect.succeed({
      _tag: "Sent",
      input: { content: reviewPrompt(typed === "" ? "what is changed in this working tree and not committed" : typed) },
      allowedTools: [],
      notices: []
    } satisfies Sent)
}

/** How the model is told of a command of the user's and what it said. */
export const shellContext = (command: string, output: string): string =>
  `The user ran a command:\n<user-command>${command}</user-command>\n<user-command-output>\n${output}\n</user-command-output>`

export const shell: Door = {
  run: (typed, place) =>
    Effect.gen(function* () {
      if (typed === "") return yield* new SlashFailed({ command: "shell", message: "/shell needs a command." })
      if (place === "shell") return { _tag: "Ui", action: { _tag: "RunCommand", command: typed } } satisfies Ui
      const settled = yield* userCall("Bash", { command: typed })
      const text = callText(settled)
      if (settled.kind !== "done") return yield* new SlashFailed({ command: "shell", message: text })
      yield* (yield* Agent).addContext(shellContext(typed, text))
      return plain(text)
    }).pipe(failing("shell"))
}
