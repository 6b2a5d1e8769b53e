import { appendFileSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { setTimeout } from "node:timers/promises"
import { afterAll, assert, beforeEach, describe, it } from "vitest"
import { type AssistantTurn, type Body, startAssistant } from "../layers/assistantServer.ts"
import { ask, assistantEnv, bash, call, coderx, type Machine, makeMachine, say, secretKey, start } from "./binary.ts"

const machines: Array<Machine> = []
afterAll(() => {
  for (const one of machines) one.remove()
})
let machine: Machine
beforeEach(() => {
  machine = makeMachine()
  machines.push(machine)
})
const bypass = ["--permission-mode", "bypassPermissions"]

/** A request without the cache marks, which move to the end as the conversation grows. */
const sent = (request: Body | undefined, key: "system" | "tools" | "messages"): string =>
  JSON.stringify(request?.[key])?.replaceAll(',"cache_control":{"type":"ephemeral"}', "") ?? ""

const fileOf = async (id: string): Promise<string> => (await coderx(machine, ["session", "path", id])).stdout.trim()

/** Every file below a directory that holds a text. */
const holders = (directory: string, text: string): ReadonlyArray<string> =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => readFileSync(file, "utf8").includes(text))

describe("sessions (contract section 6)", () => {
  it("-c, -r and a fork send the same conversation byte for byte", async () => {
    machine.put("project/a.txt", "one\n")
    const first = await ask(machine, [call("Read", { file_path: "a.txt" }), say("done")], ["look at the notes"])
    const id = String(first.result["session_id"])
    let before = first.requests.at(-1)
    for (const argv of [["-c"], ["-r", id], ["-r", id.slice(0, 8)], ["--resume=go look"], ["-c", "--fork-session"]]) {
      const next = await ask(machine, [say("more")], argv)
      assert.strictEqual(next.code, 0, `${argv}: ${next.stderr}`)
      const now = next.requests[0]
      for (const part of ["system", "tools"] as const)
        assert.strictEqual(sent(now, part), sent(before, part), `${argv}`)
      assert.isTrue(sent(now, "messages").startsWith(sent(before, "messages").slice(0, -1)), `${argv}`)
      assert.strictEqual(next.result["session_id"] === id, !argv.includes("--fork-session"), `${argv}`)
      before = now
    }
    assert.strictEqual(JSON.parse((await coderx(machine, ["session", "list", "--json"])).stdout).length, 2)
  })

  it("a torn last line and a damaged one are told with their line in every format, and left as they are", async () => {
    const first = await ask(machine, [say("done")])
    const file = await fileOf(String(first.result["session_id"]))
    appendFileSync(file, '{"torn":')
    const torn = await ask(machine, [say("more")], ["-c"])
    assert.strictEqual(torn.code, 0)
    assert.match(torn.stderr, /Line \d+, the last, is torn/)
    const lines = readFileSync(file, "utf8").split("\n")
    lines[2] = "garbage"
    writeFileSync(file, lines.join("\n"))
    const damaged = await ask(machine, [say("more")], ["-c", "--output-format", "stream-json"])
    assert.strictEqual(damaged.code, 0)
    assert.match(damaged.stderr, /Line 3 /)
    assert.isTrue(readFileSync(file, "utf8").startsWith(lines.join("\n").trimEnd()))
  })

  it("one process writes: the second is told and may fork; after kill -9 the next one goes on", async () => {
    machine.put("project/a.txt", "one\n")
    const turns: ReadonlyArray<AssistantTurn> = [call("Read", { file_path: "a.txt" }), bash("sleep 2"), say("done")]
    const server = await startAssistant("anthropic", turns)
    const env = assistantEnv("anthropic", server.origin)
    const one = start(machine, ["-p", "slow", ...bypass], { env })
    one.child.stdin.end()
    while (server.requests.length < 2) await setTimeout(20)
    await setTimeout(200)
    const second = await coderx(machine, ["-p", "next", "-c"], { env })
    assert.strictEqual(second.code, 1)
    assert.match(second.stderr, new RegExp(`written by process ${one.child.pid}.*--fork-session`))
    assert.strictEqual((await coderx(machine, ["-p", "next", "-c", "--fork-session"], { env })).code, 0)
    const id = JSON.parse((await coderx(machine, ["session", "list", "--json"])).stdout)
      .map((row: { id: string }) => row.id)
      .at(-1)
    const killed = server.requests[1]
    one.child.kill("SIGKILL")
    await one.ended
    const third = await coderx(machine, ["-p", "go on", "-r", id, "--output-format", "json"], { env })
    await server.close()
    assert.strictEqual(third.code, 0, third.stderr)
    const now = server.requests.at(-1)
    assert.isTrue(sent(now, "messages").startsWith(sent(killed, "messages").slice(0, -1)))
    assert.include(sent(now, "messages"), "Interrupted: this call has no result")
  })

  it("keeps keys out of sessions, logs, recordings, output and the environment of commands", async () => {
    const env = { OPENROUTER_API_KEY: `${secretKey}-two`, CODERX_PASSPHRASE: `${secretKey}-three` }
    const argv = [...bypass, "--debug", "--verbose", "--record", "../run.jsonl"]
    const run = await ask(machine, [bash("printenv; echo end"), say("done")], argv, { env })
    assert.include(run.results[0]?.text, "end")
    assert.notInclude(run.stdout + run.stderr + JSON.stringify(run.requests), secretKey)
    const refused = await coderx(machine, ["-p", "x", "--model", "openai/x"], {
      env: { OPENAI_API_KEY: secretKey, OPENAI_BASE_URL: "http://127.0.0.1:9/v1", CODERX_MAX_RETRIES: "0" }
    })
    assert.strictEqual(refused.code, 1)
    assert.notInclude(refused.stderr, secretKey)
    assert.deepStrictEqual(holders(machine.root, secretKey), [])
  })
})

describe("limits of a run", () => {
  const reads = (n: number) => Array.from({ length: n }, (_, i) => call("Read", { file_path: `${i}.txt` }))
  const quarter = (request: string): number => Math.ceil(request.length / 4)

  it.each([
    ["turns", ["--max-turns", "2"], "error_max_turns", 2],
    ["money, before the call that would pass it", ["--max-budget-usd", "0.00001"], "error_max_budget_usd", 0]
  ])("%s", async (_, argv, subtype, requests) => {
    for (let i = 0; i < 4; i++) machine.put(`project/${i}.txt`, "x\n")
    const run = await ask(machine, [...reads(4), say("done")], argv)
    assert.strictEqual(run.code, 1)
    assert.deepInclude(run.result, { subtype, is_error: true })
    assert.notProperty(run.result, "result")
    assert.strictEqual(run.requests.length, requests)
  })

  it("the same failing call is told at the third time and ends the run at the sixth", async () => {
    const run = await ask(
      machine,
      Array.from({ length: 9 }, () => call("Read", { file_path: "none" }))
    )
    assert.strictEqual(run.requests.length, 6)
    assert.deepStrictEqual(
      run.results.map(({ text }) => text.includes("failed")),
      [false, false, true, true, true]
    )
    assert.deepInclude(run.result, { subtype: "error_during_execution", is_error: true })
  })

  it("a window that fills is compacted: rules, request, open todos and files stay, what went is listed and kept", async () => {
    for (let i = 0; i < 8; i++) machine.put(`project/${i}.txt`, `file ${i}\n${"word word word\n".repeat(300)}`)
    machine.put("project/AGENTS.md", "RULE-OF-PROJECT")
    const todos = [
      { content: "OPEN", status: "in_progress", activeForm: "o" },
      { content: "CLOSED", status: "completed", activeForm: "c" }
    ]
    const turns = [call("TodoWrite", { todos }), ...reads(8), say("done")]
    const server = await startAssistant("openai", turns, quarter)
    machine.put(
      "home/.coderx/config.json",
      JSON.stringify({ providers: { tiny: { baseUrl: `${server.origin}/v1`, contextWindow: 12_000 } } })
    )
    const argv = ["-p", "read them THE-REQUEST", "--model", "tiny/m", "--output-format", "stream-json"]
    const run = await coderx(machine, [...argv, "--max-turns", "10"])
    await server.close()
    const lines = run.stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line))
    const boundary = lines.find((line) => line.subtype === "compact_boundary")
    assert.include(boundary?.compact_metadata.dropped, "Read 0.txt")
    const at = server.requests.findIndex(
      (request, i) => (request.messages?.length ?? 0) < (server.requests[i - 1]?.messages?.length ?? 0)
    )
    const after = sent(server.requests[at], "messages")
    for (const kept of ["RULE-OF-PROJECT", "THE-REQUEST", "[in_progress] OPEN", "0.txt, 1.txt"]) {
      assert.include(after, kept)
    }
    assert.notInclude(after, "CLOSED")
    assert.include(readFileSync(await fileOf(lines[0].session_id), "utf8"), "file 0")
  })
})

describe("--record, --replay, --offline", () => {
  it("a replay needs no model and says where it departs", async () => {
    machine.put("project/a.txt", "one\n")
    const turns = [call("Read", { file_path: "a.txt" }), say("the end")]
    assert.strictEqual((await ask(machine, turns, ["--record", "../run.jsonl"])).code, 0)
    const argv = ["-p", "go", "--replay", "../run.jsonl", "--offline"]
    const same = await coderx(machine, argv)
    assert.deepInclude(same, { code: 0, stdout: "the end\n", stderr: "" })
    machine.put("project/a.txt", "two\n")
    const other = await coderx(machine, argv)
    assert.match(other.stderr, /departs from the recording.*Read differs.*one.*two/)
  })

  it("offline refuses a host that is not this machine, by name, and lets loopback be", async () => {
    const away = await ask(machine, [say("x")], ["--offline"], {
      env: { ANTHROPIC_BASE_URL: "https://api.anthropic.com" }
    })
    assert.strictEqual(away.code, 1)
    assert.match(away.stdout, /Offline: no connection to api\.anthropic\.com/)
    assert.strictEqual((await ask(machine, [say("x")], ["--offline"])).code, 0)
    const fetched = await ask(
      machine,
      [call("WebFetch", { url: "https://example.com/", prompt: "p" }), say("x")],
      ["--offline", ...bypass]
    )
    assert.match(fetched.results[0]?.text ?? "", /[Oo]ffline/)
  })
})
