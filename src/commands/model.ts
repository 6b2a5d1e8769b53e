import { Console, Effect } from "effect"
import { Argument, Command } from "effect/cli"
import { Models } from "../services/model/Models.ts"
import { infoText, listJson, listText, modelJson } from "../services/model/modelTable.ts"
import { SettingsFiles } from "../services/settings/SettingsFiles.ts"
import { toggle } from "./flags/shared.ts"

const json = toggle("json", "Print one JSON value")
const name = Argument.String("name").pipe(
  Argument.withDescription("provider/name, a short name such as sonnet, or a bare name")
)

const list = Command.make(
  "list",
  { json },
  Effect.fnUntraced(function* (input) {
    const listed = yield* (yield* Models).list
    yield* Console.log(input.json ? JSON.stringify(listJson(listed)) : listText(listed))
  })
).pipe(
  Command.withDescription("The models of every provider, with window, prices and abilities, and what is not available"),
  Command.withExamples([
    { command: "coderx model list", description: "A table" },
    { command: "coderx model list --json", description: "For scripts: {models, unavailable}" }
  ])
)

const info = Command.make(
  "info",
  { name, json },
  Effect.fnUntraced(function* (input) {
    const models = yield* Models
    const model = yield* models.resolve(input.name)
    const keySource = yield* models.keySource(model)
    yield* Console.log(input.json ? JSON.stringify({ ...modelJson(model), keySource }) : infoText(model, keySource))
  })
).pipe(
  Command.withDescription("What is known of one model, and where the facts come from"),
  Command.withExamples([
    { command: "coderx model info sonnet", description: "The newest Claude Sonnet" },
    { command: "coderx model info ollama/qwen3:8b --json", description: "A local model, as JSON" }
  ])
)

const use = Command.make(
  "use",
  { name, json },
  Effect.fnUntraced(function* (input) {
    const model = yield* (yield* Models).resolve(input.name)
    const reference = `${model.provider}/${model.name}`
    const { changed, file } = yield* (yield* SettingsFiles).set("user", "model", reference)
    const said = changed ? `${reference} is the model from now on (${file}).` : `${reference} was the model already.`
    yield* Console.log(input.json ? JSON.stringify({ model: reference, file, changed }) : said)
  })
).pipe(
  Command.withDescription("Make a model the one that is used where none is named"),
  Command.withExamples([
    { command: "coderx model use anthropic/claude-sonnet-5-5", description: "Written to your own settings" },
    { command: "coderx model use ollama/qwen3:8b", description: "A local model" }
  ])
)

/** `coderx model`: which models there are, what is known of them, and which one is used. */
export const model = Command.make("model").pipe(
  Command.withDescription("List models, show what is known of one, choose the one to use"),
  Command.withSubcommands([list, info, use])
)
