import { Clock, Context, Effect, FileSystem, Layer, Option, Path, Queue, Schema } from "effect"
import { Host } from "../host/Host.ts"
import { Paths } from "../settings/Paths.ts"
import { writeWhole } from "../settings/writeWhole.ts"
import { NetEntry, type NetTraffic } from "./netEntry.ts"

const decode = Schema.decodeUnknownOption(Schema.fromJsonString(NetEntry))

/** Bytes from which the file is cut to its newest lines, and how many stay. */
const longest = 1_000_000
const kept = 3000

/** Lines that are written at once. */
const batch = 200

/** What went out: every connection that Coder-X itself opened, or was kept from opening. Kept in the user's own folder. */
export class NetLog extends Context.Service<
  NetLog,
  {
    /** Where it is kept. */
    readonly file: string
    /** The name of this run in it. */
    readonly run: string
    /** Takes what a connection did. Never fails and never waits: it is written soon after, at the latest at the end of the run. */
    readonly record: (traffic: NetTraffic) => void
    /** What is kept, oldest first. Lines that cannot be read are left out. */
    readonly entries: Effect.Effect<ReadonlyArray<NetEntry>>
  }
>()("coderx/network/NetLog") {
  static readonly layer = Layer.effect(
    NetLog,
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const path = yield* Path.Path
      const { logs } = yield* Paths
      const { pid } = yield* Host
      const file = path.join(logs, "network.jsonl")
      const run = `${(yield* Clock.currentTimeMillis).toString(36)}-${pid.toString(36)}`
      const waiting = yield* Queue.unbounded<NetEntry>()
      const read = Effect.orElseSucceed(fs.readFileString(file), () => "")

      const append = Effect.fnUntraced(
        function* (entries: ReadonlyArray<NetEntry>) {
          if (entries.length === 0) return
          const text = entries.map((entry) => `${JSON.stringify(entry)}\n`).join("")
          const { size } = yield* Effect.orElseSucceed(fs.stat(file), () => ({ size: 0n }))
          if (Number(size) > longest) {
            const newest = `${yield* read}${text}`.split("\n").slice(-kept - 1)
            return yield* writeWhole(file, new TextEncoder().encode(newest.join("\n")), {
              mode: 0o600,
              directoryMode: 0o700
            })
          }
          yield* fs.makeDirectory(logs, { recursive: true, mode: 0o700 })
          yield* fs.writeFileString(file, text, { flag: "a", mode: 0o600 })
        },
        Effect.provideService(FileSystem.FileSystem, fs),
        Effect.provideService(Path.Path, path),
        Effect.catch((error) => Effect.logWarning(`The log of connections was not written: ${error.message}`)),
        Effect.uninterruptible
      )

      yield* Effect.addFinalizer(() => Effect.flatMap(Queue.clear(waiting), append))
      yield* Queue.takeBetween(waiting, 1, batch).pipe(Effect.flatMap(append), Effect.forever, Effect.forkScoped)

      return NetLog.of({
        file,
        run,
        record: (traffic) => void Queue.offerUnsafe(waiting, { ...traffic, run }),
        entries: Effect.map(read, (text) =>
          text.split("\n").flatMap((line) => Option.match(decode(line), { onNone: () => [], onSome: (one) => [one] }))
        )
      })
    })
  )
}
