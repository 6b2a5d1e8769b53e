// Fills dist/cache with compiled code, so that the first run on a machine is as fast as the second.
// The paths that matter most are really run: one prompt against a model server of our own on loopback, and a few commands.
import { spawn } from "node:child_process"
import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import process from "node:process"
import { startScriptedServer } from "./scriptedServer.mjs"

const run = (root, argv, env, cwd) =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, [path.join(root, "bin/coderx.cjs"), ...argv], { cwd, env, stdio: "ignore" })
    const timer = setTimeout(() => child.kill("SIGKILL"), 20_000)
    child.on("exit", (code) => {
      clearTimeout(timer)
      resolve(code)
    })
    child.on("error", () => resolve(1))
  })

/** The shell, in a pseudo-terminal: one prompt, and out again. Without the package for that (an install for users) it is left. */
const runShell = async (root, env, cwd) => {
  const terminals = await import("@lydell/node-pty").catch(() => undefined)
  if (terminals === undefined) return
  const argv = [path.join(root, "bin/coderx.cjs"), "Say hello.", "--permission-mode", "bypassPermissions"]
  const child = terminals.default.spawn(process.execPath, argv, {
    cwd,
    env,
    cols: 80,
    rows: 24,
    name: "xterm-256color"
  })
  const timer = setTimeout(() => child.kill("SIGKILL"), 20_000)
  let seen = ""
  child.onData((data) => {
    seen += data
    // Ctrl+D, once the answer is there and the composer is empty again.
    if (seen.includes("Done.")) child.write("\u0004")
  })
  await new Promise((resolve) => child.onExit(resolve))
  clearTimeout(timer)
}

/** A cache that cannot be filled costs milliseconds later, so trouble here is told and does not stop the build. */
export const warmCompileCache = async (root) => {
  const home = fs.mkdtempSync(path.join(os.tmpdir(), "coderx-build-"))
  const call = { name: "Bash", input: { command: "echo hello" } }
  const server = await startScriptedServer({ turns: [{ text: "I look.", calls: [call] }, { text: "Done." }] })
  try {
    const env = {
      PATH: process.env.PATH,
      HOME: home,
      TMPDIR: home,
      ANTHROPIC_BASE_URL: server.url,
      ANTHROPIC_API_KEY: "build",
      NO_COLOR: "1"
    }
    const prompt = ["-p", "Say hello.", "--permission-mode", "bypassPermissions"]
    const code = await run(root, prompt, env, home)
    if (code !== 0) process.stderr.write(`build: the run that fills the compile cache ended with ${code}\n`)
    await run(root, [...prompt, "--output-format", "stream-json"], env, home)
    await run(root, ["config", "show"], env, home)
    await runShell(root, { ...env, CODERX_MODEL: "anthropic/claude-sonnet-5" }, home)
  } finally {
    await server.close()
    fs.rmSync(home, { recursive: true, force: true })
  }
}
