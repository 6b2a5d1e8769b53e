import { expect, it } from "@effect/vitest"
import { Effect, FileSystem, Layer, Path } from "effect"
import { Host } from "../../../src/services/host/Host.ts"
import type { NetTraffic } from "../../../src/services/network/netEntry.ts"
import { NetLog } from "../../../src/services/network/NetLog.ts"
import { netEntries, netText } from "../../../src/services/network/netReport.ts"
import { Paths } from "../../../src/services/settings/Paths.ts"
import * as MemoryFileSystem from "../../layers/MemoryFileSystem.ts"

const traffic = (host: string, more: Partial<NetTraffic> = {}): NetTraffic => ({
  at: Date.UTC(2026, 0, 2, 3, 4, 5),
  purpose: "model",
  host,
  sent: 1234,
  received: 5_600_000,
  milliseconds: 12,
  status: 200,
  outcome: "done",
  ...more
})

/** One run of the program, with its own process id. */
const run = <A, E>(effect: Effect.Effect<A, E, NetLog>, pid = 7) =>
  Effect.provide(
    effect,
    NetLog.layer.pipe(
      Layer.provide(
        Layer.succeed(Host, {
          cwd: "/w",
          home: "/h",
          tmp: "/tmp",
          platform: "linux",
          release: "6",
          pid,
          timeZone: "UTC",
          env: {},
          version: "0",
          dataDir: "/data"
        })
      ),
      Layer.provide(
        Layer.succeed(Paths, { home: "/h", keyFile: "", sessions: "", logs: "/h/logs", cache: "", trustFile: "" })
      ),
      Layer.provide(Path.layer)
    )
  )
const record = (...all: ReadonlyArray<NetTraffic>) => Effect.map(NetLog, (log) => all.forEach(log.record))
const query = (more: Partial<Parameters<typeof netEntries>[0]> = {}) =>
  run(netEntries({ run: undefined, host: undefined, limit: 100, ...more }))
const memory = MemoryFileSystem.layer({ files: { "/h": { directory: true } } })

it.effect("keeps what every run did, and finds it by run and by host", () =>
  Effect.gen(function* () {
    yield* run(record(traffic("api.a.example:443"), traffic("127.0.0.1:11434")), 1)
    yield* run(record(traffic("a.example:443", { outcome: "offline", sent: 0, received: 0 })), 2)
    const hosts = (entries: ReadonlyArray<{ readonly host: string }>) => entries.map(({ host }) => host)
    expect(hosts(yield* query())).toEqual(["api.a.example:443", "127.0.0.1:11434", "a.example:443"])
    expect(hosts(yield* query({ run: "last" }))).toEqual(["a.example:443"])
    expect(hosts(yield* query({ host: "a.example" }))).toEqual(["api.a.example:443", "a.example:443"])
    expect(hosts(yield* query({ host: "127.0.0.1" }))).toEqual(["127.0.0.1:11434"])
    expect(hosts(yield* query({ limit: 1 }))).toEqual(["a.example:443"])
    const text = netText(yield* query())
    expect(text).toContain("2026-01-02 03:04:05")
    expect(text).toContain("api.a.example:443: 1 request, 1.2 kB sent, 5.6 MB received")
    expect(text).toMatch(/a\.example:443 .*offline/)
    expect(netText([])).toBe("No connection was opened.")
  }).pipe(Effect.provide(memory))
)

it.effect("writes nothing where nothing went out, and does not grow without end", () =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    yield* run(record())
    expect(yield* fs.readDirectory("/h")).toEqual([])
    yield* run(record(traffic("first:1")))
    const line = (yield* fs.readFileString("/h/logs/network.jsonl")).trim()
    yield* fs.writeFileString("/h/logs/network.jsonl", `${line}\n`.repeat(7000))
    yield* run(record(traffic("newest:1")))
    const { size } = yield* fs.stat("/h/logs/network.jsonl")
    expect(Number(size)).toBeLessThan(700_000)
    expect((yield* query({ limit: 1 }))[0]?.host).toBe("newest:1")
    yield* fs.writeFileString("/h/logs/network.jsonl", '{"at":1,"ru\n', { flag: "a" })
    expect((yield* query({ limit: 1 }))[0]?.host).toBe("newest:1")
  }).pipe(Effect.provide(memory))
)

it.effect("shows no text that steers a terminal", () =>
  Effect.gen(function* () {
    yield* run(record(traffic("a\u001b[2J.example:1", { purpose: "x\u202e" })))
    expect(netText(yield* query())).not.toMatch(/[\u001b\u202e]/)
  }).pipe(Effect.provide(memory))
)
