import { Predicate } from "effect"
import { fieldsOf, listOf, textOf } from "../documents.ts"
import { matches, matchFrom, type Output, placeOf, said, sumOf } from "./output.ts"
import { type LintReport, lintReport, type Problem } from "./report.ts"
import { severityOf } from "./severity.ts"

/** tsc, plain (`a.ts(1,7): error TS2322: …`) and pretty (`a.ts:1:7 - error TS2322: …`); MSBuild's lines have the first form. */
export const tsc = (out: Output): LintReport | undefined => {
  const line =
    /^\s*([^\s(:][^(:]*|\w:\\[^(:]*)(?:\((\d+),(\d+)\): |:(\d+):(\d+) - )(error|warning|message) ([A-Z]+\d+): (.*?)(?: \[[^\]]*proj\])?$/
  const found = new Map<string, Problem>()
  for (const match of matches(out.lines, line)) {
    const [whole, file, line1, column1, line2, column2, severity, code = "", message = ""] = match
    const place = placeOf(out, file, line1 ?? line2, column1 ?? column2)
    found.set(whole.trim(), { severity: severityOf(severity), code, message: said(message) ?? code, ...place })
  }
  const general = matches(out.lines, /^(error|warning) (TS\d+): (.*)$/)
  for (const [, severity, code = "", message = ""] of general) {
    found.set(message, { severity: severityOf(severity), code, message: said(message) ?? code })
  }
  if (found.size === 0) return undefined
  const total = sumOf(matches(out.lines, /^Found (\d+) errors?(?: in .*|\.)?$/), 1)
  const problems = [...found.values()]
  const runner = problems.some((one) => one.code?.startsWith("TS")) ? "tsc" : "msbuild"
  return lintReport(runner, problems, { cut: out.cut, ...(total === undefined ? {} : { errors: total }) })
}

const eslintProblem = (file: string, value: unknown, out: Output): Problem => {
  const { column, line, message, ruleId, severity } = fieldsOf(value)
  return {
    severity: severity === 2 ? "error" : "warning",
    ...(textOf(ruleId) === undefined ? {} : { code: textOf(ruleId) ?? "" }),
    message: said(textOf(message)) ?? "",
    file: out.path(file),
    ...(Predicate.isNumber(line) ? { line } : {}),
    ...(Predicate.isNumber(column) ? { column } : {})
  }
}

/** `eslint -f json`: an array of files with their messages. */
export const eslintJson = (out: Output): LintReport | undefined => {
  const text = out.whole.find((line) => line.startsWith('[{"filePath":"'))
  if (text === undefined) return undefined
  try {
    const files = listOf(JSON.parse(text)).map(fieldsOf)
    const problems = files.flatMap((file) =>
      listOf(file["messages"]).map((message) => eslintProblem(textOf(file["filePath"]) ?? "", message, out))
    )
    return lintReport("eslint", problems, { cut: false })
  } catch {
    return undefined
  }
}

/** ESLint's own form: the file, its problems below, `✖ 3 problems (2 errors, 1 warning)`. Stylelint has the same. */
export const eslint = (out: Output): LintReport | undefined => {
  const sums = matches(out.lines, /^✖ (\d+) problems? \((\d+) errors?, (\d+) warnings?\)$/)
  if (sums.length === 0) return undefined
  const problems: Array<Problem> = []
  let file: string | undefined
  for (const line of out.lines) {
    const match = /^ {2,}(\d+):(\d+)\s+(error|warning|✖|⚠)\s+(\S.*)$/.exec(line)
    if (match === null) {
      if (/^[^\s✖].*\.\w+$/.test(line)) file = line
      continue
    }
    const [, at, column, severity, text = ""] = match
    const cells = text.trim().split(/ {2,}/)
    const code = cells.length > 1 ? cells.at(-1) : undefined
    problems.push({
      severity: severityOf(severity),
      ...(code === undefined ? {} : { code }),
      message: said(cells[0]) ?? "",
      ...placeOf(out, file, at, column)
    })
  }
  const [errors = 0, warnings = 0] = [sumOf(sums, 2), sumOf(sums, 3)]
  return lintReport("eslint", problems, { cut: out.cut, errors, warnings })
}

/** Biome: `a.ts:1:7 lint/style/x ━━━━`, the sentence two lines below, `Found 2 errors.` */
export const biome = (out: Output): LintReport | undefined => {
  const head =
    /^(\S+?)(?::(\d+):(\d+))? ((?:lint|assist|parse|format|suppressions|syntax)[\w/]*|format|parse)(?: .*)?\s━{3,}$/
  const problems: Array<Problem> = []
  for (let at = 0; at < out.lines.length; at++) {
    const match = head.exec(out.lines[at] ?? "")
    if (match === null) continue
    const body = out.lines.slice(at + 1, at + 5)
    const text = body.flatMap((line) => /^\s+([×✖!ℹi]) (.*)$/.exec(line) ?? [])
    problems.push({
      severity: text[1] === "!" ? "warning" : text[1] === "ℹ" || text[1] === "i" ? "note" : "error",
      code: match[4] ?? "",
      message: said(text[2]) ?? match[4] ?? "",
      ...placeOf(out, match[1], match[2], match[3])
    })
  }
  const errors = sumOf(matches(out.lines, /^Found (\d+) errors?\.$/), 1)
  const warnings = sumOf(matches(out.lines, /^Found (\d+) warnings?\.$/), 1)
  if (problems.length === 0) return undefined
  return lintReport("biome", problems, {
    cut: out.cut,
    ...(errors === undefined ? {} : { errors }),
    ...(warnings === undefined ? {} : { warnings })
  })
}

/** Oxlint: `  × eslint(no-unused-vars): …` with `╭─[a.js:1:7]` below. */
export const oxlint = (out: Output): LintReport | undefined => {
  const sums = matches(out.lines, /^Found (\d+) warnings? and (\d+) errors?\.$/)
  if (sums.length === 0) return undefined
  const problems: Array<Problem> = []
  out.lines.forEach((line, at) => {
    const match = /^\s*([×⚠x!]) ([\w@/-]+\([\w/-]+\)): (.*)$/.exec(line)
    if (match === null) return
    const place = matches(out.lines.slice(at + 1, at + 4), /[╭,]─?-?\[(.+?):(\d+):(\d+)\]/)[0]
    problems.push({
      severity: match[1] === "×" || match[1] === "x" ? "error" : "warning",
      code: match[2] ?? "",
      message: said(match[3]) ?? "",
      ...placeOf(out, place?.[1], place?.[2], place?.[3])
    })
  })
  return lintReport("oxlint", problems, { cut: out.cut, warnings: sumOf(sums, 1) ?? 0, errors: sumOf(sums, 2) ?? 0 })
}

/** Formatters that name the files they would change: Prettier, Black, Ruff, Deno, cargo fmt. */
export const formatters = (out: Output): LintReport | undefined => {
  const forms: ReadonlyArray<readonly [runner: string, file: RegExp, sum: RegExp]> = [
    ["prettier", /^\[warn\] (\S.*\.\w+)$/, /^\[warn\] Code style issues (?:found in|were found)/],
    ["black", /^would reformat (\S.*)$/, /^\d+ files? would be reformatted/],
    ["ruff format", /^Would reformat: (\S.*)$/, /^\d+ files? would be reformatted/],
    ["cargo fmt", /^Diff in (.+?)(?: at line (\d+)|:(\d+)):?$/, /^Diff in /],
    ["deno fmt", /^from (\S.*):$/, /^error: Found \d+ not formatted files? in /]
  ]
  for (const [runner, file, sum] of forms) {
    if (matchFrom(out.lines, sum) < 0) continue
    const problems = matches(out.lines, file).map(
      (match): Problem => ({
        severity: "error",
        message: "is not formatted",
        ...placeOf(out, match[1], match[2] ?? match[3])
      })
    )
    if (problems.length > 0) return lintReport(runner, problems, { cut: out.cut })
  }
  return undefined
}
