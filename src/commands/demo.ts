import { Effect } from "effect"
import { Command } from "effect/cli"
import { Demo } from "../services/frontend/Demo.ts"
import { toggle } from "./flags/shared.ts"

/** `coderx demo`: the whole road of one prompt without a model. */
export const demo = Command.make("demo", { json: toggle("json", "Print one JSON value") }, (input) =>
  Effect.flatMap(Demo, (one) => one.run({ json: input.json }))
).pipe(
  Command.withDescription("See Coder-X fix a bug in a small project, with real tools and recorded model replies"),
  Command.withExamples([{ command: "coderx demo", description: "Takes a few seconds; asks no model and no network" }])
)
