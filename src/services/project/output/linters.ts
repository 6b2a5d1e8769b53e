import { matches, matchFrom, type Output, placeOf, said, sumOf } from "./output.ts"
import { type LintReport, lintReport, type Problem } from "./report.ts"
import { severityOf } from "./severity.ts"

/** A form of one problem a line. Groups: file, line, column, severity, code, message. */
interface Form {
  readonly runner: string
  readonly line: RegExp
  /** Something else that the output of this tool has; without it one line is no proof. */
  readonly mark?: RegExp
  readonly severity?: Problem["severity"]
  readonly total?: RegExp
}

/** A path with an ending or a slash, so that prose is no path. */
const at = String.raw`(?<file>(?:[A-Za-z]:)?[^\s:'"()<>|]+):(?<line>\d+):(?:(?<column>\d+):)?`

/** From narrow to wide: the first form that fits an output has it. */
const forms: ReadonlyArray<Form> = [
  {
    runner: "shellcheck",
    line: new RegExp(`^${at} (?<severity>note|warning|error): (?<message>.*) \\[(?<code>SC\\d+)\\]$`)
  },
  {
    runner: "mypy",
    line: new RegExp(`^${at} (?<severity>error|note|warning): (?<message>.*?)(?: {2}\\[(?<code>[\\w-]+)\\])?$`),
    mark: /^(?:Found \d+ errors? in \d+ files?|.* {2}\[[\w-]+\]$)/,
    total: /^Found (\d+) errors? in \d+ files?/
  },
  {
    runner: "pyright",
    line: /^\s*(?<file>[^\s:].*?):(?<line>\d+):(?<column>\d+) - (?<severity>error|warning|information): (?<message>.*?)(?: \((?<code>report\w+)\))?$/,
    mark: /^\d+ errors?, \d+ warnings?, \d+ (?:informations?|notes?)/
  },
  {
    runner: "pylint",
    line: new RegExp(`^${at} (?<severity>[CRWEF])(?<code>\\d{4}): (?<message>.*)$`)
  },
  {
    runner: "ruff",
    line: new RegExp(`^${at} (?<code>[A-Z]{1,4}\\d{3,4}) (?<message>(?:\\[\\*\\] )?.*)$`),
    mark: /^(?:Found \d+ errors?|\[\*\] \d+ fixable|No fixes available)/,
    severity: "error",
    total: /^Found (\d+) errors?/
  },
  {
    runner: "flake8",
    line: new RegExp(`^${at} (?<code>[A-Z]{1,3}\\d{3}) (?<message>.*)$`),
    severity: "error"
  },
  {
    runner: "rubocop",
    line: new RegExp(`^${at} (?<severity>[CWEFRI]): (?:\\[Correct\\w+\\] )?(?<code>\\w+/[\\w/]+): (?<message>.*)$`),
    total: /(?:^|, )(\d+) offenses? detected/
  },
  {
    runner: "hadolint",
    line: /^(?<file>\S+):(?<line>\d+) (?<code>(?:DL|SC)\d+) (?<severity>error|warning|info|style): (?<message>.*)$/
  },
  {
    runner: "golangci-lint",
    line: new RegExp(`^${at} (?<message>.*) \\((?<code>[a-z]\\w+)\\)$`),
    mark: /^(?:\d+ issues?[.:]|\* \w+: \d+)$/,
    severity: "error",
    total: /^(\d+) issues?[.:]$/
  },
  {
    runner: "go vet",
    line: /^(?:vet: )?(?<file>\S+\.go):(?<line>\d+):(?<column>\d+): (?<message>.*)$/,
    mark: /^# \S+/,
    severity: "error"
  },
  {
    runner: "dart analyze",
    line: /^\s*(?<severity>error|warning|info) (?:-|•) (?:(?<message>.*) • )?(?<file>\S+\.dart):(?<line>\d+):(?<column>\d+) (?:-|•) (?<rest>.*?)(?: (?:-|•) )?(?<code>\w+)$/,
    total: /^(\d+) issues? found\./
  },
  {
    runner: "luacheck",
    line: /^\s+(?<file>\S+\.lua):(?<line>\d+):(?<column>\d+): (?:\((?<code>[WE]\d+)\) )?(?<message>.*)$/,
    mark: /^Total: \d+ warnings? \/ \d+ errors?/,
    severity: "warning"
  },
  {
    runner: "maven",
    line: /^\[(?<severity>ERROR|WARN|WARNING)\] (?<file>\S+\.\w+):\[?(?<line>\d+)(?:[,:](?<column>\d+))?\]?:? (?<message>.*)$/
  },
  {
    runner: "kotlin",
    line: /^(?<severity>[ew]): (?<file>(?:file:\/\/)?\S+\.kts?):(?<line>\d+):(?<column>\d+):? (?<message>.*)$/
  },
  {
    runner: "compiler",
    line: new RegExp(
      `^${at} (?<severity>fatal error|error|warning|note|info|style): (?<message>.*?)(?: \\[(?<code>[-\\w=+.:]+)\\]| \\((?<code2>[a-z_]+)\\))?$`
    )
  }
]

const problemOf = (out: Output, form: Form, match: RegExpExecArray): Problem => {
  const { code, code2, column, file, line, message, rest, severity } = match.groups ?? {}
  const mark = code ?? code2
  const text = said(message ?? rest)
  return {
    severity: form.severity ?? severityOf(severity),
    ...(mark === undefined ? {} : { code: form.runner === "pylint" ? `${severity}${mark}` : mark }),
    message: text ?? mark ?? "",
    ...placeOf(out, file, line, column)
  }
}

/** Tools that write one problem a line, each known by its own form. */
export const oneALine = (out: Output): LintReport | undefined => {
  for (const form of forms) {
    const found = matches(out.lines, form.line).filter((match) =>
      /[./\\]|^Dockerfile/.test(match.groups?.["file"] ?? "")
    )
    if (found.length === 0 || (form.mark !== undefined && matchFrom(out.lines, form.mark) < 0)) continue
    const total = form.total === undefined ? undefined : sumOf(matches(out.lines, form.total), 1)
    // A compiler's notes belong to what stands above them.
    const own = form.runner === "compiler" ? found.filter((match) => match.groups?.["severity"] !== "note") : found
    const problems = own.map((match) => problemOf(out, form, match))
    if (problems.length === 0) continue
    return lintReport(form.runner, problems, { cut: out.cut, ...(total === undefined ? {} : { total }) })
  }
  return undefined
}

/** rustc and clippy: `error[E0308]: …` with ` --> src/a.rs:1:5` below; Ruff's full form has the same arrow. */
export const arrows = (out: Output): LintReport | undefined => {
  const problems: Array<Problem> = []
  let rust = false
  for (let index = 0; index < out.lines.length; index++) {
    const match = /^(?:(error|warning)(?:\[(\w+)\])?: (.+)|([A-Z]{1,4}\d{3,4}) (?:\[\*\] )?(.+))$/.exec(
      out.lines[index] ?? ""
    )
    if (match === null) continue
    const place = matches(out.lines.slice(index + 1, index + 3), /^\s*--> (.+?):(\d+):(\d+)$/)[0]
    if (place === undefined) continue
    rust ||= match[1] !== undefined
    const code = match[2] ?? match[4]
    problems.push({
      severity: severityOf(match[1] ?? "error"),
      ...(code === undefined ? {} : { code }),
      message: said(match[3] ?? match[5]) ?? "",
      ...placeOf(out, place[1], place[2], place[3])
    })
  }
  if (problems.length === 0) return undefined
  const total = rust ? undefined : sumOf(matches(out.lines, /^Found (\d+) errors?/), 1)
  return lintReport(rust ? "rustc" : "ruff", problems, { cut: out.cut, ...(total === undefined ? {} : { total }) })
}

/** ShellCheck on a terminal: `In a.sh line 2:`, then `^-- SC2086 (info): …`. */
export const shellcheckTty = (out: Output): LintReport | undefined => {
  const problems: Array<Problem> = []
  let place: RegExpExecArray | null = null
  for (const line of out.lines) {
    place = /^In (.+) line (\d+):$/.exec(line) ?? place
    const match = /^\s*\^-+\^? ?-*\s*(SC\d+) \((\w+)\): (.*)$/.exec(line)
    if (match === null || place === null) continue
    problems.push({
      severity: severityOf(match[2]),
      code: match[1] ?? "",
      message: said(match[3]) ?? "",
      ...placeOf(out, place[1], place[2])
    })
  }
  return problems.length === 0 ? undefined : lintReport("shellcheck", problems, { cut: out.cut })
}

/** PHPStan's table: ` Line   src/A.php`, `  12     message`, `[ERROR] Found 2 errors`. */
export const phpstan = (out: Output): LintReport | undefined => {
  const total = sumOf(matches(out.lines, /^\s*\[ERROR\] Found (\d+) errors?/), 1)
  if (total === undefined) return undefined
  const problems: Array<Problem> = []
  let file: string | undefined
  for (const line of out.lines) {
    file = /^\s+Line\s+(\S.*\.php)\s*$/.exec(line)?.[1] ?? file
    const match = /^\s+:?(\d+)\s{2,}(\S.*)$/.exec(line)
    if (match === null || file === undefined) continue
    problems.push({ severity: "error", message: said(match[2]) ?? "", ...placeOf(out, file, match[1]) })
  }
  return lintReport("phpstan", problems, { cut: out.cut, total, errors: total })
}

/** javac: `A.java:5: error: …`, `1 error`. */
export const javac = (out: Output): LintReport | undefined => {
  const found = matches(out.lines, /^(\S+\.(?:java|scala|groovy)):(\d+): (error|warning): (.*)$/)
  if (found.length === 0) return undefined
  const problems = found.map(
    (match): Problem => ({
      severity: severityOf(match[3]),
      message: said(match[4]) ?? "",
      ...placeOf(out, match[1], match[2])
    })
  )
  const errors = sumOf(matches(out.lines, /^(\d+) errors?$/), 1)
  const warnings = sumOf(matches(out.lines, /^(\d+) warnings?$/), 1)
  return lintReport("javac", problems, {
    cut: out.cut,
    ...(errors === undefined ? {} : { errors }),
    ...(warnings === undefined ? {} : { warnings })
  })
}
