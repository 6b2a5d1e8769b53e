import { countsIn, matches, matchFrom, messageOf, type Output, ownFrame, placeOf, said, sumOf } from "./output.ts"
import { type CrashReport, type Failure, type TestReport, testReport } from "./report.ts"

/** The lines from `at` to the next that fits, at most `most`. */
const until = (out: Output, at: number, end: RegExp, most = 60): ReadonlyArray<string> => {
  const body = out.lines.slice(at, at + most)
  const stop = body.findIndex((line) => end.test(line))
  return stop < 0 ? body : body.slice(0, stop)
}

const panicked = /(?:panicked at (?:'(.*)', )?|did not panic as expected at )(\S+?):(\d+):(\d+):?$/

/** `cargo test`: a `test result:` for every binary. */
export const cargo = (out: Output): TestReport | undefined => {
  const sums = matches(out.lines, /^test result: (?:ok|FAILED)\. (\d+) passed; (\d+) failed; (\d+) ignored;/)
  if (sums.length === 0) return undefined
  const failures: Array<Failure> = []
  const listed = new Set<string>()
  out.lines.forEach((line, at) => {
    const name = /^---- (\S+)(?: stdout)? ----$/.exec(line)?.[1]
    if (name === undefined) return
    listed.add(name)
    const body = until(out, at + 1, /^---- \S+|^failures:$/)
    const index = body.findIndex((one) => panicked.test(one))
    const match = panicked.exec(body[index] ?? "")
    failures.push({
      name,
      ...placeOf(out, match?.[2], match?.[3], match?.[4]),
      ...messageOf(match?.[1] ?? said(body[index + 1]) ?? body[0])
    })
  })
  const others = matches(out.lines, /^test (\S+)(?: - .*)? \.\.\. FAILED$/).map((match) => match[1] ?? "")
  const rest = others.filter((name) => !listed.has(name)).map((name) => ({ name }))
  return testReport("cargo test", {
    passed: sumOf(sums, 1),
    failed: sumOf(sums, 2),
    skipped: sumOf(sums, 3),
    failures: [...failures, ...rest]
  })
}

/** `cargo nextest run`: `Summary [ 0.005s] 3 tests run: 2 passed, 1 failed, 0 skipped`. */
export const nextest = (out: Output): TestReport | undefined => {
  const sum = matches(out.lines, /^\s+Summary \[.*\] +[\d/]+ tests? run: (.*)$/).at(-1)?.[1]
  if (sum === undefined) return undefined
  const counts = countsIn(sum)
  const names = new Set(
    matches(out.lines, /^\s+(?:FAIL|TIMEOUT|SIGABRT) \[.*\] +(?:\(.*\) +)?(\S.*)$/).map((match) => match[1] ?? "")
  )
  return testReport("cargo nextest", {
    passed: counts.get("passed") ?? 0,
    failed: counts.get("failed") ?? 0,
    skipped: counts.get("skipped") ?? 0,
    failures: [...names].map((name) => ({ name }))
  })
}

/** Maven's surefire: the totals without a time, one for each module. */
export const surefire = (out: Output): TestReport | undefined => {
  const sums = matches(
    out.lines,
    /^(?:\[\w+\] )?Tests run: (\d+), Failures: (\d+), Errors: (\d+), Skipped: (\d+)(,? Time elapsed.*)?/
  )
  const totals = sums.filter((match) => match[5] === undefined)
  const used = totals.length > 0 ? totals : sums
  if (used.length === 0) return undefined
  const [run = 0, failed = 0, errors = 0, skipped = 0] = [1, 2, 3, 4].map((group) => sumOf(used, group))
  const list = (title: string): ReadonlyArray<Failure> => {
    const start = matchFrom(out.lines, new RegExp(`^(?:\\[ERROR\\] )?${title}: *$`))
    if (start < 0) return []
    return matches(
      until(out, start + 1, /^(?:\[\w+\] ?)?$|^\[INFO\]|(?:Failures|Errors|Tests run): /, 200),
      /^(?:\[ERROR\])? {2,}(\S+?)(?::(\d+))?(?:->\S+)?(?: (.*))?$/
    ).map(([, name = "", line, text]) => {
      const owner = /^(\w+)\./.exec(name)?.[1]
      return { name, ...placeOf(out, owner === undefined ? undefined : `${owner}.java`, line), ...messageOf(text) }
    })
  }
  const passed = run - failed - errors - skipped
  return testReport("surefire", {
    passed: passed < 0 ? undefined : passed,
    failed,
    errors,
    skipped,
    failures: list("Failures"),
    broken: list("Errors")
  })
}

/** Gradle: `CalcTest > multiplies FAILED`, `3 tests completed, 1 failed`. Without a failure it tells no number. */
export const gradle = (out: Output): TestReport | undefined => {
  const sums = matches(out.lines, /^(\d+ tests? completed(?:, \d+ failed)?(?:, \d+ skipped)?)$/).map(([, text = ""]) =>
    countsIn(text.replace(/ tests? completed/, " completed"))
  )
  const failures: Array<Failure> = []
  out.lines.forEach((line, at) => {
    const name = /^(\S.* > .+) FAILED$/.exec(line)?.[1]
    if (name === undefined) return
    const body = until(out, at + 1, /^\S|^$/, 20)
    const place =
      /\bat (\S+\.\w+):(\d+)$/.exec(body[0] ?? "") ?? matches(body, /\bat .*?\(?(\w+\.(?:java|kt|groovy)):(\d+)\)?$/)[0]
    failures.push({ name, ...placeOf(out, place?.[1], place?.[2]), ...messageOf(body[0]?.replace(/ at \S+:\d+$/, "")) })
  })
  if (sums.length === 0) return undefined
  const sum = (word: string) => sums.reduce((all, counts) => all + (counts.get(word) ?? 0), 0)
  const passed = sum("completed") - sum("failed") - sum("skipped")
  return testReport("gradle", {
    passed: passed < 0 ? undefined : passed,
    failed: sum("failed"),
    skipped: sum("skipped"),
    failures
  })
}

/** `dotnet test`, by VSTest (`Failed!  - Failed: 1, Passed: 2, …`) and the newer platform (`Test summary: total: 3, …`). */
export const dotnet = (out: Output): TestReport | undefined => {
  const old = matches(
    out.lines,
    /^(?:Passed|Failed|Skipped)!\s+- Failed:\s+(\d+), Passed:\s+(\d+), Skipped:\s+(\d+), Total:\s+\d+/
  )
  const recent = matches(out.lines, /^Test summary: total: \d+, failed: (\d+), succeeded: (\d+), skipped: (\d+)/)
  const sums = old.length > 0 ? old : recent
  if (sums.length === 0) return undefined
  const failures: Array<Failure> = []
  out.lines.forEach((line, at) => {
    const name = /^\s+Failed (\S.*?) \[.*\]$/.exec(line)?.[1] ?? /^failed (\S.*?) \(.*\)$/.exec(line)?.[1]
    if (name === undefined) return
    const body = until(out, at + 1, /^\s+(?:Failed|Passed|Skipped) \S|^\S/, 40)
    const message = body.findIndex((one) => /^\s*Error Message:$/.test(one))
    const place = matches(body, / in (.+):line (\d+)$/)[0]
    failures.push({ name, ...placeOf(out, place?.[1], place?.[2]), ...messageOf(body[message + 1]) })
  })
  return testReport("dotnet test", {
    failed: sumOf(sums, 1),
    passed: sumOf(sums, 2),
    skipped: sumOf(sums, 3),
    failures
  })
}

/** XCTest and Swift Testing. Suites repeat the numbers of those inside them: the last is the whole. */
export const swift = (out: Output): TestReport | undefined => {
  const all = matchFrom(out.lines, /^Test Suite '(?:All tests|Selected tests)' /) >= 0
  const executed = matches(
    out.lines,
    /^\s+Executed (\d+) tests?, with (?:(\d+) tests? skipped and )?(\d+) failures?/
  ).at(-1)
  const modern = matches(
    out.lines,
    /Test run with (\d+) tests?.* (passed|failed) after [\d.]+ seconds(?: with (\d+) issues?)?/
  ).at(-1)
  if ((executed === undefined || !all) && modern === undefined) return undefined
  const failures = new Map<string, Failure>()
  for (const match of matches(out.lines, /^(\S+\.swift):(\d+): error: (?:-\[)?(\S+?)(?: (\w+))?\]? : (.*)$/)) {
    const name = match[4] === undefined ? (match[3] ?? "") : `${match[3]} ${match[4]}`
    if (!failures.has(name)) failures.set(name, { name, ...placeOf(out, match[1], match[2]), ...messageOf(match[5]) })
  }
  for (const match of matches(out.lines, /Test "?(.+?)"? recorded an issue at (\S+?):(\d+):(\d+): (.*)$/)) {
    const name = match[1] ?? ""
    if (!failures.has(name))
      failures.set(name, { name, ...placeOf(out, match[2], match[3], match[4]), ...messageOf(match[5]) })
  }
  const bad = matches(out.lines, /^Test Case '.*' failed \(|^[^\w\s] Test (?!run).* failed after /).length
  const count = Number(executed?.[1] ?? 0) + Number(modern?.[1] ?? 0)
  const skipped = Number(executed?.[2] ?? 0)
  const passed = count - bad - skipped
  return testReport("swift test", {
    passed: out.cut || passed < 0 ? undefined : passed,
    failed: out.cut ? undefined : bad,
    skipped,
    failures: [...failures.values()]
  })
}

/** CTest: `67% tests passed, 1 tests failed out of 3`. */
export const ctest = (out: Output): TestReport | undefined => {
  const sum = matches(out.lines, /^\d+% tests passed, (\d+) tests? failed out of (\d+)$/)
  const [failed, total] = [sumOf(sum, 1), sumOf(sum, 2)]
  if (failed === undefined || total === undefined) return undefined
  const names = matches(
    out.lines,
    /^\s+\d+ - (\S.*) \((Failed|Timeout|SEGFAULT|Not Run|Subprocess aborted|.*Exception.*)\)/
  )
  return testReport("ctest", {
    passed: failed <= total ? total - failed : undefined,
    failed,
    failures: names.map((match) => ({ name: match[1] ?? "", ...messageOf(match[2]) }))
  })
}

/** GoogleTest: `[  PASSED  ] 2 tests.`, `[  FAILED  ] Suite.Name`. */
export const googleTest = (out: Output): TestReport | undefined => {
  const passed = sumOf(matches(out.lines, /^\[ {2}PASSED {2}\] (\d+) tests?\.$/), 1)
  if (passed === undefined) return undefined
  const failed = sumOf(matches(out.lines, /^\[ {2}FAILED {2}\] (\d+) tests?, listed below:$/), 1) ?? 0
  const skipped = sumOf(matches(out.lines, /^\[ {2}SKIPPED {2}?\] (\d+) tests?, listed below:$/), 1) ?? 0
  const failures: Array<Failure> = []
  let since = 0
  out.lines.forEach((line, at) => {
    const [, mark, name] =
      /^\[ ( FAILED | {6}OK|RUN {6}) \] (\S+)(?: \(\d+ ms\)|, where .* \(\d+ ms\))?$/.exec(line) ?? []
    if (mark === "RUN      " || line.startsWith("[ RUN ")) since = at + 1
    if (mark !== " FAILED " || !/ms\)$/.test(line) || name === undefined) return
    const body = out.lines.slice(Math.max(since, at - 40), at)
    const place = matches(body, /^(\S+?):(\d+): Failure$/)[0]
    const text = body[body.findIndex((one) => /: Failure$/.test(one)) + 1]
    failures.push({ name, ...placeOf(out, place?.[1], place?.[2]), ...messageOf(text) })
  })
  return testReport("googletest", { passed, failed, skipped, failures })
}

/** A panic that ended a Rust program, or an exception that ended one of Java or Node. */
export const crashes = (out: Output): CrashReport | undefined => {
  const run = (runner: string, exception: string, message: string, frames: CrashReport["frames"]): CrashReport => ({
    kind: "run",
    runner,
    exception,
    message: message.trim(),
    frames
  })
  const rust = out.lines.findIndex((line) => /^thread '.*' (?:\(\d+\) )?panicked at /.test(line))
  const panic = panicked.exec(out.lines[rust] ?? "")
  if (panic !== null) {
    return run("rust", "panic", panic[1] ?? out.lines[rust + 1] ?? "", [placeOf(out, panic[2], panic[3], panic[4])])
  }
  const java = out.lines.findIndex((line) => /^Exception in thread "/.test(line))
  const thrown = /^Exception in thread ".*?" ([\w.$]+)(?:: (.*))?$/.exec(out.lines[java] ?? "")
  if (thrown !== null) {
    const frames = matches(until(out, java + 1, /^\S/), /^\s+at (?:[\w.$/]+)\((\w+\.\w+):(\d+)\)$/)
    return run(
      "java",
      thrown[1] ?? "",
      thrown[2] ?? "",
      frames.slice(0, 20).map((match) => placeOf(out, match[1], match[2]))
    )
  }
  const node = matchFrom(out.lines, /^Node\.js v\d+/)
  if (node < 0) return undefined
  const before = Math.max(0, node - 80)
  const body = out.lines.slice(before, node)
  const index = body.findIndex((line) => /^(?:Uncaught )?(?:[A-Z]\w*)?(?:Error|Exception)\b/.test(line))
  const [, exception, message = ""] = /^(?:Uncaught )?([A-Z]\w*(?: \[\w+\])?)(?:: (.*))?$/.exec(body[index] ?? "") ?? []
  if (exception === undefined) return undefined
  const frames = body.slice(index + 1).flatMap((line) => ownFrame(out, [line]) ?? [])
  return run("node", exception, message, frames.slice(0, 20))
}
