import { Effect, Schema, SchemaTransformation } from "effect"
import { commandSummary } from "../project/commandSummary.ts"
import { Shell, type ShellResult } from "../workspace/Shell.ts"
import { defineTool, ToolFailed } from "./CoderTool.ts"
import { confinedAs, confinementOf, runConfined } from "./inSandbox.ts"

const defaultTimeoutMs = 120_000
const longestTimeoutMs = 600_000

/** A control character would make a question show another command than the one that runs. */
const Command = Schema.String.check(
  Schema.makeFilter((command) => {
    if (command.trim() === "") return "the command is empty"
    const control = /[\u0000-\u0008\u000b-\u001f\u007f]/.exec(command)?.[0].charCodeAt(0)
    if (control === undefined) return undefined
    return `the command holds the control character ${control} (0x${control.toString(16)}); write it as printf '\\x…' does`
  })
)

const Input = Schema.Struct({
  command: Command,
  timeout: Schema.optionalKey(Schema.Number.check(Schema.isGreaterThan(0))),
  description: Schema.optionalKey(Schema.String),
  run_in_background: Schema.optionalKey(Schema.Boolean)
})
type Input = typeof Input.Type

/** What hosts parse (contract section 2); the optional keys are there where they say something. */
const Wire = Schema.Struct({
  stdout: Schema.String,
  stderr: Schema.String,
  interrupted: Schema.Boolean,
  exitCode: Schema.Number,
  signal: Schema.optionalKey(Schema.String),
  backgroundTaskId: Schema.optionalKey(Schema.String),
  /** The user put it there while it ran. */
  backgroundedByUser: Schema.optionalKey(Schema.Boolean)
})

/** With what only the model reads. */
const Output = Wire.pipe(
  Schema.decodeTo(
    Schema.Struct({ ...Wire.fields, text: Schema.String }),
    SchemaTransformation.transform({
      decode: (wire) => ({ ...wire, text: wire.stdout + wire.stderr }),
      encode: ({ text: _, ...wire }) => wire
    })
  )
)
type Output = typeof Output.Type

/** Output and what there is to know about the end, in one text. */
const describe = (result: ShellResult, timeoutMs: number): string => {
  const facts = [
    ...(result.timedOut
      ? [
          `It was stopped after ${timeoutMs / 1000} s with all its children. Give it more time (timeout, at most ${longestTimeoutMs}) or run_in_background.`
        ]
      : []),
    ...(result.waited === undefined
      ? []
      : [
          `It was stopped with all its children: ${result.waited.command} waited for somebody to type, and nobody can. Use a flag that asks nothing (such as -y), or give the input by a pipe or here-document.`
        ]),
    ...(result.signal !== undefined && !result.timedOut && result.waited === undefined
      ? [`It was ended by ${result.signal}.`]
      : []),
    ...(result.exitCode === 0 ? [] : [`Exit code ${result.exitCode}`]),
    ...result.notices
  ]
  const said = result.text.trimEnd()
  return [said === "" ? "(no output)" : said, ...facts].join("\n")
}

const letGo = (id: string): string =>
  `The user put it into the background as ${id} while it runs. TaskOutput reads what it says from here on, TaskStop ends it; it ends with the session.`

/** Runs a command in the user's shell. An exit code that is not 0 is a result like any other: the model reads it. */
export const bash = defineTool({
  name: "Bash",
  description:
    "Runs a command in bash and gives its output and exit code. The working directory stays for the next call; nothing is on stdin. Quote paths with spaces. For servers and long work use run_in_background, then TaskOutput.",
  input: Input,
  output: Output,
  effect: "runs",
  inputSchema: {
    type: "object",
    properties: {
      command: { type: "string" },
      timeout: { type: "number", description: "Milliseconds, default 120000, at most 600000" },
      description: { type: "string", description: "What it does, in a few words" },
      run_in_background: { type: "boolean" }
    },
    required: ["command"]
  },
  accesses: (input) => [{ _tag: "RunCommand", command: input.command }],
  run: Effect.fnUntraced(function* (input: Input, context): Effect.fn.Return<Output, ToolFailed, Shell> {
    const shell = yield* Shell
    const failed = (error: { readonly message: string }) => new ToolFailed({ message: error.message })
    if (input.run_in_background === true) {
      const id = yield* confinedAs(yield* confinementOf(context))(Effect.mapError(shell.start(input.command), failed))
      const text = `Started in the background as ${id}. TaskOutput reads what it says, TaskStop ends it; it ends with the session.`
      return { stdout: "", stderr: "", interrupted: false, exitCode: 0, backgroundTaskId: id, text }
    }
    const timeoutMs = Math.min(input.timeout ?? defaultTimeoutMs, longestTimeoutMs)
    const directory = yield* shell.cwd
    const options = { timeoutMs, onOutput: context.progress, callId: context.callId }
    const { notices, result } = yield* runConfined(Effect.mapError(shell.run(input.command, options), failed), context)
    if (result.taskId !== undefined) {
      const { stderr, stdout, taskId } = result
      const text = `${result.text === "" ? "" : `${result.text.trimEnd()}\n`}${letGo(taskId)}`
      return {
        stdout,
        stderr,
        interrupted: false,
        exitCode: 0,
        backgroundTaskId: taskId,
        backgroundedByUser: true,
        text
      }
    }
    const summary = yield* commandSummary({ command: input.command, directory, text: result.text })
    const text = [describe(result, timeoutMs), ...notices].join("\n")
    return {
      stdout: result.stdout,
      stderr: result.stderr,
      interrupted: result.timedOut || result.waited !== undefined,
      exitCode: result.exitCode,
      ...(result.signal === undefined ? {} : { signal: result.signal }),
      text: summary === undefined ? text : `${summary}\n\n${text}`
    }
  }),
  forModel: (output) => output.text
})
