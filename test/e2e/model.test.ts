import { spawn } from "node:child_process"
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { afterAll, assert, beforeAll, describe, it } from "vitest"

const binary = new URL("../../bin/coderx.cjs", import.meta.url).pathname
const scratch = mkdtempSync(join(tmpdir(), "coderx-model-test-"))
const asked: Array<string> = []

/** An Ollama with one model that can use tools, and an Anthropic that lists one model. */
const server = createServer((request, response) => {
  asked.push(request.url ?? "")
  response.setHeader("content-type", "application/json")
  const url = request.url ?? ""
  if (url.startsWith("/api/tags")) {
    return response.end(JSON.stringify({ models: [{ name: "qwen3:8b", model: "qwen3:8b", size: 1, details: {} }] }))
  }
  if (url.startsWith("/api/show")) {
    return response.end(
      JSON.stringify({
        capabilities: ["completion", "tools", "thinking"],
        model_info: { "qwen3.context_length": 40_960 },
        details: {}
      })
    )
  }
  if (url.startsWith("/v1/models")) {
    const data = [
      { id: "claude-sonnet-5-5", type: "model", display_name: "Claude Sonnet 5.5", created_at: "2026-09-01T00:00:00Z" }
    ]
    return response.end(JSON.stringify({ data, has_more: false, first_id: null, last_id: null }))
  }
  response.statusCode = 404
  response.end("{}")
})
let origin = ""
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.close()
  server.closeAllConnections()
  rmSync(scratch, { recursive: true, force: true })
})

interface Ended {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
  readonly home: string
}

const run = (name: string, args: ReadonlyArray<string>, more: Record<string, string> = {}): Promise<Ended> => {
  const home = join(scratch, name)
  mkdirSync(home, { recursive: true })
  const env = {
    PATH: `${dirname(process.execPath)}:${process.env["PATH"]}`,
    HOME: home,
    OLLAMA_HOST: "127.0.0.1:9",
    ...more
  }
  const child = spawn(process.execPath, [binary, ...args], { cwd: home, env, stdio: ["ignore", "pipe", "pipe"] })
  let stdout = ""
  let stderr = ""
  child.stdout.on("data", (piece) => {
    stdout += piece
  })
  child.stderr.on("data", (piece) => {
    stderr += piece
  })
  return new Promise((resolve) => child.on("close", (status) => resolve({ status, stdout, stderr, home })))
}

const here = () => ({ ANTHROPIC_API_KEY: "sk-ant-test", ANTHROPIC_BASE_URL: origin, OLLAMA_HOST: origin })

describe("coderx model", () => {
  it("list shows what answers, with facts, and why the rest does not", async () => {
    const seen = await run("list", ["model", "list"], here())
    assert.strictEqual(seen.status, 0, seen.stderr)
    assert.match(seen.stdout, /^MODEL +WINDOW +OUTPUT/)
    assert.match(
      seen.stdout,
      /anthropic\/claude-sonnet-5-5 +1M +128k +\$2 \/ \$10 +tools images thinking +catalogue 2026-11/
    )
    assert.match(seen.stdout, /ollama\/qwen3:8b +41k +\S+ +free +tools thinking +server/)
    assert.match(seen.stdout, /Not available:\n {2}openai: no key is set/)
    assert.notInclude(seen.stdout, "\u001b")
    assert.notInclude(seen.stdout, "sk-ant-test")
  })

  it("list --json is one JSON value", async () => {
    const seen = await run("list-json", ["model", "list", "--json"], here())
    const listed = JSON.parse(seen.stdout)
    const sonnet = listed.models.find((one: { id: string }) => one.id === "anthropic/claude-sonnet-5-5")
    assert.deepStrictEqual(sonnet.price, { input: 2, output: 10, cacheRead: 0.1, cacheWrite: 2.5 })
    assert.isTrue(listed.unavailable.some((one: { provider: string }) => one.provider === "openai"))
    assert.strictEqual(seen.stderr, "")
  })

  it("list works with nothing at all", async () => {
    const seen = await run("nothing", ["model", "list", "--json"])
    assert.strictEqual(seen.status, 0, seen.stderr)
    assert.deepStrictEqual(JSON.parse(seen.stdout).models, [])
  })

  it("info knows short names without asking anybody", async () => {
    const before = asked.length
    const seen = await run("info", ["model", "info", "sonnet", "--json"], here())
    const info = JSON.parse(seen.stdout)
    assert.strictEqual(info.id, "anthropic/claude-sonnet-5-5")
    assert.strictEqual(info.keySource, "ANTHROPIC_API_KEY")
    assert.strictEqual(asked.length, before)
    const text = await run("info-text", ["model", "info", "haiku"])
    assert.match(text.stdout, /Above 100k +\$0\.5 in, \$2\.5 out/)
    assert.match(text.stdout, /Key +not set/)
  })

  it("info of a local model is what its server says", async () => {
    const seen = await run("info-local", ["model", "info", "ollama/qwen3:8b", "--json"], here())
    const info = JSON.parse(seen.stdout)
    assert.strictEqual(info.contextWindow, 40_960)
    assert.deepStrictEqual([info.price.input, info.price.output], [0, 0])
  })

  it("use writes the user's settings and keeps what is there", async () => {
    const config = join(scratch, "use", ".coderx", "config.json")
    mkdirSync(dirname(config), { recursive: true })
    writeFileSync(config, '{\n  // mine\n  "compactAt": 0.7\n}\n')
    const seen = await run("use", ["model", "use", "sonnet", "--json"], here())
    assert.strictEqual(seen.status, 0, seen.stderr)
    assert.deepStrictEqual(JSON.parse(seen.stdout), {
      model: "anthropic/claude-sonnet-5-5",
      file: config,
      changed: true
    })
    const text = readFileSync(config, "utf8")
    assert.include(text, "// mine")
    assert.include(text, '"model": "anthropic/claude-sonnet-5-5"')
    const again = await run("use", ["model", "use", "sonnet"], here())
    assert.match(again.stdout, /was the model already/)
  })

  it("names what is wrong: an unknown provider, a model that is not there, a missing name", async () => {
    const provider = await run("wrong", ["model", "use", "nowhere/x"])
    assert.strictEqual(provider.status, 1)
    assert.match(provider.stderr, /no provider nowhere/)
    assert.deepStrictEqual(readdirSync(provider.home), [])
    const missing = await run("missing", ["model", "info"])
    assert.strictEqual(missing.status, 2)
    assert.match(missing.stderr, /name/)
    assert.notMatch(missing.stderr, /\n {4}at /)
  })

  it("a run without any model names the three ways on and the demo", async () => {
    const seen = await run("none", ["-p", "hello"])
    assert.strictEqual(seen.status, 1)
    for (const words of ["ANTHROPIC_API_KEY", "OPENAI_API_KEY", "ollama pull", "coderx demo"])
      assert.include(seen.stderr, words)
  })
})
