import { Console, Effect } from "effect"
import { type CliError, CliOutput } from "effect/cli"
import { nearest } from "../domain/nearest.ts"
import { printable, printableLine } from "../domain/printable.ts"

/** What a flag takes, without the parser's own lead-in. */
const accepted = (expected: string): string =>
  expected
    .replace(/^Schema validation failed: /, "")
    .replace(/^Expected:? (one of )?/, "")
    .replace(/, got [\s\S]*$/, "")
    .trim()

/** The words that a description of what is accepted offers to choose from. */
const choices = (expected: string): ReadonlyArray<string> =>
  expected.includes("|")
    ? expected.split("|").map((part) => part.trim().replace(/^"|"$/g, ""))
    : (expected.match(/"([^"]+)"/g) ?? []).map((word) => word.slice(1, -1))

const meant = (spelling: string | undefined): string => (spelling === undefined ? "" : `. Did you mean ${spelling}?`)

/** One sentence on what was wrong with the command line: the flag, the value, what is accepted, the nearest spelling. */
export const usageMessage = (error: CliError.CliError): string => {
  switch (error._tag) {
    case "UnrecognizedOption":
      return `unknown flag ${printableLine(error.option)}${meant(error.suggestions[0])}`
    case "UnknownSubcommand":
      return `unknown command ${printableLine(error.subcommand)}${meant(error.suggestions[0])}`
    case "MissingOption":
      return `--${error.option} is missing`
    case "MissingArgument":
      return `<${error.argument}> is missing`
    case "UnexpectedArgument":
      return `unexpected ${error.arguments
        .map((value) => JSON.stringify(value))
        .map(printableLine)
        .join(" ")}`
    case "InvalidValue": {
      const name = error.kind === "flag" ? `--${error.option}` : `<${error.option}>`
      const wanted = accepted(error.expected)
      if (error.value === "") return `${name} needs a value: ${wanted}`
      return `${name} does not take "${printableLine(error.value)}": expected ${wanted}${meant(nearest(error.value, choices(wanted)))}`
    }
    default:
      return printable(error.message)
  }
}

/** After an unknown command nothing can be said of the flags that follow it. */
export const telling = (errors: ReadonlyArray<CliError.CliError>): ReadonlyArray<CliError.CliError> => {
  const unknown = errors.filter((error) => error._tag === "UnknownSubcommand")
  return unknown.length === 0 ? errors : unknown
}

/** Help goes to stdout; a wrong command line is told in one short message on stderr. */
export const presenter: CliOutput.Presenter = {
  present: (event) => {
    switch (event._tag) {
      case "Help":
        return Console.log(formatter.formatHelpDoc(event.helpDoc))
      case "Version":
        return Console.log(event.version)
      case "InvalidInvocation":
        return Effect.andThen(
          Effect.forEach(telling(event.errors), (error) => Console.error(`coderx: ${usageMessage(error)}`), {
            discard: true
          }),
          Console.error(`Try \`${event.commandPath.join(" ")} --help\`.`)
        )
    }
  }
}

/** Plain help, and errors as one sentence. */
export const formatter: CliOutput.Formatter = {
  ...CliOutput.defaultFormatter({ colors: false, inheritedFlags: "summary", globalFlags: "none" }),
  formatError: (error) => `coderx: ${printable(error.message)}`,
  formatCliError: (error) => usageMessage(error),
  formatErrors: (errors) => errors.map(usageMessage).join("\n")
}
