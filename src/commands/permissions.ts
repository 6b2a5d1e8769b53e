import { Console, Effect, Runtime, Schema } from "effect"
import { Argument, CliError, Command } from "effect/cli"
import { printableJson } from "../services/domain/printable.ts"
import { checkExpectations, differencesText, ExpectationsFailed } from "../services/permission/expectations.ts"
import { explainBatch, explain as explainQuestion, questionOf, verdictText } from "../services/permission/explain.ts"
import { listRules, rulesText } from "../services/permission/ruleTable.ts"
import { toggle } from "./flags/shared.ts"

const json = toggle("json", "Print one JSON value")

/** `explain` without anything to explain. Exit code 2. */
export class NothingToExplain extends Schema.TaggedError<NothingToExplain>()("NothingToExplain", {}) {
  override readonly [Runtime.errorExitCode] = 2
  override get [CliError.userMessage](): string {
    return `nothing to explain: coderx permissions explain 'git push', 'Read(~/x)', or --batch with JSON lines on stdin`
  }
}

const explain = Command.make(
  "explain",
  {
    what: Argument.String("what").pipe(
      Argument.withDescription("A command line, or a call such as Read(~/x)"),
      Argument.variadic()
    ),
    batch: toggle("batch", "Read JSON lines {command} or {tool, input} on stdin, print one JSON line each"),
    json
  },
  Effect.fnUntraced(function* (input) {
    if (input.batch) return yield* explainBatch
    if (input.what.length === 0) return yield* new NothingToExplain()
    const verdict = yield* explainQuestion(questionOf(input.what.join(" ")))
    yield* Console.log(input.json ? printableJson(verdict) : verdictText(verdict))
  })
).pipe(
  Command.withDescription("What would be decided over a command or a tool call here, and why"),
  Command.withExamples([
    { command: "coderx permissions explain 'git log | head'", description: "A command line" },
    { command: "coderx permissions explain 'Edit(/etc/hosts)' --json", description: "A call of a tool" }
  ])
)

const list = Command.make(
  "list",
  { json },
  Effect.fnUntraced(function* (input) {
    const rules = yield* listRules
    yield* Console.log(input.json ? printableJson(rules) : rulesText(rules))
  })
).pipe(
  Command.withDescription(
    "Every rule with its file, its date and its use; rules that match nothing or too much are marked"
  ),
  Command.withExamples([{ command: "coderx permissions list", description: "A table" }])
)

const test = Command.make(
  "test",
  {
    file: Argument.String("file").pipe(
      Argument.withDescription("JSON lines with a command or call, and what is expected")
    ),
    json
  },
  Effect.fnUntraced(function* (input) {
    const { all, differences, unread } = yield* checkExpectations(input.file)
    const text = () => differencesText(all, differences, unread)
    yield* Console.log(input.json ? printableJson({ all, differences, unread }) : text())
    const failed = differences.length + unread.length
    if (failed > 0) return yield* new ExpectationsFailed({ failed, all })
  })
).pipe(
  Command.withDescription("Check your rules against what you expect of them; exits 1 with the differences"),
  Command.withExamples([
    { command: "coderx permissions test rules.jsonl", description: '{"command": "git push", "expect": "ask"}' }
  ])
)

/** `coderx permissions`: what may run here without a question, and why. */
export const permissions = Command.make("permissions").pipe(
  Command.withSubcommands([explain, list, test]),
  Command.withDescription("Explain, list and test permissions")
)
