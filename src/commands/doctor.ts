import { Console, Effect } from "effect"
import { Command } from "effect/cli"
import { diagnose } from "../services/doctor/diagnose.ts"
import { ChecksFailed, findingsText } from "../services/doctor/finding.ts"
import { withoutSecrets } from "../services/doctor/withoutSecrets.ts"
import { toggle } from "./flags/shared.ts"

/** `coderx doctor`: whether everything that Coder-X needs is there, and what to do where it is not. */
export const doctor = Command.make(
  "doctor",
  { json: toggle("json", "Print one JSON value") },
  Effect.fnUntraced(function* (input) {
    const findings = yield* withoutSecrets(yield* diagnose)
    yield* Console.log(input.json ? JSON.stringify(findings) : findingsText(findings))
    const names = findings.filter(({ status }) => status === "fail").map(({ name }) => name)
    if (names.length > 0) return yield* new ChecksFailed({ names })
  })
).pipe(
  Command.withDescription("Check what Coder-X needs on this machine"),
  Command.withExamples([{ command: "coderx doctor", description: "Says what to do where something is missing" }])
)
