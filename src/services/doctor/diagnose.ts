import { Effect } from "effect"
import * as Machine from "./machineChecks.ts"
import * as Setup from "./setupChecks.ts"

/** All checks, side by side, told in this order. None of them changes anything. */
export const diagnose = Effect.all(
  [
    Machine.node,
    Machine.git,
    Machine.search,
    Machine.shell,
    Machine.sandbox,
    Machine.home,
    Setup.settings,
    Setup.trust,
    Setup.models
  ],
  { concurrency: "unbounded" }
).pipe(
  Effect.map((found) => found.flat()),
  Effect.withSpan("Doctor.diagnose")
)
