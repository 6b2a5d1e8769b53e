import { describe, expect, it } from "@effect/vitest"
import { Deferred, Effect, Exit, Fiber, FileSystem, PlatformError, Scope } from "effect"
import { encodeLine } from "../../../src/services/session/codec.ts"
import { openLogFile } from "../../../src/services/session/logFile.ts"
import type { SessionRecord } from "../../../src/services/session/SessionRecord.ts"
import { readTranscript } from "../../../src/services/session/transcript.ts"
import * as MemoryFileSystem from "../../layers/MemoryFileSystem.ts"
import { end, input, reply } from "./sessionsWorld.ts"

const full = PlatformError.systemError({
  module: "FileSystem",
  method: "write",
  _tag: "Unknown",
  pathOrDescriptor: "/s",
  cause: new Error("ENOSPC")
})

/** A file system on a disk that a test can fill, and that counts writes and flushes. */
const disk = Effect.gen(function* () {
  const fs = yield* FileSystem.FileSystem
  const seen = { writes: 0, flushes: 0, full: false, opened: 0 }
  const flushed = yield* Deferred.make<void>()
  const open: FileSystem.FileSystem["open"] = (path, options) =>
    Effect.map(fs.open(path, options), (file) => {
      seen.opened += 1
      const writeAll: FileSystem.File["writeAll"] = (bytes) =>
        Effect.suspend(() => {
          seen.writes += 1
          return seen.full
            ? Effect.andThen(file.writeAll(bytes.subarray(0, 20)), Effect.fail(full))
            : file.writeAll(bytes)
        })
      const sync = Effect.andThen(
        Deferred.await(flushed),
        Effect.sync(() => void seen.flushes++)
      )
      return { ...file, "~effect/FileSystem/File": "~effect/FileSystem/File", writeAll, sync } as FileSystem.File
    })
  return { fs: { ...fs, open } as FileSystem.FileSystem, seen, flushed }
})

const options = { path: "/s.jsonl", isNew: true, held: { records: 0, turns: 0 }, lead: () => "", prepare: Effect.void }

const openOn = (fs: FileSystem.FileSystem) =>
  openLogFile(options).pipe(Effect.provideService(FileSystem.FileSystem, fs))

const onDisk = Effect.map(
  Effect.flatMap(FileSystem.FileSystem, (fs) => fs.readFile("/s.jsonl")),
  (bytes) => readTranscript(bytes)
)

describe("the writer of a session file", () => {
  it.effect("makes one write a record on one handle, and opens nothing before the first", () =>
    Effect.gen(function* () {
      const { flushed, fs, seen } = yield* disk
      yield* Deferred.succeed(flushed, undefined)
      const write = yield* openOn(fs)
      expect(seen.opened).toBe(0)
      for (let count = 0; count < 10; count++) yield* write(reply(`${count}`))
      expect(seen).toMatchObject({ opened: 1, writes: 10, flushes: 0 })
    }).pipe(Effect.scoped, Effect.provide(MemoryFileSystem.layer()))
  )

  it.effect("flushes inputs and ends behind the run, and waits for it when the scope closes", () =>
    Effect.gen(function* () {
      const { flushed, fs, seen } = yield* disk
      const scope = yield* Scope.make()
      const write = yield* openOn(fs).pipe(Scope.provide(scope))
      yield* write(input("a"))
      yield* write(reply("b"))
      yield* write(end())
      expect(seen.flushes).toBe(0)
      const closing = yield* Effect.forkChild(Scope.close(scope, Exit.void))
      for (let count = 0; count < 20; count++) yield* Effect.yieldNow
      expect(closing.pollUnsafe()).toBeUndefined()
      yield* Deferred.succeed(flushed, undefined)
      yield* Fiber.join(closing)
      expect(seen.flushes).toBe(2)
    }).pipe(Effect.provide(MemoryFileSystem.layer()))
  )

  it.effect("fails on a full disk, and glues nothing to what the failed write left", () =>
    Effect.gen(function* () {
      const { flushed, fs, seen } = yield* disk
      yield* Deferred.succeed(flushed, undefined)
      const write = yield* openOn(fs)
      const [a, lost, b] = [reply("a"), reply("lost"), reply("b")]
      yield* write(a)
      seen.full = true
      expect((yield* Effect.flip(write(lost)))._tag).toBe("PlatformError")
      seen.full = false
      yield* write(b)
      const { damage, records } = yield* onDisk
      expect(records).toEqual([a, b])
      expect(damage[0]).toContain("Line 2 holds 20 characters that are no record")
      expect(yield* fs.readFileString("/s.jsonl")).toBe(
        `${encodeLine(a)}${encodeLine(lost).slice(0, 20)}\n${encodeLine(b)}`
      )
    }).pipe(Effect.scoped, Effect.provide(MemoryFileSystem.layer()))
  )

  it.effect("counts what it wrote in the record of a run's end", () =>
    Effect.gen(function* () {
      const { flushed, fs } = yield* disk
      yield* Deferred.succeed(flushed, undefined)
      const write = yield* openOn(fs)
      yield* Effect.forEach([input("a"), reply("b"), reply("c")], write, { concurrency: "unbounded" })
      yield* write(end())
      expect((yield* onDisk).records.at(-1)).toMatchObject({ totals: { records: 4, turns: 2, model: "scripted/one" } })
    }).pipe(Effect.scoped, Effect.provide(MemoryFileSystem.layer()))
  )

  it.effect("finishes a write that is interrupted", () =>
    Effect.gen(function* () {
      const { flushed, fs } = yield* disk
      yield* Deferred.succeed(flushed, undefined)
      const write = yield* openOn(fs)
      const writing = yield* Effect.forkChild(write(reply("a")))
      yield* Effect.yieldNow
      yield* Fiber.interrupt(writing)
      const { damage, records } = yield* onDisk
      expect(records).toHaveLength(1)
      expect(damage.filter((sentence) => !sentence.includes("header"))).toEqual([])
    }).pipe(Effect.scoped, Effect.provide(MemoryFileSystem.layer()))
  )

  it.effect("says that a record cannot be written, and writes nothing of it", () =>
    Effect.gen(function* () {
      const { flushed, fs, seen } = yield* disk
      yield* Deferred.succeed(flushed, undefined)
      const write = yield* openOn(fs)
      const ring: Record<string, unknown> = {}
      ring["self"] = ring
      const record = {
        ...reply("x"),
        content: [{ type: "tool-call", id: "a", name: "x", params: ring }]
      } as SessionRecord
      expect((yield* Effect.flip(write(record))).message).toContain("cannot be written as JSON")
      yield* write(reply("a"))
      expect(seen.writes).toBe(1)
    }).pipe(Effect.scoped, Effect.provide(MemoryFileSystem.layer()))
  )
})
