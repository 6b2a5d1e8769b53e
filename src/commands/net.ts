import { Console, Effect, Schema } from "effect"
import { Command, Flag } from "effect/cli"
import { printableJson } from "../services/domain/printable.ts"
import { netEntries, netText } from "../services/network/netReport.ts"
import { maybe, toggle } from "./flags/shared.ts"

const log = Command.make(
  "log",
  {
    run: maybe(
      Flag.String("run").pipe(
        Flag.withMetavar("RUN"),
        Flag.withDescription("Only those of one run; `last` is the newest")
      )
    ),
    host: maybe(
      Flag.String("host").pipe(
        Flag.withMetavar("HOST"),
        Flag.withDescription("Only those to a host and the hosts below it")
      )
    ),
    limit: maybe(
      Flag.Int("limit").pipe(
        Flag.withMetavar("N"),
        Flag.withDescription("At most the newest N (100)"),
        Flag.withSchema(
          Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 100_000 }, { message: "a number from 1 on" }))
        )
      )
    ),
    json: toggle("json", "Print one JSON value")
  },
  Effect.fnUntraced(function* (input) {
    const entries = yield* netEntries({ run: input.run, host: input.host, limit: input.limit ?? 100 })
    yield* Console.log(input.json ? printableJson(entries) : netText(entries))
  })
).pipe(
  Command.withDescription("Every connection that Coder-X opened: when, to which host, what for, how many bytes"),
  Command.withExamples([
    { command: "coderx net log --run last", description: "What the newest run sent, and where" },
    { command: "coderx net log --host api.anthropic.com --json", description: "For scripts" }
  ])
)

/** `coderx net`: what left this machine. */
export const net = Command.make("net").pipe(
  Command.withSubcommands([log]),
  Command.withDescription("Show what went out over the network")
)
