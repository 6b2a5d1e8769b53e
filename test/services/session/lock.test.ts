import { describe, expect, it } from "@effect/vitest"
import { Effect, Exit, FileSystem, Layer, Path, Scope } from "effect"
import { TestClock } from "effect/testing"
import { Host } from "../../../src/services/host/Host.ts"
import { acquire, heldBy } from "../../../src/services/session/lock.ts"
import * as MemoryFileSystem from "../../layers/MemoryFileSystem.ts"
import { type Script, scriptedProcesses } from "../../layers/ScriptedProcesses.ts"
import { hostFacts } from "./sessionsWorld.ts"

/** A Linux machine with the processes `pid → start in ticks`, as proc(5) tells them. */
const linux = (
  processes: Readonly<Record<number, string>>,
  facts: { boot?: string; name?: string; namespace?: string } = {}
) => ({
  "/proc/sys/kernel/hostname": `${facts.name ?? "here"}\n`,
  "/proc/sys/kernel/random/boot_id": `${facts.boot ?? "boot-1"}\n`,
  "/proc/self/ns/pid": { link: facts.namespace ?? "pid:[1]" },
  ...Object.fromEntries(
    Object.entries(processes).map(([pid, start]) => {
      const [state = "S", ticks = start] = start.includes(":") ? start.split(":") : ["S", start]
      return [`/proc/${pid}/stat`, `${pid} (a) b) c) ${state} 1 ${Array(17).fill("0").join(" ")} ${ticks} 0 0\n`]
    })
  )
})

interface Machine {
  readonly files: Parameters<typeof MemoryFileSystem.layer>[0]
  readonly processes?: Readonly<Record<string, Script>>
  readonly pid?: number
}

const on = (machine: Machine) =>
  Layer.mergeAll(
    MemoryFileSystem.layer({ files: { "/s": { directory: true }, ...machine.files?.files } }),
    Path.layer,
    Layer.succeed(Host, hostFacts({ home: "/home/u", cwd: "/w", pid: machine.pid ?? 7 })),
    scriptedProcesses(machine.processes ?? {}).layer
  )

const holder = (facts: Readonly<Record<string, unknown>>) =>
  JSON.stringify({ pid: 9, at: "2026-01-01T00:00:00.000Z", ...facts })
const there = { host: "here", boot: "boot-1", namespace: "pid:[1]", started: "500" }

const take = Effect.scoped(acquire("/s", "x", { unknown: false }))

describe("a lock that is there already", () => {
  const outcome = Effect.map(take, (held) => (held === undefined ? "taken" : held.seen ? "alive" : "not seen"))

  const table: ReadonlyArray<
    readonly [name: string, lock: string, files: Readonly<Record<string, MemoryFileSystem.MemoryEntry>>, wanted: string]
  > = [
    ["of a process that runs", holder(there), linux({ 7: "1", 9: "500" }), "alive"],
    ["of a process that is gone", holder(there), linux({ 7: "1" }), "taken"],
    ["of a process whose id was given out again", holder(there), linux({ 7: "1", 9: "900" }), "taken"],
    ["of a zombie", holder(there), linux({ 7: "1", 9: "Z:500" }), "taken"],
    ["from before the machine was restarted", holder(there), linux({ 7: "1", 9: "500" }, { boot: "boot-2" }), "taken"],
    ["of another machine", holder(there), linux({ 7: "1" }, { name: "elsewhere", boot: "boot-2" }), "not seen"],
    ["of another container", holder(there), linux({ 7: "1" }, { namespace: "pid:[2]" }), "not seen"],
    ["that was only just made and is empty yet", "", linux({ 7: "1" }), "not seen"],
    ["of a shape that we do not know", '{"version":9}', linux({ 7: "1" }), "not seen"]
  ]
  for (const [name, lock, files, wanted] of table) {
    it.effect(`${name}: ${wanted}`, () =>
      Effect.gen(function* () {
        expect(yield* outcome).toBe(wanted)
        const left = yield* Effect.flatMap(FileSystem.FileSystem, (fs) => fs.readDirectory("/s"))
        expect(left).toEqual(wanted === "taken" ? [] : ["x.1.lock"])
      }).pipe(Effect.provide(on({ files: { files: { ...files, "/s/x.1.lock": lock } } })))
    )
  }

  it.effect("is taken over once it has said nothing for long: its writer was killed while it wrote", () =>
    Effect.gen(function* () {
      expect(yield* outcome).toBe("not seen")
      yield* TestClock.adjust("11 seconds")
      expect(yield* outcome).toBe("taken")
    }).pipe(Effect.provide(on({ files: { files: { ...linux({ 7: "1" }), "/s/x.1.lock": "" } } })))
  )

  const mac = (ps: Script, at = "1970-01-01T00:00:00.000Z") =>
    Effect.provide(
      Effect.andThen(TestClock.adjust("1 hour"), outcome),
      on({ files: { files: { "/s/x.1.lock": holder({ at }) } }, processes: { "*": ps } })
    )

  it.effect("is judged by ps where there is no /proc", () =>
    Effect.gen(function* () {
      expect(yield* mac({ stdout: "   01:30:05\n" })).toBe("alive")
      expect(yield* mac({ stdout: "2-01:30:05\n" })).toBe("alive")
      expect(yield* mac({ stdout: "", exitCode: 1 })).toBe("taken")
      expect(yield* mac({ stdout: "   00:30\n" }), "started after the lock was taken").toBe("taken")
    })
  )
})

describe("who takes a lock", () => {
  const machine = on({ files: { files: linux({ 7: "1" }) } })

  it.effect("keeps it until its scope closes, from itself too", () =>
    Effect.gen(function* () {
      const scope = yield* Scope.make()
      expect(yield* acquire("/s", "x", { unknown: false }).pipe(Scope.provide(scope))).toBeUndefined()
      expect(yield* take).toMatchObject({ seen: true, holder: { pid: 7, host: "here", started: "1" } })
      expect(yield* heldBy("/s", "x")).toMatchObject({ seen: true })
      expect(yield* heldBy("/s", "other")).toBeUndefined()
      yield* Scope.close(scope, Exit.void)
      expect(yield* heldBy("/s", "x")).toBeUndefined()
      expect(yield* take).toBeUndefined()
    }).pipe(Effect.provide(machine))
  )

  it.effect("steps back where another came past it between looking and taking", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      // While we looked, one took x.1 and died, and another took x.2 and tidied x.1 away.
      const late: FileSystem.FileSystem = {
        ...fs,
        writeFileString: (path, text, options) =>
          Effect.andThen(fs.writeFileString("/s/x.2.lock", holder(there)), fs.writeFileString(path, text, options))
      }
      const held = yield* Effect.scoped(acquire("/s", "x", { unknown: false })).pipe(
        Effect.provideService(FileSystem.FileSystem, late)
      )
      expect(held).toMatchObject({ seen: true, holder: { pid: 9 } })
      expect(yield* fs.readDirectory("/s")).toEqual(["x.2.lock"])
    }).pipe(Effect.provide(on({ files: { files: linux({ 7: "1", 9: "500" }) } })))
  )

  it.effect("is one of many, however their steps fall, also where a dead process left its own", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      for (let round = 0; round < 20; round++) {
        yield* fs.writeFileString("/s/x.3.lock", holder(there))
        let inside = 0
        let most = 0
        let entered = 0
        const attempt = Effect.gen(function* () {
          for (let count = 0; count < round % 5; count++) yield* Effect.yieldNow
          if ((yield* acquire("/s", "x", { unknown: false })) !== undefined) return
          inside += 1
          entered += 1
          most = Math.max(most, inside)
          for (let count = 0; count < 5; count++) yield* Effect.yieldNow
          inside -= 1
        }).pipe(Effect.scoped)
        yield* Effect.forEach(Array.from({ length: 12 }), () => attempt, { concurrency: "unbounded", discard: true })
        expect(most).toBe(1)
        expect(entered).toBeGreaterThan(0)
        expect(yield* fs.readDirectory("/s")).toEqual([])
      }
    }).pipe(Effect.provide(machine))
  )
})
