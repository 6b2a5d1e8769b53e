import { Effect, Option } from "effect"
import { shorten } from "../domain/columns.ts"
import { printableLine } from "../domain/printable.ts"
import type { Changes } from "./output/changes.ts"
import { TestRuns } from "./TestRuns.ts"

/** A command that has ended. */
export interface Ended {
  readonly command: string
  /** Absolute directory in which it started. */
  readonly directory: string
  /** What it wrote, as the model gets it. */
  readonly text: string
  /** Whether it wrote more than that. */
  readonly cut?: boolean
}

/** A shorter output is its own summary, in characters. */
const shortOutput = 2_000
/** No runner says less. */
const shortest = 20

/** Programs that show what stands in files or came from elsewhere: what they print did not happen now. */
const showing =
  /^(?:cd|cat|bat|less|more|head|tail|grep|egrep|fgrep|rg|ag|ack|sed|awk|find|fd|ls|tree|git|diff|jq|strings|nl|tac|echo|printf|curl|wget|gh|glab|wc|sort|uniq|xxd|man|history)(?:\s|$)/
/** Programs in a pipe that let only a part through. */
const filtering = /\|\s*(?:head|tail|grep|egrep|rg|sed|awk|uniq|sort|cut|tee\s+\S+\s*\|)(?:\s|$)/

/** What stands in the place of the middle of a long output. */
const missing = /^\[… \d+ bytes \(\d+ lines\) left out here/m

const onlyShows = (command: string): boolean =>
  command
    .split(/&&|\|\|?|;|\n/)
    .map((part) => part.trim().replace(/^(?:\w+=\S*\s+)+/, ""))
    .every((part) => part === "" || showing.test(part))

const names = (list: ReadonlyArray<string>): string =>
  `${list
    .slice(0, 5)
    .map((name) => shorten(printableLine(name), 120))
    .join("; ")}${list.length > 5 ? `; … and ${list.length - 5} more` : ""}`

const changesText = ({ broken, mended }: Changes): ReadonlyArray<string> => [
  ...(mended.length > 0 ? [`Failed when this command last ran, and pass now: ${names(mended)}`] : []),
  ...(broken.length > 0 ? [`Did not fail when this command last ran: ${names(broken)}`] : [])
]

/**
 * What the model is told before the output of a test runner or linter: the counts, what failed and where, for outputs that
 * are long; and what changed since the same tests last ran. Undefined where there is nothing to say.
 */
export const commandSummary = Effect.fnUntraced(function* ({ command, cut = false, directory, text }: Ended) {
  if (text.length < shortest || onlyShows(command)) return undefined
  const { readOutput } = yield* Effect.promise(() => import("./output/readOutput.ts"))
  const report = readOutput({ text, directory, cut: cut || missing.test(text) || filtering.test(command) })
  if (report === undefined) return undefined
  const runs = yield* Effect.serviceOption(TestRuns)
  const changes =
    report.kind === "test" && Option.isSome(runs) ? yield* runs.value.note(command, directory, report) : undefined
  const { summaryForModel } = yield* Effect.promise(() => import("./output/summary.ts"))
  const told = [
    ...(text.length > shortOutput ? [summaryForModel(report)] : []),
    ...(changes === undefined ? [] : changesText(changes))
  ]
  return told.length === 0 ? undefined : told.join("\n")
})
