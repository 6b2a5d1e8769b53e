import { setFlagsFromString } from "node:v8"
import { Effect, Layer } from "effect"
import { Frontend } from "../../services/frontend/Frontend.ts"
import type { program } from "../../services/interactive/program.ts"

/**
 * What lives for a moment is swept where it is. Where V8 lets that place grow on instead, a long session takes twice the
 * memory. Not from the start, where nearly everything stays and sweeping costs time.
 */
const sweepEarly = Effect.andThen(
  Effect.sleep("1 second"),
  Effect.sync(() => setFlagsFromString("--semi-space-growth-factor=1"))
)

/** The interactive shell. Its parts are loaded when it runs, not when a command is looked for. */
export const interactive: Layer.Layer<Frontend, never, Effect.Services<typeof program>> = Layer.effect(
  Frontend,
  Effect.map(Effect.context<Effect.Services<typeof program>>(), (context) =>
    Frontend.of({
      run: Effect.promise(() => import("../../services/interactive/program.ts")).pipe(
        Effect.flatMap((shell) => Effect.andThen(Effect.forkScoped(sweepEarly), shell.program)),
        Effect.scoped,
        Effect.provideContext(context)
      )
    })
  )
)
