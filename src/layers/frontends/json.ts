import { Effect, Layer, Stdio, Stream } from "effect"
import type { AgentEvent } from "../../services/domain/AgentEvent.ts"
import { uuids } from "../../services/domain/uuid.ts"
import { tellNotices } from "../../services/ui/progress.ts"
import { ListenerGone, Renderer } from "../../services/ui/Renderer.ts"
import { failedRun, type RunEnded, resultLine } from "../../services/ui/resultLine.ts"

/** `--output-format json`: one object when the run has ended, also when it could not begin; notices on stderr. */
export const json: Layer.Layer<Renderer, never, Stdio.Stdio> = Layer.effect(
  Renderer,
  Effect.gen(function* () {
    const stdio = yield* Stdio.Stdio
    const newUuid = yield* uuids
    const write = (ended: RunEnded, sessionId: string) =>
      Stream.make(`${JSON.stringify(resultLine(ended, sessionId, newUuid()))}\n`).pipe(
        Stream.run(stdio.stdout()),
        Effect.mapError(() => new ListenerGone())
      )

    return Renderer.of({
      render: Effect.fnUntraced(function* <E, R>(events: Stream.Stream<AgentEvent, E, R>) {
        let sessionId: string | undefined
        let ended: RunEnded | undefined
        yield* events.pipe(
          Stream.runForEachArray((chunk) =>
            Effect.suspend(() => {
              for (const event of chunk) {
                if (event._tag === "SessionOpened") sessionId = event.sessionId
                if (event._tag === "RunEnded") ended = event
              }
              return tellNotices(stdio, chunk)
            })
          ),
          Effect.tapError((error) => write(failedRun(messageOf(error)), sessionId ?? newUuid()))
        )
        if (ended !== undefined) yield* write(ended, sessionId ?? newUuid())
      })
    })
  })
)

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
