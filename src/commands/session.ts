import { Clock, Console, Effect, Option } from "effect"
import { Argument, Command } from "effect/cli"
import { printableJson } from "../services/domain/printable.ts"
import { toWire } from "../services/session/codec.ts"
import { Sessions } from "../services/session/Sessions.ts"
import { listText, summaryJson } from "../services/session/sessionTable.ts"
import { touchedFiles, touchedText } from "../services/session/touchedFiles.ts"
import { transcriptText } from "../services/session/transcriptText.ts"
import { toggle } from "./flags/shared.ts"

const json = toggle("json", "Print one JSON value")
const id = Argument.String("id").pipe(Argument.withDescription("An id, the beginning of one, or words of a title"))

const list = Command.make(
  "list",
  { all: toggle("all", "Sessions of all projects"), json },
  Effect.fnUntraced(function* (input) {
    const found = yield* (yield* Sessions).list({ allProjects: input.all })
    const now = yield* Clock.currentTimeMillis
    yield* Console.log(input.json ? printableJson(found.map(summaryJson)) : listText(found, now, input.all))
  })
).pipe(
  Command.withDescription("The sessions of this project, newest first"),
  Command.withExamples([
    { command: "coderx session list", description: "A table" },
    { command: "coderx session list --all --json", description: "Every project's, for scripts" }
  ])
)

const show = Command.make(
  "show",
  { id, json },
  Effect.fnUntraced(function* (input) {
    const { damage, records, summary } = yield* (yield* Sessions).read(input.id)
    const whole = { summary: summaryJson(summary), damage, records: records.map(toWire) }
    yield* Console.log(input.json ? printableJson(whole) : transcriptText(summary, records, damage))
  })
).pipe(
  Command.withDescription("What was asked, said and done in a session"),
  Command.withExamples([
    { command: "coderx session show 5f0c9e6e", description: "As text" },
    { command: "coderx session show 5f0c9e6e --json", description: "Every record, and what is damaged" }
  ])
)

const path = Command.make(
  "path",
  { id, json },
  Effect.fnUntraced(function* (input) {
    const { summary } = yield* (yield* Sessions).read(input.id)
    yield* Console.log(input.json ? JSON.stringify({ path: summary.path }) : summary.path)
  })
).pipe(
  Command.withDescription("Where the file of a session lies"),
  Command.withExamples([{ command: "coderx session path 5f0c9e6e", description: "For your own tools" }])
)

const files = Command.make(
  "files",
  { id: Argument.optional(id), json },
  Effect.fnUntraced(function* (input) {
    const sessions = yield* Sessions
    const latest = Option.isSome(input.id) ? undefined : yield* sessions.latest
    const wanted = Option.getOrUndefined(input.id) ?? latest?.id
    const touched = wanted === undefined ? [] : touchedFiles((yield* sessions.read(wanted)).records)
    yield* Console.log(input.json ? printableJson(touched) : touchedText(touched))
  })
).pipe(
  Command.withDescription("The files that tools changed in a session (the newest one of this project)"),
  Command.withExamples([
    { command: "coderx session files", description: "When, by which tool, hashes before and after" },
    { command: "coderx session files 5f0c9e6e --json", description: "For scripts" }
  ])
)

/** `coderx session`: look at what was done before. To go on with it: `coderx --resume ID`. */
export const session = Command.make("session").pipe(
  Command.withSubcommands([list, show, path, files]),
  Command.withDescription("List and show sessions")
)
