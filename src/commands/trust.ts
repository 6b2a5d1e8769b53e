import { Console, Effect } from "effect"
import { Argument, Command } from "effect/cli"
import { printableJson, printableLine } from "../services/domain/printable.ts"
import { Trust } from "../services/settings/Trust.ts"
import {
  approveItems,
  distrustFolder,
  forgetItems,
  itemsText,
  reviewFolder,
  shownItem,
  trustFolder
} from "../services/settings/trustChanges.ts"
import { toggle } from "./flags/shared.ts"

const json = toggle("json", "Print one JSON value")
const directory = Argument.String("dir").pipe(
  Argument.withDescription("A directory of the project; the current one where none is given"),
  Argument.withDefault(".")
)
const names = Argument.String("name").pipe(
  Argument.withDescription("Items as `coderx trust review` names them, such as hooks.Stop"),
  Argument.variadic({ min: 1 })
)

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

const review = Command.make(
  "review",
  { directory, json },
  Effect.fnUntraced(function* (input) {
    const { folder, items, trusted } = yield* reviewFolder(input.directory)
    const head = `${printableLine(folder)} is ${trusted ? "" : "not "}trusted; ${items.length === 0 ? "nothing of it runs by itself." : "this would run, or lets something run:"}`
    const shown = { folder, trusted, items: items.map(shownItem) }
    yield* Console.log(input.json ? printableJson(shown) : [head, itemsText(items)].join("\n").trimEnd())
  })
).pipe(
  Command.withDescription("Print every hook, server, helper, variable and command of a project that needs your yes")
)

const approve = Command.make(
  "approve",
  { names, json },
  Effect.fnUntraced(function* (input) {
    const { folder, items } = yield* approveItems(input.names)
    const text = items.length === 0 ? "There is no such item: see coderx trust review" : itemsText(items)
    yield* Console.log(input.json ? printableJson({ folder, items: items.map(shownItem) }) : text)
  })
).pipe(Command.withDescription("Let single items of a trusted project run, as they are now; a change asks again"))

const forget = Command.make(
  "forget",
  { names, json },
  Effect.fnUntraced(function* (input) {
    const { folder, items } = yield* forgetItems(input.names)
    const told = `No longer allowed: ${input.names.map(printableLine).join(", ")}`
    yield* Console.log(input.json ? printableJson({ folder, items: items.map(shownItem) }) : told)
  })
).pipe(Command.withDescription("Take back the yes for single items"))

/** `coderx trust`: whether a project's own files may run and loosen things. Contract section 5. */
export const trust = Command.make(
  "trust",
  { directory, revoke: toggle("revoke", "Trust it no longer"), json },
  Effect.fnUntraced(function* (input) {
    const done = yield* (input.revoke ? distrustFolder : trustFolder)(input.directory)
    const { changed, folder, items, trusted } = done
    const said = `${printableLine(folder)} is ${changed ? "now" : "already"} ${trusted ? "" : "not "}trusted.`
    const approved = items.map((item) => ({ ...item, state: "approved" as const }))
    const shown = { folder, trusted, changed, ...(items.length === 0 ? {} : { items: approved.map(shownItem) }) }
    const text = items.length === 0 ? said : `${said} Allowed to run or to let run:\n${itemsText(approved)}`
    yield* Console.log(input.json ? printableJson(shown) : text)
  })
).pipe(
  Command.withDescription("Let a project's own files set allow rules, hooks, servers, variables and helpers"),
  Command.withExamples([
    { command: "coderx trust review", description: "First look at what would run" },
    { command: "coderx trust", description: "Trust the repository of the current directory, as it is now" },
    { command: "coderx trust --revoke ~/src/x", description: "No longer" }
  ]),
  Command.withSubcommands([list, review, approve, forget])
)
