import { countsIn, matches, matchFrom, messageOf, type Output, placeOf, sumOf } from "./output.ts"
import { type CrashReport, type Failure, type Place, type TestReport, testReport } from "./report.ts"

/** `= 2 failed, 1 passed in 0.03s =`, without the frame under -q. */
const pytestSum =
  /^(?:=+ )?((?:\d+ (?:failed|passed|skipped|errors?|xfailed|xpassed|warnings?|deselected|rerun|subtests passed)(?:, )?)+|no tests ran) in [\d.]+s(?: \(.*\))?(?: =+)?$/

/** Sections of the output: `____ test_mul ____`, with the place and message that stand in them. */
const pytestSections = (out: Output): ReadonlyMap<string, Omit<Failure, "name">> => {
  const sections = new Map<string, Omit<Failure, "name">>()
  for (let at = 0; at < out.lines.length; at++) {
    const title = /^_{2,} (.+?) _{2,}$/.exec(out.lines[at] ?? "")?.[1]
    if (title === undefined) continue
    const next = matchFrom(out.lines, /^_{2,} .+ _{2,}$|^={3,} /, at + 1)
    const body = out.lines.slice(at + 1, Math.min(next < 0 ? out.lines.length : next, at + 2000))
    const place = matches(body, /^([^\s:][^:]*):(\d+): (?:\w|$)/).at(-1)
    const error = body.find((line) => /^E {2,}\S/.test(line))
    sections.set(title, { ...placeOf(out, place?.[1], place?.[2]), ...messageOf(error?.slice(1)) })
  }
  return sections
}

/** What a test of the short summary is called in the titles. */
const titleOf = (id: string): string => id.split("::").slice(1).join(".")

const splitSummary = (text: string): readonly [id: string, message: string | undefined] => {
  const at = text.indexOf(" - ")
  return at < 0 ? [text.trim(), undefined] : [text.slice(0, at).trim(), text.slice(at + 3)]
}

export const pytest = (out: Output): TestReport | undefined => {
  const sums = matches(out.lines, pytestSum).map(([, text = ""]) => countsIn(text))
  if (sums.length === 0) return undefined
  const sum = (...names: ReadonlyArray<string>) =>
    sums.reduce((all, counts) => all + names.reduce((some, name) => some + (counts.get(name) ?? 0), 0), 0)
  const sections = pytestSections(out)
  const listed = (mark: string, titles: (id: string) => ReadonlyArray<string>): ReadonlyArray<Failure> =>
    matches(out.lines, new RegExp(`^${mark}(?:\\((.*?)\\))? (\\S.*)$`)).map(([, part, text = ""]) => {
      const [id, message] = splitSummary(text)
      const section = titles(part === undefined ? id : `${id} (${part})`)
        .map((title) => sections.get(title))
        .find((one) => one !== undefined)
      const told = message === undefined ? {} : messageOf(message)
      const name = part === undefined ? id : `${id} (${part})`
      return { name, ...placeOf(out, id.split("::")[0], undefined), ...section, ...told }
    })
  const failures = listed("(?:SUB)?FAILED", (id) => [titleOf(id)])
  const broken = listed("ERROR", (id) => [
    `ERROR at setup of ${titleOf(id)}`,
    `ERROR at teardown of ${titleOf(id)}`,
    `ERROR collecting ${id}`
  ])
  // Under -rN there is no list: the titles say less exactly what it was.
  const titled = [...sections].map(([name, rest]) => ({ name, ...rest }))
  const isError = ({ name }: Failure) => name.startsWith("ERROR ")
  return testReport("pytest", {
    passed: sum("passed"),
    failed: sum("failed"),
    skipped: sum("skipped"),
    errors: sum("error", "errors"),
    failures: failures.length === 0 ? titled.filter((one) => !isError(one)) : failures,
    broken: broken.length === 0 ? titled.filter(isError) : broken
  })
}

const frame = /^\s*File "([^"]+)", line (\d+)(?:, in (.+))?$/

/** `test_mul (test_u.T.test_mul)` and, before Python 3.11, `test_mul (test_u.T)`. */
const unittestName = (title: string): string => {
  const [, name, owner] = /^(\w+) \(([\w.]+)\)/.exec(title) ?? []
  if (name === undefined || owner === undefined) return title
  const part = /\) ([[(].*)$/.exec(title)?.[1]
  return `${owner.endsWith(`.${name}`) ? owner : `${owner}.${name}`}${part === undefined ? "" : ` ${part}`}`
}

/** unittest, and Django's runner on it. */
export const unittest = (out: Output): TestReport | undefined => {
  const ran = sumOf(matches(out.lines, /^Ran (\d+) tests? in [\d.]+s$/), 1)
  const verdicts = matches(out.lines, /^(?:OK|FAILED)(?: \(([\w =,]+)\))?$/)
  if (ran === undefined || verdicts.length === 0) return undefined
  const told = (word: string) =>
    verdicts.reduce(
      (sum, [, text = ""]) => sum + Number(new RegExp(`(?:^|, )${word}=(\\d{1,9})`).exec(text)?.[1] ?? 0),
      0
    )
  const found: Record<"FAIL" | "ERROR", Array<Failure>> = { FAIL: [], ERROR: [] }
  let apart = false
  for (let at = 0; at < out.lines.length; at++) {
    const match = /^(FAIL|ERROR): (.+)$/.exec(out.lines[at] ?? "")
    if (match === null || (!/^-{20,}$/.test(out.lines[at + 1] ?? "") && !/^-{20,}$/.test(out.lines[at + 2] ?? "")))
      continue
    const title = match[2] ?? ""
    // Subtests, and failures of a whole class, are not among the tests that ran.
    if (/^(?:setUp|tearDown)(?:Class|Module) |\) [([]/.test(title)) apart = true
    const next = matchFrom(out.lines, /^={20,}$|^-{20,}$/, at + 3)
    const body = out.lines.slice(at + 1, Math.min(next < 0 ? out.lines.length : next, at + 200))
    const frames = matches(body, frame).filter((one) => out.isOwn(one[1] ?? ""))
    const last = body.findLast((line) => /^\w[\w.]*(?::|$)/.test(line))
    const failure = {
      name: unittestName(title),
      ...placeOf(out, frames.at(-1)?.[1], frames.at(-1)?.[2]),
      ...messageOf(last)
    }
    found[match[1] === "FAIL" ? "FAIL" : "ERROR"].push(failure)
  }
  const [failed, errors, skipped] = [told("failures"), told("errors"), told("skipped")]
  const passed = ran - failed - errors - skipped - told("expected failures") - told("unexpected successes")
  return testReport("unittest", {
    passed: apart || passed < 0 ? undefined : passed,
    failed,
    errors,
    skipped,
    failures: found.FAIL,
    broken: found.ERROR
  })
}

/** The last traceback of a Python program: its exception, and the calls in the project's own files. */
export const traceback = (out: Output): CrashReport | undefined => {
  let start = -1
  for (let at = matchFrom(out.lines, /^Traceback \(most recent call last\):$/); at >= 0; ) {
    start = at
    at = matchFrom(out.lines, /^Traceback \(most recent call last\):$/, at + 1)
  }
  if (start < 0) return undefined
  const frames: Array<Place> = []
  for (let at = start + 1; at < out.lines.length; at++) {
    const line = out.lines[at] ?? ""
    const call = frame.exec(line)
    if (call?.[1] !== undefined) {
      if (out.isOwn(call[1])) frames.push(placeOf(out, call[1], call[2]))
      continue
    }
    const [, exception, message = ""] = /^([A-Za-z_][\w.]*)(?:: (.*))?$/.exec(line) ?? []
    if (exception === undefined) continue
    return { kind: "run", runner: "python", exception, message: message.trim(), frames: frames.slice(-20) }
  }
  return undefined
}
