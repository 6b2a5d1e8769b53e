import { spawn } from "node:child_process"
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { afterAll, assert, describe, it } from "vitest"
import { type AssistantTurn, startAssistant } from "../layers/assistantServer.ts"

const binary = new URL("../../bin/coderx.cjs", import.meta.url).pathname
const scratch = mkdtempSync(join(tmpdir(), "coderx-record-test-"))
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

const key = "sk-ant-very-secret-0123456789"

interface Ended {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

const run = (cwd: string, args: ReadonlyArray<string>, more: Record<string, string> = {}): Promise<Ended> => {
  const env = { PATH: `${dirname(process.execPath)}:${process.env["PATH"]}`, HOME: join(scratch, "home"), ...more }
  const child = spawn(process.execPath, [binary, "-p", ...args], { cwd, env, stdio: ["ignore", "pipe", "pipe"] })
  let stdout = ""
  let stderr = ""
  child.stdout.on("data", (piece) => {
    stdout += piece
  })
  child.stderr.on("data", (piece) => {
    stderr += piece
  })
  return new Promise((resolve) => child.on("close", (status) => resolve({ status, stdout, stderr })))
}

const project = (name: string, text: string): string => {
  const directory = join(scratch, name)
  mkdirSync(directory, { recursive: true })
  writeFileSync(join(directory, "notes.txt"), text)
  return directory
}

const turns: ReadonlyArray<AssistantTurn> = [
  { text: "I will read the notes.", calls: [{ name: "Read", input: { file_path: "notes.txt" } }] },
  { text: "I will look at the key.", calls: [{ name: "Bash", input: { command: "cat notes.txt" } }] },
  { text: "The notes say hello.", calls: [] }
]

describe("--record and --replay", () => {
  it("give the same answer without the model, here and elsewhere, and say where a run departs", async () => {
    const here = project("here", `hello\n${key}\n`)
    const server = await startAssistant("anthropic", turns)
    const env = { ANTHROPIC_API_KEY: key, ANTHROPIC_BASE_URL: server.origin }
    const live = await run(here, ["what do the notes say?", "--record", "../run.jsonl", "--output-format", "json"], env)
    await server.close()
    assert.strictEqual(live.status, 0, live.stderr)
    const answer = JSON.parse(live.stdout)
    assert.strictEqual(answer.result, "The notes say hello.")

    const file = join(scratch, "run.jsonl")
    const text = readFileSync(file, "utf8")
    assert.strictEqual(statSync(file).mode & 0o777, 0o600)
    assert.deepStrictEqual(
      text
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line).type),
      ["recording", "input", "call", "tool_result", "call", "tool_result", "call"]
    )
    assert.notInclude(text, key.slice(7))
    assert.include(text, "‹secret:ANTHROPIC_API_KEY›")
    assert.notMatch(text, /x-api-key|authorization/i)

    const replay = ["what do the notes say?", "--replay", file, "--output-format", "json", "--offline"]
    const again = await run(here, replay)
    assert.strictEqual(again.status, 0, again.stderr)
    const replayed = JSON.parse(again.stdout)
    assert.strictEqual(replayed.result, answer.result)
    assert.strictEqual(replayed.num_turns, answer.num_turns)
    assert.deepStrictEqual(replayed.usage, answer.usage)
    assert.strictEqual(replayed.total_cost_usd, 0)

    const elsewhere = project("elsewhere", "goodbye\n")
    const departed = await run(elsewhere, [...replay.slice(0, -3), "--output-format", "text"])
    assert.strictEqual(departed.status, 0, departed.stderr)
    assert.strictEqual(departed.stdout, "The notes say hello.\n")
    assert.match(
      departed.stderr,
      /departs from the recording. In turn 2, the result of Read differs, line 1: recorded ".*hello", now ".*goodbye"/
    )
  })

  it("say what is wrong with a file that cannot be replayed", async () => {
    const directory = project("wrong", "")
    const missing = await run(directory, ["hello", "--replay", "nothing.jsonl"])
    assert.strictEqual(missing.status, 1)
    assert.match(missing.stderr, /nothing\.jsonl cannot be read/)
    const other = await run(directory, ["hello", "--replay", "notes.txt"])
    assert.strictEqual(other.status, 1)
    assert.match(other.stderr, /not a recording/)
  })
})
