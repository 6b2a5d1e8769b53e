import { describe, expect, it } from "@effect/vitest"
import { Effect, FileSystem, Layer } from "effect"
import { commandSummary } from "../../../src/services/project/commandSummary.ts"
import { Project } from "../../../src/services/project/Project.ts"
import { TestRuns } from "../../../src/services/project/TestRuns.ts"
import { Workspace } from "../../../src/services/workspace/Workspace.ts"
import type { MemoryOptions } from "../../layers/MemoryFileSystem.ts"
import { settings } from "../settings/world.ts"

type Files = NonNullable<MemoryOptions["files"]>

const projectIn = (
  files: Files,
  more: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> } = {}
) => Project.layer.pipe(Layer.provideMerge(Workspace.layer), Layer.provideMerge(settings({ files, ...more })))

const detect = (files: Files, from?: string, more: Parameters<typeof projectIn>[1] = {}) =>
  Effect.flatMap(Project, (project) => project.detect(from)).pipe(Effect.provide(projectIn(files, more)))

describe("Project", () => {
  const files = {
    "/w/pnpm-lock.yaml": "",
    "/w/package.json": '{"scripts":{"test":"turbo run test"}}',
    "/w/packages/a/package.json": '{"scripts":{"test":"vitest"}}',
    "/w/packages/a/src/deep/x.test.ts": "",
    "/w/native/Cargo.toml": "",
    "/w/node_modules/z/package.json": "{}"
  }

  it.effect("knows the project of the working directory and of any file below", () =>
    Effect.gen(function* () {
      const here = yield* detect(files)
      expect(here).toMatchObject({
        top: "/w",
        file: undefined,
        detection: { root: "", manager: "pnpm", members: ["native", "packages/a"] }
      })
      const file = yield* detect(files, "packages/a/src/deep/x.test.ts")
      expect(file).toMatchObject({ top: "/w", file: "/w/packages/a/src/deep/x.test.ts" })
      expect(file.detection).toMatchObject({ root: "packages/a", commands: { test: { command: "pnpm test" } } })
      expect((yield* detect(files, undefined, { cwd: "/w/native" })).detection.commands.test?.command).toBe(
        "cargo test"
      )
    })
  )

  it.effect("says what is no place", () =>
    Effect.gen(function* () {
      expect(yield* Effect.flip(detect(files, "nope"))).toMatchObject({ _tag: "PlaceMissing" })
      expect(yield* Effect.flip(detect(files, "a\u0000b"))).toMatchObject({ _tag: "PathRefused" })
    })
  )

  it.effect("reads nothing that is large, foreign, no file, or outside", () =>
    Effect.gen(function* () {
      const tricky = {
        "/w/package.json": `{"scripts":{"test":"x"},"y":"${"y".repeat(300_000)}"}`,
        "/secret/AGENTS.md": "- Test: `make leaked`",
        "/w/AGENTS.md": { link: "/secret/AGENTS.md" },
        "/w/Makefile": { special: "FIFO" as const },
        "/w/deep": { link: "/" },
        "/w/pyproject.toml": new Uint8Array([0xff, 0xfe, 0x00])
      }
      const { detection } = yield* detect(tricky)
      expect(detection).toMatchObject({ ecosystems: ["node", "python", "make"] })
      expect(detection.commands.test?.command).toBe("python -m unittest")
      expect(detection.members).toEqual([])
    })
  )

  it.effect("looks for cargo-nextest only where it is set up", () =>
    Effect.gen(function* () {
      const rust = { "/w/Cargo.toml": "", "/w/.config/nextest.toml": "", "/opt/bin/cargo-nextest": "" }
      const test = (env: Readonly<Record<string, string>>) =>
        Effect.map(detect(rust, undefined, { env }), ({ detection }) => detection.commands.test?.command)
      expect(yield* test({ PATH: "/bin:/opt/bin" })).toBe("cargo nextest run")
      expect(yield* test({ PATH: "/bin" })).toBe("cargo test")
    })
  )

  it.effect("stays within its bounds in a large tree", () =>
    Effect.gen(function* () {
      const large = Object.fromEntries(
        Array.from({ length: 400 }, (_, index) => [`/w/d${index}/package.json`, "{}"] as const)
      )
      let listed = 0
      const world = settings({
        files: { ...large, "/w/go.mod": "" },
        wrap: (fs) =>
          FileSystem.make({
            ...fs,
            readDirectory: (path, options) => {
              listed++
              return fs.readDirectory(path, options)
            }
          })
      })
      const { detection } = yield* Effect.flatMap(Project, (project) => project.detect()).pipe(
        Effect.provide(Project.layer.pipe(Layer.provideMerge(Workspace.layer), Layer.provideMerge(world)))
      )
      expect(detection.commands.test?.command).toBe("go test ./...")
      expect(listed).toBeLessThanOrEqual(310)
      expect(detection.members).toHaveLength(50)
    })
  )
})

const spec = (failing: ReadonlyArray<string>, passed: number, padding = 0) =>
  [
    "x".repeat(padding),
    ...["pass", "fail", "cancelled", "skipped"].map(
      (word, index) => `ℹ ${word} ${[passed, failing.length, 0, 0][index]}`
    ),
    "",
    "✖ failing tests:",
    "",
    ...failing.map((name) => `test at a.test.mjs:3:1\n✖ ${name} (1ms)\n  Error: no\n`)
  ].join("\n")

describe("commandSummary", () => {
  const told = (command: string, text: string) =>
    commandSummary({ command, directory: "/w", text }).pipe(Effect.map((summary) => summary ?? ""))

  it.effect("stands before long outputs of runners, and nowhere else", () =>
    Effect.gen(function* () {
      const long = spec(["adds"], 1, 3000)
      expect(yield* told("npm test", long)).toBe("node:test: 1 failed, 1 passed\n- adds (a.test.mjs:3:1): Error: no")
      expect(yield* told("npm test", spec(["adds"], 1))).toBe("")
      expect(yield* told("cat log.txt", long)).toBe("")
      expect(yield* told("cd x && FOO=1 grep -n . log | head -50", long)).toBe("")
      expect(yield* told("cd x && npm test 2>&1 | tail -50", long)).not.toBe("")
      expect(yield* told("ls -R", "a.txt\n".repeat(1000))).toBe("")
    })
  )

  it.effect("counts nothing of an output that was cut", () =>
    Effect.gen(function* () {
      const text = `1..900\nok 1 a\nnot ok 2 b\n\n[… 5000 bytes (300 lines) left out here; the whole output is in /tmp/x: Read it]\n\n${"ok 900 z\n".repeat(300)}`
      expect(yield* told("bats t", text)).toBe("TAP: no counts were told\n- b")
      expect(yield* told("bats t | tail -400", text.replace(/\[….*\]/, ""))).toMatch(/^TAP: no counts/)
    })
  )

  it.effect("tells which tests are mended since the command last ran", () =>
    Effect.gen(function* () {
      expect(yield* told("npm test", spec(["adds", "multiplies"], 1))).toBe("")
      expect(yield* told("npm run other", spec(["adds"], 2))).toBe("")
      expect(yield* told("npm test", spec(["multiplies"], 2))).toBe(
        "Failed when this command last ran, and pass now: adds"
      )
      expect(yield* told("npm test", spec(["adds"], 2))).toBe(
        "Failed when this command last ran, and pass now: multiplies\nDid not fail when this command last ran: adds"
      )
    }).pipe(Effect.provide(TestRuns.layer))
  )
})
