import { Effect, Layer } from "effect"
import { Frontend } from "../../services/frontend/Frontend.ts"
import type { program } from "../../services/interactive/program.ts"

/** The interactive shell. Its parts are loaded when it runs, not when a command is looked for. */
export const interactive: Layer.Layer<Frontend, never, Effect.Services<typeof program>> = Layer.effect(
  Frontend,
  Effect.map(Effect.context<Effect.Services<typeof program>>(), (context) =>
    Frontend.of({
      run: Effect.promise(() => import("../../services/interactive/program.ts")).pipe(
        Effect.flatMap((shell) => shell.program),
        Effect.provideContext(context)
      )
    })
  )
)
