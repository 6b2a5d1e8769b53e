import { Effect, Layer, Stream } from "effect"
import { text } from "../../services/domain/Input.ts"
import { Frontend, UsageWrong } from "../../services/frontend/Frontend.ts"
import { PlainLines } from "../../services/frontend/PlainLines.ts"
import type { plainShell } from "../../services/frontend/plainShell.ts"
import { RunFlags } from "../../services/settings/RunFlags.ts"
import { Renderer } from "../../services/ui/Renderer.ts"

/** Events as words, line by line, on stdout. Nothing is ever written over. */
export const plainRenderer: Layer.Layer<Renderer, never, PlainLines> = Layer.effect(
  Renderer,
  Effect.gen(function* () {
    const lines = yield* PlainLines
    const words = yield* Effect.cached(
      Effect.map(
        Effect.promise(() => import("../../services/frontend/plainWords.ts")),
        ({ makeWords }) => makeWords()
      )
    )
    return Renderer.of({
      render: (events) =>
        Effect.flatMap(words, (tell) =>
          Stream.runForEachArray(events, (arrived) => lines.write(arrived.map(tell).join("")))
        )
    })
  })
)

const wrongFormat = new UsageWrong({
  message: "--plain is the shell in words and has no --output-format: leave one of them out, or use -p"
})

type Needed = Effect.Services<ReturnType<typeof plainShell>>

/** `--plain`, and `TERM=dumb`: the shell line by line. Its parts are loaded when it runs, not when a command is looked for. */
export const plain: Layer.Layer<Frontend, never, Needed> = Layer.effect(
  Frontend,
  Effect.gen(function* () {
    const flags = yield* RunFlags
    const services = yield* Effect.context<Needed>()
    const format = flags.outputFormat ?? "text"
    const first = flags.prompt === undefined || flags.prompt === "" ? undefined : text(flags.prompt)
    const shell = Effect.promise(() => import("../../services/frontend/plainShell.ts")).pipe(
      Effect.flatMap((module) => module.plainShell(first)),
      Effect.provideContext(services),
      Effect.provideService(RunFlags, flags)
    )
    return Frontend.of({ run: format === "text" ? shell : Effect.fail(wrongFormat) })
  })
)
