import { spawn } from "node:child_process"
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { Effect } from "effect"
import { afterAll, assert, describe, it } from "vitest"
import { type FaultRow, type FaultServer, faultRows, goodText, serveFault } from "../layers/faultServer.ts"

const binary = new URL("../../bin/coderx.cjs", import.meta.url).pathname
const scratch = mkdtempSync(join(tmpdir(), "coderx-faults-test-"))
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

const key = "sk-fault-secret-0123456789"
const retries = 2

/** A line of `stream-json`, as far as this test reads it. */
interface WireLine {
  readonly type: string
  readonly subtype?: string
  readonly is_error?: boolean
  readonly result?: string
  readonly errors?: ReadonlyArray<string>
  readonly message?: { readonly content: ReadonlyArray<Readonly<Record<string, unknown>>> }
}

interface Run {
  readonly status: number | null
  readonly lines: ReadonlyArray<WireLine>
  readonly result: WireLine
  readonly stderr: string
  readonly left: ReadonlyArray<string>
}

const providers = { "openai-chat": "openai", anthropic: "anthropic", ollama: "ollama" } as const

const addressOf = (row: FaultRow, server: FaultServer): Record<string, string> => {
  if (row.api === "anthropic") return { ANTHROPIC_BASE_URL: server.baseUrl, ANTHROPIC_API_KEY: key }
  if (row.api === "ollama") return { OLLAMA_HOST: server.baseUrl }
  return { OPENAI_BASE_URL: server.baseUrl, OPENAI_API_KEY: key }
}

const start = (row: FaultRow, server: FaultServer): Promise<Run> => {
  const cwd = join(scratch, row.id)
  mkdirSync(cwd, { recursive: true })
  const prompt = row.id === "f086" ? "word ".repeat(10_000) : "hello"
  const args = ["-p", prompt, "--model", `${providers[row.api]}/x`, "--output-format", "stream-json", "--verbose"]
  const env = {
    PATH: `${dirname(process.execPath)}:${process.env["PATH"]}`,
    HOME: join(scratch, "home"),
    CODERX_MAX_RETRIES: String(retries),
    CODERX_IDLE_TIMEOUT_MS: "1000",
    CODERX_CONNECT_TIMEOUT_MS: "400",
    ...server.env,
    ...addressOf(row, server)
  }
  const child = spawn(process.execPath, [binary, ...args, "--permission-mode", "bypassPermissions"], {
    cwd,
    env,
    stdio: ["ignore", "pipe", "pipe"]
  })
  let stdout = ""
  let stderr = ""
  child.stdout.on("data", (piece) => {
    stdout += piece
  })
  child.stderr.on("data", (piece) => {
    stderr += piece
  })
  return new Promise((resolve) =>
    child.on("close", (status) => {
      const lines: ReadonlyArray<WireLine> = stdout
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line))
      resolve({ status, lines, result: lines.at(-1) ?? { type: "none" }, stderr, left: readdirSync(cwd) })
    })
  )
}

const told = (run: Run, subtype: string): number => run.lines.filter((line) => line.subtype === subtype).length

const texts = (run: Run): ReadonlyArray<unknown> =>
  run.lines
    .filter((line) => line.type === "assistant")
    .flatMap((line) => line.message?.content ?? [])
    .flatMap((block) => (block["type"] === "text" ? [block["text"]] : []))

const failedResults = (run: Run): number =>
  run.lines
    .filter((line) => line.type === "user")
    .flatMap((line) => line.message?.content ?? [])
    .filter((block) => block["type"] === "tool_result" && block["is_error"] === true).length

const succeeded = (run: Run) => {
  assert.strictEqual(run.status, 0, run.stderr + JSON.stringify(run.result))
  assert.strictEqual(run.result.subtype, "success")
}

const failed = (run: Run) => {
  assert.strictEqual(run.status, 1)
  assert.strictEqual(run.result.is_error, true)
  assert.isAbove(run.result.errors?.length ?? 0, 0)
  assert.isUndefined(run.result.result)
}

const repaired = (run: Run) => {
  succeeded(run)
  assert.strictEqual(run.result.result, goodText)
}

/** What a host sees of each `expect`. */
const check = (row: FaultRow, run: Run): void => {
  const words = JSON.stringify(run.lines) + run.stderr
  for (const secret of [key, "hunter2secret"]) assert.notInclude(words, secret)
  assert.notMatch(run.stderr, /\n {4}at /)
  assert.strictEqual(run.result.type, "result")
  assert.deepStrictEqual(run.left, [], "nothing ran")
  const [kind] = row.expect.split(":")
  if (kind === "retry" || row.expect === "stop-or-retry:by-type") {
    assert.strictEqual(told(run, "api_retry"), row.times ?? retries)
    if (row.times === undefined) failed(run)
    else repaired(run)
    return
  }
  if (row.expect === "partial-kept") {
    failed(run)
    assert.strictEqual(texts(run).length, 1, "kept, and shown once")
    return
  }
  if (kind === "stop" || row.expect === "bounded" || row.expect === "refresh-once") {
    failed(run)
    assert.strictEqual(told(run, "api_retry"), 0)
    return
  }
  if (row.expect === "tool-error" || row.id === "f078") {
    assert.isAbove(failedResults(run), 0)
    return
  }
  if (row.expect.startsWith("notice")) assert.isAbove(told(run, "warning"), 0)
  if (row.expect === "retry-once") assert.strictEqual(told(run, "api_retry"), 1)
  if (kind === "accept" || kind === "accept-or-partial" || row.expect === "inert") {
    succeeded(run)
    assert.strictEqual(texts(run).length, 1)
  }
}

describe("the program on every wire fault", () => {
  for (const row of faultRows())
    it(`${row.id} ${row.api}: ${row.fault} → ${row.expect}`, async () => {
      const run = await Effect.runPromise(
        Effect.scoped(Effect.flatMap(serveFault(row), (server) => Effect.promise(() => start(row, server))))
      )
      check(row, run)
    })
})
