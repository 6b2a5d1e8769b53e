import { columns } from "../domain/columns.ts"
import { cellWidth, padEnd, truncate } from "../ui/text/cells.ts"
import { wrap } from "../ui/text/wrap.ts"
import { findCommand, meant } from "./slashLine.ts"
import type { SlashFacts } from "./SlashCommand.ts"
import type { SlashView } from "./SlashOutcome.ts"

const usageOf = (command: SlashFacts): string =>
  [`/${command.name}`, ...(command.argumentHint === undefined ? [] : [command.argumentHint])].join(" ")

const more =
  "/help COMMAND explains one. What does not begin with a slash goes to the model; ! runs a command, @ names a file."

/** All commands, ours before those of files, one a line. */
const list = (commands: ReadonlyArray<SlashFacts>): string => {
  const rows = (own: boolean) =>
    commands
      .filter((command) => (command.origin._tag === "Builtin") === own)
      .map((command) => [usageOf(command), command.summary])
  const custom = rows(false)
  return [columns(rows(true)), ...(custom.length === 0 ? [] : [`From your files:\n${columns(custom)}`]), more].join(
    "\n\n"
  )
}

/** The list for a screen: what does not fit beside a name goes on below it. */
export const helpLines = (commands: ReadonlyArray<SlashFacts>, { theme, width }: SlashView): ReadonlyArray<string> => {
  const nameWidth = Math.max(...commands.map((command) => cellWidth(usageOf(command))))
  const beside = nameWidth + 2 + 24 <= width
  const indent = beside ? nameWidth + 2 : 4
  const row = (command: SlashFacts): ReadonlyArray<string> => {
    const name = truncate(usageOf(command), width)
    const summary = wrap(command.summary, Math.max(1, width - indent)).map((line) => " ".repeat(indent) + line)
    if (!beside) return [theme.paint("strong", name), ...summary]
    const [first = "", ...rest] = summary
    return [theme.paint("strong", padEnd(name, nameWidth)) + first.slice(nameWidth), ...rest]
  }
  const of = (own: boolean) => commands.filter((command) => (command.origin._tag === "Builtin") === own).flatMap(row)
  const custom = of(false)
  return [
    ...of(true),
    ...(custom.length === 0 ? [] : ["", theme.paint("heading", "From your files"), ...custom]),
    "",
    ...wrap(more, width)
  ]
}

/** One command: what it does, how it is written, examples. */
const explained = (command: SlashFacts): string =>
  [
    `${usageOf(command)}\n${command.summary}.`.replace(/\.\.$/, "."),
    ...(command.help === undefined ? [] : [command.help]),
    ...(command.aliases.length === 0 ? [] : [`Also: ${command.aliases.map((alias) => `/${alias}`).join(", ")}`]),
    ...(command.examples.length === 0
      ? []
      : [`Examples:\n${columns(command.examples.map(({ line, says }) => [`  ${line}`, says]))}`]),
    ...(command.inPrint ? [] : ["Only in the shell."])
  ].join("\n\n")

/** What is said to a name that there is not. */
export const unknownText = (commands: ReadonlyArray<SlashFacts>, name: string): string => {
  const near = meant(commands, name)
  const hint = near === undefined ? "/help lists the commands." : `Did you mean /${near}?`
  return `There is no command /${name}. ${hint}`
}

/** `/help` and `/help NAME`; undefined for a name that there is not. */
export const helpText = (commands: ReadonlyArray<SlashFacts>, typed: string): string | undefined => {
  const name = typed.replace(/^\//, "").trim()
  if (name === "") return list(commands)
  const command = findCommand(commands, name)
  return command === undefined ? undefined : explained(command)
}
