import { Clock, DateTime, Effect, FileSystem, Option, Schema } from "effect"
import { ChildProcess, ChildProcessSpawner } from "effect/process"
import { Host } from "../host/Host.ts"

/**
 * Who holds a lock, told so that another process can see whether it still runs. A process id alone does not say so: ids
 * are given out again, also after a restart of the machine, and mean nothing in another container.
 */
export const LockHolder = Schema.Struct({
  pid: Schema.Int,
  /** When the lock was taken, ISO 8601. */
  at: Schema.String,
  /** Name of the machine, where it is known. */
  host: Schema.optionalKey(Schema.String),
  /** Linux: this start of the machine, the namespace of process ids, and the process's start in clock ticks. */
  boot: Schema.optionalKey(Schema.String),
  namespace: Schema.optionalKey(Schema.String),
  started: Schema.optionalKey(Schema.String)
})
export type LockHolder = typeof LockHolder.Type

export const LockHolderJson = Schema.fromJsonString(LockHolder)

/** Milliseconds by which `ps`, which counts in seconds, may be wrong about a start. */
const clockTolerance = 5000

interface ProcessState {
  readonly started: string
  readonly zombie: boolean
}

/** Linux: fields 3 (state) and 22 (start) of `/proc/PID/stat`; the name in field 2 may hold spaces and brackets. See proc(5). */
const parseStat = (stat: string): ProcessState | undefined => {
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ")
  const started = fields[19]
  return started === undefined ? undefined : { started, zombie: fields[0] === "Z" || fields[0] === "X" }
}

const readStat = (fs: FileSystem.FileSystem, pid: number) =>
  fs.readFileString(`/proc/${pid}/stat`).pipe(
    Effect.map(parseStat),
    Effect.catchReason("PlatformError", "NotFound", () => Effect.undefined),
    Effect.option
  )

const trimmed = (text: Effect.Effect<string, unknown>) =>
  text.pipe(
    Effect.map((value) => value.trim()),
    Effect.option,
    Effect.map(Option.getOrUndefined)
  )

const whereWeAre = Effect.gen(function* () {
  const fs = yield* FileSystem.FileSystem
  const host = yield* Host
  const [kernelName, boot, namespace] = yield* Effect.all(
    [
      trimmed(fs.readFileString("/proc/sys/kernel/hostname")),
      trimmed(fs.readFileString("/proc/sys/kernel/random/boot_id")),
      trimmed(fs.readLink("/proc/self/ns/pid"))
    ],
    { concurrency: "unbounded" }
  )
  const name = kernelName ?? host.env["HOSTNAME"] ?? host.env["COMPUTERNAME"]
  return {
    ...(name === undefined ? {} : { host: name }),
    ...(boot === undefined ? {} : { boot }),
    ...(namespace === undefined ? {} : { namespace })
  }
})

/** This process, as a lock names it. */
export const ourselves = Effect.fnUntraced(function* (at: string) {
  const fs = yield* FileSystem.FileSystem
  const { pid } = yield* Host
  const [place, stat] = yield* Effect.all([whereWeAre, readStat(fs, pid)], { concurrency: 2 })
  const started = Option.getOrUndefined(stat)?.started
  return { pid, at, ...place, ...(started === undefined ? {} : { started }) } satisfies LockHolder
})

/** Seconds of what `ps` writes as elapsed time: `[[days-]hours:]minutes:seconds`. */
const elapsedSeconds = (text: string): number => {
  const [clock = "", days = "0"] = text.split("-").reverse()
  return clock.split(":").reduce((seconds, part) => seconds * 60 + Number(part), 0) + Number(days) * 86_400
}

/** Where there is no `/proc`, `ps` knows: it says nothing of a process that is not there. */
const stateByPs = Effect.fnUntraced(function* (holder: LockHolder) {
  const spawner = yield* ChildProcessSpawner.ChildProcessSpawner
  const asked = ChildProcess.make("ps", ["-o", "etime=", "-p", String(holder.pid)])
  const output = yield* Effect.option(spawner.string(asked))
  if (Option.isNone(output)) return "unknown"
  if (output.value.trim() === "") return "dead"
  const startedAt = (yield* Clock.currentTimeMillis) - elapsedSeconds(output.value.trim()) * 1000
  const takenAt = DateTime.make(holder.at).pipe(
    Option.map(DateTime.toEpochMillis),
    Option.getOrElse(() => startedAt)
  )
  return startedAt > takenAt + clockTolerance ? "dead" : "alive"
})

/** Whether the holder of a lock still runs. `unknown` where it cannot be seen from here: such a lock is respected. */
export const stateOf = Effect.fnUntraced(function* (
  holder: LockHolder
): Effect.fn.Return<
  "alive" | "dead" | "unknown",
  never,
  FileSystem.FileSystem | Host | ChildProcessSpawner.ChildProcessSpawner
> {
  const fs = yield* FileSystem.FileSystem
  const here = yield* whereWeAre
  if (holder.host !== here.host) return "unknown"
  if (holder.boot !== here.boot) return holder.boot === undefined || here.boot === undefined ? "unknown" : "dead"
  if (holder.namespace !== here.namespace) return "unknown"
  if (holder.started === undefined) return yield* stateByPs(holder)
  const stat = yield* readStat(fs, holder.pid)
  if (Option.isNone(stat)) return "unknown"
  const { value } = stat
  return value === undefined || value.zombie || value.started !== holder.started ? "dead" : "alive"
})
