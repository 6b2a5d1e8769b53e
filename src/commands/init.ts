import { Console, Effect } from "effect"
import { Command } from "effect/cli"
import { printableJson, printableLine } from "../services/domain/printable.ts"
import { initProject } from "../services/project/initProject.ts"
import { toggle } from "./flags/shared.ts"

/** `coderx init`: a first AGENTS.md. */
export const init = Command.make(
  "init",
  { json: toggle("json", "Print one JSON value") },
  Effect.fnUntraced(function* (input) {
    const done = yield* initProject()
    const file = printableLine(done.file)
    const said = done.created
      ? `${file} is written: ${done.commands.length} commands found. Read it and add what the project shows nowhere else.`
      : `${file} is there already and stays as it is.`
    yield* Console.log(input.json ? printableJson(done) : said)
  })
).pipe(
  Command.withDescription("Write an AGENTS.md from what the project shows of itself; never replaces one"),
  Command.withExamples([{ command: "coderx init", description: "In the project's directory" }])
)
