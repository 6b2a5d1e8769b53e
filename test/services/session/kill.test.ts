import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process"
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { layer as nodeFileSystem } from "@effect/platform-node/NodeFileSystem"
import { layer as nodeSpawner } from "@effect/platform-node/NodeChildProcessSpawner"
import { layer as nodePath } from "@effect/platform-node/NodePath"
import { Effect, Layer } from "effect"
import { build } from "esbuild"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import * as History from "../../../src/services/session/history.ts"
import { Sessions } from "../../../src/services/session/Sessions.ts"
import { input, sessionsLayer } from "./sessionsWorld.ts"
import { wireProblems } from "./wireProblems.ts"

let top = ""
let home = ""
let cwd = ""
let script = ""
const children = new Set<ChildProcessWithoutNullStreams>()

beforeAll(async () => {
  top = realpathSync(mkdtempSync(join(tmpdir(), "coderx-kill-")))
  home = join(top, "home")
  cwd = join(top, "work")
  script = join(top, "child.mjs")
  mkdirSync(home)
  mkdirSync(cwd)
  const banner = "import { createRequire as r } from 'node:module'; const require = r(import.meta.url);"
  await build({
    entryPoints: [join(import.meta.dirname, "sessionChild.ts")],
    outfile: script,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node22",
    banner: { js: banner },
    logLevel: "error"
  })
})

afterAll(() => {
  for (const child of children) child.kill("SIGKILL")
  rmSync(top, { recursive: true, force: true })
})

const run = <A, E>(effect: Effect.Effect<A, E, Sessions>) =>
  Effect.runPromise(
    effect.pipe(
      Effect.provide(
        sessionsLayer({ home, cwd, pid: process.pid }).pipe(
          Layer.provideMerge(nodeSpawner.pipe(Layer.provideMerge(Layer.merge(nodeFileSystem, nodePath))))
        )
      )
    )
  )

const begin = (id: string) =>
  run(
    Effect.scoped(
      Effect.flatMap(Sessions, (sessions) =>
        Effect.flatMap(sessions.create({ id, persist: true }), (one) => one.append(input("begin")))
      )
    )
  )

const read = (id: string) => run(Effect.flatMap(Sessions, (sessions) => sessions.read(id)))

const start = (id: string, mode: string) => {
  const child = spawn(process.execPath, [script, home, cwd, id, mode])
  children.add(child)
  let out = ""
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    out += text
  })
  let errors = ""
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    errors += text
  })
  const closed = new Promise<void>((resolve) => child.on("close", () => resolve()))
  const says = (word: string) =>
    new Promise<void>((resolve, reject) => {
      const look = () => (out.includes(word) ? resolve() : undefined)
      child.stdout.on("data", look)
      closed.then(() =>
        out.includes(word) ? resolve() : reject(new Error(`the child ended: ${out.slice(0, 200)} ${errors}`))
      )
      look()
    })
  return { child, closed, says, lines: () => out.split("\n").slice(0, -1) }
}

const pause = (millis: number) => new Promise((resolve) => setTimeout(resolve, millis))

describe("a process that writes a session", () => {
  it("can be killed at any moment without losing a record that was acknowledged", async () => {
    await begin("killed")
    const acknowledged: Array<string> = []
    let torn = 0
    for (let round = 0; round < 30; round++) {
      const writer = start("killed", "flood")
      await writer.says("ready")
      await pause(Math.random() * 25)
      writer.child.kill("SIGKILL")
      await writer.closed
      acknowledged.push(...writer.lines().slice(1))
      const { damage, records } = await read("killed")
      const ids = new Set(records.map((record) => record.id))
      expect(acknowledged.filter((id) => !ids.has(id))).toEqual([])
      torn += damage.some((sentence) => sentence.includes("the last")) ? 1 : 0
    }
    const { records } = await read("killed")
    expect(acknowledged.length).toBeGreaterThan(30)
    expect(wireProblems(History.messages(History.fromRecords(records)))).toEqual([])
    await run(
      Effect.scoped(
        Effect.flatMap(Sessions, (sessions) =>
          Effect.flatMap(sessions.resume("killed"), (one) => one.append(input("still writable")))
        )
      )
    )
    expect((await read("killed")).records.at(-1)).toMatchObject({ content: "still writable" })
    console.log(
      `30 kills: ${acknowledged.length} records acknowledged, none lost, ${records.length} in the file, ${torn} torn last lines`
    )
  })

  it("keeps others out while it lives, and lets them in when it ends or is killed", async () => {
    await begin("held")
    const first = start("held", "hold")
    await first.says("held")
    const second = start("held", "hold")
    await second.closed
    expect(second.lines().join("\n")).toContain(
      `SessionLocked: The session held is being written by process ${first.child.pid}`
    )
    expect(second.lines().join("\n")).toContain("--fork-session")
    const fork = await run(
      Effect.scoped(
        Effect.flatMap(Sessions, (sessions) =>
          Effect.flatMap(sessions.fork("held", { persist: true }), (one) =>
            Effect.as(one.append(input("mine")), one.id)
          )
        )
      )
    )
    expect((await read(fork)).records.at(-1)).toMatchObject({ content: "mine" })

    first.child.kill("SIGKILL")
    await first.closed
    const third = start("held", "hold")
    await third.says("held")
    third.child.stdin.end()
    await third.closed
    const directory = (await read("held")).summary.path.replace(/[^/]*$/, "")
    expect(readdirSync(directory).filter((name) => name.startsWith("held."))).toEqual(["held.jsonl"])
  })

  it("takes turns with others that are killed while they hold the session", async () => {
    await begin("turns")
    const dead = new Set<number>()
    let running = Array.from({ length: 3 }, () => start("turns", "turns"))
    for (const one of running) await one.says("turn")
    for (let round = 0; round < 8; round++) {
      await pause(60 + Math.random() * 60)
      const victim = running[round % running.length]
      victim?.child.kill("SIGKILL")
      await victim?.closed
      dead.add(victim?.child.pid ?? 0)
      const next = start("turns", "turns")
      running = [...running.filter((one) => one !== victim), next]
      await next.says("turn")
    }
    for (const one of running) {
      one.child.kill("SIGKILL")
      await one.closed
      dead.add(one.child.pid ?? 0)
    }
    const { records } = await read("turns")
    let holder: string | undefined
    let taken = 0
    for (const record of records) {
      if (record._tag !== "input" || record.content === "begin") continue
      const [what, pid] = String(record.content).split(" ")
      if (what === "exit") expect(pid).toBe(holder)
      else if (holder !== undefined)
        expect(dead.has(Number(holder)), `${pid} came in while ${holder} was there`).toBe(true)
      if (what === "enter") taken += 1
      holder = what === "enter" ? pid : undefined
    }
    expect(taken).toBeGreaterThan(10)
    console.log(`${taken} turns of ${dead.size} processes, all of them killed, none at the same time`)
  })
})
