import { spawn, spawnSync } from "node:child_process"
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { assert, describe, it } from "vitest"
import { type AssistantTurn, startAssistant, type WireFormat } from "../layers/assistantServer.ts"

interface Task {
  readonly id: string
  readonly runtime: string
  readonly prompt: string
  readonly files_before: Readonly<Record<string, string>>
  readonly script: ReadonlyArray<{
    readonly say: string
    readonly calls: ReadonlyArray<Readonly<Record<string, string | number>>>
  }>
  readonly test_command: string
  readonly expect: { readonly files_changed: ReadonlyArray<string>; readonly unchanged: ReadonlyArray<string> }
}

const data = new URL("../data/tasks/", import.meta.url)
const tasks = readdirSync(data)
  .filter((name) => name.endsWith(".json"))
  .map((name): Task => JSON.parse(readFileSync(new URL(name, data), "utf8")))
const binary = new URL("../../bin/coderx.cjs", import.meta.url).pathname

/** The script's neutral calls in our tools' words. */
const toTurns = (task: Task, directory: string): ReadonlyArray<AssistantTurn> =>
  task.script.map(({ calls, say }) => ({
    text: say,
    calls: calls.map(({ tool, ...input }) => {
      const file_path = typeof input["path"] === "string" ? join(directory, input["path"]) : directory
      switch (tool) {
        case "bash":
          return { name: "Bash", input: { command: input["command"] } }
        case "read":
          return {
            name: "Read",
            input: {
              file_path,
              ...(input["offset"] === undefined ? {} : { offset: input["offset"] }),
              ...(input["limit"] === undefined ? {} : { limit: input["limit"] })
            }
          }
        case "grep":
          return { name: "Grep", input: { pattern: input["pattern"], path: file_path, output_mode: "content" } }
        case "edit":
          return { name: "Edit", input: { file_path, old_string: input["old"], new_string: input["new"] } }
        case "write":
          return { name: "Write", input: { file_path, content: input["content"] } }
        default:
          throw new Error(`The script of ${task.id} calls ${tool}, which this test does not know.`)
      }
    })
  }))

const layOut = (directory: string, files: Readonly<Record<string, string>>) => {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, name)), { recursive: true })
    writeFileSync(join(directory, name), content)
  }
}

const environment = (wire: WireFormat, origin: string, home: string): Record<string, string> => ({
  PATH: `${dirname(process.execPath)}:${process.env["PATH"] ?? ""}`,
  HOME: home,
  TMPDIR: home,
  NO_COLOR: "1",
  ...(wire === "anthropic" ? { ANTHROPIC_BASE_URL: origin, ANTHROPIC_API_KEY: "test-key-anthropic" } : {}),
  ...(wire === "openai" ? { OPENAI_BASE_URL: `${origin}/v1`, OPENAI_API_KEY: "test-key-openai" } : {}),
  ...(wire === "ollama" ? { OLLAMA_HOST: origin } : {})
})

const models = { anthropic: "anthropic/claude-sonnet-5", openai: "openai/gpt-5", ollama: "ollama/scripted" }

const coderx = (argv: ReadonlyArray<string>, options: { readonly cwd: string; readonly env: Record<string, string> }) =>
  new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve, reject) => {
    const child = spawn(process.execPath, [binary, ...argv], { ...options, stdio: ["ignore", "pipe", "pipe"] })
    let stdout = ""
    let stderr = ""
    child.stdout.on("data", (piece) => (stdout += piece))
    child.stderr.on("data", (piece) => (stderr += piece))
    child.on("error", reject)
    child.on("close", (code) => resolve({ code, stdout, stderr }))
  })

const has = (runtime: string) => !runtime.startsWith("python") || spawnSync("python3", ["--version"]).status === 0

describe.each(tasks)("$id", (task) => {
  // Two of the repositories are in Python; where there is none, their tests are left out by name.
  it.skipIf(!has(task.runtime)).each<WireFormat>(["anthropic", "openai", "ollama"])(
    "goes from red to green over %s",
    async (wire) => {
      const root = realpathSync(mkdtempSync(join(tmpdir(), "coderx-task-")))
      const directory = join(root, "work")
      const home = join(root, "home")
      mkdirSync(home)
      layOut(directory, task.files_before)
      const server = await startAssistant(wire, toTurns(task, directory))
      const env = environment(wire, server.origin, home)
      const test = () => spawnSync("bash", ["-c", task.test_command], { cwd: directory, env }).status
      try {
        assert.notStrictEqual(test(), 0, "the test must be red before")
        const run = await coderx(
          [
            "-p",
            task.prompt,
            "--model",
            models[wire],
            "--output-format",
            "json",
            "--permission-mode",
            "acceptEdits",
            "--allowed-tools",
            "Bash"
          ],
          { cwd: directory, env }
        )
        assert.strictEqual(run.code, 0, run.stderr + run.stdout)
        const result = JSON.parse(run.stdout)
        assert.strictEqual(result.subtype, "success")
        assert.strictEqual(result.result, task.script.at(-1)?.say)
        assert.deepStrictEqual(result.permission_denials, [])
        assert.strictEqual(result.num_turns, task.script.length)
        assert.strictEqual(test(), 0, "the test must be green after")
        for (const name of task.expect.unchanged) {
          assert.strictEqual(readFileSync(join(directory, name), "utf8"), task.files_before[name], name)
        }
        for (const name of task.expect.files_changed) {
          assert.notStrictEqual(readFileSync(join(directory, name), "utf8"), task.files_before[name], name)
        }
      } finally {
        await server.close()
        rmSync(root, { recursive: true, force: true })
      }
    }
  )
})
