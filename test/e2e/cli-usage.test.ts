import { closeSync, openSync } from "node:fs"
import { spawn } from "node:child_process"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type AssistantServer, startAssistant } from "../layers/assistantServer.ts"
import { ask, assistantEnv, call, coderx, type Machine, makeMachine, say, start } from "./binary.ts"

/** Calls, flags and streams of the built program, as a stranger types them. */
let machine: Machine
let server: AssistantServer
let env: Record<string, string>
beforeAll(async () => {
  machine = makeMachine()
  server = await startAssistant("anthropic", [say("hello")])
  env = assistantEnv("anthropic", server.origin)
})
afterAll(async () => {
  await server.close()
  machine.remove()
})

describe("a run answers", () => {
  it.each<[string, ReadonlyArray<string>, string?]>([
    ["a prompt", ["-p", "x"]],
    ["the flag behind the prompt", ["x", "--print"]],
    ["a prompt that is a command's name", ["-p", "config"]],
    ["rules, then the prompt", ["-p", "--allowedTools", "Read", "Bash(git *)", "x"]],
    [
      "a flag given twice",
      ["-p", "x", "--model", "foo/bar", "--model=anthropic/claude-sonnet-5", "--verbose", "--verbose"]
    ],
    ["the prompt from stdin", ["-p"], "x"]
  ])("%s", async (_, argv, stdin) => {
    expect(await coderx(machine, argv, { env, ...(stdin === undefined ? {} : { stdin }) })).toEqual({
      code: 0,
      stdout: "hello\n",
      stderr: ""
    })
  })
})

describe("--json answers with one value, and a failure with its reason", () => {
  it.each<[ReadonlyArray<string>, number, string]>([
    [["config", "get", "nope", "--json"], 2, "There is no setting"],
    [["config", "shw", "--json"], 2, "Did you mean show?"],
    [["session", "show", "nope", "--json"], 1, "There is no session"],
    [["model", "info", "nope/x", "--json"], 1, "There is no provider nope"],
    [["mcp", "list", "--json"], 2, "no command mcp"],
    [["confg", "--json"], 2, "Did you mean config?"]
  ])("%j", async (argv, code, part) => {
    const ended = await coderx(machine, argv, { env })
    expect(ended.code).toBe(code)
    expect(JSON.parse(ended.stdout)).toMatchObject({ error: { message: expect.stringContaining(part) } })
    expect(ended.stderr).toContain(part)
  })

  it("stands before the command as well", async () => {
    const ended = await coderx(machine, ["--json", "session", "list"], { env })
    expect([ended.code, Array.isArray(JSON.parse(ended.stdout)), ended.stderr]).toEqual([0, true, ""])
  })
})

describe("what cannot be read or written", () => {
  it("fails when the answer finds no room, without a stack trace", async () => {
    for (const argv of [["-p", "x"], ["--help"], ["config", "schema"], ["session", "list"]]) {
      const full = openSync("/dev/full", "w")
      const binary = new URL("../../bin/coderx.cjs", import.meta.url).pathname
      const child = spawn(process.execPath, [binary, ...argv], {
        cwd: machine.project,
        env: { ...env, PATH: process.env["PATH"] ?? "", HOME: machine.home },
        stdio: ["ignore", full, "pipe"]
      })
      let stderr = ""
      child.stderr?.on("data", (piece) => {
        stderr += piece
      })
      const code = await new Promise((resolve) => child.on("close", resolve))
      closeSync(full)
      expect([code, stderr.includes("ENOSPC"), stderr.includes("    at ")]).toEqual([1, true, false])
    }
  })

  it("answers each control request, and leaves out lines that are none", async () => {
    const io = ["--output-format", "stream-json", "--input-format", "stream-json", "--tools=Read,Teleport"]
    const running = start(machine, io, { env })
    const lines = [
      { type: "control_request", request_id: "a", request: { subtype: "nonsense" } },
      { type: "control_request", request_id: "b", request: {} },
      { type: "control_request", request_id: "c" },
      { type: "user", message: { role: "user", content: "x" } }
    ]
    running.child.stdin.end(`{bad\n${lines.map((line) => JSON.stringify(line)).join("\n")}`)
    const ended = await running.ended
    const told = ended.stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line))
    const answers = told.flatMap((line) => (line.type === "control_response" ? [line.response] : []))
    expect(answers.map((one) => [one.subtype, one.request_id])).toEqual([
      ["error", "a"],
      ["error", "b"],
      ["error", "c"]
    ])
    expect(told.at(-1)).toMatchObject({ type: "result", subtype: "success", result: "hello" })
    expect(ended.stderr).toContain("--tools=Teleport")
  })
})

describe("pieces of a reply have the shape of the Messages API on each wire", () => {
  it.each(["anthropic", "openai", "ollama"] as const)("%s", async (wire) => {
    const argv = ["--output-format", "stream-json", "--include-partial-messages"]
    const ended = await ask(machine, [call("Glob", { pattern: "*.none" }), say("done")], argv, { wire })
    const events = ended.stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line))
      .flatMap((line) => (line.type === "stream_event" ? [line.event] : []))
    const kinds = events.map((event) => event.content_block?.type ?? event.delta?.type ?? event.type)
    const once = kinds.filter((kind, at) => kind !== kinds[at - 1])
    const text = ["message_start", "text", "text_delta", "content_block_stop"]
    const end = ["message_delta", "message_stop"]
    expect(once).toEqual([...text, "tool_use", "input_json_delta", "content_block_stop", ...end, ...text, ...end])
  })
})
