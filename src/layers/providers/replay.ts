import { Effect, FileSystem, Layer, Path, Result, Stream } from "effect"
import { Host } from "../../services/host/Host.ts"
import { departure } from "../../services/model/departure.ts"
import { ModelFault } from "../../services/model/ModelFault.ts"
import type { ModelInfo, ModelPart, ModelRequest, Provider } from "../../services/model/Provider.ts"
import { Providers } from "../../services/model/Providers.ts"
import { ReplayPace } from "../../services/model/ReplayPace.ts"
import type { Call, Heard, Recording } from "../../services/model/recording.ts"
import { heardOf } from "../../services/model/recordingLines.ts"

/** The one provider of a replay. */
const id = "replay"

const broken = (message: string, hint: string) => new ModelFault({ kind: "recording", provider: id, message, hint })

/** A recording takes as long as this run's tools, not as the model took: tries that failed unseen are left out. */
const replies = (
  recording: Recording
): ReadonlyArray<{ readonly call: Call; readonly heard: ReadonlyArray<Heard> }> => {
  const out: Array<{ call: Call; heard: ReadonlyArray<Heard> }> = []
  let before: ReadonlyArray<Heard> = []
  for (const { call, heard } of recording.calls) {
    before = [...before, ...heard]
    if (call.end === "failed") continue
    out.push({ call, heard: before })
    before = []
  }
  return out
}

/** The recorded run's directory is this run's, wherever a part names it. */
const moved = (parts: ReadonlyArray<ModelPart>, from: string, to: string): ReadonlyArray<ModelPart> => {
  if (from === to || from.length < 2) return parts
  const quoted = JSON.stringify(from).slice(1, -1)
  const text = JSON.stringify(parts)
  return text.includes(quoted) ? JSON.parse(text.replaceAll(quoted, JSON.stringify(to).slice(1, -1))) : parts
}

const notice = (message: string): ModelPart => ({
  type: "response-metadata",
  metadata: { coderx: { notice: message } }
})

/**
 * Providers whose one provider answers from a recording, in its order, without any connection. It says where this run first
 * departs from the recorded one, and fails where the run asks for more than was recorded.
 */
export const replay = (file: string): Layer.Layer<Providers, never, FileSystem.FileSystem | Path.Path | Host> =>
  Layer.effect(
    Providers,
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const path = yield* Path.Path
      const host = yield* Host
      const pace = yield* ReplayPace
      const source = path.resolve(host.cwd, file)
      const here = { cwd: host.cwd, home: host.home, tmp: host.tmp }

      const recording = yield* Effect.cached(
        Effect.gen(function* () {
          const text = yield* fs.readFileString(source)
          const { decode } = yield* Effect.promise(() => import("../../services/model/recording.ts"))
          const read = decode(text)
          if (Result.isFailure(read)) {
            return yield* broken(
              `${source} cannot be replayed: ${read.failure}.`,
              "Record a run anew with --record FILE."
            )
          }
          return read.success
        }).pipe(
          Effect.catchTag("PlatformError", (error) =>
            Effect.fail(
              broken(`${source} cannot be read: ${error.message}`, "Give --replay the file that --record wrote.")
            )
          )
        )
      )

      const infoFrom = (model: Call["model"]): ModelInfo => ({
        ...model,
        provider: id,
        price: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 },
        source: "recording"
      })
      const described = Effect.flatMap(recording, (one) => {
        const first = replies(one)[0]
        return first === undefined
          ? Effect.fail(broken(`${source} holds no reply of a model.`, "Record a run anew with --record FILE."))
          : Effect.succeed(infoFrom(first.call.model))
      })

      let next = 0
      let known = 0
      let departed = false

      const answer = Effect.fnUntraced(function* (request: ModelRequest) {
        const one = yield* recording
        const all = replies(one)
        const reply = all[next]
        if (reply === undefined) {
          return yield* broken(
            `The recording ends here: it holds ${all.length} model ${all.length === 1 ? "call" : "calls"}, and this run asks for one more.`,
            "The run went another way than the recorded one. Record it anew, or run it with a model."
          )
        }
        const fresh = request.messages.length >= known ? request.messages.slice(known) : request.messages
        known = request.messages.length
        const notices = next === 0 ? one.damage : []
        next++
        const now = { heard: heardOf(fresh, next), tools: request.tools.map((tool) => tool.name) }
        const differs = departed ? undefined : departure(reply, one.header, now, here)
        if (differs !== undefined) departed = true
        const told = differs === undefined ? notices : [...notices, `This run departs from the recording. ${differs}`]
        const parts = moved(reply.call.parts, one.header.cwd, host.cwd)
        const whole: ReadonlyArray<ModelPart> = [...told.map(notice), ...parts]
        const stream =
          pace === 0
            ? Stream.fromArray(whole)
            : Stream.fromIterable(whole, { chunkSize: 1 }).pipe(Stream.tap(() => Effect.sleep(pace)))
        if (reply.call.end === "whole") return stream
        const { fault } = reply.call
        return Stream.concat(
          stream,
          Stream.fail(
            fault === undefined
              ? new ModelFault({ kind: "cut", provider: id, message: "The recorded run was interrupted here." })
              : new ModelFault({ provider: id, ...fault })
          )
        )
      })

      const provider: Provider = {
        id,
        title: "A recording",
        local: true,
        keySource: Effect.succeed("none"),
        list: Effect.map(described, (info) => [info]),
        describe: () => described,
        stream: (request) => Stream.unwrap(answer(request))
      }
      return Providers.of({ ids: [id], get: () => Effect.succeed(provider) })
    })
  )
