import { Console, Effect, identity, type Layer, Runtime, Schema, Stdio } from "effect"
import { CliError, Command } from "effect/cli"
import { ShellRestarted } from "../services/frontend/ShellLeft.ts"
import type { RunFlagValues } from "../services/settings/RunFlags.ts"
import { coderx } from "./coderx.ts"
import { readLine } from "./flags/argv.ts"
import { commandNames, flagRows, reservedCommands } from "./flags/grammar.ts"
import { flagValues } from "./flags/values.ts"
import { jsonFailure } from "./jsonFailure.ts"
import type { tree } from "./tree.ts"

/** One word that is nearly a command. Exit code 2. */
export class CommandUnclear extends Schema.TaggedError<CommandUnclear>()("CommandUnclear", {
  word: Schema.String,
  nearest: Schema.String
}) {
  override readonly [Runtime.errorExitCode] = 2
  override readonly [Runtime.errorReported] = false
  override get [CliError.userMessage](): string {
    return `unknown command ${this.word}. Did you mean ${this.nearest}? To send it to a model: coderx -p "${this.word}"`
  }
}

/** A command that this version does not have. Exit code 2. */
export class CommandAbsent extends Schema.TaggedError<CommandAbsent>()("CommandAbsent", {
  word: Schema.String,
  instead: Schema.String
}) {
  override readonly [Runtime.errorExitCode] = 2
  override readonly [Runtime.errorReported] = false
  override get [CliError.userMessage](): string {
    return `this version has no command ${this.word}. ${this.instead} To send the word to a model: coderx -p "${this.word}"`
  }
}

/** `--mcp-config` with something in it: a file, or JSON that is whole and not as empty as hosts send it. */
const namesServers = (flag: string): boolean =>
  /^--mcp-config=\s*([^\s{]|\{[\s\S]*\}\s*$)/.test(flag) &&
  !/=\s*\{\s*("mcpServers"\s*:\s*\{\s*\}\s*)?\}\s*$/.test(flag)

/** Flags whose answer tells of all commands. */
const ofTheWhole = /^(--help|-h|--completions|--version|-v)(=|$)/

/** What the commands need of the application. */
export type CommandNeeds = Exclude<Command.Services<typeof tree>, Command.Environment>

/** Reads the arguments, and runs what they say in the application that their flags ask for. */
export const cli = <A extends CommandNeeds, E, R>(
  version: string,
  appFor: (flags: RunFlagValues) => Layer.Layer<A, E, R>
) => {
  /** A run needs the root command alone; the flags of all the others cost a tenth of the time to the first request. */
  const runWith = (argv: ReadonlyArray<string>, flags: RunFlagValues) =>
    Command.runWith(
      Command.provide(coderx, (input) => appFor({ ...flagValues(input), run: true, ...flags })),
      { version }
    )(argv)
  const runOnly = (argv: ReadonlyArray<string>) =>
    Effect.catchTag(runWith(argv, {}), "ShellRestarted", (error) =>
      runWith(argv, { asked: true, draft: error instanceof ShellRestarted ? error.draft : "" })
    )
  const runAny = Effect.fnUntraced(function* (argv: ReadonlyArray<string>) {
    const { tree } = yield* Effect.promise(() => import("./tree.ts"))
    return yield* Command.runWith(
      Command.provide(tree, (input) => appFor(flagValues(input))),
      { version }
    )(argv)
  })
  const unfit = Effect.fnUntraced(function* (error: CommandUnclear | CommandAbsent) {
    yield* Console.error(`coderx: ${error[CliError.userMessage]}`)
    return yield* error
  })
  return Effect.gen(function* () {
    const args = yield* (yield* Stdio.Stdio).args
    const line = readLine(args, { flags: flagRows, commands: commandNames, reserved: reservedCommands })
    const answered = line._tag !== "Run" && args.includes("--json") ? jsonFailure : identity
    if (line._tag === "Absent")
      return yield* answered(unfit(new CommandAbsent({ word: line.word, instead: line.instead })))
    if (line._tag === "Doubtful")
      return yield* answered(unfit(new CommandUnclear({ word: line.word, nearest: line.nearest })))
    if (line._tag === "Run" && line.ignored.length > 0) {
      yield* Console.error(`coderx: not known here and ignored: ${line.ignored.join(" ")}`)
    }
    if (line._tag === "Run" && line.argv.some(namesServers)) {
      yield* Console.error("coderx: MCP servers are not connected yet: --mcp-config is ignored")
    }
    const plain = line._tag === "Run" && !line.argv.some((word) => ofTheWhole.test(word))
    yield* answered(plain ? runOnly(line.argv) : runAny(line.argv))
  })
}
