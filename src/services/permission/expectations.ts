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

/** A line that says nothing that can be checked. */
export interface Unread {
  readonly line: number
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
  const unread: Array<Unread> = []
  let all = 0
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === "") continue
    const row = readRow(line)
    const question = row === undefined ? undefined : rowQuestion(row)
    const expected = row?.expect
    all += 1
    if (question === undefined || typeof expected !== "string" || !(decisions.has(expected) || classes.has(expected))) {
      unread.push({ line: index + 1, reason: unreadReason(row, question) })
      continue
    }
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
  return { all, differences, unread }
})

const unreadReason = (row: ReturnType<typeof readRow>, question: ReturnType<typeof rowQuestion>): string => {
  if (row === undefined) return "it is no JSON object of an expectation"
  if (question === undefined) return "it names no command, call or tool"
  return `"expect" must be one of ${[...decisions, ...classes].join(", ")}`
}

export const differencesText = (
  all: number,
  differences: ReadonlyArray<Difference>,
  unread: ReadonlyArray<Unread>
): string =>
  [
    ...unread.map(({ line, reason }) => `line ${line}: is not understood: ${reason}`),
    ...differences.map(
      (one) =>
        `line ${one.line}: ${printableLine(one.what)}\n  expected ${one.expected}, is ${one.decision} (${one.class}): ${printableLine(one.reason)}`
    ),
    `${all - differences.length - unread.length} of ${all} hold`
  ].join("\n")
