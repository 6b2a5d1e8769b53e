#!/usr/bin/env node
// npm run bench [-- --runs N] [--scenario hello,loop,stream,version,help,tools,verdicts,peers,shell] [--turns N]
// Measures the built program alone, against a scripted model server of our own on loopback: medians of N runs, each in
// a fresh home and an empty project. Compare figures of one run only: machines and their moods differ.
import { spawn } from "node:child_process"
import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import process from "node:process"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { startScriptedServer } from "./scriptedServer.mjs"

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..")
const { values: options } = parseArgs({
  options: {
    runs: { type: "string", default: "9" },
    scenario: { type: "string", default: "version,help,hello,loop,stream" },
    turns: { type: "string", default: "50" },
    parts: { type: "string" }
  }
})
const runs = Number(options.runs)
const turns = Number(options.turns)
const launcher = path.join(root, "bin/coderx.cjs")
const prompt = ["-p", "Say hello.", "--permission-mode", "bypassPermissions"]
const bash = (n) => ({ name: "Bash", input: { command: `echo ${n}` } })

const scenarios = {
  node: { program: "bare", argv: ["-e", "0"] },
  version: { argv: ["--version"] },
  help: { argv: ["--help"] },
  hello: { argv: prompt, turns: [{ text: "Hello there." }] },
  loop: {
    argv: prompt,
    turns: [...Array.from({ length: turns }, (_, n) => ({ text: `step ${n}`, calls: [bash(n)] })), { text: "finished" }]
  },
  stream: { argv: prompt, turns: [{ text: "The quick brown fox jumps over the lazy dog. ", repeat: 20_000 }] }
}

/** Peak memory and CPU time of the process that runs a program, told by itself at its end on descriptor 3. */
const probe =
  "process.on('exit',()=>{const u=process.resourceUsage();require('fs').writeSync(3,JSON.stringify({rss:u.maxRSS,cpu:u.userCPUTime+u.systemCPUTime}))})"

const measure = async (scenario) => {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), "coderx-bench-"))
  const server = await startScriptedServer({ turns: scenario.turns ?? [] })
  const probeFile = path.join(directory, "probe.cjs")
  fs.writeFileSync(probeFile, probe)
  const home = path.join(directory, "home")
  const project = path.join(directory, "project")
  fs.mkdirSync(home)
  fs.mkdirSync(project)
  fs.writeFileSync(path.join(project, "README.md"), "# demo\n")
  const env = {
    PATH: process.env.PATH,
    HOME: home,
    TMPDIR: directory,
    TERM: "dumb",
    LANG: "C.UTF-8",
    NO_COLOR: "1",
    ANTHROPIC_BASE_URL: server.url,
    ANTHROPIC_API_KEY: "bench"
  }
  try {
    const argv = ["--require", probeFile, ...(scenario.program === "bare" ? [] : [launcher]), ...scenario.argv]
    const started = performance.timeOrigin + performance.now()
    const child = spawn(process.execPath, argv, { cwd: project, env, stdio: ["ignore", "ignore", "pipe", "pipe"] })
    let told = ""
    let complaint = ""
    child.stdio[3].on("data", (chunk) => {
      told += chunk
    })
    child.stderr.on("data", (chunk) => {
      complaint += chunk
    })
    const code = await new Promise((resolve) => child.on("close", resolve))
    const wall = performance.timeOrigin + performance.now() - started
    if (code !== 0) throw new Error(`${scenario.argv.join(" ")} ended with ${code}: ${complaint}`)
    const usage = told === "" ? {} : JSON.parse(told)
    const { requests } = server
    const first = requests[0]
    const last = requests.at(-1)
    return {
      wall_ms: wall,
      first_request_ms: first && first.at - started,
      per_turn_ms: requests.length > 1 ? (last.at - first.at) / (requests.length - 1) : undefined,
      cpu_ms: usage.cpu && usage.cpu / 1000,
      rss_mib: usage.rss && usage.rss / 1024,
      first_request_bytes: first?.bytes,
      requests: requests.length || undefined
    }
  } finally {
    await server.close()
    fs.rmSync(directory, { recursive: true, force: true })
  }
}

const median = (values) => {
  const sorted = values.filter((value) => value !== undefined).sort((a, b) => a - b)
  return sorted.length === 0 ? undefined : sorted[sorted.length >> 1]
}

const summary = (rows) =>
  Object.fromEntries(
    Object.keys(rows[0])
      .map((key) => [key, median(rows.map((row) => row[key]))])
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => [key, Math.round(value * 10) / 10])
  )

const wanted = options.scenario.split(",")
if (wanted.includes("tools")) {
  await (await import("./benchTools.mjs")).benchTools(runs)
  if (wanted.length === 1) process.exit(0)
}
if (wanted.includes("verdicts")) {
  await (await import("./benchVerdicts.mjs")).benchVerdicts(runs)
  if (wanted.length === 1) process.exit(0)
}
if (wanted.includes("peers")) {
  await (await import("./benchPeers.mjs")).benchPeers(runs)
  if (wanted.length === 1) process.exit(0)
}
if (wanted.includes("shell")) {
  await (await import("./benchShell.mjs")).benchShell(runs, options.parts?.split(","))
  if (wanted.length === 1) process.exit(0)
}
const names = ["node", ...wanted.filter((name) => !["tools", "peers", "verdicts", "shell"].includes(name))]
const unknown = names.find((name) => !(name in scenarios))
if (unknown !== undefined) {
  process.stderr.write(`bench: no scenario ${unknown}; there are ${Object.keys(scenarios).join(", ")}\n`)
  process.exit(2)
}
// Scenarios take turns, so that a slow minute of the machine falls on all of them.
const rows = new Map(names.map((name) => [name, []]))
for (let round = 0; round <= runs; round++) {
  for (const name of names) {
    const row = await measure(scenarios[name])
    if (round > 0) rows.get(name).push(row)
  }
}
console.log(`node ${process.versions.node}, ${os.cpus().length} cores, medians of ${runs} runs`)
for (const [name, measured] of rows) console.log(JSON.stringify({ scenario: name, ...summary(measured) }))
