import { Console, Effect } from "effect"
import { Command } from "effect/cli"
import { printable, printableJson, printableLine } from "../services/domain/printable.ts"
import { Instructions } from "../services/instructions/Instructions.ts"
import { memoryText } from "../services/instructions/memoryText.ts"
import { toggle } from "./flags/shared.ts"

const json = toggle("json", "Print one JSON value")

/** The memory of this run; what was skipped goes to stderr. */
const load = Effect.gen(function* () {
  const memory = yield* (yield* Instructions).load
  yield* Effect.forEach(memory.notices, (notice) => Console.error(`coderx: ${printableLine(notice)}`), {
    discard: true
  })
  return memory
})

const show = Command.make(
  "show",
  { json },
  Effect.fnUntraced(function* (input) {
    const memory = yield* load
    const text =
      memory.files.length === 0 ? "There are no memory files here. `coderx init` writes one." : memoryText(memory.files)
    yield* Console.log(input.json ? printableJson(memory) : printable(text))
  })
).pipe(
  Command.withDescription("Print what the model is given from memory files, and from where"),
  Command.withExamples([
    { command: "coderx memory show --json", description: "{files: [{path, scope, text, imports}], notices}" }
  ])
)

const path = Command.make(
  "path",
  { json },
  Effect.fnUntraced(function* (input) {
    const { files } = yield* load
    const paths = files.flatMap(({ imports, path }) => [path, ...imports])
    if (input.json) yield* Console.log(printableJson(paths))
    else yield* Effect.forEach(paths, (one) => Console.log(printableLine(one)), { discard: true })
  })
).pipe(Command.withDescription("Print the memory files that are read, farthest first, each before its imports"))

/** `coderx memory`: AGENTS.md and its kin. Contract section 5. */
export const memory = Command.make("memory").pipe(
  Command.withDescription("Show the memory files that the model is given"),
  Command.withSubcommands([show, path])
)
