import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { scriptedModel } from "../layers/ScriptedModel.ts"
import { type Typed, world } from "../layers/world.ts"

const call = (id: string, name: string, input: Readonly<Record<string, unknown>>) => ({ id, call: name, input })
const lines = (typed: Typed): ReadonlyArray<Record<string, unknown>> =>
  typed.stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line))

describe("a run, entered by the command line", () => {
  it.live("reads, edits and answers, and keeps the session", () =>
    Effect.gen(function* () {
      const one = world({
        files: { "/work/a.txt": "one\ntwo\n" },
        model: scriptedModel([
          [call("t1", "Read", { file_path: "/work/a.txt" })],
          [call("t2", "Edit", { file_path: "/work/a.txt", old_string: "two", new_string: "three" })],
          "Two is three now."
        ])
      })
      const typed = yield* one.coderx(["-p", "make two three", "--permission-mode", "acceptEdits"])
      expect(typed).toEqual({ code: 0, stdout: "Two is three now.\n", stderr: "" })
      expect(yield* one.fs.readFileString("/work/a.txt")).toBe("one\nthree\n")
      const listed = yield* one.coderx(["session", "list", "--json"])
      expect(JSON.stringify(JSON.parse(listed.stdout))).toContain("make two three")
    })
  )

  it.live("puts files behind a prompt that names them, but none that piped text names", () =>
    Effect.gen(function* () {
      const files = { "/work/a.txt": "alpha\n", "/work/b.txt": "beta\n", "/home/me/.ssh/id_rsa": "hush\n" }
      const one = world({ files, model: scriptedModel(["Read."]) })
      const typed = yield* one.coderx(["-p", "look at @a.txt, @nobody and @~/.ssh/id_rsa"], "see @b.txt")
      expect(typed.stdout).toBe("Read.\n")
      const sent = JSON.stringify(one.model.requests[0]?.messages)
      expect(sent).toContain("alpha")
      expect(sent).toContain("see @b.txt")
      expect(sent).not.toContain("beta")
      expect(sent).not.toContain("hush")
      expect(sent).toContain("was not put in")
    })
  )

  it.live("refuses what would need a question, says so to the model, and lists it", () =>
    Effect.gen(function* () {
      const one = world({
        model: scriptedModel([[call("t1", "Write", { file_path: "/work/new.txt", content: "x" })], "I could not."])
      })
      const typed = yield* one.coderx(["-p", "write", "--json"])
      expect(typed.code).toBe(0)
      expect(lines(typed)).toMatchObject([
        {
          subtype: "success",
          result: "I could not.",
          num_turns: 2,
          permission_denials: [
            { tool_name: "Write", tool_use_id: "t1", tool_input: { file_path: "/work/new.txt", content: "x" } }
          ]
        }
      ])
      expect(yield* one.fs.exists("/work/new.txt")).toBe(false)
      expect(one.model.requests).toHaveLength(2)
    })
  )

  it.live("runs a command that a rule of the flags allows, in either place of the flag", () =>
    Effect.gen(function* () {
      for (const args of [
        ["-p", "test it", "--allowed-tools", "Bash(npm test)"],
        ["--allowedTools", "Bash(npm test)", "-p", "test it"]
      ]) {
        const one = world({
          model: scriptedModel([[call("t1", "Bash", { command: "npm test" })], "Green."]),
          processes: { "*": { stdout: "ok\n" } }
        })
        expect(yield* one.coderx(args)).toMatchObject({ code: 0, stdout: "Green.\n" })
        expect(one.spawned.some((spawned) => spawned.line.includes("npm test"))).toBe(true)
      }
    })
  )

  it.live("goes on with the newest session, with one by its id, and with a copy", () =>
    Effect.gen(function* () {
      const one = world({ model: scriptedModel(["First.", "Second.", "Third.", "Fourth."]) })
      const ids: Array<string> = []
      for (const args of [[], ["--continue"], ["--resume"], ["--continue", "--fork-session"]]) {
        const first = ids[0]
        const typed = yield* one.coderx([
          "-p",
          "more",
          "--json",
          ...args,
          ...(args[0] === "--resume" && first ? [first] : [])
        ])
        ids.push(String(lines(typed)[0]?.["session_id"]))
      }
      expect(ids[1]).toBe(ids[0])
      expect(ids[2]).toBe(ids[0])
      expect(ids[3]).not.toBe(ids[0])
      expect(one.model.requests.map((request) => request.messages.length)).toEqual([1, 3, 5, 7])
    })
  )

  it.live("keeps no file where none is wanted", () =>
    Effect.gen(function* () {
      const one = world({ model: scriptedModel(["Hi."]) })
      expect(yield* one.coderx(["-p", "x", "--no-session-persistence"])).toMatchObject({ code: 0 })
      expect(yield* one.fs.exists("/home/me/.coderx/sessions")).toBe(false)
    })
  )

  it.live("prints an answer in the shape of a schema", () =>
    Effect.gen(function* () {
      const schema = '{"type":"object","properties":{"n":{"type":"number"}},"required":["n"]}'
      const one = world({ model: scriptedModel([[call("t1", "StructuredOutput", { n: 7 })]]) })
      const typed = yield* one.coderx(["-p", "a number", "--json-schema", schema, "--json"])
      expect(lines(typed)).toMatchObject([{ subtype: "success", structured_output: { n: 7 } }])
    })
  )

  it.live("tells a host every step in order", () =>
    Effect.gen(function* () {
      const one = world({
        files: { "/work/a.txt": "one\n" },
        model: scriptedModel([["Let me see.", call("t1", "Read", { file_path: "a.txt" })], "It says one."])
      })
      const typed = yield* one.coderx(["-p", "x", "--output-format", "stream-json"])
      expect(lines(typed).map((line) => [line["type"], line["subtype"]])).toEqual([
        ["system", "init"],
        ["assistant", undefined],
        ["assistant", undefined],
        ["user", undefined],
        ["assistant", undefined],
        ["result", "success"]
      ])
    })
  )

  it.live("warns of settings that are wrong or do not count, and goes on", () =>
    Effect.gen(function* () {
      const one = world({
        files: {
          "/work/.git": { directory: true },
          "/work/.coderx/config.json": '{"permissions":{"allow":["Bash(rm *)"]},"maxTurns":"many"}'
        },
        model: scriptedModel(["Hi."])
      })
      const typed = yield* one.coderx(["-p", "x"])
      expect(typed).toMatchObject({ code: 0, stdout: "Hi.\n" })
      expect(typed.stderr).toContain("maxTurns")
      expect(typed.stderr).toContain("not trusted")
    })
  )

  it.live("names the model that is not there", () =>
    Effect.gen(function* () {
      const one = world({ model: scriptedModel([], { names: ["model"] }), env: { CODERX_MODEL: "scripted/other" } })
      const typed = yield* one.coderx(["-p", "x"])
      expect(typed.code).toBe(1)
      expect(typed.stdout).toBe("")
      expect(typed.stderr).toContain("scripted has no model other")
      const told = yield* one.coderx(["-p", "x", "--json"])
      expect(lines(told)).toMatchObject([{ subtype: "error_during_execution", is_error: true }])
    })
  )

  it.live("ends with 1 on a session that is not there", () =>
    Effect.gen(function* () {
      const one = world()
      const typed = yield* one.coderx(["-p", "x", "--resume", "nothing-like-it"])
      expect(typed).toMatchObject({ code: 1, stdout: "" })
      expect(typed.stderr).toContain("nothing-like-it")
      expect(typed.stderr.trim().split("\n").length).toBeLessThanOrEqual(2)
    })
  )
})

describe("a run that cannot be", () => {
  it.live.each<
    [string, ReadonlyArray<string>, { readonly stdin?: boolean; readonly stdout?: boolean } | undefined, string]
  >([
    ["no prompt", ["-p"], undefined, "no prompt"],
    ["no prompt on a terminal", ["-p"], { stdin: true, stdout: true }, "no prompt"],
    ["no terminal and no -p", ["hello"], undefined, "a terminal is needed"],
    ["nothing at all, without a terminal", [], undefined, "a terminal is needed"],
    ["a recording of a replay", ["-p", "x", "--record", "a", "--replay", "b"], undefined, "--record and --replay"],
    ["a terminal, a machine format and no -p", ["hello", "--json"], { stdin: true, stdout: true }, "-p"]
  ])("%s", ([, args, terminal, message]) =>
    Effect.gen(function* () {
      const one = world(terminal === undefined ? {} : { terminal })
      const typed = yield* one.coderx(args)
      expect(typed).toMatchObject({ code: 2, stdout: "" })
      expect(typed.stderr).toContain(message)
      expect(one.model.requests).toEqual([])
    })
  )

  it.live("wants a machine format where a host speaks in one", () =>
    Effect.gen(function* () {
      const typed = yield* world().coderx(["-p", "--input-format", "stream-json"], '{"type":"user"}\n')
      expect(typed).toMatchObject({ code: 2, stdout: "" })
      expect(typed.stderr).toContain("--output-format stream-json")
    })
  )
})
