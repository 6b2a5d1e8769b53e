import { Console, Effect, Schema } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { codeMapOf } from "../services/codemap/codeMapOf.ts"
import { mapNotes, mapText } from "../services/codemap/render.ts"
import { printable, printableJson, printableLine } from "../services/domain/printable.ts"
import { text, toggle } from "./flags/shared.ts"

const path = Argument.String("path").pipe(
  Argument.withDescription("Directory or file, default the working directory"),
  Argument.withDefault(".")
)
const budget = Flag.Int("budget").pipe(
  Flag.withMetavar("N"),
  Flag.withDescription("Tokens that the map may take (2000)"),
  Flag.withSchema(
    Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 1_000_000 }, { message: "a number from 1 on" }))
  ),
  Flag.withDefault(2_000)
)

/** `coderx map`: the definitions that matter most, as the model gets them from CodeMap. */
export const map = Command.make(
  "map",
  {
    path,
    query: text("query", "TEXT", "What the map is wanted for"),
    budget,
    json: toggle("json", "Print one JSON value")
  },
  Effect.fnUntraced(function* (input) {
    const made = yield* codeMapOf(input.path, input.query ?? "", input.budget)
    const notes = mapNotes(made)
    if (input.json) return yield* Console.log(printableJson({ files: made.files, allFiles: made.allFiles, notes }))
    yield* Console.log(printable(mapText(made)))
    yield* Effect.forEach(notes, (note) => Console.error(`coderx: ${printableLine(note)}`), { discard: true })
  })
).pipe(
  Command.withDescription("Print the definitions of a code base that matter most"),
  Command.withExamples([
    { command: "coderx map", description: "An overview of the working directory" },
    {
      command: "coderx map src --query 'retry after a failed request' --budget 500",
      description: "What matters for a question"
    }
  ])
)
