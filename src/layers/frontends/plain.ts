import { Effect, Layer, Stream } from "effect"
import type { Agent } from "../../services/agent/Agent.ts"
import { text } from "../../services/domain/Input.ts"
import { Frontend, UsageWrong } from "../../services/frontend/Frontend.ts"
import { PlainLines } from "../../services/frontend/PlainLines.ts"
import { plainShell } from "../../services/frontend/plainShell.ts"
import { makeWords } from "../../services/frontend/plainWords.ts"
import type { Questions } from "../../services/frontend/Questions.ts"
import { RunFlags } from "../../services/settings/RunFlags.ts"
import type { Settings } from "../../services/settings/Settings.ts"
import type { Slash } from "../../services/slash/Slash.ts"
import type { Tools } from "../../services/tool/Tools.ts"
import { Renderer } from "../../services/ui/Renderer.ts"

/** Events as words, line by line, on stdout. Nothing is ever written over. */
export const plainRenderer: Layer.Layer<Renderer, never, PlainLines> = Layer.effect(
  Renderer,
  Effect.map(PlainLines, (lines) =>
    Renderer.of({
      render: (events) => {
        const words = makeWords()
        return Stream.runForEachArray(events, (arrived) => lines.write(arrived.map(words).join("")))
      }
    })
  )
)

const wrongFormat = new UsageWrong({
  message: "--plain is the shell in words and has no --output-format: leave one of them out, or use -p"
})

/** `--plain`, and `TERM=dumb`: the shell line by line, for screen readers and terminals that only print. */
export const plain: Layer.Layer<Frontend, never, Agent | PlainLines | Questions | Renderer | Settings | Slash | Tools> =
  Layer.effect(
    Frontend,
    Effect.gen(function* () {
      const flags = yield* RunFlags
      const services = yield* Effect.context<Agent | PlainLines | Questions | Renderer | Settings | Slash | Tools>()
      const format = flags.outputFormat ?? "text"
      const first = flags.prompt === undefined || flags.prompt === "" ? undefined : text(flags.prompt)
      const shell = plainShell(first).pipe(Effect.provideContext(services), Effect.provideService(RunFlags, flags))
      return Frontend.of({ run: format === "text" ? shell : Effect.fail(wrongFormat) })
    })
  )
