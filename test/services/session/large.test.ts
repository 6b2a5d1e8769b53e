import { layer as nodeFileSystem } from "@effect/platform-node/NodeFileSystem"
import { layer as nodeSpawner } from "@effect/platform-node/NodeChildProcessSpawner"
import { layer as nodePath } from "@effect/platform-node/NodePath"
import { describe, expect, it } from "@effect/vitest"
import { Effect, FileSystem, Layer } from "effect"
import * as History from "../../../src/services/session/history.ts"
import { Sessions } from "../../../src/services/session/Sessions.ts"
import { call, end, input, reply, result, sessionsLayer } from "./sessionsWorld.ts"

const platform = nodeSpawner.pipe(Layer.provideMerge(Layer.merge(nodeFileSystem, nodePath)))

/** 10,000 records as a long day makes them: a request now and then, calls with results of a few kilobytes. */
const aLongDay = Array.from({ length: 10_000 }, (_, index) => {
  if (index === 9_999) return end()
  if (index % 50 === 0) return input(`request ${index}: ${"please ".repeat(20)}`)
  if (index % 2 === 1)
    return reply([
      { type: "text", text: "Let me look. ".repeat(10) },
      call(`t${index}`, "Read", { file_path: `/w/${index}.ts` })
    ])
  return result(`t${index - 1}`, "const x = 1\n".repeat(150))
})

describe("a session of 10,000 records", () => {
  it.live("is resumed and appended to", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const home = yield* fs.makeTempDirectoryScoped({ prefix: "coderx-large-" })
      const world = <A, E>(effect: Effect.Effect<A, E, Sessions>) =>
        Effect.provide(effect, sessionsLayer({ home, cwd: home, pid: process.pid }), { local: true })

      const appended = yield* world(
        Effect.gen(function* () {
          const session = yield* Effect.flatMap(Sessions, (sessions) => sessions.create({ id: "day", persist: true }))
          const started = performance.now()
          for (const record of aLongDay) yield* session.append(record)
          return performance.now() - started
        }).pipe(Effect.scoped)
      )

      const started = performance.now()
      const resumed = yield* world(Effect.scoped(Effect.flatMap(Sessions, (sessions) => sessions.resume("day"))))
      const read = performance.now()
      const messages = History.messages(History.fromRecords(resumed.records))
      const rebuilt = performance.now()
      expect(resumed.records.length).toBe(10_001)
      expect(resumed.damage).toEqual([])
      expect(messages.length).toBeGreaterThan(9_000)

      const listed = performance.now()
      expect(
        (yield* world(Effect.flatMap(Sessions, (sessions) => sessions.list({ allProjects: true }))))[0]?.records
      ).toBe(10_001)
      const size = Number((yield* fs.stat(resumed.path ?? "")).size)
      console.log(
        `10,000 records, ${(size / 1e6).toFixed(1)} MB: append ${((appended / aLongDay.length) * 1000).toFixed(0)} µs each, ` +
          `resume ${(read - started).toFixed(0)} ms, conversation ${(rebuilt - read).toFixed(0)} ms, listed in ${(performance.now() - listed).toFixed(0)} ms`
      )
    }).pipe(Effect.scoped, Effect.provide(platform))
  )
})
