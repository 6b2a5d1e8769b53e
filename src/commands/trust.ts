import { Console, Effect } from "effect"
import { Argument, Command } from "effect/cli"
import { printableJson, printableLine } from "../services/domain/printable.ts"
import { Trust } from "../services/settings/Trust.ts"
import { toggle } from "./flags/shared.ts"

const json = toggle("json", "Print one JSON value")

const list = Command.make(
  "list",
  { json },
  Effect.fnUntraced(function* (input) {
    const folders = yield* (yield* Trust).folders
    const lines = folders.map(({ folder, since }) => `${printableLine(folder)}  (since ${printableLine(since)})`)
    const text = lines.length === 0 ? "No folder is trusted." : lines.join("\n")
    yield* Console.log(input.json ? printableJson(folders) : text)
  })
).pipe(Command.withDescription("Print the folders that are trusted"))

/** `coderx trust`: whether a project's own files may run and loosen things. Contract section 5. */
export const trust = Command.make(
  "trust",
  {
    directory: Argument.String("dir").pipe(
      Argument.withDescription("A directory of the project; the current one where none is given"),
      Argument.withDefault(".")
    ),
    revoke: toggle("revoke", "Trust it no longer"),
    json
  },
  Effect.fnUntraced(function* (input) {
    const service = yield* Trust
    const { changed, folder } = yield* service.change(input.directory, input.revoke ? "untrusted" : "trusted")
    const state = input.revoke ? "not trusted" : "trusted"
    const said = `${printableLine(folder)} is ${changed ? "now" : "already"} ${state}.`
    yield* Console.log(input.json ? printableJson({ folder, trusted: !input.revoke, changed }) : said)
  })
).pipe(
  Command.withDescription("Let a project's own files set allow rules, hooks, servers, variables and addresses"),
  Command.withExamples([
    { command: "coderx trust", description: "The repository of the current directory" },
    { command: "coderx trust --revoke ~/src/x", description: "No longer" }
  ]),
  Command.withSubcommands([list])
)
