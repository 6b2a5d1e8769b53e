// npm run bench -- --scenario shell [--runs N] [--parts start,answer,blocks,session]: the interactive shell in a pseudo-terminal of 100 by 30, beside whichever of
// claude, codex and pi is on the PATH, all against a scripted model server on loopback. Linux only (CPU and memory are read
// from /proc). Ratios count, not times: machines and their moods differ.
import { spawnSync } from "node:child_process"
import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import process from "node:process"
import { cpuOf, endAllAt, memoryOf, openTerminal, pause, peakOf } from "./pseudoTerminal.mjs"
import { startScriptedServer } from "./scriptedServer.mjs"
import { shellPrograms } from "./shellPrograms.mjs"

const letters = "the quick brown fox jumps over the lazy dog and on".replaceAll(" ", "_")
const endOfAnswer = "thatwasall"

/** An answer in many small pieces: prose, lists and code, as models write it. */
const markdownAnswer = (deltas) => {
  const section = [
    "## A heading",
    "Some words of **prose** with `code` in them, as a model writes it. ".repeat(6),
    "- one item\n- another item",
    "```ts\nexport const add = (a: number, b: number) => a + b\nconst text = 'a string' // a remark\n```\n\n"
  ].join("\n\n")
  const pieces = section.match(/\s*\S+/g) ?? []
  return [...Array.from({ length: deltas - 1 }, (_, n) => pieces[n % pieces.length]), `\n\n\`\`\`\n\n${endOfAnswer}`]
}

const percentile = (values, share) => [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) * share)]
const median = (values) => percentile(values, 0.5)

/** A program in a fresh home and project, with a server of its own; all of it gone after `use`. */
const withProgram = async (name, turns, use) => {
  const directory = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "coderx-bench-")))
  const place = { home: path.join(directory, "home"), project: path.join(directory, "project") }
  fs.mkdirSync(place.home)
  fs.mkdirSync(place.project)
  const server = await startScriptedServer({ turns })
  const program = shellPrograms[name]
  const env = {
    PATH: process.env.PATH,
    HOME: place.home,
    TMPDIR: directory,
    TERM: "xterm-256color",
    COLORTERM: "truecolor",
    LANG: "C.UTF-8",
    ...program.env(server.url)
  }
  program.prepare({ ...place, url: server.url })
  const opened = []
  const open = ({ node = [], args = [], early } = {}) => {
    const [command, ...given] = program.argv()
    const terminal = openTerminal(command, [...node, ...given, ...args], { cwd: place.project, env, early })
    opened.push(terminal)
    return terminal
  }
  try {
    return await use({ program, server, place, env, open })
  } finally {
    for (const terminal of opened) await terminal.close()
    // Codex leaves a server and its watcher behind.
    endAllAt(place.home)
    await pause(50)
    await server.close()
    fs.rmSync(directory, { recursive: true, force: true })
  }
}

const boxIs = (program, text) => (terminal) => program.box(terminal.seen()) === text
const hasBox = (program) => (terminal) => program.box(terminal.seen()) !== undefined

/** Types letters one by one: ms of each until it stands in the box, and bytes written for each. */
const typing = async (program, terminal, count) => {
  const [times, bytes] = [[], []]
  while (times.length < count) {
    for (let n = 1; n <= letters.length && times.length < count; n++) {
      const before = terminal.bytes()
      const at = performance.timeOrigin + performance.now()
      terminal.type(letters[n - 1])
      times.push((await terminal.sees(boxIs(program, letters.slice(0, n)))) - at)
      await terminal.quiet(40)
      bytes.push(terminal.bytes() - before)
    }
    terminal.type("\u0015")
    await terminal.sees(boxIs(program, ""))
    await terminal.quiet(100)
  }
  return { times, bytes }
}

const measureStart = (name) =>
  withProgram(name, [{ text: "Hello." }], async ({ program, open }) => {
    const plain = open()
    const frame = (await plain.sees(hasBox(program))) - plain.started
    const first = performance.timeOrigin + performance.now()
    plain.type("t")
    const echo = (await plain.sees(boxIs(program, "t"))) - first
    await plain.quiet(400)
    plain.type("\u0015")
    await plain.sees(boxIs(program, ""))
    await plain.quiet(100)
    const { times, bytes } = await typing(program, plain, letters.length)
    const memory = memoryOf(plain.child.pid)
    await plain.close()
    // A key that was typed before the program could read it belongs into its first frame.
    const early = open({ early: "t" })
    const framed = (await early.sees(hasBox(program))) - early.started
    const kept = await early.sees(boxIs(program, "t"), 3_000).then(
      (at) => at - early.started,
      () => undefined
    )
    return {
      frame,
      echo,
      early: kept === undefined ? undefined : kept - framed,
      key: percentile(times, 0.95),
      bytes: median(bytes),
      bytesMost: Math.max(...bytes),
      memory
    }
  })

const measureAnswer = (name, deltas) =>
  withProgram(name, [{ deltas: markdownAnswer(deltas) }], async ({ program, open }) => {
    const terminal = open()
    await terminal.sees(hasBox(program))
    await terminal.quiet(1_000)
    const { pid } = terminal.child
    const cpu = cpuOf(pid)
    const sent = performance.timeOrigin + performance.now()
    const bytes = terminal.bytes()
    terminal.type("go")
    await terminal.sees(boxIs(program, "go"))
    await pause(100)
    terminal.type("\r")
    const end = await terminal.sees(endOfAnswer, 300_000)
    await terminal.quiet(1_500)
    const answer = {
      cpu: cpuOf(pid) - cpu,
      wall: end - sent,
      kib: (terminal.bytes() - bytes) / 1024,
      peak: peakOf(pid)
    }
    await pause(2_000)
    const idleFrom = cpuOf(pid)
    const idleBytes = terminal.bytes()
    await pause(10_000)
    const idle = (cpuOf(pid) - idleFrom) / 100
    const idleWritten = terminal.bytes() - idleBytes
    const { times } = await typing(program, terminal, 100)
    return { ...answer, idle, idleWritten, keyAfter: percentile(times, 0.95) }
  })

/** A session of many blocks, made from a short one by repeating its records, and the keys in it once it is resumed. */
const measureBlocks = (blocks) =>
  withProgram("coderx", [{ text: "A short answer with `code` and **words**." }], async (it) => {
    const [node, launcher] = it.program.argv()
    const made = spawn(node, [launcher, "-p", "a question"], it)
    if ((await made) !== 0) throw new Error("no session could be made")
    const sessions = path.join(it.place.home, ".coderx/sessions")
    const file = fs
      .readdirSync(sessions, { recursive: true })
      .map((name) => path.join(sessions, name))
      .find((name) => name.endsWith(".jsonl"))
    const records = fs.readFileSync(file, "utf8").trim().split("\n").map(JSON.parse)
    const pair = records.filter(({ type }) => type === "input" || type === "reply")
    const lines = Array.from({ length: blocks / 2 - 1 }, (_, n) =>
      pair.map((record) => `${JSON.stringify({ ...record, id: `x${n}${record.type}` })}\n`).join("")
    )
    fs.appendFileSync(file, lines.join(""))
    const terminal = it.open({ args: ["--continue"] })
    const shown = (await terminal.sees(hasBox(it.program), 60_000)) - terminal.started
    await terminal.quiet(1_000)
    const { times } = await typing(it.program, terminal, 300)
    return { shown, p50: median(times), p95: percentile(times, 0.95), most: Math.max(...times) }
  })

/** Runs a program to its end without a terminal; the server answers meanwhile. */
const spawn = async (command, args, { place, env }) => {
  const { spawn: start } = await import("node:child_process")
  const child = start(command, args, { cwd: place.project, env, stdio: "ignore" })
  return new Promise((done) => child.on("close", done))
}

/** Live heap after a collection and resident memory, at points of a session of many turns. */
const measureSession = (turns, points) =>
  withProgram(
    "coderx",
    (nth) => ({ text: `Answer number ${nth}.` }),
    async ({ program, place, open }) => {
      const told = path.join(place.home, "heap")
      const probe = path.join(place.home, "probe.cjs")
      fs.writeFileSync(
        probe,
        `process.on("SIGUSR2",()=>{global.gc();require("fs").writeFileSync(${JSON.stringify(told)},String(process.memoryUsage().heapUsed))})`
      )
      const terminal = open({ node: ["--expose-gc", "--require", probe] })
      await terminal.sees(hasBox(program))
      const rows = []
      const from = performance.now()
      for (let nth = 1; nth <= turns; nth++) {
        terminal.type("go on\r")
        await terminal.sees(new RegExp(`Answer number ${nth}\\.\\s+─ [\\s\\S]*│ >  `))
        if (!points.includes(nth)) continue
        const rss = memoryOf(terminal.child.pid)
        fs.rmSync(told, { force: true })
        process.kill(terminal.child.pid, "SIGUSR2")
        while (!fs.existsSync(told) || fs.readFileSync(told, "utf8") === "") await pause(20)
        rows.push({ turn: nth, rss, heap: Number(fs.readFileSync(told, "utf8")) / 1024 / 1024 })
      }
      const { times } = await typing(program, terminal, 100)
      return { rows, perTurn: (performance.now() - from) / turns, keyAfter: percentile(times, 0.95) }
    }
  )

const onPath = (name) =>
  (process.env.PATH ?? "").split(path.delimiter).some((directory) => fs.existsSync(path.join(directory, name)))
const versionOf = (name) => {
  const [command, ...args] = shellPrograms[name].argv()
  const asked = name === "coderx" ? [...args, "--version"] : ["--version"]
  const { stdout, stderr } = spawnSync(command, asked, { encoding: "utf8" })
  return /\d+\.\d+\.\d+/.exec(`${stdout}${stderr}`)?.[0] ?? "unknown"
}

const rounded = (value) => (Math.abs(value) < 100 ? Math.round(value * 10) / 10 : Math.round(value))
const cell = (value) => (value === undefined || Number.isNaN(value) ? "-" : String(rounded(value)))

/** A table of medians, each with how many times ours it is. */
const table = (names, rows, titles) => {
  const lines = [`| | ${names.join(" | ")} |`, `|---|${"---:|".repeat(names.length)}`]
  for (const [key, title] of Object.entries(titles)) {
    const values = names.map((name) =>
      median(rows.get(name).flatMap((row) => (row[key] === undefined ? [] : row[key])))
    )
    const cells = values.map((value, n) =>
      n === 0 || value === undefined || !(values[0] >= 1)
        ? cell(value)
        : `${cell(value)} (${cell(value / values[0])} ×)`
    )
    lines.push(`| ${title} | ${cells.join(" | ")} |`)
  }
  console.log(`${lines.join("\n")}\n`)
}

const startTitles = {
  frame: "process start to input box, ms",
  echo: "first key right after it to its echo, ms",
  early: "key typed before: after the input box, ms",
  key: "key to screen, new session, p95, ms",
  bytes: "bytes a typed character, median",
  bytesMost: "bytes a typed character, most",
  memory: "memory, new session, MiB"
}
const answerTitles = {
  cpu: "CPU of the answer, ms",
  wall: "time to its end, ms",
  kib: "written to the terminal, KiB",
  peak: "peak memory, MiB",
  idle: "idle CPU over 10 s, %",
  idleWritten: "written in these 10 s, bytes",
  keyAfter: "key to screen after it, p95, ms"
}

const rounds = async (names, runs, measure) => {
  const rows = new Map(names.map((name) => [name, []]))
  for (let round = 0; round < runs; round++) {
    for (const name of names) {
      try {
        rows.get(name).push(await measure(name))
      } catch (error) {
        console.log(`${name}, round ${round + 1}: ${error.message}`)
      }
    }
  }
  return rows
}

/**
 * @param {number} runs rounds of each comparison
 * @param {ReadonlyArray<string>} parts of start, answer, blocks, session
 */
export const benchShell = async (runs, parts = ["start", "answer", "blocks", "session"]) => {
  const names = Object.keys(shellPrograms).filter((name) => name === "coderx" || onPath(name))
  console.log(`node ${process.versions.node}, ${os.cpus().length} cores, load ${os.loadavg()[0].toFixed(1)}`)
  console.log(`${names.map((name) => `${name} ${versionOf(name)}`).join(", ")}; medians of ${runs} runs\n`)
  if (parts.includes("start")) {
    await measureStart("coderx")
    table(names, await rounds(names, runs, measureStart), startTitles)
  }
  if (parts.includes("answer")) {
    console.log("An answer of 20,000 deltas:\n")
    const few = Math.max(1, Math.ceil(runs / 3))
    table(names, await rounds(names, few, (name) => measureAnswer(name, 20_000)), answerTitles)
  }
  if (parts.includes("blocks")) {
    const { shown, p50, p95, most } = await measureBlocks(10_000)
    console.log(`coderx, 10,000 blocks resumed: shown after ${cell(shown)} ms`)
    console.log(`key to screen: median ${cell(p50)}, p95 ${cell(p95)}, most ${cell(most)} ms\n`)
  }
  if (parts.includes("session")) {
    const { rows, perTurn, keyAfter } = await measureSession(2_000, [100, 500, 1_000, 1_500, 2_000])
    console.log(`coderx, 2,000 turns: ${cell(perTurn)} ms a turn, key to screen at the end p95 ${cell(keyAfter)} ms`)
    for (const { turn, rss, heap } of rows) {
      console.log(`turn ${turn}: live heap ${cell(heap)} MiB, resident ${cell(rss)} MiB`)
    }
  }
}
