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
  } finally {
    await server.close()
    fs.rmSync(home, { recursive: true, force: true })
  }
}
