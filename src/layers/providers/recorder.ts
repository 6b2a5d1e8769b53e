import { Clock, DateTime, Effect, Exit, FileSystem, Layer, Path, Scope, Stream } from "effect"
import { Host } from "../../services/host/Host.ts"
import { ModelFault } from "../../services/model/ModelFault.ts"
import type { ModelPart, ModelRequest, Provider } from "../../services/model/Provider.ts"
import { Providers } from "../../services/model/Providers.ts"
import type { Call, Header, Line } from "../../services/model/recording.ts"
import { encode, heardOf, infoOf, outline } from "../../services/model/recordingLines.ts"
import { recordingVersion } from "../../services/model/recordingVersion.ts"
import { Secrets } from "../../services/secrets/Secrets.ts"

const broken = (file: string, what: string) =>
  new ModelFault({
    kind: "recording",
    provider: "recorder",
    message: `The recording ${file} ${what}`,
    hint: "Give --record another file, or leave it out."
  })

/**
 * Wraps the providers so that every reply, and what came before it, goes to `file` as it ends. The file is made at the first
 * model call, for the user alone. A recording that is there is replaced; any other file is left as it is and named.
 */
export const recorder = (
  file: string
): Layer.Layer<Providers, never, Providers | FileSystem.FileSystem | Path.Path | Host | Secrets> =>
  Layer.effect(
    Providers,
    Effect.gen(function* () {
      const inner = yield* Providers
      const fs = yield* FileSystem.FileSystem
      const path = yield* Path.Path
      const host = yield* Host
      const secrets = yield* Secrets
      const scope = yield* Effect.scope
      const target = path.resolve(host.cwd, file)

      const isOurs = Effect.gen(function* () {
        if (!(yield* fs.exists(target))) return true
        const text = yield* fs.readFileString(target)
        return text === "" || text.startsWith('{"type":"recording"')
      })

      /** Opened at the first call, once; closed with the run. */
      const open = yield* Effect.cached(
        Effect.gen(function* () {
          if (!(yield* isOurs))
            return yield* broken(target, "was not written: another file is there, and it stays as it is.")
          const handle = yield* Scope.provide(fs.open(target, { flag: "w", mode: 0o600 }), scope)
          const redactor = yield* secrets.redactor
          const encoder = new TextEncoder()
          const write = (lines: ReadonlyArray<Line>) =>
            handle.writeAll(encoder.encode(lines.map((line) => encode(line, redactor)).join("")))
          const header: Header = {
            type: "recording",
            v: recordingVersion,
            coderx: host.version,
            at: DateTime.formatIso(yield* DateTime.now),
            cwd: host.cwd,
            home: host.home,
            tmp: host.tmp
          }
          yield* write([header])
          return write
        }).pipe(
          Effect.catchTag("PlatformError", (error) =>
            Effect.fail(broken(target, `cannot be written: ${error.message}`))
          )
        )
      )

      let turn = 0
      let known = 0

      const recorded = Effect.fnUntraced(function* (provider: Provider, request: ModelRequest) {
        const write = yield* open
        const started = yield* Clock.currentTimeMillis
        const fresh = request.messages.length >= known ? request.messages.slice(known) : request.messages
        known = request.messages.length
        turn++
        const number = turn
        const heard = heardOf(fresh, number)
        const parts: Array<ModelPart> = []

        const finish = (end: Call["end"], fault?: ModelFault) =>
          Effect.gen(function* () {
            const now = yield* Clock.currentTimeMillis
            const call: Call = {
              type: "call",
              turn: number,
              at: DateTime.formatIso(DateTime.makeUnsafe(started)),
              ms: Math.max(0, Math.round(now - started)),
              model: infoOf(request.model),
              request: outline(request),
              end,
              ...(fault === undefined
                ? {}
                : {
                    fault: {
                      kind: fault.kind,
                      message: fault.message,
                      ...(fault.hint === undefined ? {} : { hint: fault.hint })
                    }
                  }),
              parts
            }
            yield* write([...heard, call])
          }).pipe(
            Effect.catchTag("PlatformError", (error) =>
              Effect.fail(broken(target, `could not be written on: ${error.message}`))
            )
          )

        return provider.stream(request).pipe(
          Stream.mapArrayEffect((arrived) => {
            parts.push(...arrived)
            return arrived.some((part) => part.type === "finish")
              ? Effect.as(finish("whole"), arrived)
              : Effect.succeed(arrived)
          }),
          Stream.tapError((fault) =>
            fault.kind === "recording" ? Effect.void : finish(parts.length > 0 ? "cut" : "failed", fault)
          ),
          // An interrupted run is ending: a disk that fails now can be told to nobody.
          Stream.onExit((exit) => (Exit.hasInterrupts(exit) ? Effect.ignore(finish("interrupted")) : Effect.void))
        )
      })

      return Providers.of({
        ids: inner.ids,
        get: (id) =>
          Effect.map(inner.get(id), (provider) => ({
            ...provider,
            stream: (request) => Stream.unwrap(recorded(provider, request))
          }))
      })
    })
  )
