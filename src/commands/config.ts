import { Console, Effect } from "effect"
import { Argument, Command } from "effect/cli"
import { printableJson } from "../services/domain/printable.ts"
import { settingsNotices } from "../services/frontend/notices.ts"
import { setup as runSetup } from "../services/frontend/setup.ts"
import { changeSetting } from "../services/settings/changeSetting.ts"
import { editSettings } from "../services/settings/editSettings.ts"
import { lookUp, SettingNotSet } from "../services/settings/lookUp.ts"
import { reportJson, reportText, settingsJsonSchema, valueText } from "../services/settings/report.ts"
import { Settings } from "../services/settings/Settings.ts"
import { SettingsFiles } from "../services/settings/SettingsFiles.ts"
import { scopeFlags, scopeOf } from "./flags/scope.ts"
import { toggle } from "./flags/shared.ts"

const json = toggle("json", "Print one JSON value")
const key = Argument.String("key").pipe(Argument.withDescription("Dotted key, such as model or permissions.mode"))

/** What is wrong with the settings goes to stderr, whatever a command prints. */
const tell = Effect.flatMap(Settings, (settings) =>
  Effect.forEach(settingsNotices(settings), (notice) => Console.error(`coderx: ${notice}`), { discard: true })
)

const show = Command.make(
  "show",
  { origin: toggle("origin", "Say which file each value comes from"), json },
  Effect.fnUntraced(function* (input) {
    yield* tell
    const settings = yield* Settings
    yield* Console.log(
      input.json ? printableJson(reportJson(settings, input.origin)) : reportText(settings, input.origin)
    )
  })
).pipe(
  Command.withDescription("Show the settings in force here"),
  Command.withExamples([{ command: "coderx config show --origin", description: "With the file of each value" }])
)

const get = Command.make(
  "get",
  { key, ...scopeFlags, json },
  Effect.fnUntraced(function* (input) {
    yield* tell
    const value = yield* lookUp(input.key, yield* scopeOf(input))
    if (value === undefined && !input.json) return yield* new SettingNotSet({ key: input.key })
    yield* Console.log(input.json ? printableJson(value ?? null) : valueText(value))
  })
).pipe(
  Command.withDescription("Print one setting: the one in force, or what one file says"),
  Command.withExamples([{ command: "coderx config get permissions.mode", description: "The mode of a new run" }])
)

const set = Command.make(
  "set",
  { key, value: Argument.String("value").pipe(Argument.withDescription("Text or JSON")), ...scopeFlags, json },
  Effect.fnUntraced(function* (input) {
    const scope = (yield* scopeOf(input)) ?? "user"
    const { changed, file, notes, text, value } = yield* changeSetting(scope, input.key, input.value)
    yield* Effect.forEach(notes, (note) => Console.error(`coderx: ${note}`), { discard: true })
    yield* Console.log(input.json ? printableJson({ key: input.key, value, file, changed }) : text)
  })
).pipe(
  Command.withDescription("Set one key in a settings file; everything else in it stays as it is"),
  Command.withExamples([
    { command: "coderx config set model anthropic/claude-sonnet-5-5", description: "Your model, everywhere" },
    { command: "coderx config set --project permissions.deny '[\"Bash(git push *)\"]'", description: "A list, as JSON" }
  ])
)

const unset = Command.make(
  "unset",
  { key, ...scopeFlags, json },
  Effect.fnUntraced(function* (input) {
    const scope = (yield* scopeOf(input)) ?? "user"
    const { changed, file } = yield* (yield* SettingsFiles).unset(scope, input.key)
    const said = changed ? `${input.key} is no longer in ${file}` : `${input.key} is not in ${file}`
    yield* Console.log(input.json ? printableJson({ key: input.key, file, changed }) : said)
  })
).pipe(Command.withDescription("Take one key out of a settings file"))

const path = Command.make(
  "path",
  { ...scopeFlags, json },
  Effect.fnUntraced(function* (input) {
    const scope = (yield* scopeOf(input)) ?? "user"
    const file = yield* (yield* SettingsFiles).path(scope)
    yield* Console.log(input.json ? printableJson({ scope, file }) : file)
  })
).pipe(Command.withDescription("Print where a settings file is, or would be"))

const edit = Command.make(
  "edit",
  { ...scopeFlags, json },
  Effect.fnUntraced(function* (input) {
    const file = yield* editSettings((yield* scopeOf(input)) ?? "user")
    yield* Console.log(input.json ? printableJson({ file, problems: [] }) : `${file} is valid`)
  })
).pipe(Command.withDescription("Open a settings file in $VISUAL or $EDITOR, and check it afterwards"))

const schema = Command.make("schema", { json }, (input) =>
  Effect.suspend(() => Console.log(printableJson(settingsJsonSchema(), input.json ? undefined : 2)))
).pipe(Command.withDescription("Print the JSON Schema of settings files, for editors"))

const setup = Command.make(
  "setup",
  { json },
  Effect.fnUntraced(function* (input) {
    const done = yield* runSetup
    yield* Console.log(input.json ? printableJson(done) : done.message)
  })
).pipe(
  Command.withDescription("Choose a model and how much is asked: at most three questions"),
  Command.withExamples([
    { command: "coderx config setup", description: "Asks on the terminal" },
    { command: "coderx config setup --model ollama/qwen3:8b", description: "Asks nothing" }
  ])
)

/** `coderx config`: settings in files. Contract section 5. */
export const config = Command.make("config").pipe(
  Command.withDescription("Show and change settings"),
  Command.withSubcommands([show, get, set, unset, edit, path, schema, setup])
)
