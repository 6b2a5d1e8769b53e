import { describe, expect, it } from "@effect/vitest"
import { Effect, Exit, FileSystem, type Layer, type Path, Scope } from "effect"
import type { ChildProcessSpawner } from "effect/process"
import * as History from "../../src/services/session/history.ts"
import { Sessions } from "../../src/services/session/Sessions.ts"
import type { Paths } from "../../src/services/settings/Paths.ts"
import { call, end, input, reply, result, sessionsLayer, type WorldOptions } from "../services/session/sessionsWorld.ts"

type Below = FileSystem.FileSystem | ChildProcessSpawner.ChildProcessSpawner
type Services = Below | Path.Path | Sessions

/** Everything below the sessions directory, as `path → mode`. */
const filesBelow = Effect.fnUntraced(function* (directory: string) {
  const fs = yield* FileSystem.FileSystem
  const names = yield* Effect.orElseSucceed(fs.readDirectory(directory, { recursive: true }), () => [])
  return names.sort()
})

/** What Coder-X relies on in its session files, whatever disk they are on. */
export const sessionsContract = (name: string, below: Layer.Layer<Below>): void => {
  interface Place {
    readonly home: string
    readonly cwd: string
    readonly store: string
    /** The same, seen from another directory. */
    readonly at: (
      options: Partial<WorldOptions>
    ) => <A, E, R>(
      effect: Effect.Effect<A, E, R>
    ) => Effect.Effect<A, E, Exclude<R, Sessions | Path.Path | Paths> | Below>
  }

  const check = <E>(title: string, body: (place: Place) => Effect.Effect<void, E, Services | Scope.Scope>) =>
    it.live(title, () =>
      Effect.gen(function* () {
        const fs = yield* FileSystem.FileSystem
        const top = yield* fs.realPath(yield* fs.makeTempDirectoryScoped({ prefix: "coderx-sessions-" }))
        const home = `${top}/home`
        const cwd = `${top}/work/app`
        yield* fs.makeDirectory(cwd, { recursive: true })
        yield* fs.makeDirectory(home)
        const at: Place["at"] = (options) =>
          Effect.provide(sessionsLayer({ home, cwd, pid: process.pid, ...options }), { local: true })
        yield* body({ home, cwd, store: `${home}/.coderx/sessions`, at }).pipe(at({}))
      }).pipe(Effect.scoped, Effect.provide(below))
    )

  /** A session that ran once and ended. */
  const ranOnce = (content: string, id?: string) =>
    Effect.gen(function* () {
      const sessions = yield* Sessions
      const session = yield* sessions.create({ persist: true, ...(id === undefined ? {} : { id }) })
      yield* session.append(input(content))
      yield* session.append(reply("done"))
      yield* session.append(end())
      return session
    }).pipe(Effect.scoped)

  const contentOf = (path: string | undefined) =>
    Effect.flatMap(FileSystem.FileSystem, (fs) => fs.readFileString(path ?? "no path"))

  describe(`Sessions contract: ${name}`, () => {
    check("leave nothing behind when nothing was recorded", ({ home }) =>
      Effect.gen(function* () {
        const sessions = yield* Sessions
        const session = yield* Effect.scoped(sessions.create({ persist: true }))
        expect(session.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
        expect(yield* filesBelow(home)).toEqual([])
        expect(yield* sessions.latest).toBeUndefined()
        expect(yield* sessions.list({ allProjects: true })).toEqual([])
      })
    )

    check("write a header and one line a record, readable by their owner alone", ({ cwd, store }) =>
      Effect.gen(function* () {
        const fs = yield* FileSystem.FileSystem
        const sessions = yield* Sessions
        const session = yield* sessions.create({ persist: true })
        const path = session.path ?? ""
        yield* session.append(input("hi"))
        const lines = (yield* fs.readFileString(path)).split("\n")
        expect(lines).toHaveLength(3)
        expect(JSON.parse(lines[0] ?? "")).toMatchObject({ type: "session", v: 1, id: session.id, cwd, project: cwd })
        expect(JSON.parse(lines[1] ?? "")).toMatchObject({ type: "input", content: "hi" })
        expect(lines[2]).toBe("")
        const directory = path.slice(0, path.lastIndexOf("/"))
        expect(directory.startsWith(`${store}/`)).toBe(true)
        expect(directory).toContain("work-app-")
        expect((yield* fs.stat(path)).mode & 0o777).toBe(0o600)
        expect((yield* fs.stat(directory)).mode & 0o777).toBe(0o700)
        expect((yield* fs.stat(store)).mode & 0o777).toBe(0o700)
      })
    )

    check("keep the order of records that are appended at the same time", () =>
      Effect.gen(function* () {
        const sessions = yield* Sessions
        const session = yield* sessions.create({ persist: true })
        const records = Array.from({ length: 50 }, (_, index) => input(`n${index}`))
        yield* Effect.forEach(records, session.append, { concurrency: "unbounded", discard: true })
        const read = yield* sessions.read(session.id)
        expect(read.damage).toEqual([])
        expect(read.records.slice(1)).toEqual(records)
      })
    )

    check("give back on resume what was appended, and go on in the same file", () =>
      Effect.gen(function* () {
        const sessions = yield* Sessions
        const first = yield* ranOnce("fix the bug")
        const before = yield* contentOf(first.path)
        yield* Effect.gen(function* () {
          const again = yield* sessions.resume(first.id)
          expect(again.damage).toEqual([])
          expect(again.records.map((record) => record._tag)).toEqual(["session", "input", "reply", "end"])
          yield* again.append(input("and now?"))
        }).pipe(Effect.scoped)
        const after = yield* contentOf(first.path)
        expect(after.startsWith(before)).toBe(true)
        expect(after.slice(before.length).split("\n")).toHaveLength(2)
      })
    )

    check("find a session by id, beginning of an id and words of its title", () =>
      Effect.gen(function* () {
        const sessions = yield* Sessions
        yield* ranOnce("Fix the login bug", "abc-111")
        yield* ranOnce("Write the docs", "abd-222")
        const found = (wanted: string) => Effect.map(sessions.read(wanted), ({ summary }) => summary.id)
        expect(yield* found("abc-111")).toBe("abc-111")
        expect(yield* found("abd")).toBe("abd-222")
        expect(yield* found("login BUG")).toBe("abc-111")
        const many = yield* Effect.flip(sessions.read("ab"))
        expect(many._tag).toBe("SessionNotFound")
        expect(many.message).toContain("abc-111")
        expect(many.message).toContain("Write the docs")
        expect((yield* Effect.flip(sessions.read("the"))).message).toContain("2 sessions")
        expect((yield* Effect.flip(sessions.read("nothing like it"))).message).toContain("coderx session list --all")
      })
    )

    check("refuse ids that are none, and touch no file for them", ({ home }) =>
      Effect.gen(function* () {
        const fs = yield* FileSystem.FileSystem
        const sessions = yield* Sessions
        yield* ranOnce("hi", "good")
        yield* fs.writeFileString(`${home}/evil.jsonl`, '{"type":"session"}\n')
        const before = yield* filesBelow(home)
        for (const id of ["..", "../../evil", "/etc/passwd", "a\0b", "a/b", "a\\b", ".", "", " ", "../evil"]) {
          expect((yield* Effect.flip(Effect.scoped(sessions.resume(id))))._tag, id).toBe("SessionRefused")
          expect((yield* Effect.flip(Effect.scoped(sessions.read(id))))._tag, id).toBe("SessionRefused")
          expect((yield* Effect.flip(Effect.scoped(sessions.create({ id, persist: true }))))._tag, id).toBe(
            "SessionRefused"
          )
          expect((yield* Effect.flip(Effect.scoped(sessions.fork("good", { id, persist: true }))))._tag, id).toBe(
            "SessionRefused"
          )
        }
        expect((yield* Effect.flip(Effect.scoped(sessions.create({ id: "x".repeat(65), persist: true }))))._tag).toBe(
          "SessionRefused"
        )
        expect(yield* filesBelow(home)).toEqual(before)
      })
    )

    check("refuse to create a session under an id that is taken", () =>
      Effect.gen(function* () {
        const sessions = yield* Sessions
        const session = yield* ranOnce("hi", "mine")
        const before = yield* contentOf(session.path)
        const refusal = yield* Effect.flip(Effect.scoped(sessions.create({ id: "mine", persist: true })))
        expect(refusal._tag).toBe("SessionRefused")
        expect(refusal.message).toContain("--resume mine")
        expect(yield* contentOf(session.path)).toBe(before)
      })
    )

    check("let one writer in, tell the second how to go on, and free the session at the end", () =>
      Effect.gen(function* () {
        const sessions = yield* Sessions
        const fs = yield* FileSystem.FileSystem
        const first = yield* ranOnce("hi")
        const scope = yield* Scope.make()
        const writer = yield* sessions.resume(first.id).pipe(Scope.provide(scope))
        yield* writer.append(input("one"))
        const locked = yield* Effect.flip(Effect.scoped(sessions.resume(first.id)))
        expect(locked._tag).toBe("SessionLocked")
        expect(locked.message).toContain("--fork-session")
        const fork = yield* Effect.scoped(sessions.fork(first.id, { persist: true }))
        expect(fork.id).not.toBe(first.id)
        yield* Scope.close(scope, Exit.void)
        yield* Effect.scoped(Effect.flatMap(sessions.resume(first.id), (again) => again.append(input("two"))))
        const directory = (first.path ?? "").slice(0, (first.path ?? "").lastIndexOf("/"))
        expect((yield* fs.readDirectory(directory)).filter((file) => file.endsWith(".lock"))).toEqual([])
      })
    )

    check("let one of many who start at once begin a session of the same id", () =>
      Effect.gen(function* () {
        const sessions = yield* Sessions
        const attempt = Effect.flatMap(sessions.create({ id: "same", persist: true }), (session) =>
          session.append(input("me"))
        )
        const outcomes = yield* Effect.forEach(Array.from({ length: 8 }), () => Effect.exit(attempt), {
          concurrency: "unbounded"
        })
        expect(outcomes.filter(Exit.isSuccess)).toHaveLength(1)
        expect((yield* sessions.read("same")).records.map((record) => record._tag)).toEqual(["session", "input"])
      })
    )

    check("fork into a new file that says where it comes from, and leave the old one alone", () =>
      Effect.gen(function* () {
        const sessions = yield* Sessions
        const first = yield* ranOnce("hi")
        const before = yield* contentOf(first.path)
        const fork = yield* Effect.scoped(
          Effect.tap(sessions.fork(first.id, { persist: true }), (session) => session.append(input("another way")))
        )
        expect(yield* contentOf(first.path)).toBe(before)
        const [header, ...records] = (yield* sessions.read(fork.id)).records
        expect(header).toMatchObject({ _tag: "session", id: fork.id, forkedFrom: first.id })
        const original = (yield* sessions.read(first.id)).records.slice(1)
        expect(records.slice(0, 3)).toEqual(original)
        expect(fork.records).toEqual([header, ...original])
        expect(History.messages(History.fromRecords(fork.records))).toEqual(
          History.messages(History.fromRecords(original))
        )
      })
    )

    check("keep a session without persistence in memory", ({ home }) =>
      Effect.gen(function* () {
        const sessions = yield* Sessions
        const session = yield* sessions.create({ persist: false })
        yield* session.append(input("hi"))
        expect(session.path).toBeUndefined()
        expect(yield* filesBelow(home)).toEqual([])
        const first = yield* ranOnce("hi")
        const files = yield* filesBelow(home)
        const fork = yield* sessions.fork(first.id, { persist: false })
        yield* fork.append(input("more"))
        expect(fork.records).toHaveLength(3)
        expect(yield* filesBelow(home)).toEqual(files)
      })
    )

    check("list the sessions of this project or of all, newest first", ({ at, cwd }) =>
      Effect.gen(function* () {
        const sessions = yield* Sessions
        yield* ranOnce("one")
        yield* Effect.sleep(15)
        const second = yield* ranOnce("two\n  words \u001b[31m")
        const elsewhere = yield* ranOnce("other").pipe(at({ cwd: `${cwd}-other` }))
        const here = yield* sessions.list({ allProjects: false })
        expect(here.map((one) => one.title)).toEqual(["two words \u001b[31m", "one"])
        expect(here[0]).toMatchObject({ id: second.id, turns: 1, records: 4, model: "scripted/one", cwd })
        expect((yield* sessions.latest)?.id).toBe(second.id)
        const all = yield* sessions.list({ allProjects: true })
        expect(all).toHaveLength(3)
        expect(all.find((one) => one.id === elsewhere.id)?.cwd).toBe(`${cwd}-other`)
      })
    )

    check("tell that a session was started elsewhere, and stay here", ({ at, cwd }) =>
      Effect.gen(function* () {
        const first = yield* ranOnce("hi")
        const damage = yield* Effect.scoped(
          Effect.flatMap(Sessions, (sessions) => Effect.map(sessions.resume(first.id), (session) => session.damage))
        ).pipe(at({ cwd: `${cwd}/sub`, projectRoot: cwd }))
        expect(damage).toEqual([
          `This session was started in ${cwd}. The run stays in ${cwd}/sub, where relative paths now begin.`
        ])
      })
    )

    check("begin a line of its own behind a torn one, and keep the torn bytes", () =>
      Effect.gen(function* () {
        const fs = yield* FileSystem.FileSystem
        const sessions = yield* Sessions
        const first = yield* ranOnce("hi")
        const path = first.path ?? ""
        yield* fs.writeFileString(path, '{"type":"input","id":"x","at":"2026', { flag: "a" })
        const before = yield* fs.readFileString(path)
        const session = yield* Effect.scoped(Effect.tap(sessions.resume(first.id), (one) => one.append(input("on"))))
        expect(session.damage).toHaveLength(1)
        expect(session.damage[0]).toContain("Line 5, the last, is torn")
        const after = yield* fs.readFileString(path)
        expect(after.startsWith(`${before}\n{"type":"input"`)).toBe(true)
        const again = yield* sessions.read(first.id)
        expect(again.records.map((record) => record._tag)).toEqual(["session", "input", "reply", "end", "input"])
        expect(again.damage[0]).toContain("Line 5 holds")
      })
    )

    check("give an empty file a header with the first record, and no other file", () =>
      Effect.gen(function* () {
        const fs = yield* FileSystem.FileSystem
        const sessions = yield* Sessions
        const first = yield* ranOnce("hi")
        const path = first.path ?? ""
        yield* fs.writeFileString(path, "")
        const session = yield* Effect.scoped(Effect.tap(sessions.resume(first.id), (one) => one.append(input("on"))))
        expect(session.damage).toEqual(["The file is empty."])
        expect((yield* sessions.read(first.id)).records.map((record) => record._tag)).toEqual(["session", "input"])
      })
    )

    check("refuse a file of a newer format by name, and leave it as it is", () =>
      Effect.gen(function* () {
        const fs = yield* FileSystem.FileSystem
        const sessions = yield* Sessions
        const first = yield* ranOnce("hi")
        const path = first.path ?? ""
        const text = '{"type":"session","v":7,"shape":"new"}\n'
        yield* fs.writeFileString(path, text)
        const refusal = yield* Effect.flip(Effect.scoped(sessions.resume(first.id)))
        expect(refusal._tag).toBe("SessionRefused")
        expect(refusal.message).toContain("format 7")
        expect(yield* fs.readFileString(path)).toBe(text)
        expect(yield* sessions.list({ allProjects: true })).toEqual([])
      })
    )

    check("answer the two ends of a long file as the whole of it would", () =>
      Effect.gen(function* () {
        const fs = yield* FileSystem.FileSystem
        const sessions = yield* Sessions
        const session = yield* sessions.create({ persist: true })
        yield* session.append(input("the very first words"))
        for (let index = 0; index < 60; index++) {
          yield* session.append(
            reply([{ type: "text", text: "x".repeat(2000) }, call(`t${index}`)], { model: `scripted/${index}` })
          )
          yield* session.append(result(`t${index}`, "y".repeat(500)))
        }
        yield* session.append(end())
        const quick = (yield* sessions.list({ allProjects: false }))[0]
        const whole = (yield* sessions.read(session.id)).summary
        expect(quick).toEqual(whole)
        expect(whole).toMatchObject({ turns: 60, records: 123, model: "scripted/59" })
        const text = yield* fs.readFileString(session.path ?? "")
        yield* fs.writeFileString(session.path ?? "", text.split("\n").slice(0, -2).join("\n"))
        expect((yield* sessions.list({ allProjects: false }))[0]).toMatchObject({
          turns: 60,
          records: 122,
          model: "scripted/59"
        })
      })
    )
  })
}
