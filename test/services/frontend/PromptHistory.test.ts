import { describe, expect, it } from "@effect/vitest"
import { Effect, FileSystem, Layer, Path } from "effect"
import { CliError } from "effect/cli"
import { PromptHistory } from "../../../src/services/frontend/PromptHistory.ts"
import { projectDirectory } from "../../../src/services/session/project.ts"
import { Paths } from "../../../src/services/settings/Paths.ts"
import { Trust } from "../../../src/services/settings/Trust.ts"
import * as MemoryFileSystem from "../../layers/MemoryFileSystem.ts"
import { secretsOf } from "../../layers/pretendSecrets.ts"

const file = `/home/me/.coderx/history/${projectDirectory("/work")}.jsonl`
const secret = "hunter2-hunter2-hunter2"

/** Takes a file system, because two runs share one. */
const over = (fs: FileSystem.FileSystem) =>
  PromptHistory.layer.pipe(
    Layer.provideMerge(
      Layer.mergeAll(
        Layer.succeed(FileSystem.FileSystem, fs),
        Path.layer,
        secretsOf([{ name: "PASSWORD", value: secret }]),
        Layer.succeed(Paths, {
          home: "/home/me/.coderx",
          keyFile: "",
          sessions: "",
          logs: "",
          cache: "",
          trustFile: ""
        }),
        Layer.mock(Trust, { folder: "/work", trusted: false, problem: undefined })
      )
    )
  )

const add = (...texts: ReadonlyArray<string>) =>
  Effect.flatMap(PromptHistory, (history) => Effect.forEach(texts, history.add, { discard: true }))
const entries = Effect.flatMap(PromptHistory, (history) => history.entries)

const inRun = <A, E>(fs: FileSystem.FileSystem, run: Effect.Effect<A, E, PromptHistory>) =>
  Effect.provide(run, over(fs), { local: true })
const memory = (options: MemoryFileSystem.MemoryOptions = {}) => MemoryFileSystem.make(options)

describe("PromptHistory", () => {
  it.effect("keeps prompts for the next run, line feeds and all", () =>
    Effect.gen(function* () {
      const fs = memory()
      yield* inRun(fs, add("one", "two\nlines", "日本 🎉"))
      yield* inRun(fs, add("three"))
      expect(yield* inRun(fs, entries)).toEqual(["one", "two\nlines", "日本 🎉", "three"])
    })
  )

  it.effect("has none where there is no file", () =>
    Effect.gen(function* () {
      expect(yield* inRun(memory(), entries)).toEqual([])
    })
  )

  it.effect("leaves out blank ones, repeats, and very long ones", () =>
    Effect.gen(function* () {
      const fs = memory()
      yield* inRun(fs, add("one", "one", " \n", "x".repeat(64_001), "two", "one"))
      expect(yield* inRun(fs, entries)).toEqual(["one", "two", "one"])
    })
  )

  it.effect("masks secrets, and lets nobody else read", () =>
    Effect.gen(function* () {
      const fs = memory()
      yield* inRun(fs, add(`log in with ${secret}`, "token ghp_16C7e42F292c6912E7710c838347Ae178B4a"))
      const text = yield* fs.readFileString(file)
      expect(text).not.toContain(secret)
      expect(text).not.toContain("16C7e42F292c6912E7710c838347Ae178B4a")
      expect((yield* inRun(fs, entries))[0]).toMatch(/^log in with ‹secret:.*›$/)
      expect((yield* fs.stat(file)).mode & 0o777).toBe(0o600)
      expect((yield* fs.stat("/home/me/.coderx/history")).mode & 0o777).toBe(0o700)
    })
  )

  it.effect("passes damaged lines over, and begins on a line of its own", () =>
    Effect.gen(function* () {
      const good = JSON.stringify({ v: 1, at: "2026-01-01T00:00:00.000Z", text: "good" })
      const fs = memory({ files: { [file]: `${good}\nnot json\n{"v":2,"text":"newer"}\n[]\n\n{"v":1,"at":"","te` } })
      yield* inRun(fs, add("new"))
      expect(yield* inRun(fs, entries)).toEqual(["good", "new"])
    })
  )

  it.effect("is bounded: the older half of a large file goes", () =>
    Effect.gen(function* () {
      const fs = memory()
      const long = "x".repeat(60_000)
      yield* inRun(fs, add(...Array.from({ length: 80 }, (_, index) => `${index} ${long}`)))
      const kept = yield* inRun(fs, entries)
      expect(kept.at(-1)?.slice(0, 3)).toBe("79 ")
      expect(kept.length).toBeGreaterThan(30)
      expect(kept.length).toBeLessThan(70)
      const sizes = yield* Effect.forEach([file, `${file}.1`], (path) => fs.stat(path))
      for (const { size } of sizes) expect(Number(size)).toBeLessThanOrEqual(2_000_000)
    })
  )

  it.effect("keeps the lines of two runs at the same time whole", () =>
    Effect.gen(function* () {
      const fs = memory()
      const many = (name: string) => inRun(fs, add(...Array.from({ length: 50 }, (_, index) => `${name}${index}`)))
      yield* Effect.all([many("a"), many("b")], { concurrency: 2 })
      const kept = yield* inRun(fs, entries)
      expect(kept.length).toBe(100)
      expect(kept.filter((text) => text.startsWith("a"))).toEqual(Array.from({ length: 50 }, (_, index) => `a${index}`))
    })
  )

  it.effect("says what it could not write, and goes on", () =>
    Effect.gen(function* () {
      let full = true
      const fs = memory({ fault: (method) => (full && method === "open" ? "ENOSPC" : undefined) })
      yield* inRun(
        fs,
        Effect.gen(function* () {
          const failed = yield* Effect.flip(add("lost"))
          expect(failed[CliError.userMessage]).toContain(`could not be kept for later in ${file}`)
          full = false
          yield* add("kept")
        })
      )
      expect(yield* inRun(fs, entries)).toEqual(["kept"])
    })
  )

  it.effect("has none where the file cannot be read", () =>
    Effect.gen(function* () {
      expect(yield* inRun(memory({ files: { [file]: { directory: true } } }), entries)).toEqual([])
    })
  )
})
