import { matches, matchFrom, messageOf, type Output, placeOf, sumOf } from "./output.ts"
import { type Failure, type Place, type TestReport, testReport } from "./report.ts"

const point = /^(\s*)(not )?ok\b(?: (\d{1,9}))?(?: -)?(?: (.*))?$/

/** `# skip why` and its like at the end of a point: the test does not count as passed or failed. */
const directive = /\s# ?(skip|todo)\b.*$/i

const places: ReadonlyArray<RegExp> = [
  /\(in test file (.+?), line (\d+)\)/,
  /\(from function .* in (?:test )?file (.+?), line (\d+)/,
  /^\s*location: ['"]?(.+?):(\d+):\d+['"]?$/,
  /^\s*at: .*?\(?((?:file:\/\/)?[^\s()]+):(\d+):\d+\)?$/,
  /^\s*#\s+at (\S+) line (\d+)\.?/
]

interface Point {
  readonly ok: boolean
  readonly directive: string | undefined
  readonly depth: number
  readonly name: string
  readonly at: number
}

const pointsIn = (lines: ReadonlyArray<string>): ReadonlyArray<Point> =>
  lines.flatMap((line, at) => {
    const match = point.exec(line)
    if (match === null) return []
    const text = (match[4] ?? "").trim()
    const name = text.replace(directive, "").replace(/^- /, "").trim()
    return [
      {
        ok: match[2] === undefined,
        directive: directive.exec(` ${text}`)?.[1]?.toLowerCase(),
        depth: (match[1] ?? "").length,
        name: name === "" ? `test ${match[3] ?? ""}`.trim() : name,
        at
      }
    ]
  })

/** Perl tells on its other stream where a test failed. */
const perlPlaces = (out: Output): ReadonlyMap<string, Place> =>
  new Map(
    out.lines.flatMap((line, at) => {
      const name = /^#\s+Failed test '(.*)'$/.exec(line)?.[1]
      const place = /^#\s+at (\S+) line (\d+)\.$/.exec(out.lines[at + 1] ?? "")
      return name === undefined || place === null ? [] : [[name, placeOf(out, place[1], place[2])] as const]
    })
  )

/** What the lines below a point say of it. */
const failureOf = (out: Output, one: Point, perl: ReadonlyMap<string, Place>): Failure => {
  const next = matchFrom(out.lines, point, one.at + 1)
  const body = out.lines.slice(one.at + 1, Math.min(next < 0 ? out.lines.length : next, one.at + 40))
  const match = places.flatMap((wanted) => matches(body, wanted))[0]
  const error = body.flatMap((line) => /^\s*(?:error|message): *['"|]?-?(.*?)['"]?$/.exec(line)?.[1] ?? [])[0]
  const after = body.findIndex((line) => /^\s*(?:error|message): *\|-?$/.test(line))
  const end = body.findIndex((line) => !/^\s*#/.test(line))
  const remark = body
    .slice(0, end < 0 ? body.length : end)
    .find((line) => !places.some((wanted) => wanted.test(line)) && !/^\s*#\s+Failed test/.test(line))
  const value = (word: string) => body.flatMap((line) => new RegExp(`^\\s*${word}: +(\\S.*)$`).exec(line)?.[1] ?? [])[0]
  const [expected, actual] = [value("expected"), value("actual")]
  const compared = expected !== undefined && actual !== undefined ? `expected ${expected}, actual ${actual}` : undefined
  const text = after >= 0 ? body[after + 1] : (error ?? compared ?? remark?.replace(/^\s*#\s*/, ""))
  const place = match === undefined ? perl.get(one.name) : placeOf(out, match[1], match[2])
  return { name: one.name, ...place, ...messageOf(text) }
}

/**
 * The Test Anything Protocol: bats, node:test, tape, Perl. The summary in comments (`# pass 1`) is believed before the
 * points are counted; a suite that fails only by its subtests is no failing test.
 */
export const tap = (out: Output): TestReport | undefined => {
  const version = matchFrom(out.lines, /^TAP version \d+$/) >= 0
  const plan = matchFrom(out.lines, /^1\.\.\d+/) >= 0
  if (!version && !plan) return undefined
  const points = pointsIn(out.lines)
  const top = points.filter((one) => one.depth === 0)
  if (top.length === 0) return undefined
  const told = (word: string) => sumOf(matches(out.lines, new RegExp(`^# ${word}\\s+(\\d+)$`)), 1)
  const [pass, fail, skip, cancelled] = ["pass", "fail", "skipped", "cancelled"].map(told)
  const bad = points.filter((one) => !one.ok && one.directive === undefined)
  const onlyBelow = (one: Point) =>
    out.lines.slice(one.at + 1, one.at + 12).some((line) => /failureType: 'subtestsFailed'/.test(line))
  const leaves = bad.filter((one) => !onlyBelow(one))
  const perl = perlPlaces(out)
  const failures = leaves.filter((one) => pass !== undefined || one.depth === 0).map((one) => failureOf(out, one, perl))
  if (pass !== undefined) {
    const failed = fail === undefined ? undefined : fail + (cancelled ?? 0)
    return testReport("TAP", { passed: pass, failed: failed ?? 0, skipped: skip, failures })
  }
  if (out.cut) return testReport("TAP", { passed: undefined, failed: undefined, failures })
  const counted = (holds: (one: Point) => boolean) => top.filter(holds).length
  return testReport("TAP", {
    passed: counted((one) => one.ok && one.directive === undefined),
    failed: counted((one) => !one.ok && one.directive === undefined),
    skipped: counted((one) => one.directive !== undefined),
    failures
  })
}

/** `prove` without -v: `Files=1, Tests=3, …`, and the numbers of failing tests of each file. */
export const prove = (out: Output): TestReport | undefined => {
  const total = sumOf(matches(out.lines, /^Files=\d+, Tests=(\d+),/), 1)
  if (total === undefined || matchFrom(out.lines, /^Result: (?:PASS|FAIL|NOTESTS)$/) < 0) return undefined
  const heads = matches(out.lines, /^(\S+)\s+\(Wstat: .*Tests: (\d+) Failed: (\d+)\)$/)
  const failed = sumOf(heads, 3) ?? 0
  const skipped = sumOf(matches(out.lines, /^\s*\(less (\d+) skipped subtests?: \d+ okay\)$/), 1) ?? 0
  const where = perlPlaces(out)
  const names = matches(out.lines, /^#\s+Failed test '(.*)'$/).map(([, name = ""]) => name)
  return testReport("prove", {
    passed: failed + skipped <= total ? total - failed - skipped : undefined,
    failed,
    skipped: skipped === 0 ? undefined : skipped,
    failures: names.map((name) => ({ name, ...where.get(name) })),
    packages: heads.filter((head) => head[3] !== "0").map((head) => out.path(head[1] ?? ""))
  })
}

/** Bats on a terminal: ` ✗ multiplies`, `3 tests, 1 failure, 1 skipped`. */
export const batsPretty = (out: Output): TestReport | undefined => {
  const sum = matches(out.lines, /^(\d+) tests?, (\d+) failures?(?:, (\d+) skipped)?(?: in .*)?$/)
  const marks = out.lines.filter((line) => /^ [✓✗-] /.test(line))
  if (sum.length === 0 || marks.length === 0) return undefined
  const [total = 0, failed = 0, skipped = 0] = [1, 2, 3].map((group) => sumOf(sum, group))
  const failures = out.lines.flatMap((line, at): ReadonlyArray<Failure> => {
    const name = /^ ✗ (.+)$/.exec(line)?.[1]
    if (name === undefined) return []
    const body = out.lines.slice(at + 1, at + 4)
    const match = places.flatMap((wanted) => matches(body, wanted))[0]
    return [{ name, ...placeOf(out, match?.[1], match?.[2]), ...messageOf(body[1]) }]
  })
  const passed = total - failed - skipped
  return testReport("bats", { passed: passed < 0 ? undefined : passed, failed, skipped, failures })
}
