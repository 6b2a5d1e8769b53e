import { Console, Effect, identity, type Layer, Runtime, Schema, Stdio } from "effect"
import { CliError, Command } from "effect/cli"
import type { RunFlagValues } from "../services/settings/RunFlags.ts"
import { build } from "./build.ts"
import { coderx } from "./coderx.ts"
import { config } from "./config.ts"
import { demo } from "./demo.ts"
import { doctor } from "./doctor.ts"
import { readLine } from "./flags/argv.ts"
import { flagRows, reservedCommands } from "./flags/grammar.ts"
import { flagValues } from "./flags/values.ts"
import { init } from "./init.ts"
import { jsonFailure } from "./jsonFailure.ts"
import { lint } from "./lint.ts"
import { map } from "./map.ts"
import { memory } from "./memory.ts"
import { model } from "./model.ts"
import { permissions } from "./permissions.ts"
import { session } from "./session.ts"
import { test } from "./test.ts"
import { trust } from "./trust.ts"
import { usage } from "./usage.ts"

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

/** What a user can type. A new command is one file and one line here. */
const tree = coderx.pipe(
  Command.withSubcommands([
    build,
    config,
    demo,
    doctor,
    init,
    lint,
    map,
    memory,
    model,
    permissions,
    session,
    test,
    trust,
    usage
  ])
)
const names = tree.subcommands.flatMap((group) => group.commands.map((command) => command.name))

/** `--mcp-config` with something in it: a file, or JSON that is whole and not as empty as hosts send it. */
const namesServers = (flag: string): boolean =>
  /^--mcp-config=\s*([^\s{]|\{[\s\S]*\}\s*$)/.test(flag) &&
  !/=\s*\{\s*("mcpServers"\s*:\s*\{\s*\}\s*)?\}\s*$/.test(flag)

/** What the commands need of the application. */
export type CommandNeeds = Exclude<Command.Services<typeof tree>, Command.Environment>

/** Reads the arguments, and runs what they say in the application that their flags ask for. */
export const cli = <A extends CommandNeeds, E, R>(
  version: string,
  appFor: (flags: RunFlagValues) => Layer.Layer<A, E, R>
) => {
  const run = Command.runWith(
    Command.provide(tree, (input) => appFor(flagValues(input))),
    { version }
  )
  const unfit = Effect.fnUntraced(function* (error: CommandUnclear | CommandAbsent) {
    yield* Console.error(`coderx: ${error[CliError.userMessage]}`)
    return yield* error
  })
  return Effect.gen(function* () {
    const args = yield* (yield* Stdio.Stdio).args
    const line = readLine(args, { flags: flagRows, commands: names, reserved: reservedCommands })
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
    yield* answered(run(line.argv))
  })
}
