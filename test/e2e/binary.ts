import { spawn } from "node:child_process"
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { type AssistantTurn, startAssistant, type WireFormat } from "../layers/assistantServer.ts"

export const binary = new URL("../../bin/coderx.cjs", import.meta.url).pathname

export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A strange computer: a home and a project of its own, both gone at the end. */
export const makeMachine = () => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "coderx-contract-")))
  const home = join(root, "home")
  const project = join(root, "project")
  for (const directory of [home, project]) mkdirSync(directory)
  const put = (path: string, content: string | Uint8Array): string => {
    const file = join(root, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, content)
    return file
  }
  return { root, home, project, put, remove: () => rmSync(root, { recursive: true, force: true }) }
}
export type Machine = ReturnType<typeof makeMachine>

export interface Options {
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
  readonly stdin?: string
}

/** Starts the program with nothing of the caller's environment but the path. */
export const start = (machine: Machine, argv: ReadonlyArray<string>, options: Options = {}) => {
  const child = spawn(process.execPath, [binary, ...argv], {
    cwd: options.cwd ?? machine.project,
    env: {
      PATH: `${dirname(process.execPath)}:${process.env["PATH"] ?? ""}`,
      HOME: machine.home,
      TMPDIR: machine.root,
      ...options.env
    },
    stdio: ["pipe", "pipe", "pipe"]
  })
  let stdout = ""
  let stderr = ""
  child.stdout.on("data", (piece) => {
    stdout += piece
  })
  child.stderr.on("data", (piece) => {
    stderr += piece
  })
  child.stdin.on("error", () => undefined)
  const ended = new Promise<Ended>((resolve) => child.on("close", (code) => resolve({ code, stdout, stderr })))
  return { child, ended, stdout: () => stdout }
}

export const coderx = (machine: Machine, argv: ReadonlyArray<string>, options: Options = {}): Promise<Ended> => {
  const { child, ended } = start(machine, argv, options)
  child.stdin.end(options.stdin ?? "")
  return ended
}

export const say = (text: string): AssistantTurn => ({ text, calls: [] })
export const call = (name: string, input: Readonly<Record<string, unknown>>): AssistantTurn => ({
  text: `I call ${name}.`,
  calls: [{ name, input }]
})
export const bash = (command: string): AssistantTurn => call("Bash", { command })

export const secretKey = "sk-test-0123456789-abcdefghijklmnop"

/** What makes a run use the scripted assistant. */
export const assistantEnv = (wire: WireFormat, origin: string): Record<string, string> =>
  wire === "anthropic"
    ? { ANTHROPIC_BASE_URL: origin, ANTHROPIC_API_KEY: secretKey, CODERX_MODEL: "anthropic/claude-sonnet-5" }
    : wire === "openai"
      ? { OPENAI_BASE_URL: `${origin}/v1`, OPENAI_API_KEY: secretKey, CODERX_MODEL: "openai/gpt-5" }
      : { OLLAMA_HOST: origin, CODERX_MODEL: "ollama/scripted" }

/** Runs `-p PROMPT --output-format json` against a scripted assistant: how it ended, the result, and what the model was sent. */
export const ask = async (
  machine: Machine,
  turns: ReadonlyArray<AssistantTurn>,
  argv: ReadonlyArray<string> = [],
  options: Options & { readonly wire?: WireFormat } = {}
) => {
  const wire = options.wire ?? "anthropic"
  const server = await startAssistant(wire, turns)
  try {
    const env = { ...assistantEnv(wire, server.origin), ...options.env }
    const format = argv.includes("--output-format") ? [] : ["--output-format", "json"]
    const ended = await coderx(machine, ["-p", "go", ...format, ...argv], { ...options, env })
    let result: Record<string, unknown> = {}
    try {
      result = JSON.parse(ended.stdout)
    } catch {
      // The test sees the raw output.
    }
    return { ...ended, result, requests: server.requests, results: toolResults(server.requests) }
  } finally {
    await server.close()
  }
}

/** The results of tool calls in the last request, as text, in order. */
const toolResults = (requests: ReadonlyArray<{ readonly messages?: ReadonlyArray<{ readonly content?: unknown }> }>) =>
  (requests.at(-1)?.messages ?? [])
    .flatMap((message) => (Array.isArray(message.content) ? message.content : []))
    .filter((block) => block.type === "tool_result")
    .map((block) => ({
      error: block.is_error === true,
      text:
        typeof block.content === "string"
          ? block.content
          : block.content.map((part: { text?: string }) => part.text ?? "").join("\n")
    }))
