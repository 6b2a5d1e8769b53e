import { Predicate } from "effect"
import { matches, matchFrom, messageOf, type Output, placeOf } from "./output.ts"
import { type CrashReport, type Failure, type TestReport, testReport } from "./report.ts"

/** `    a_test.go:13: got 4 want 5`. */
const logged = /^\s+(\S+\.go):(\d+): (.*)$/

/** The first problem of each package that does not build, below its `# package`. */
const buildProblems = (out: Output): ReadonlyMap<string, Omit<Failure, "name">> => {
  const problems = new Map<string, Omit<Failure, "name">>()
  let current: string | undefined
  for (const line of out.lines) {
    current = /^# (\S+)/.exec(line)?.[1] ?? current
    const match = current === undefined || problems.has(current) ? null : /^(\S+\.go):(\d+):\d+: (.*)$/.exec(line)
    if (match === null || current === undefined) continue
    problems.set(current, { ...placeOf(out, match[1], match[2]), ...messageOf(match[3]) })
  }
  return problems
}

/** `go test`: what is listed are failures; what passed only with -v. */
export const goTest = (out: Output): TestReport | undefined => {
  const packages = matches(out.lines, /^(ok|FAIL)\s+(\S+)\s+(\(cached\)|[\d.]+s\b|\[.+\])/)
  const results = matches(out.lines, /^\s*--- (FAIL|PASS|SKIP): (\S+) \([\d.]+s\)$/)
  if (packages.length === 0 && results.length === 0) return undefined
  const verbose = matchFrom(out.lines, /^=== RUN\s/) >= 0
  const logs = new Map<string, Failure>()
  let current: string | undefined
  for (const line of out.lines) {
    const run = /^\s*(?:=== (?:RUN|CONT|NAME)\s+|--- (?:FAIL|PASS|SKIP): )(\S+)/.exec(line)
    if (run?.[1] !== undefined) current = run[1]
    const log = logged.exec(line)
    if (log === null || current === undefined || logs.has(current)) continue
    logs.set(current, { name: current, ...placeOf(out, log[1], log[2]), ...messageOf(log[3]) })
  }
  const of = (mark: string) => results.filter((match) => match[1] === mark)
  const failures = of("FAIL").map((match): Failure => logs.get(match[2] ?? "") ?? { name: match[2] ?? "" })
  const unbuilt = packages.filter((match) => match[1] === "FAIL" && (match[3] ?? "").startsWith("["))
  const problems = buildProblems(out)
  const count = (mark: string) => (out.cut ? undefined : of(mark).length)
  return testReport("go test", {
    passed: verbose ? count("PASS") : undefined,
    failed: count("FAIL"),
    skipped: verbose ? count("SKIP") : undefined,
    errors: out.cut ? undefined : unbuilt.length,
    failures,
    broken: unbuilt.map((match) => {
      const name = match[2] ?? ""
      return { name, ...(problems.get(name) ?? messageOf(match[3])) }
    }),
    packages: packages.filter((match) => match[1] === "FAIL").map((match) => match[2] ?? "")
  })
}

interface GoEvent {
  readonly action: string
  readonly pkg: string
  readonly test: string | undefined
  readonly output: string
}

const eventOf = (line: string): GoEvent | undefined => {
  if (!line.startsWith('{"') || !line.includes('"Action"')) return undefined
  try {
    const value: unknown = JSON.parse(line)
    if (!Predicate.isObject(value)) return undefined
    const { Action, Output: text, Package, Test } = { ...value } as Readonly<Record<string, unknown>>
    if (!Predicate.isString(Action)) return undefined
    return {
      action: Action,
      pkg: Predicate.isString(Package) ? Package : "",
      test: Predicate.isString(Test) ? Test : undefined,
      output: Predicate.isString(text) ? text : ""
    }
  } catch {
    return undefined
  }
}

/** `go test -json`: one event a line. */
export const goJson = (out: Output): TestReport | undefined => {
  const events = out.whole.flatMap((line) => eventOf(line) ?? [])
  if (!events.some((event) => event.pkg !== "" && /^(?:pass|fail|skip)$/.test(event.action))) return undefined
  const logs = new Map<string, Failure>()
  for (const event of events) {
    const log = event.test === undefined ? null : logged.exec(event.output.slice(0, 600).trimEnd())
    const key = `${event.pkg} ${event.test}`
    if (log === null || event.test === undefined || logs.has(key)) continue
    logs.set(key, { name: event.test, ...placeOf(out, log[1], log[2]), ...messageOf(log[3]) })
  }
  // A test ends after those inside it; it is told where it began.
  const keyOf = (event: GoEvent) => `${event.pkg} ${event.test}`
  const began = new Map<string, number>()
  for (const [index, event] of events.entries()) began.set(keyOf(event), began.get(keyOf(event)) ?? index)
  const of = (action: string) =>
    events
      .filter((event) => event.action === action && event.test !== undefined)
      .toSorted((left, right) => (began.get(keyOf(left)) ?? 0) - (began.get(keyOf(right)) ?? 0))
  const count = (action: string) => (out.cut ? undefined : of(action).length)
  return testReport("go test", {
    passed: count("pass"),
    failed: count("fail"),
    skipped: count("skip"),
    failures: of("fail").map((event) => logs.get(keyOf(event)) ?? { name: event.test ?? "" }),
    packages: events.filter((event) => event.action === "fail" && event.test === undefined).map((event) => event.pkg)
  })
}

/** A panic that ended a Go program. */
export const goPanic = (out: Output): CrashReport | undefined => {
  const at = matchFrom(out.lines, /^panic: /)
  if (at < 0 || matchFrom(out.lines, /^goroutine \d+ \[/, at) < 0) return undefined
  const frames = matches(out.lines.slice(at, at + 400), /^\t(\S+\.go):(\d+)(?: \+0x[0-9a-f]+)?$/)
  return {
    kind: "run",
    runner: "go",
    exception: "panic",
    message: (out.lines[at] ?? "").slice("panic: ".length).trim(),
    frames: frames
      .filter((match) => out.isOwn(match[1] ?? ""))
      .map((match) => placeOf(out, match[1], match[2]))
      .slice(0, 20)
  }
}
