import { describe, expect, it } from "@effect/vitest"
import { Cause, type Context, Effect, Exit, FileSystem, Layer, Runtime, Terminal } from "effect"
import { CliError, Command } from "effect/cli"
import { TestClock, TestConsole } from "effect/testing"
import { session } from "../../src/commands/session.ts"
import { usage } from "../../src/commands/usage.ts"
import { Host } from "../../src/services/host/Host.ts"
import type { SessionRecord } from "../../src/services/session/SessionRecord.ts"
import { Sessions } from "../../src/services/session/Sessions.ts"
import { capturedStdio } from "../layers/CapturedStdio.ts"
import * as MemoryFileSystem from "../layers/MemoryFileSystem.ts"
import { scriptedProcesses } from "../layers/ScriptedProcesses.ts"
import { end, hostFacts, input, reply, sessionsLayer } from "../services/session/sessionsWorld.ts"

const place = { home: "/home/u", cwd: "/w" }

const world = (options: { readonly terminal?: boolean } = {}) =>
  sessionsLayer(place).pipe(
    Layer.provideMerge(
      Layer.mergeAll(
        MemoryFileSystem.layer({ files: { "/w": { directory: true } } }),
        scriptedProcesses({}).layer,
        Layer.succeed(Host, hostFacts(place)),
        capturedStdio({ terminal: { stdout: options.terminal ?? false } }).layer,
        Layer.mock(Terminal.Terminal, { "~effect/Terminal": "~effect/Terminal" })
      )
    )
  )

/** Runs a command and gives back what it printed, and the error that it ended with. */
const type = <Name extends string, Input, E, R>(
  command: Command.Command<Name, Input, Context.Context<never> | object, E, R>,
  ...args: ReadonlyArray<string>
) =>
  Effect.gen(function* () {
    const before = (yield* TestConsole.logLines).length
    const exit = yield* Effect.exit(Command.runWith(command, { version: "1" })(args))
    const error = Exit.isFailure(exit) ? Cause.squash(exit.cause) : undefined
    return {
      out: (yield* TestConsole.logLines).slice(before).join("\n"),
      code: Exit.isSuccess(exit) ? 0 : Runtime.getErrorExitCode(error),
      told: error instanceof Error ? (CliError.getUserMessage(error) ?? error.message) : ""
    }
  })

const ran = (id: string, words: string, cost: number | null = 0.5) =>
  Effect.scoped(
    Effect.gen(function* () {
      const one = yield* Effect.flatMap(Sessions, (sessions) => sessions.create({ id, persist: true }))
      yield* one.append(input(words))
      yield* one.append(reply("I did \u001b[31mit", { costUsd: cost }))
      yield* one.append(end())
    })
  )

describe("coderx session", () => {
  it.effect("lists, shows and finds, as text and as JSON", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(Date.UTC(2026, 0, 2, 5, 5))
      yield* ran("aaaa1111", "fix the login")
      const list = yield* type(session, "list")
      expect(list.code).toBe(0)
      expect(list.out).toMatch(
        /^ID\s+WHEN\s+TURNS\s+MODEL\s+TITLE\naaaa1111\s+2 hours ago\s+1\s+scripted\/one\s+fix the login$/
      )
      const listed = JSON.parse((yield* type(session, "list", "--all", "--json")).out)
      expect(listed).toMatchObject([
        { id: "aaaa1111", title: "fix the login", turns: 1, model: "scripted/one", cwd: "/w" }
      ])

      const shown = yield* type(session, "show", "aaaa")
      expect(shown.out).toContain("> fix the login")
      expect(shown.out).toContain("I did \\u001b[31mit")
      const json = JSON.parse((yield* type(session, "show", "login", "--json")).out)
      expect(json.records.map((record: { type: string }) => record.type)).toEqual(["session", "input", "reply", "end"])
      expect(json.damage).toEqual([])

      const path = (yield* type(session, "path", "aaaa1111")).out
      expect(yield* Effect.flatMap(FileSystem.FileSystem, (fs) => fs.readFileString(path))).toContain("fix the login")
      expect(JSON.parse((yield* type(session, "path", "aaaa1111", "--json")).out)).toEqual({ path })
    }).pipe(Effect.provide(world()))
  )

  it.effect("lists the files that tools changed, with their hashes", () =>
    Effect.gen(function* () {
      expect((yield* type(session, "files")).out).toBe("No tool changed a file in this session.")
      const result = (id: string, name: string, kind: string, output: unknown): SessionRecord => ({
        _tag: "tool_result",
        id,
        at: "2026-01-02T03:04:05.000Z",
        part: { type: "tool-result", id: `call-${id}`, name, isFailure: kind !== "done", result: "" },
        kind,
        output
      })
      const wrote = { type: "create", history: [{ path: "/w/a", before: null, after: "1111" }] }
      const moved = { history: [{ path: "/w/c", from: "/w/b", before: "2222", after: "3333" }] }
      const gone = { history: [{ path: "/w/a", before: "1111", after: null }] }
      yield* Effect.scoped(
        Effect.gen(function* () {
          const one = yield* Effect.flatMap(Sessions, (sessions) => sessions.create({ id: "aaaa1111", persist: true }))
          yield* one.append(input("write"))
          yield* one.append(result("t1", "Write", "done", wrote))
          yield* one.append(result("t2", "Bash", "done", { stdout: "", history: "none" }))
          yield* one.append(result("t3", "Edit", "failed", wrote))
          yield* one.append(result("t4", "ApplyPatch", "done", { files: [moved, gone] }))
        })
      )
      const at = "2026-01-02T03:04:05.000Z"
      const expected = [
        { path: "/w/a", before: null, after: "1111", tool: "Write", at },
        { path: "/w/c", from: "/w/b", before: "2222", after: "3333", tool: "ApplyPatch", at },
        { path: "/w/a", before: "1111", after: null, tool: "ApplyPatch", at }
      ]
      expect(JSON.parse((yield* type(session, "files", "--json")).out)).toEqual(expected)
      expect(JSON.parse((yield* type(session, "files", "aaaa", "--json")).out)).toEqual(expected)
      const lines = (yield* type(session, "files")).out.split("\n")
      expect(lines[1]).toMatch(/^2026-01-02T03:04:05.000Z\s+Write\s+\(none\) -> 1111\s+\/w\/a$/)
      expect(lines[2]).toMatch(/2222 -> 3333\s+\/w\/c \(was \/w\/b\)$/)
      expect(lines[3]).toMatch(/1111 -> \(deleted\)\s+\/w\/a$/)
      expect((yield* type(session, "files", "nope")).told).toContain('There is no session "nope"')
    }).pipe(Effect.provide(world()))
  )

  it.effect("says what to do where there is nothing, or nothing by that name", () =>
    Effect.gen(function* () {
      expect((yield* type(session, "list")).out).toContain("coderx session list --all")
      expect((yield* type(session, "list", "--json")).out).toBe("[]")
      const missing = yield* type(session, "show", "nope")
      expect(missing).toMatchObject({ code: 1, out: "" })
      expect(missing.told).toContain('There is no session "nope"')
      expect((yield* type(session, "path", "../../etc/passwd")).told).toContain("cannot be the id of a session")
      yield* ran("aaaa1111", "one")
      yield* ran("aaaa2222", "two")
      expect((yield* type(session, "show", "aaaa")).told).toMatch(
        /means 2 sessions[\s\S]*aaaa1111[\s\S]*aaaa2222|means 2 sessions[\s\S]*aaaa2222[\s\S]*aaaa1111/
      )
    }).pipe(Effect.provide(world()))
  )
})

describe("coderx usage", () => {
  it.effect("adds up what the session files hold", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(Date.UTC(2026, 0, 3, 5, 4, 5))
      expect((yield* type(usage)).out).toContain("No model was called")
      yield* ran("aaaa1111", "one", 0.5)
      yield* ran("aaaa2222", "two", null)
      const sessions = yield* Sessions
      yield* Effect.scoped(
        Effect.flatMap(sessions.fork("aaaa1111", { persist: true }), (fork) => fork.append(input("on")))
      )
      const told = JSON.parse((yield* type(usage, "--json")).out)
      expect(told.total).toMatchObject({ calls: 2, costUsd: 0.5, unpriced: 1 })
      expect(told.days).toMatchObject([{ day: "2026-01-02", calls: 2 }])
      const text = yield* type(usage, "--days", "2")
      expect(text.out).toContain("scripted/one")
      expect(text.out).not.toContain("█")
      expect((yield* type(usage, "--days", "1")).out).toContain("No model was called")
      expect((yield* type(usage, "--days", "0")).code).not.toBe(0)
    }).pipe(Effect.provide(world()))
  )

  it.effect("draws bars on a terminal", () =>
    Effect.gen(function* () {
      yield* ran("aaaa1111", "one", 0.5)
      expect((yield* type(usage)).out).toContain("█")
    }).pipe(Effect.provide(world({ terminal: true })))
  )
})
