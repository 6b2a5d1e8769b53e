import type { Call, Heard } from "./recording.ts"

/** The directories of a run, which differ between two runs of the same thing. */
export interface Places {
  readonly cwd: string
  readonly home: string
  readonly tmp: string
}

/** What differs from run to run without meaning anything. Documented in docs/record-replay.md, in this order. */
const rules: ReadonlyArray<readonly [RegExp, string]> = [
  // biome-ignore lint/complexity/useRegexLiterals: the escape character is clearer as text
  [new RegExp("\\u001b\\[[0-9;]*m", "g"), ""],
  [/\r\n/g, "\n"],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, "{uuid}"],
  [/\b\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?/g, "{time}"],
  [/\b\d{1,2}:\d{2}:\d{2}(?:\.\d+)?\b/g, "{time}"],
  [/\b(duration_ms|real|user|sys)(\s*[:=]?\s*)[\dm.]+s?/g, "$1$2{duration}"],
  [/\b\d+(?:\.\d+)?\s?(?:ns|µs|us|ms|s|sec|secs|seconds|min|minutes)\b/g, "{duration}"],
  [/\b(127\.0\.0\.1|localhost|\[::1\]):\d+/g, "$1:{port}"],
  [/\b(pid[ :=]+)\d+/gi, "$1{pid}"],
  [/[ \t]+$/gm, ""]
]

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")

/** A text without what differs from run to run: directories, times, durations, ports, ids, colours, trailing blanks. */
export const normalise = (text: string, places: Places): string => {
  let out = text
  const named: ReadonlyArray<readonly [string, string]> = [
    [places.cwd, "{cwd}"],
    [places.home, "{home}"]
  ]
  for (const [path, name] of named) if (path.length > 1) out = out.replaceAll(path, name)
  if (places.tmp.length > 1) out = out.replace(new RegExp(`${escaped(places.tmp)}/[^\\s"'\`:,;)\\]}]+`, "g"), "{tmp}")
  for (const [pattern, name] of rules) out = out.replace(pattern, name)
  return out.trimEnd()
}

const excerptLength = 100

const excerpt = (line: string | undefined): string =>
  line === undefined
    ? "nothing"
    : JSON.stringify(line.length > excerptLength ? `${line.slice(0, excerptLength)}…` : line)

/** Where two texts part: the first line that differs, as it was and as it is. */
const firstDifference = (was: string, is: string): string => {
  const before = was.split("\n")
  const now = is.split("\n")
  const at = before.findIndex((line, i) => line !== now[i])
  const line = at === -1 ? before.length : at
  return `line ${line + 1}: recorded ${excerpt(before[line])}, now ${excerpt(now[line])}`
}

const nameOf = (heard: Heard): string => (heard.type === "input" ? "the input" : `the result of ${heard.name}`)

/**
 * Where a call of this run first departs from the recorded one, as a sentence; undefined where it does not. Compared are the
 * inputs and tool results since the call before, and whether the tools of the recording are offered. Not compared are the system prompt (it holds the date
 * and the state of the repository) and the ids.
 */
export const departure = (
  recorded: { readonly call: Call; readonly heard: ReadonlyArray<Heard> },
  places: Places,
  now: { readonly heard: ReadonlyArray<Heard>; readonly tools: ReadonlyArray<string> },
  placesNow: Places
): string | undefined => {
  const turn = recorded.call.turn
  for (let i = 0; i < Math.max(recorded.heard.length, now.heard.length); i++) {
    const was = recorded.heard[i]
    const is = now.heard[i]
    if (was === undefined && is !== undefined)
      return `In turn ${turn}, ${nameOf(is)} is new: the recording has none there.`
    if (was !== undefined && is === undefined) return `In turn ${turn}, ${nameOf(was)} of the recording did not come.`
    if (was === undefined || is === undefined) continue
    if (nameOf(was) !== nameOf(is)) return `In turn ${turn}, ${nameOf(is)} came where the recording has ${nameOf(was)}.`
    if (was.type === "tool_result" && is.type === "tool_result" && was.failed !== is.failed) {
      return `In turn ${turn}, ${nameOf(is)} ${is.failed ? "failed, and did not" : "did not fail, but did"} in the recording: ${excerpt(is.text.split("\n")[0])}.`
    }
    const before = normalise(was.text, places)
    const after = normalise(is.text, placesNow)
    if (before !== after) return `In turn ${turn}, ${nameOf(is)} differs, ${firstDifference(before, after)}.`
  }
  const missing = recorded.call.request.tools.filter((name) => !now.tools.includes(name))
  if (missing.length > 0) return `In turn ${turn}, tools of the recording are not offered: ${missing.join(", ")}.`
  return undefined
}
