import { Stream } from "effect"
import type { AgentEvent } from "../domain/AgentEvent.ts"
import { printableLine } from "../domain/printable.ts"
import type { Settings } from "../settings/Settings.ts"

/** What a user must know of the settings before trusting an answer: what was wrong in them, and what did not count. */
export const settingsNotices = (settings: Settings["Service"]): ReadonlyArray<string> => {
  const untrusted = settings.withheld.filter((item) => item.why === "untrusted")
  const unapproved = settings.withheld.filter((item) => item.why === "unapproved")
  const never = settings.withheld.filter((item) => item.why === "never")
  return [
    ...settings.problems.map((problem) => {
      const place = problem.line === undefined ? problem.file : `${problem.file}:${problem.line}`
      return printableLine([place, ...(problem.key === undefined ? [] : [problem.key]), problem.reason].join(": "))
    }),
    ...(untrusted.length === 0
      ? []
      : [
          `This folder is not trusted, so these of its settings have no effect: ${list(untrusted)}. Read them, then run with --trust or \`coderx trust\`.`
        ]),
    ...(unapproved.length === 0
      ? []
      : [
          `These of the project's settings are new or have changed since you allowed them, and have no effect: ${list(unapproved)}. Read them (\`coderx trust review\`), then run \`coderx trust\`.`
        ]),
    ...(never.length === 0 ? [] : [`These settings never count from a project's own files: ${list(never)}.`])
  ]
}

/** Each key and file once, the first dozen by name. */
const list = (items: ReadonlyArray<{ readonly file: string; readonly key: string }>): string => {
  const names = [...new Set(items.map((item) => `${item.key} (${item.file})`))]
  const more = names.length > 12 ? [`and ${names.length - 12} more`] : []
  return printableLine([...names.slice(0, 12), ...more].join(", "))
}

/** Tells the notices once, right after the session was opened. */
export const withNotices =
  (notices: ReadonlyArray<string>) =>
  <E, R>(events: Stream.Stream<AgentEvent, E, R>): Stream.Stream<AgentEvent, E, R> => {
    if (notices.length === 0) return events
    const warned = notices.map((message): AgentEvent => ({ _tag: "Warned", message }))
    return Stream.flattenIterable(
      Stream.map(events, (event) => (event._tag === "SessionOpened" ? [event, ...warned] : [event]))
    )
  }
