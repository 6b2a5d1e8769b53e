import { Clock, Context, DateTime, Effect, FileSystem, Option, type Path, type PlatformError } from "effect"
import { printableLine } from "../domain/printable.ts"
import type { Host } from "../host/Host.ts"
import type { WritePlace } from "./atomicWrite.ts"
import { explain, kindReasons } from "./fileRefusal.ts"
import { FileRefused, type Seen } from "./FileRefused.ts"
import { hashOf } from "./fingerprint.ts"
import type { Disturbed } from "./heldDirectory.ts"
import { holdTarget, isTrouble, openHeld } from "./heldFile.ts"
import type { Target } from "./target.ts"
import type { Workspace } from "./Workspace.ts"

/** When a file was last changed, in milliseconds of the epoch. */
export const changedAt = (info: FileSystem.File.Info): number => Option.getOrUndefined(info.mtime)?.getTime() ?? 0

/** How `Files` gets at a file: its directory held, its failures told in words, what the model has seen remembered. */
export const makeAccess = (context: Context.Context<FileSystem.FileSystem | Path.Path | Host | Workspace>) => {
  const fs = Context.get(context, FileSystem.FileSystem)
  const seen = new Map<string, Seen>()

  const refuse = (target: Target, reason: string) => {
    const shown = printableLine(target.requested)
    return new FileRefused({
      path: target.real,
      message: `${shown}${target.linked ? ` (really ${printableLine(target.real)})` : ""} ${reason}`
    })
  }
  const told = (target: Target, doing: string) => (error: PlatformError.PlatformError | Disturbed) =>
    error._tag === "Disturbed"
      ? refuse(target, `was not ${doing}: ${error.reason}. Read it again, then repeat the call.`)
      : refuse(target, `was not ${doing}: ${explain(error)}.`)

  const requireFile = (target: Target, doing: string) => {
    if (target.kind === "file") return Effect.void
    return Effect.fail(refuse(target, `cannot be ${doing}: ${kindReasons[target.kind]}.`))
  }

  /** Runs over the file's directory, held open; what goes wrong is told as of this target. */
  const holding =
    (target: Target, doing: string) =>
    <A, E, R>(use: (place: WritePlace) => Effect.Effect<A, E | PlatformError.PlatformError | Disturbed, R>) =>
      holdTarget(target).pipe(
        Effect.provideContext(context),
        Effect.flatMap(use),
        Effect.scoped,
        Effect.catchIf(isTrouble, (error) => told(target, doing)(error))
      )

  const mark = Effect.fnUntraced(function* (target: Target, info: FileSystem.File.Info, hash: string | undefined) {
    const at = yield* Clock.currentTimeMillis
    seen.set(target.real, { path: target.real, mtime: changedAt(info), at, size: Number(info.size), hash })
  })

  const readAll = Effect.fnUntraced(function* (target: Target, place: WritePlace, max: number) {
    const { file, info } = yield* openHeld(place)
    const size = Number(info.size)
    if (size > max) return yield* refuse(target, `is too large for this: ${size} bytes, the limit is ${max}.`)
    const bytes = new Uint8Array(size)
    let at = 0
    while (at < size) {
      const read = yield* file.read(bytes.subarray(at))
      if (read === 0) break
      at += read
    }
    return { bytes: bytes.subarray(0, at), info }
  })

  const requireFresh = Effect.fnUntraced(function* (target: Target, bytes: Uint8Array, info: FileSystem.File.Info) {
    const known = seen.get(target.real)
    if (known === undefined)
      return yield* refuse(target, "has not been read in this session: Read it first, then repeat the call.")
    const same =
      known.hash === undefined
        ? known.size === Number(info.size) && known.mtime === changedAt(info)
        : known.size === bytes.length && known.hash === hashOf(bytes)
    if (same) return
    const when = DateTime.formatIso(DateTime.makeUnsafe(known.at))
    return yield* refuse(
      target,
      `has changed on disk since it was read at ${when}: Read it again, then repeat the call.`
    )
  })

  return { context, fs, holding, mark, readAll, refuse, requireFile, requireFresh, seen, told }
}
export type FileAccess = ReturnType<typeof makeAccess>
