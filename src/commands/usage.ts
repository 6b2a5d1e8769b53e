import { Console, DateTime, Effect, Schema, Stdio } from "effect"
import { Command, Flag } from "effect/cli"
import { Host } from "../services/host/Host.ts"
import { Sessions } from "../services/session/Sessions.ts"
import { dayIn, report } from "../services/session/usage.ts"
import { usageText } from "../services/session/usageText.ts"
import { maybe, toggle } from "./flags/shared.ts"

const days = maybe(
  Flag.Int("days").pipe(
    Flag.withMetavar("N"),
    Flag.withDescription("Count the last N days, today included"),
    Flag.withSchema(
      Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 36_500 }, { message: "a number of days from 1 on" }))
    )
  )
)

/** Characters that the bars of the chart may take on a terminal. */
const chartWidth = 30

/** `coderx usage`: tokens and money by model and day, from the session files. */
export const usage = Command.make(
  "usage",
  { days, json: toggle("json", "Print one JSON value") },
  Effect.fnUntraced(function* (input) {
    const { timeZone } = yield* Host
    const now = yield* DateTime.now
    const first = DateTime.subtract(now, { days: (input.days ?? 0) - 1 })
    const since = input.days === undefined ? undefined : dayIn(timeZone)(DateTime.formatIso(first))
    const changedSince = since === undefined ? 0 : DateTime.toEpochMillis(first) - 86_400_000
    const told = report(yield* (yield* Sessions).spending(changedSince), timeZone, since)
    const chart = (yield* (yield* Stdio.Stdio).stdoutIsTerminal) ? chartWidth : 0
    yield* Console.log(input.json ? JSON.stringify(told) : usageText(told, chart))
  })
).pipe(
  Command.withDescription("Tokens and money by model and day"),
  Command.withExamples([
    { command: "coderx usage --days 7", description: "The last week" },
    { command: "coderx usage --json", description: "Everything, for scripts" }
  ])
)
