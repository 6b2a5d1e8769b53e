import { type Cause, Deferred, Effect, Layer, Queue, Stdio, Stream } from "effect"
import { uuids } from "../../services/domain/uuid.ts"
import { HostChannel, type WireObject } from "../../services/frontend/HostChannel.ts"
import { type HostRequest, readHostLine } from "../../services/frontend/hostRequest.ts"
import { ListenerGone } from "../../services/ui/Renderer.ts"

/** A host program on the standard streams: one JSON object a line each way. Reading begins when the layer is built. */
export const hostChannel: Layer.Layer<HostChannel, never, Stdio.Stdio> = Layer.effect(
  HostChannel,
  Effect.gen(function* () {
    const stdio = yield* Stdio.Stdio
    const uuid = yield* uuids
    const inbox = yield* Queue.unbounded<HostRequest, Cause.Done>()
    const questions = new Map<string, Deferred.Deferred<unknown>>()
    let closed = false

    const send = (line: WireObject) =>
      Stream.run(Stream.make(`${JSON.stringify(line)}\n`), stdio.stdout()).pipe(
        Effect.mapError(() => new ListenerGone())
      )

    const take = (text: string) => {
      const request = readHostLine(text)
      if (request._tag === "Ignored") return Effect.void
      if (request._tag !== "Answer") return Queue.offer(inbox, request)
      const question = questions.get(request.id)
      return question === undefined ? Effect.void : Deferred.succeed(question, request.response)
    }

    yield* stdio.stdin.pipe(
      Stream.decodeText,
      Stream.splitLines,
      Stream.filter((text) => text.trim() !== ""),
      Stream.runForEach(take),
      Effect.ignore,
      Effect.ensuring(
        Effect.suspend(() => {
          closed = true
          for (const question of questions.values()) Deferred.doneUnsafe(question, Effect.succeed(undefined))
          return Queue.end(inbox)
        })
      ),
      Effect.forkScoped
    )

    const ask = Effect.fnUntraced(function* (request: WireObject) {
      if (closed) return undefined
      const id = uuid()
      const answer = yield* Deferred.make<unknown>()
      questions.set(id, answer)
      yield* Effect.ignore(send({ type: "control_request", request_id: id, request }))
      return yield* Deferred.await(answer).pipe(
        Effect.onInterrupt(() => Effect.ignore(send({ type: "control_cancel_request", request_id: id }))),
        Effect.ensuring(Effect.sync(() => questions.delete(id)))
      )
    })

    return HostChannel.of({ inbox: Stream.fromQueue(inbox), send, ask })
  })
)
