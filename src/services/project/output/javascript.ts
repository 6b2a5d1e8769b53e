import { countsIn, matches, matchFrom, messageOf, type Output, ownFrame, placeOf, said, sumOf } from "./output.ts"
import { type Failure, type TestReport, testReport } from "./report.ts"

const timed = /^\s*✖ (.+?)(?: \([\d.]+ms\))?(?: # .*)?$/

/** What an assertion says: its first line, with what follows where that ends in a colon. */
const firstWords = (lines: ReadonlyArray<string>): string | undefined => {
  const said = lines.filter((line) => line.trim() !== "")
  const [first = "", next = ""] = said.map((line) => line.trim())
  return first.endsWith(":") && !next.startsWith("at ") ? `${first} ${next}` : first
}

/** The reporter `spec` of node:test (`✖ failing tests:` at its end has every failing leaf). */
export const nodeSpec = (out: Output): TestReport | undefined => {
  const told = (word: string) => sumOf(matches(out.lines, new RegExp(`^ℹ ${word} (\\d+)$`)), 1)
  const [passed, failed, cancelled, skipped] = ["pass", "fail", "cancelled", "skipped"].map(told)
  if (passed === undefined || failed === undefined) return undefined
  const failures: Array<Failure> = []
  let inside = false
  for (let at = 0; at < out.lines.length; at++) {
    const line = out.lines[at] ?? ""
    if (line.startsWith("ℹ ")) inside = false
    if (/^✖ failing tests:$/.test(line)) inside = true
    const place = inside ? /^test at (.+?):(\d+):(\d+)$/.exec(line) : null
    if (place === null) continue
    const name = timed.exec(out.lines[at + 1] ?? "")?.[1]
    if (name === undefined) continue
    const next = matchFrom(out.lines, /^test at |^✖ failing tests:|^ℹ /, at + 2)
    const body = out.lines.slice(at + 2, Math.min(next < 0 ? out.lines.length : next, at + 60))
    const stated = placeOf(out, place[1], place[2], place[3])
    const thrown = ownFrame(out, body)
    const near = thrown !== undefined && thrown.file === stated.file ? thrown : stated
    failures.push({ name, ...near, ...messageOf(firstWords(body)) })
  }
  return testReport("node:test", { passed, failed: failed + (cancelled ?? 0), skipped, failures })
}

const block = /^\s*FAIL\s+(?:\|[^|]+\|\s+)?(\S.*)$/

/** Vitest's own reporters: ` Tests  1 failed | 1 passed (2)`, failures below ` FAIL  file > suite > test`. */
export const vitest = (out: Output): TestReport | undefined => {
  const files = matches(out.lines, /^\s*Test Files {1,2}(.*\(\d+\))\s*$/)
  const sums = matches(out.lines, /^\s*Tests {1,2}((?:\d+ [a-z ]+(?:\| )?)+\(\d+\)|no tests)/).map(([, text = ""]) =>
    countsIn(text)
  )
  if (files.length === 0 || sums.length === 0) return undefined
  const sum = (word: string) => sums.reduce((all, counts) => all + (counts.get(word) ?? 0), 0)
  const failures: Array<Failure> = []
  const broken: Array<Failure> = []
  const open: Array<{ readonly name: string; readonly file: string; readonly list: Array<Failure> }> = []
  for (let at = 0; at < out.lines.length; at++) {
    const [, title] = block.exec(out.lines[at] ?? "") ?? []
    if (title === undefined) continue
    const suite = /^(\S+)\s+\[ .* \]$/.exec(title)
    const parts = title.trim().split(" > ")
    const file = out.path(suite?.[1] ?? parts[0] ?? "")
    if (suite === null && parts.length < 2) continue
    open.push({
      name: suite === null ? parts.slice(1).join(" > ") : file,
      file,
      list: suite === null ? failures : broken
    })
    // Several tests with one error stand above it together.
    if (block.test(out.lines[at + 1] ?? "")) continue
    const next = matchFrom(out.lines, /^\s*FAIL\s+\S|^⎯{3,}/, at + 1)
    const body = out.lines.slice(at + 1, Math.min(next < 0 ? out.lines.length : next, at + 80))
    const place = ownFrame(out, body)
    for (const { file: own, list, name } of open.splice(0)) {
      list.push({ name, ...(place ?? { file: own }), ...messageOf(body.find((line) => line.trim() !== "")) })
    }
  }
  const errors = matches(out.lines, /^\s*Errors {1,2}(\d+) errors?\s*$/)
  return testReport("vitest", {
    passed: sum("passed"),
    failed: sum("failed"),
    skipped: sum("skipped") + sum("todo"),
    errors: (sumOf(errors, 1) ?? 0) + broken.length,
    failures,
    broken
  })
}

/** Jest's `Tests:` line, failures below `● suite › test` with the file from the `FAIL` line above. */
export const jest = (out: Output): TestReport | undefined => {
  const sums = matches(out.lines, /^Tests:\s+(.*\b\d+ total)$/).map(([, text = ""]) => countsIn(text))
  if (sums.length === 0 || matchFrom(out.lines, /^Test Suites:\s+.*\d+ total$/) < 0) return undefined
  const sum = (word: string) => sums.reduce((all, counts) => all + (counts.get(word) ?? 0), 0)
  const failures = new Map<string, Failure>()
  const broken = new Map<string, Failure>()
  let file: string | undefined
  for (let at = 0; at < out.lines.length; at++) {
    const line = out.lines[at] ?? ""
    const opened = /^(FAIL|PASS)\s+(?:\S+ )?(\S+?)(?: \([\d.]+ m?s\))?$/.exec(line)
    if (opened?.[2] !== undefined) file = out.path(opened[2])
    const [, name] = /^ {2}● (.+)$/.exec(line) ?? []
    if (name === undefined || name === "Console") continue
    const next = matchFrom(out.lines, /^ {2}● |^(?:FAIL|PASS) |^Test Suites:/, at + 1)
    const body = out.lines.slice(at + 1, Math.min(next < 0 ? out.lines.length : next, at + 80))
    const value = (word: string) => said(body.find((one) => one.trimStart().startsWith(`${word}:`)))
    const [expected, received] = [value("Expected"), value("Received")]
    const compared = expected !== undefined && received !== undefined ? `${expected}, ${received}` : undefined
    const first = body.find((one) => one.trim() !== "")
    const text = compared === undefined ? first : `${first?.trim().replace(/ \/\/ .*$/, "")} ${compared}`
    const place = ownFrame(out, body) ?? (file === undefined ? {} : { file })
    const suite = name === "Test suite failed to run"
    const failure = { name: suite ? (file ?? name) : name, ...place, ...messageOf(text) }
    const into = suite ? broken : failures
    // The summary at the end says everything again.
    if (!into.has(`${file} ${failure.name}`)) into.set(`${file} ${failure.name}`, failure)
  }
  return testReport("jest", {
    passed: sum("passed"),
    failed: sum("failed"),
    skipped: sum("skipped") + sum("todo"),
    errors: broken.size,
    failures: [...failures.values()],
    broken: [...broken.values()]
  })
}

/** Mocha's `N passing`, with the numbered failures below `N failing`. */
export const mocha = (out: Output): TestReport | undefined => {
  const told = (word: string) => sumOf(matches(out.lines, new RegExp(`^ {2}(\\d+) ${word}(?: \\(\\d+\\w+\\))?$`)), 1)
  const passed = told("passing")
  if (passed === undefined) return undefined
  const failures: Array<Failure> = []
  let at = matchFrom(out.lines, /^ {2}\d+ failing$/)
  while (at >= 0 && at < out.lines.length) {
    at = matchFrom(out.lines, /^ {2}\d+\) \S/, at + 1)
    if (at < 0) break
    const titles: Array<string> = []
    let line = (out.lines[at] ?? "").replace(/^ {2}\d+\) /, "")
    while (line.trim() !== "" && titles.length < 20) {
      titles.push(line.trim().replace(/:$/, ""))
      if (line.endsWith(":")) break
      line = out.lines[++at] ?? ""
    }
    const next = matchFrom(out.lines, /^ {2}\d+\) \S/, at + 1)
    const body = out.lines.slice(at + 1, Math.min(next < 0 ? out.lines.length : next, at + 60))
    failures.push({ name: titles.join(" "), ...ownFrame(out, body), ...messageOf(firstWords(body)) })
  }
  return testReport("mocha", { passed, failed: told("failing") ?? 0, skipped: told("pending") ?? 0, failures })
}

/** `deno test`: `FAILED | 1 passed | 1 failed | 1 ignored (5ms)`. */
export const deno = (out: Output): TestReport | undefined => {
  const sums = matches(out.lines, /^(?:ok|FAILED) \| (\d+ passed.*\| \d+ failed.*)$/).map(([, text = ""]) =>
    countsIn(text)
  )
  if (sums.length === 0) return undefined
  const sum = (word: string) => sums.reduce((all, counts) => all + (counts.get(word) ?? 0), 0)
  const failures = new Map<string, Failure>()
  for (let at = 0; at < out.lines.length; at++) {
    const match = /^(\S.*?) => (\S+?):(\d+):(\d+)$/.exec(out.lines[at] ?? "")
    if (match?.[1] === undefined) continue
    const error = /^error: (.*)$/.exec(out.lines[at + 1] ?? "")?.[1]
    const known = failures.get(match[1])
    const failure = { name: match[1], ...placeOf(out, match[2], match[3], match[4]), ...messageOf(error) }
    if (known?.message === undefined) failures.set(match[1], failure)
  }
  return testReport("deno test", {
    passed: sum("passed"),
    failed: sum("failed"),
    skipped: sum("ignored"),
    failures: [...failures.values()]
  })
}

/** `bun test`: ` 2 pass`, ` 1 fail`, `Ran 3 tests across 1 files.`; errors stand above their `(fail)` line. */
export const bun = (out: Output): TestReport | undefined => {
  if (matchFrom(out.lines, /^Ran \d+ tests? across \d+ files?\./) < 0) return undefined
  const told = (word: string) => sumOf(matches(out.lines, new RegExp(`^ *(\\d+) ${word}$`)), 1)
  const passed = told("pass")
  const failures: Array<Failure> = []
  let since = 0
  out.lines.forEach((line, at) => {
    const [, mark, name] = /^(\(fail\)|✗|\(pass\)|✓) (.+?)(?: \[[\d.]+ms\])?$/.exec(line) ?? []
    if (name === undefined) return
    const body = out.lines.slice(Math.max(since, at - 60), at)
    since = at + 1
    if (mark !== "(fail)" && mark !== "✗") return
    const error = body.find((one) => /^error: /.test(one))?.slice("error: ".length)
    failures.push({ name, ...ownFrame(out, body), ...messageOf(error) })
  })
  return testReport("bun test", { passed, failed: told("fail"), skipped: told("skip") ?? 0, failures })
}

/** Playwright's list at the end: `  1 failed`, the names below it, `  2 passed (3.1s)`. */
export const playwright = (out: Output): TestReport | undefined => {
  const told = (word: string) => sumOf(matches(out.lines, new RegExp(`^ {2}(\\d+) ${word}(?: \\(.*\\))?$`)), 1)
  const title = /^\s+(?:\d+\) )?(?:\[[\w -]+\] )?› (\S+?):(\d+):(\d+) › (.+?)[\s─]*$/
  const [passed, failed] = [told("passed"), told("failed")]
  if (matchFrom(out.lines, /^Running \d+ tests? using \d+ workers?/) < 0 || (passed ?? failed) === undefined)
    return undefined
  const start = matchFrom(out.lines, /^ {2}\d+ failed$/)
  const failures: Array<Failure> = []
  for (let at = start + 1; start >= 0 && at < out.lines.length; at++) {
    const match = title.exec(out.lines[at] ?? "")
    if (match === null) break
    failures.push({ name: match[4] ?? "", ...placeOf(out, match[1], match[2], match[3]) })
  }
  return testReport("playwright", { passed: passed ?? 0, failed: failed ?? 0, skipped: told("skipped") ?? 0, failures })
}

/** AVA: `1 test failed`, `2 tests passed`. */
export const ava = (out: Output): TestReport | undefined => {
  const told = (word: string) => sumOf(matches(out.lines, new RegExp(`^ {2}(\\d+) tests? ${word}$`)), 1)
  const [passed, failed, skipped] = ["passed", "failed", "skipped"].map(told)
  const names = matches(out.lines, /^ {2}✘ \[fail\]: (.+)$/)
  if ((passed ?? failed) === undefined) return undefined
  const failures = names.map(([, text = ""]): Failure => {
    const at = text.lastIndexOf(": ")
    return at < 0 ? { name: text } : { name: text.slice(0, at), message: text.slice(at + 2) }
  })
  return testReport("ava", { passed: passed ?? 0, failed: failed ?? 0, skipped: skipped ?? 0, failures })
}
