import { countsIn, matches, matchFrom, messageOf, type Output, placeOf, sumOf } from "./output.ts"
import { type Failure, type TestReport, testReport } from "./report.ts"

/** The blocks of numbered failures: `  1) name`, with the lines below each. */
const numbered = (
  out: Output,
  head: RegExp
): ReadonlyArray<{ readonly title: string; readonly body: ReadonlyArray<string> }> => {
  const starts = out.lines.flatMap((line, at) => (head.test(line) ? [at] : []))
  return starts.map((at, index) => ({
    title: head.exec(out.lines[at] ?? "")?.[1] ?? "",
    body: out.lines.slice(at + 1, Math.min(starts[index + 1] ?? at + 40, at + 40))
  }))
}

/** RSpec (and Hspec's sum): `3 examples, 1 failure, 1 pending`, the list `rspec ./spec/a_spec.rb:5 # …` at the end. */
export const rspec = (out: Output): TestReport | undefined => {
  const sums = matches(
    out.lines,
    /^(\d+) examples?, (\d+) failures?(?:, (\d+) pending)?(?:, (\d+) errors? occurred outside of examples)?$/
  )
  if (sums.length === 0 || matchFrom(out.lines, /^Finished in /) < 0) return undefined
  const [total = 0, failed = 0, skipped = 0, errors = 0] = [1, 2, 3, 4].map((group) => sumOf(sums, group))
  const blocks = new Map(
    numbered(out, /^ {2}\d+\) (.+)$/).map(({ body, title }) => {
      const failure = body.findIndex((line) => /^\s+Failure\/Error:/.test(line))
      const message = body.slice(failure + 1).find((line) => /^\s{6,}\S/.test(line))
      const place = matches(body, /^\s+# (\.\/\S+?):(\d+)/)[0] ?? matches(body, /^\s+# (\S+?):(\d+)/)[0]
      return [title.trim(), { ...placeOf(out, place?.[1], place?.[2]), ...messageOf(message) }] as const
    })
  )
  const listed = matches(out.lines, /^rspec (?:'?)(\S+?)(?::(\d+)|\[[\d:]+\])(?:'?) # (.+)$/)
  const failures = listed.map(
    ([, file, line, name = ""]): Failure => ({
      name,
      ...placeOf(out, file, line),
      ...blocks.get(name.trim())
    })
  )
  const passed = total - failed - skipped
  return testReport("rspec", { passed: passed < 0 ? undefined : passed, failed, skipped, errors, failures })
}

/** Minitest and Rails: `3 runs, 3 assertions, 1 failures, 0 errors, 1 skips`. */
export const minitest = (out: Output): TestReport | undefined => {
  const sums = matches(
    out.lines,
    /^(\d+) (?:runs|tests), \d+ assertions, (\d+) failures, (\d+) errors, (\d+) (?:skips|pendings)/
  )
  if (sums.length === 0) return undefined
  const [total = 0, failed = 0, errors = 0, skipped = 0] = [1, 2, 3, 4].map((group) => sumOf(sums, group))
  const found: Record<"Failure" | "Error", Array<Failure>> = { Failure: [], Error: [] }
  out.lines.forEach((line, at) => {
    const mark = /^(?: {2}\d+\) )?(Failure|Error):$/.exec(line)?.[1]
    if (mark === undefined) return
    const [, name, place, row] = /^(\S+#.+?)(?: \[(.+?):(\d+)\])?:$/.exec(out.lines[at + 1] ?? "") ?? []
    if (name === undefined) return
    const frame = matches(out.lines.slice(at + 2, at + 12), /^\s+(\S+?\.rb):(\d+):in /)[0]
    const where = placeOf(out, place ?? frame?.[1], row ?? frame?.[2])
    found[mark === "Error" ? "Error" : "Failure"].push({ name, ...where, ...messageOf(out.lines[at + 2]) })
  })
  const passed = total - failed - errors - skipped
  return testReport("minitest", {
    passed: passed < 0 ? undefined : passed,
    failed,
    errors,
    skipped,
    failures: found.Failure,
    broken: found.Error
  })
}

/** PHPUnit: `OK (3 tests, 3 assertions)`, `Tests: 3, Assertions: 3, Failures: 1.` */
export const phpunit = (out: Output): TestReport | undefined => {
  const ok = sumOf(matches(out.lines, /^OK \((\d+) tests?, \d+ assertions?\)$/), 1)
  const sum = matches(out.lines, /^Tests: (\d+), Assertions: \d+(.*)\.$/).at(-1)
  if (ok === undefined && sum === undefined) return undefined
  const told = (word: string) => Number(new RegExp(`, ${word}: (\\d{1,9})`).exec(sum?.[2] ?? "")?.[1] ?? 0)
  const [failed, errors, skipped] = [told("Failures"), told("Errors"), told("Skipped") + told("Incomplete")]
  const blocks = numbered(out, /^\d+\) (\S.*)$/).map(({ body, title }): Failure => {
    const place = matches(body, /^(\/?\S+\.php):(\d+)$/).filter((match) => !/\/vendor\//.test(match[1] ?? ""))
    return { name: title, ...placeOf(out, place.at(-1)?.[1], place.at(-1)?.[2]), ...messageOf(body[0]) }
  })
  const wrong = matchFrom(out.lines, /^There (?:was|were) \d+ errors?:$/) >= 0 ? errors : 0
  const passed = sum === undefined ? ok : Number(sum[1]) - failed - errors - skipped
  return testReport("phpunit", {
    passed: passed === undefined || passed < 0 ? undefined : passed,
    failed,
    errors,
    skipped,
    broken: blocks.slice(0, wrong),
    failures: blocks.slice(wrong, wrong + failed)
  })
}

/** Pest and Laravel: `  Tests:    1 failed, 2 passed (3 assertions)`. */
export const pest = (out: Output): TestReport | undefined => {
  const sum = matches(out.lines, /^\s+Tests:\s+((?:\d+ \w+(?:, )?)+) \(\d+ assertions\)$/).at(-1)?.[1]
  if (sum === undefined) return undefined
  const counts = countsIn(sum)
  const failures: Array<Failure> = []
  out.lines.forEach((line, at) => {
    const name = /^\s+FAILED {2}(\S.*?)\s*$/.exec(line)?.[1]
    if (name === undefined) return
    const body = out.lines.slice(at + 1, at + 20)
    const place = matches(body, /^\s+at (\S+\.php):(\d+)$/)[0]
    failures.push({
      name,
      ...placeOf(out, place?.[1], place?.[2]),
      ...messageOf(body.find((one) => one.trim() !== ""))
    })
  })
  return testReport("pest", {
    passed: counts.get("passed") ?? 0,
    failed: counts.get("failed") ?? 0,
    skipped: (counts.get("skipped") ?? 0) + (counts.get("todo") ?? 0) + (counts.get("incomplete") ?? 0),
    failures
  })
}

/** ExUnit: `3 tests, 1 failure, 1 skipped`. */
export const exunit = (out: Output): TestReport | undefined => {
  const sums = matches(
    out.lines,
    /^(?:\d+ (?:doctests?|properties|property), )*(\d+) tests?, (\d+) failures?(?:, (.*))?$/
  )
  if (sums.length === 0 || matchFrom(out.lines, /^Finished in [\d.]+ seconds/) < 0) return undefined
  const more = countsIn(sums.map((match) => match[3] ?? "").join(", "))
  const extra = sums.reduce((sum, [whole = ""]) => sum + Number(/^(\d+) (?:doctest|propert)/.exec(whole)?.[1] ?? 0), 0)
  const [total = 0, failed = 0] = [sumOf(sums, 1), sumOf(sums, 2)]
  const invalid = more.get("invalid") ?? 0
  const skipped = (more.get("skipped") ?? 0) + (more.get("excluded") ?? 0)
  const failures = numbered(out, /^ {2}\d+\) ((?:test|doctest|property) .+ \(\S+\))$/).map(
    ({ body, title }): Failure => {
      const place = matches(body, /^ {5}(\S+\.exs?):(\d+)$/)[0]
      return { name: title, ...placeOf(out, place?.[1], place?.[2]), ...messageOf(body[1]) }
    }
  )
  const passed = total + extra - failed - skipped - invalid
  return testReport("mix test", { passed: passed < 0 ? undefined : passed, failed, skipped, errors: invalid, failures })
}

/** Dart and Flutter: the last `00:01 +2 ~1 -1: Some tests failed.` */
export const dart = (out: Output): TestReport | undefined => {
  const line = /^\d\d:\d\d \+(\d+)(?: ~(\d+))?(?: -(\d+))?: (.*)$/
  const last = matches(out.lines, line).at(-1)
  if (last === undefined || !/^(?:Some tests failed\.|All tests (?:passed|skipped)[!.])/.test(last[4] ?? ""))
    return undefined
  const failures: Array<Failure> = []
  out.lines.forEach((text, at) => {
    const name = /^\d\d:\d\d .*?: (.+) \[E\]$/.exec(text)?.[1]
    if (name === undefined) return
    const body = out.lines.slice(at + 1, at + 20)
    const place = matches(body, /^\s+(\S+_test\.dart) (\d+):(\d+)\s/)[0]
    failures.push({ name, ...placeOf(out, place?.[1], place?.[2], place?.[3]), ...messageOf(body[0]) })
  })
  return testReport("dart test", {
    passed: Number(last[1] ?? 0),
    skipped: Number(last[2] ?? 0),
    failed: Number(last[3] ?? 0),
    failures
  })
}

/** sbt (`Failed: Total 3, Failed 1, Errors 0, Passed 2`) over ScalaTest, MUnit and the others. */
export const sbt = (out: Output): TestReport | undefined => {
  const sums = matches(
    out.lines,
    /^(?:\[\w+\] )?(?:Passed|Failed|Error): Total \d+, Failed (\d+), Errors (\d+), Passed (\d+)(?:, (?:Skipped|Ignored) (\d+))?/
  )
  const plain = matches(out.lines, /^(?:\[\w+\] )?Tests: succeeded (\d+), failed (\d+), canceled \d+, ignored (\d+)/)
  const failures = matches(out.lines, /^(?:\[\w+\] )?\s*- (.+?) \*\*\* FAILED \*\*\*/).map(([, name = ""]) => ({
    name
  }))
  if (sums.length > 0) {
    return testReport("sbt", {
      failed: sumOf(sums, 1),
      errors: sumOf(sums, 2),
      passed: sumOf(sums, 3),
      skipped: sumOf(sums, 4) ?? sumOf(plain, 3),
      failures
    })
  }
  if (plain.length === 0) return undefined
  return testReport("scalatest", {
    passed: sumOf(plain, 1),
    failed: sumOf(plain, 2),
    skipped: sumOf(plain, 3),
    failures
  })
}

/** Busted, testthat and Zig say all in one line. */
export const oneLine = (out: Output): TestReport | undefined => {
  const busted = matches(out.lines, /^(\d+) success(?:es)? \/ (\d+) failures? \/ (\d+) errors? \/ (\d+) pending/)
  if (busted.length > 0) {
    const [passed, failed, errors, skipped] = [1, 2, 3, 4].map((group) => sumOf(busted, group))
    return testReport("busted", { passed, failed, errors, skipped })
  }
  const testthat = matches(out.lines, /^\[ FAIL (\d+) \| WARN \d+ \| SKIP (\d+) \| PASS (\d+) \]/).at(-1)
  if (testthat !== undefined) {
    const [failed, skipped, passed] = [1, 2, 3].map((group) => sumOf([testthat], group))
    return testReport("testthat", { passed, failed, skipped })
  }
  const zig = matches(out.lines, /^(\d+) passed; (\d+) skipped; (\d+) failed\.$/)
  const whole = matches(out.lines, /^All (\d+) tests passed\.$/)
  if (zig.length === 0 && (whole.length === 0 || matchFrom(out.lines, /^\d+\/\d+ /) < 0)) return undefined
  const names = matches(out.lines, /^\d+\/\d+ (?:test\.)?(.+?)\.\.\. ?FAIL/).map(([, name = ""]) => ({ name }))
  return testReport("zig test", {
    passed: sumOf(zig, 1) ?? sumOf(whole, 1),
    skipped: sumOf(zig, 2) ?? 0,
    failed: sumOf(zig, 3) ?? 0,
    failures: names
  })
}
