import { printableLine } from "../../domain/printable.ts"
import { shorten } from "../../domain/columns.ts"
import type { CrashReport, Failure, LintReport, Place, Problem, Report, TestReport } from "./report.ts"

/** Characters of the summary for the model, and of one line of it. */
const modelLimit = 900
const lineLimit = 200
/** Lines of a list for a person. */
const listLimit = 25

const placeText = ({ column, file, line }: Place): string =>
  [file, line, column].filter((part) => part !== undefined).join(":")

const count = (number: number | undefined, word: string): ReadonlyArray<string> =>
  number === undefined ? [] : [`${number} ${word}`]

const some = (number: number | undefined, word: string): ReadonlyArray<string> =>
  number === undefined || number === 0 ? [] : [`${number} ${word}`]

const plural = (number: number, word: string): string => `${number} ${word}${number === 1 ? "" : "s"}`

/** `2 failed, 1 error, 3 passed, 1 skipped`: only what is known. */
export const testCounts = (report: TestReport): string =>
  report.passed === 0 && report.failed === 0 && (report.errors ?? 0) + (report.skipped ?? 0) === 0
    ? "no tests ran"
    : knownCounts(report)

const knownCounts = (report: TestReport): string =>
  [
    ...count(report.failed, "failed"),
    ...(report.errors === undefined || report.errors === 0 ? [] : [plural(report.errors, "error")]),
    ...count(report.passed, "passed"),
    ...some(report.skipped, "skipped")
  ].join(", ")

const lintCounts = ({ errors, total, warnings }: LintReport): string => {
  const parts = [
    ...(errors === undefined || errors === 0 ? [] : [plural(errors, "error")]),
    ...(warnings === undefined || warnings === 0 ? [] : [plural(warnings, "warning")])
  ]
  return parts.length > 0 ? parts.join(", ") : total === undefined ? "problems" : plural(total, "problem")
}

const failureLine = ({ message, name, ...place }: Failure): string => {
  const where = placeText(place)
  const what = message === undefined ? "" : `: ${message}`
  return where === "" || where === name ? `${name}${what}` : `${name} (${where})${what}`
}

const problemLine = ({ code, message, severity, ...place }: Problem): string => {
  const where = placeText(place)
  const kind = severity === "error" ? "" : `${severity}: `
  const rule = code === undefined || message.startsWith(code) || message.endsWith(code) ? "" : ` [${code}]`
  return `${where === "" ? "" : `${where}: `}${kind}${message}${rule}`
}

interface Told {
  readonly head: string
  readonly lines: ReadonlyArray<string>
  /** How many lines there would be, if that is known. */
  readonly total: number | undefined
}

const toldTests = (report: TestReport): Told => {
  const counts = testCounts(report)
  const all = [...report.failures, ...report.broken]
  const known = report.failed === undefined ? undefined : report.failed + (report.errors ?? 0)
  const packages = report.packages.length === 0 ? "" : `; failing packages: ${report.packages.slice(0, 10).join(", ")}`
  return {
    head: `${report.runner}: ${counts === "" ? "no counts were told" : counts}${packages}`,
    lines: all.map(failureLine),
    total: known
  }
}

const toldCrash = ({ exception, frames, message, runner }: CrashReport): Told => ({
  head: `${runner}: ended by ${exception}${message === "" ? "" : `: ${message}`}`,
  lines: frames.length === 0 ? [] : [`at ${frames.map(placeText).join(", ")}`],
  total: undefined
})

const told = (report: Report): Told => {
  if (report.kind === "test") return toldTests(report)
  if (report.kind === "run") return toldCrash(report)
  return {
    head: `${report.runner}: ${lintCounts(report)}`,
    lines: report.problems.map(problemLine),
    total: report.total
  }
}

const remainder = (total: number | undefined, lines: number, shown: number): string | undefined => {
  const left = Math.max(total ?? 0, lines) - shown
  return left > 0 ? `… and ${left} more` : undefined
}

const line = (text: string, limit: number): string => shorten(printableLine(text), limit)

/** For the model: counts, then what failed with its place and first line, in a few hundred characters. */
export const summaryForModel = (report: Report): string => {
  const { head, lines, total } = told(report)
  const first = line(head, lineLimit * 2)
  const shown: Array<string> = []
  let room = modelLimit - first.length
  for (const one of lines) {
    const text = `- ${line(one, lineLimit)}`
    if (text.length > room) break
    room -= text.length + 1
    shown.push(text)
  }
  const rest = remainder(total, lines.length, shown.length)
  return [first, ...shown, ...(rest === undefined ? [] : [rest])].join("\n")
}

/** For a person: the same with more room, the counts last, where the eye is when a command has ended. */
export const summaryForUser = (report: Report): string => {
  const { head, lines, total } = told(report)
  const shown = lines.slice(0, listLimit).map((one) => `  ${line(one, 400)}`)
  const rest = remainder(total, lines.length, shown.length)
  return [...shown, ...(rest === undefined ? [] : [`  ${rest}`]), line(head, 400)].join("\n")
}
