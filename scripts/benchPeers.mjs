// npm run bench -- --scenario peers: one call of a search, a read and a shell tool, through each whole program that is
// found on the PATH (claude, pi) beside ours. What is told is the time between the request that called the tool and the
// one that brings its result.
import { spawn } from "node:child_process"
import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import process from "node:process"
import { fileURLToPath } from "node:url"
import { startScriptedServer } from "./scriptedServer.mjs"

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..")
const prompt = "Look around."
const files = 20_000
const logLines = 2_000_000

const programs = {
  coderx: {
    argv: () => [process.execPath, path.join(root, "bin/coderx.cjs"), "-p", prompt, "--dangerously-skip-permissions"],
    env: (url) => ({ ANTHROPIC_BASE_URL: url, ANTHROPIC_API_KEY: "bench" })
  },
  claude: {
    prepare: (home) =>
      fs.writeFileSync(
        path.join(home, ".claude.json"),
        JSON.stringify({ hasCompletedOnboarding: true, bypassPermissionsModeAccepted: true })
      ),
    argv: () => ["claude", "-p", prompt, "--dangerously-skip-permissions"],
    env: (url) => ({
      ANTHROPIC_BASE_URL: url,
      ANTHROPIC_API_KEY: "sk-ant-bench",
      IS_SANDBOX: "1",
      DISABLE_AUTOUPDATER: "1",
      DISABLE_TELEMETRY: "1",
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1"
    })
  },
  pi: {
    prepare: (home, url) => {
      const model = { id: "bench", name: "bench", reasoning: false, input: ["text"], contextWindow: 200_000 }
      const free = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 }
      const provider = { baseUrl: url, apiKey: "bench", api: "anthropic-messages" }
      fs.mkdirSync(path.join(home, ".pi/agent"), { recursive: true })
      fs.writeFileSync(
        path.join(home, ".pi/agent/models.json"),
        JSON.stringify({ providers: { bench: { ...provider, models: [{ ...model, cost: free, maxTokens: 8000 }] } } })
      )
    },
    argv: () => ["pi", "--provider", "bench", "--model", "bench", "--tools", "read,bash,grep", "-p", prompt],
    env: () => ({ PI_OFFLINE: "1", PI_SKIP_VERSION_CHECK: "1" })
  }
}

const capital = (name) => (program) => (program === "pi" ? name.toLowerCase() : name)
const scenarios = {
  "search 20,000 files": {
    // Claude Code has no such tool any more: its model is told to search by the shell.
    tool: (program) => (program === "claude" ? "Bash" : capital("Grep")(program)),
    input: (program) =>
      program === "claude"
        ? { command: "grep -rl needleInHaystack tree" }
        : { pattern: "needleInHaystack", path: "tree" }
  },
  "read 100 lines of 130 MB": {
    tool: capital("Read"),
    input: (program, project) => ({
      [program === "pi" ? "path" : "file_path"]: path.join(project, "big.log"),
      offset: logLines / 2,
      limit: 100
    })
  },
  "shell: 2,000,000 lines": { tool: capital("Bash"), input: () => ({ command: "seq 2000000" }) },
  "shell: true": { tool: capital("Bash"), input: () => ({ command: "true" }) }
}

const plant = (project) => {
  for (let folder = 0; folder < 200; folder++) {
    const directory = path.join(project, `tree/pkg${folder % 20}/mod${folder}`)
    fs.mkdirSync(directory, { recursive: true })
    for (let file = 0; file < files / 200; file++) {
      const found = (folder * 100 + file) % 2_000 === 0 ? "needleInHaystack\n" : ""
      fs.writeFileSync(
        path.join(directory, `file${file}.ts`),
        `export const a = 1\n${"some text\n".repeat(40)}${found}`
      )
    }
  }
  const log = fs.openSync(path.join(project, "big.log"), "w")
  for (let line = 0; line < logLines; line += 10_000) {
    const numbers = Array.from(
      { length: 10_000 },
      (_, n) => `2026-01-02T03:04:05 INFO request ${line + n} path=/api/items status=200\n`
    )
    fs.writeSync(log, numbers.join(""))
  }
  fs.closeSync(log)
}

const onPath = (name) =>
  (process.env.PATH ?? "").split(path.delimiter).some((directory) => fs.existsSync(path.join(directory, name)))

/** Whether the result of the call, in the last request, is one: a call that was refused at once is no measure. */
const succeeded = ({ body }) =>
  body.messages
    .flatMap(({ content }) => (Array.isArray(content) ? content : []))
    .some((block) => block.type === "tool_result" && block.is_error !== true)

/** Milliseconds that the call took; undefined where the program never sent its result, or refused the call. */
const measure = async (name, project, scenario) => {
  const program = programs[name]
  const home = fs.mkdtempSync(path.join(os.tmpdir(), "coderx-bench-home-"))
  const call = { name: scenario.tool(name), input: scenario.input(name, project) }
  const server = await startScriptedServer({ turns: [{ text: "looking", calls: [call] }, { text: "done" }] })
  try {
    program.prepare?.(home, server.url)
    const [command, ...args] = program.argv()
    const env = { PATH: process.env.PATH, HOME: home, TERM: "dumb", LANG: "C.UTF-8", ...program.env(server.url) }
    const child = spawn(command, args, { cwd: project, env, stdio: ["ignore", "ignore", "ignore"] })
    const late = setTimeout(() => child.kill("SIGKILL"), 120_000)
    await new Promise((resolve) => child.on("close", resolve))
    clearTimeout(late)
    const asks = server.requests.filter(({ body }) => (body.tools ?? []).length > 0)
    const [before, after] = [asks.at(-2), asks.at(-1)]
    return before === undefined || !succeeded(after) ? undefined : after.at - before.at
  } finally {
    await server.close()
    fs.rmSync(home, { recursive: true, force: true })
  }
}

const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1]

/** @param runs rounds of each comparison */
export const benchPeers = async (runs) => {
  const project = fs.mkdtempSync(path.join(os.tmpdir(), "coderx-bench-peers-"))
  const names = Object.keys(programs).filter((name) => name === "coderx" || onPath(name))
  try {
    plant(project)
    for (const [title, scenario] of Object.entries(scenarios)) {
      const times = new Map(names.map((name) => [name, []]))
      for (let round = 0; round <= runs; round++) {
        for (const name of names) {
          const ms = await measure(name, project, scenario)
          if (round > 0 && ms !== undefined) times.get(name).push(ms)
        }
      }
      const told = names.map((name) => [
        name,
        times.get(name).length === 0 ? "refused" : Math.round(median(times.get(name)) * 10) / 10
      ])
      console.log(JSON.stringify({ scenario: title, ...Object.fromEntries(told) }))
    }
  } finally {
    fs.rmSync(project, { recursive: true, force: true })
  }
}
