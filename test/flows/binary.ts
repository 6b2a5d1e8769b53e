import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process"
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { type ScriptedServer, startScriptedServer, type Turn } from "../../scripts/scriptedServer.mjs"

export const launcher = resolve(import.meta.dirname, "../../bin/coderx.cjs")

/** A fresh home and project, and a model that says what the script says. */
export interface Place {
  readonly home: string
  readonly project: string
  readonly server: ScriptedServer
  readonly env: Record<string, string>
  readonly close: () => Promise<void>
}

export const place = async (turns: ReadonlyArray<Turn>): Promise<Place> => {
  if (!existsSync(resolve(import.meta.dirname, "../../dist/app/main.js"))) throw new Error("not built: npm run build")
  const directory = realpathSync(mkdtempSync(join(tmpdir(), "coderx-flow-")))
  const [home, project] = [join(directory, "home"), join(directory, "project")]
  mkdirSync(home)
  mkdirSync(project)
  const server = await startScriptedServer({ turns })
  return {
    home,
    project,
    server,
    env: {
      PATH: process.env["PATH"] ?? "",
      HOME: home,
      TMPDIR: directory,
      TERM: "dumb",
      NO_COLOR: "1",
      ANTHROPIC_BASE_URL: server.url,
      ANTHROPIC_API_KEY: "sk-ant-test"
    },
    close: async () => {
      await server.close()
      rmSync(directory, { recursive: true, force: true })
    }
  }
}

export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

export interface Running {
  readonly child: ChildProcessWithoutNullStreams
  readonly stdout: () => string
  /** Resolves once stdout holds this. */
  readonly saw: (text: string) => Promise<void>
  readonly ended: Promise<Ended>
}

/** Starts the real launcher as a child process with three pipes. */
export const start = (at: Place, args: ReadonlyArray<string>, env?: Record<string, string>): Running => {
  const child = spawn(process.execPath, [launcher, ...args], { cwd: at.project, env: { ...at.env, ...env } })
  let stdout = ""
  let stderr = ""
  const waiting = new Set<() => void>()
  child.stdout.on("data", (chunk: Buffer) => {
    stdout += chunk.toString()
    for (const look of waiting) look()
  })
  child.stderr.on("data", (chunk: Buffer) => {
    stderr += chunk.toString()
  })
  child.stdin.on("error", () => undefined)
  const ended = new Promise<Ended>((done) => {
    child.on("close", (code, signal) => done({ code, signal, stdout, stderr }))
  })
  const saw = (text: string) =>
    new Promise<void>((done, failed) => {
      const look = () => {
        if (!stdout.includes(text)) return
        waiting.delete(look)
        done()
      }
      waiting.add(look)
      void ended.then(() => failed(new Error(`ended without "${text}": ${stdout}\n${stderr}`)))
      look()
    })
  return { child, stdout: () => stdout, saw, ended }
}

/** Runs it to its end, with what is piped in. */
export const run = (
  at: Place,
  args: ReadonlyArray<string>,
  options?: { readonly stdin?: string; readonly env?: Record<string, string> }
): Promise<Ended> => {
  const running = start(at, args, options?.env)
  running.child.stdin.end(options?.stdin ?? "")
  return running.ended
}

export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** Waits for something that must come to be; the test's own limit ends it where it does not. */
export const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await new Promise((done) => setTimeout(done, 20))
}
