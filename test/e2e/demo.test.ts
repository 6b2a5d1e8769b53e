import { spawnSync } from "node:child_process"
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { afterAll, assert, describe, it } from "vitest"

const binary = new URL("../../bin/coderx.cjs", import.meta.url).pathname
const scratch = mkdtempSync(join(tmpdir(), "coderx-demo-test-"))
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

/** The demo as a newcomer has it: nothing set, an empty home, no key. Its temporary files go where they can be counted. */
const run = (name: string, args: ReadonlyArray<string>, more: Record<string, string> = {}) => {
  const home = join(scratch, name)
  const tmp = join(home, "tmp")
  mkdirSync(tmp, { recursive: true })
  const env = { PATH: `${dirname(process.execPath)}:${process.env["PATH"]}`, HOME: home, TMPDIR: tmp, ...more }
  const ended = spawnSync(process.execPath, [binary, "demo", ...args], {
    cwd: home,
    env,
    encoding: "utf8",
    timeout: 60_000
  })
  return { ...ended, left: readdirSync(tmp), home: readdirSync(home).filter((entry) => entry !== "tmp") }
}

describe("coderx demo", () => {
  it("takes the shipped project from red to green with the real tools, and says what was real", () => {
    const seen = run("text", [])
    assert.strictEqual(seen.status, 0, seen.stderr)
    assert.strictEqual(seen.stderr, "")
    const order = [
      "The test of this project fails",
      "● Bash node test/cart.test.mjs",
      "FAIL  three packs of paper: expected 1497, got 499",
      "● Read src/cart.mjs",
      "● Edit src/cart.mjs",
      "-     sum += item.price\n",
      "+     sum += item.price * item.quantity\n",
      "all passed",
      "exit code 0",
      "Recorded: the model's words",
      "ANTHROPIC_API_KEY",
      "OPENAI_API_KEY",
      "ollama pull"
    ]
    let at = 0
    for (const words of order) {
      const next = seen.stdout.indexOf(words, at)
      assert.isAtLeast(next, at, `${JSON.stringify(words)} is missing or out of order in:\n${seen.stdout}`)
      at = next
    }
    assert.notInclude(seen.stdout, "departs from the recording")
    assert.notInclude(seen.stdout, "\u001b")
    assert.deepStrictEqual(seen.left, [], "the copied project is gone")
  })

  it("prints one JSON value with --json", () => {
    const seen = run("json", ["--json"])
    assert.strictEqual(seen.status, 0, seen.stderr)
    const { durationMs, ...rest } = JSON.parse(seen.stdout)
    assert.deepStrictEqual(rest, { green: true, tests: [1, 0], edits: 1, recorded: true, errors: [] })
    assert.isAbove(durationMs, 0)
  })

  it("asks no network and needs no setting: an address that is dead and settings that forbid all change nothing", () => {
    const dead = {
      ANTHROPIC_API_KEY: "sk-not-used",
      ANTHROPIC_BASE_URL: "http://127.0.0.1:9",
      OLLAMA_HOST: "127.0.0.1:9"
    }
    const seen = run("dead", ["--json"], dead)
    assert.strictEqual(seen.status, 0, seen.stderr)
    assert.isTrue(JSON.parse(seen.stdout).green)
  })

  it("fails where the test cannot run, and says so", () => {
    const seen = run("nonode", ["--json"], { PATH: "/nonexistent" })
    assert.strictEqual(seen.status, 1)
    assert.isFalse(JSON.parse(seen.stdout).green)
    assert.match(seen.stderr, /the demo failed/)
  })

  it("leaves the shipped project broken for the next one", () => {
    const source = readFileSync(new URL("../../src/data/demo/project/src/cart.mjs", import.meta.url), "utf8")
    assert.include(source, "sum += item.price\n")
  })
})
