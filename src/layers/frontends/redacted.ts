import { Effect, Layer } from "effect"
import { masked } from "../../services/frontend/masked.ts"
import type { Secrets } from "../../services/secrets/Secrets.ts"
import { Renderer } from "../../services/ui/Renderer.ts"

/** The border of every renderer: what is told of a run is told without secrets. */
export const redacted: Layer.Layer<Renderer, never, Renderer | Secrets> = Layer.effect(
  Renderer,
  Effect.gen(function* () {
    const renderer = yield* Renderer
    const mask = yield* masked
    return Renderer.of({ render: (events) => renderer.render(mask(events)) })
  })
)
