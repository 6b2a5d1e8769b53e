import { describe, expect, it } from "@effect/vitest"
import { Effect, FileSystem } from "effect"
import { makeInputWatch } from "../../../src/services/workspace/inputWait.ts"
import { commandLineOf, familyOf, idsSince, parseStat } from "../../../src/services/workspace/processTable.ts"
import * as MemoryFileSystem from "../../layers/MemoryFileSystem.ts"

interface Pretend {
  readonly name?: string
  readonly state?: string
  readonly parent?: number
  readonly session?: number
  /** Group and foreground group are the same by default. */
  readonly foreground?: number
  readonly ticks?: number
  readonly syscall?: string
  readonly wchan?: string
  readonly stdin?: string
}

const stat = (id: number, { foreground = id, name = "x", parent = 1, session = id, state = "S", ticks = 3 }: Pretend) =>
  `${id} (${name}) ${state} ${parent} ${id} ${session} 34816 ${foreground} 4194304 0 0 0 0 ${ticks} 2 0 0 20 0 1 0 ${id}00 0 0`

const proc = (
  processes: Readonly<Record<number, Pretend>>,
  newest = 999
): NonNullable<MemoryFileSystem.MemoryOptions["files"]> =>
  Object.fromEntries([
    ["/proc/loadavg", `0.1 0.2 0.3 1/99 ${newest}\n`],
    ["/dev/pts/0", ""],
    ...Object.entries(processes).flatMap(([id, one]) => [
      [`/proc/${id}/stat`, stat(Number(id), one)],
      [`/proc/${id}/cmdline`, `prog\0-a\u001b\0${id}\0`],
      [`/proc/${id}/syscall`, one.syscall ?? "0 0x0 0x7ffe 0x1"],
      [`/proc/${id}/wchan`, one.wchan ?? "0"],
      [`/proc/${id}/fd/0`, { link: one.stdin ?? "/dev/pts/0" }],
      [`/proc/${id}/fd/1`, { link: `socket:[${id}1]` }],
      [`/proc/${id}/fd/2`, { link: `socket:[${id}2]` }]
    ])
  ])

const waiting = (processes: Readonly<Record<number, Pretend>>, quietMs = 4_000) =>
  Effect.gen(function* () {
    const watch = makeInputWatch(yield* FileSystem.FileSystem, 10)
    expect(yield* watch(quietMs)).toBe(undefined)
    return (yield* watch(quietMs + 1_000))?.id
  }).pipe(Effect.provide(MemoryFileSystem.layer({ files: proc(processes) })))

describe("the table of processes", () => {
  it("reads rows, also of programs with odd names", () => {
    expect(parseStat(stat(12, { name: "a) S 9 (b", parent: 7, session: 5 }))).toMatchObject({
      id: 12,
      state: "S",
      parent: 7,
      session: 5,
      ticks: 5,
      started: "1200"
    })
    expect([parseStat(""), parseStat("12 (x) S 1")]).toEqual([undefined, undefined])
  })

  it.effect("knows who is below a process: its session and all children, not the dead and not others", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      expect((yield* familyOf(fs, 10)).map((row) => row.id).sort()).toEqual([10, 11, 12, 13])
      expect(yield* commandLineOf(fs, 11)).toBe("prog -a 11")
      expect(yield* commandLineOf(fs, 77)).toBe("process 77")
    }).pipe(
      Effect.provide(
        MemoryFileSystem.layer({
          files: proc({
            5: {},
            10: {},
            11: { parent: 1, session: 10 },
            13: { parent: 12, session: 13 },
            12: { parent: 11, session: 12 },
            14: { parent: 10, state: "Z" },
            15: { parent: 5 }
          })
        })
      )
    )
  )

  it.effect("looks at older ids only where the numbers have come round", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      expect(yield* idsSince(fs, 10)).toEqual([5, 10])
    }).pipe(Effect.provide(MemoryFileSystem.layer({ files: proc({ 5: {}, 10: {} }, 7) })))
  )

  const cases: ReadonlyArray<readonly [string, Pretend, number, number | undefined]> = [
    ["reads a terminal", {}, 4_000, 11],
    ["reads a terminal on arm64", { syscall: "63 0x0 0x1" }, 4_000, 11],
    ["reads the shell's own output", { syscall: "0 0x2 0x1", stdin: "/dev/null" }, 4_000, undefined],
    ["reads a pipe", { stdin: "pipe:[7]" }, 4_000, undefined],
    ["is busy", { state: "R" }, 4_000, undefined],
    ["sleeps", { syscall: "230 0x0 0x0" }, 4_000, undefined],
    ["waits for events for a moment", { syscall: "7 0x7f 0x1" }, 4_000, undefined],
    ["waits for events for long", { syscall: "7 0x7f 0x1" }, 20_000, 11],
    ["waits for events in the background", { syscall: "7 0x7f 0x1", foreground: 99 }, 20_000, undefined],
    ["waits for events without a terminal", { syscall: "7 0x7f 0x1", stdin: "/dev/null" }, 20_000, undefined],
    ["tells only the kernel's function", { syscall: "running", wchan: "n_tty_read" }, 4_000, 11],
    ["tells nothing", { syscall: "running" }, 4_000, undefined]
  ]
  for (const [title, one, quietMs, found] of cases) {
    it.effect(`a process that ${title} ${found === undefined ? "does not wait" : "waits"} for input`, () =>
      Effect.gen(function* () {
        expect(yield* waiting({ 10: { syscall: "61 0x1" }, 11: { parent: 10, ...one } }, quietMs)).toBe(found)
      })
    )
  }

  it.effect("finds nothing where there is no /proc", () =>
    Effect.gen(function* () {
      const watch = makeInputWatch(yield* FileSystem.FileSystem, 10)
      expect([yield* watch(4_000), yield* watch(5_000)]).toEqual([undefined, undefined])
    }).pipe(Effect.provide(MemoryFileSystem.layer({ files: { "/x": "" } })))
  )
})
