import { Array as Arr, Cause, Clock, Effect, Stream } from "effect"
import { ConnectionFailed } from "../../network/ConnectionFailed.ts"
import { ModelFault } from "../ModelFault.ts"
import type { ModelPart } from "../Provider.ts"
import { AnsweredBadly } from "./capture.ts"
import { type FaultContext, faultOf, faultOfAnswer, faultOfConnection } from "./faults.ts"
import { LineTooLong } from "./lines.ts"
import { excerpt } from "./toldError.ts"

/** Turns the bytes of one reply into parts. Mutable on purpose: it sees every delta. */
export interface ReplyDecoder {
  /** Takes bytes in. Throws a `ModelFault` or `LineTooLong`; parts that were read before it can still be taken. */
  readonly push: (bytes: Uint8Array) => void
  /** The bytes have ended. Throws where the reply is not whole. */
  readonly end: () => void
  /** The parts since the last call. */
  readonly take: () => ReadonlyArray<ModelPart>
  /** True once `finish` was among the parts. */
  readonly whole: boolean
}

/** After the finish only the end of the response is still to come; past this its connection is given up. */
const afterwards = "1 second"

/** What a failed request or a broken body means. */
export const explainFault = (context: FaultContext, cause: unknown, now: number): ModelFault => {
  if (cause instanceof ModelFault) return cause
  if (cause instanceof ConnectionFailed) return faultOfConnection(context, cause)
  if (cause instanceof AnsweredBadly) {
    const header = (name: string) => cause.headers.get(name)
    return faultOfAnswer(context, { status: cause.status, body: cause.body, header }, now)
  }
  if (cause instanceof LineTooLong) {
    return faultOf(context, "too-long", `${context.title} sent a line of more than 8 MB; the reply was given up.`)
  }
  const words = excerpt(cause instanceof Error ? cause.message : String(cause), context.secret)
  return faultOf(context, "malformed", `${context.title} answered with something that could not be read: ${words}`)
}

/**
 * One reply as a stream: opened when it is pulled, its connection closed when it is interrupted. Parts come in the arrays in
 * which the bytes came, one step of the fiber each. Ends after `finish`, without waiting for the rest of the response.
 */
export const replyStream = (
  context: FaultContext,
  decoder: ReplyDecoder,
  open: (signal: AbortSignal) => Promise<Response>
): Stream.Stream<ModelPart, ModelFault> =>
  Stream.unwrap(
    Effect.gen(function* () {
      const clock = yield* Clock.Clock
      const explain = (cause: unknown) => explainFault(context, cause, clock.currentTimeMillisUnsafe())
      const controller = new AbortController()
      let reader: ReadableStreamDefaultReader<Uint8Array> | undefined
      yield* Effect.addFinalizer(() => {
        const abort = Effect.sync(() => controller.abort())
        const body = reader
        if (body === undefined || !decoder.whole) return abort
        return Effect.forkDetach(Effect.ensuring(Effect.timeoutOption(readOut(body), afterwards), abort))
      })
      const response = yield* Effect.tryPromise({ try: () => open(controller.signal), catch: explain })
      const body = response.body
      if (body === null) return Stream.fail(faultOf(context, "empty", `${context.title} sent an empty reply.`))
      reader = body.getReader()
      return Stream.fromPull(Effect.succeed(pullFrom(reader, decoder, explain)))
    })
  )

/** Reads a response to its end, so that its connection can be used again. */
const readOut = (reader: ReadableStreamDefaultReader<Uint8Array>) =>
  Effect.promise(async () => {
    while (!(await reader.read().catch(() => ({ done: true }))).done);
  })

const pullFrom = (
  reader: ReadableStreamDefaultReader<Uint8Array>,
  decoder: ReplyDecoder,
  explain: (cause: unknown) => ModelFault
) => {
  let fault: ModelFault | undefined
  let ended = false
  const step = async (): Promise<ReadonlyArray<ModelPart>> => {
    while (fault === undefined && !ended) {
      try {
        const { done, value } = await reader.read()
        if (done) decoder.end()
        else decoder.push(value)
        ended = done || decoder.whole
      } catch (cause) {
        fault = explain(cause)
      }
      const parts = decoder.take()
      if (parts.length > 0) return parts
    }
    return []
  }
  return Effect.flatMap(
    Effect.promise(step),
    (parts): Effect.Effect<Arr.NonEmptyReadonlyArray<ModelPart>, ModelFault | Cause.Done> => {
      if (Arr.isReadonlyArrayNonEmpty(parts)) return Effect.succeed(parts)
      return fault === undefined ? Cause.done() : Effect.fail(fault)
    }
  )
}
