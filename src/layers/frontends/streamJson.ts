import { Effect, Layer, Stdio, Stream } from "effect"
import type { AgentEvent } from "../../services/domain/AgentEvent.ts"
import { uuids } from "../../services/domain/uuid.ts"
import { Host } from "../../services/host/Host.ts"
import { RunFlags } from "../../services/settings/RunFlags.ts"
import { type HostLine, hostLines } from "../../services/ui/hostLines.ts"
import { makePartEvents, type WireEvent } from "../../services/ui/partEvents.ts"
import { tellNotices } from "../../services/ui/progress.ts"
import { ListenerGone, Renderer } from "../../services/ui/Renderer.ts"
import { failedRun } from "../../services/ui/resultLine.ts"

/**
 * `--output-format stream-json`: one JSON object a line. What arrives together is written together.
 * Notices stand on stderr too, where those look who do not read the stream.
 */
export const streamJson: Layer.Layer<Renderer, never, Stdio.Stdio | Host> = Layer.effect(
  Renderer,
  Effect.gen(function* () {
    const stdio = yield* Stdio.Stdio
    const { version } = yield* Host
    const partial = (yield* RunFlags).includePartialMessages === true
    const uuid = yield* uuids
    const gone = () => new ListenerGone()
    /** Until the session is open, lines carry an id of their own. One process has one session. */
    let sessionId = uuid()

    return Renderer.of({
      render: <E, R>(events: Stream.Stream<AgentEvent, E, R>) => {
        const parts = makePartEvents()
        const line = (fields: HostLine): string =>
          `${JSON.stringify({ ...fields, session_id: sessionId, uuid: fields["uuid"] ?? uuid() })}\n`
        const piece = (event: WireEvent): string =>
          `{"type":"stream_event","event":${JSON.stringify(event)},"parent_tool_use_id":null,"session_id":"${sessionId}","uuid":"${uuid()}"}\n`
        const tell = (event: AgentEvent): string => {
          if (event._tag === "PartArrived") return partial ? parts.part(event).map(piece).join("") : ""
          if (event._tag === "SessionOpened") sessionId = event.sessionId
          const closing = partial && event._tag === "ReplyReceived" ? parts.reply(event).map(piece) : []
          const lines = hostLines(event, { sessionId, version, uuid }).map(line)
          return [...closing, ...lines].join("")
        }
        const write = (text: string) =>
          text === "" ? Effect.void : Effect.mapError(Stream.run(Stream.make(text), stdio.stdout()), gone)
        return events.pipe(
          Stream.runForEachArray((chunk) => Effect.andThen(write(chunk.map(tell).join("")), tellNotices(stdio, chunk))),
          Effect.tapError((error) =>
            error instanceof ListenerGone
              ? Effect.void
              : write(tell(failedRun(error instanceof Error ? error.message : String(error))))
          )
        )
      }
    })
  })
)
