import { Effect, FileSystem, Path, Schema } from "effect"
import { CliError } from "effect/cli"
import { printableLine } from "../domain/printable.ts"
import { Workspace } from "../workspace/Workspace.ts"
import { explain, readRow, rowQuestion } from "./explain.ts"

/** The file of expectations cannot be used. Exit code 1. */
export class ExpectationsUnreadable extends Schema.TaggedError<ExpectationsUnreadable>()("ExpectationsUnreadable", {
  file: Schema.String,
  reason: Schema.String
}) {
  override get [CliError.userMessage](): string {
    return `${printableLine(this.file)}: ${this.reason}. Each line is JSON: {"command": "git push", "expect": "ask"}`
  }
}

/** Some calls are decided otherwise than the file expects. Exit code 1. */
export class ExpectationsFailed extends Schema.TaggedError<ExpectationsFailed>()("ExpectationsFailed", {
  failed: Schema.Number,
  all: Schema.Number
}) {
  override get [CliError.userMessage](): string {
    return `${this.failed} of ${this.all} expectations do not hold`
  }
}

/** One that does not hold. */
export interface Difference {
  readonly line: number
  readonly what: string
  readonly expected: string
  readonly decision: string
  readonly class: string
  readonly reason: string
}

const decisions = new Set(["allow", "ask", "deny"])
const classes = new Set(["safe-readonly", "needs-approval", "dangerous"])

/** Checks a file of expectations (JSON lines with a decision or a class as `expect`) in the mode and settings of here. */
export const checkExpectations = Effect.fn("permission.checkExpectations")(function* (file: string) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const { cwd } = yield* Workspace
  const text = yield* Effect.mapError(
    fs.readFileString(path.resolve(cwd, file)),
    (error) => new ExpectationsUnreadable({ file, reason: `it cannot be read (${error.reason._tag})` })
  )
  const differences: Array<Difference> = []
  let all = 0
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === "") continue
    const row = readRow(line)
    const question = row === undefined ? undefined : rowQuestion(row)
    const expected = row?.expect
    if (question === undefined || typeof expected !== "string" || !(decisions.has(expected) || classes.has(expected))) {
      return yield* new ExpectationsUnreadable({ file, reason: `line ${index + 1} is not understood` })
    }
    all += 1
    const verdict = yield* explain(question)
    if (expected === verdict.decision || expected === verdict.class) continue
    const what = row?.command ?? row?.call ?? `${question.tool}(${JSON.stringify(question.input)})`
    differences.push({
      line: index + 1,
      what,
      expected,
      decision: verdict.decision,
      class: verdict.class,
      reason: verdict.reason
    })
  }
  return { all, differences }
})

export const differencesText = (all: number, differences: ReadonlyArray<Difference>): string =>
  [
    ...differences.map(
      (one) =>
        `line ${one.line}: ${printableLine(one.what)}\n  expected ${one.expected}, is ${one.decision} (${one.class}): ${printableLine(one.reason)}`
    ),
    `${all - differences.length} of ${all} hold`
  ].join("\n")
