import { Schema } from "effect"
import { CliError } from "effect/cli"
import { columns } from "../domain/columns.ts"
import { printable, printableLine } from "../domain/printable.ts"

/** What one check found. `warn`: works, but less well. `fail`: something will not work until it is mended. */
export interface Finding {
  readonly name: string
  readonly status: "ok" | "warn" | "fail"
  readonly message: string
  /** What to do about it. */
  readonly advice?: string
}

export const ok = (name: string, message: string): Finding => ({ name, status: "ok", message })
export const warn = (name: string, message: string, advice: string): Finding => ({
  name,
  status: "warn",
  message,
  advice
})
export const fail = (name: string, message: string, advice: string): Finding => ({
  name,
  status: "fail",
  message,
  advice
})

/** Something will not work. Exit code 1. */
export class ChecksFailed extends Schema.TaggedError<ChecksFailed>()("ChecksFailed", {
  names: Schema.Array(Schema.String)
}) {
  override get [CliError.userMessage](): string {
    return `to be mended: ${this.names.join(", ")}. What to do stands beside each.`
  }
}

const indent = (text: string): string => `        ${printable(text).replaceAll("\n", "\n        ")}`

/** The findings as text, one line each, with what to do below. */
export const findingsText = (findings: ReadonlyArray<Finding>): string => {
  const lines = columns(findings.map((one) => [one.status.padEnd(4), one.name, printableLine(one.message)])).split("\n")
  return findings
    .map((one, index) => [lines[index], ...(one.advice === undefined ? [] : [indent(one.advice)])].join("\n"))
    .join("\n")
}
