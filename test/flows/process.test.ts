import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join, resolve } from "node:path"
import { spawnSync } from "node:child_process"
import { afterEach, describe, expect, it } from "vitest"
import type { Turn } from "../../scripts/scriptedServer.mjs"
import { isAlive, launcher, type Place, place, run, start, until } from "./binary.ts"

const open: Array<Place> = []
const at = async (turns: ReadonlyArray<Turn>): Promise<Place> => {
  const one = await place(turns)
  open.push(one)
  return one
}
afterEach(async () => {
  for (const one of open.splice(0)) await one.close()
})

const hello = [{ text: "Hello there." }]
const free = ["--permission-mode", "bypassPermissions"]
const bash = (command: string): Turn => ({ text: "I run it.", calls: [{ name: "Bash", input: { command } }] })
const lastText = (one: Place): string => JSON.stringify(one.server.requests.at(-1)?.body.messages.at(-1)?.content)

describe("one prompt through the real program", () => {
  it("prints the answer on stdout and nothing else", async () => {
    expect(await run(await at(hello), ["-p", "Say hello."])).toEqual({
      code: 0,
      signal: null,
      stdout: "Hello there.\n",
      stderr: ""
    })
  })

  it("puts what is piped in after the prompt", async () => {
    const one = await at(hello)
    await run(one, ["-p", "Review:"], { stdin: "diff --git\n" })
    expect(lastText(one)).toContain("Review:\\n\\ndiff --git")
  })

  it("takes what is piped in as the prompt", async () => {
    const one = await at(hello)
    await run(one, ["-p"], { stdin: "the whole prompt" })
    expect(lastText(one)).toContain("the whole prompt")
  })

  it("takes a command's name after -p as a prompt", async () => {
    const one = await at(hello)
    expect((await run(one, ["-p", "config"])).stdout).toBe("Hello there.\n")
    expect(lastText(one)).toContain("config")
  })

  it("runs without -p where a machine format is wanted and nobody watches", async () => {
    const ended = await run(await at(hello), ["Say hello.", "--json"])
    expect(JSON.parse(ended.stdout)).toMatchObject({ type: "result", subtype: "success", result: "Hello there." })
  })

  it.each([
    ["no prompt", ["-p"], "no prompt"],
    ["no terminal and no -p", ["Say hello."], "a terminal is needed"],
    ["an unknown flag", ["-p", "x", "--modle", "y"], "Did you mean --model?"],
    ["nearly a command", ["confg"], "Did you mean config?"],
    ["a directory that is not there", ["-p", "x", "--cwd", "/nowhere/at/all"], "--cwd does not take"]
  ])("ends with 2 and calls no model on %s", async (_, args, message) => {
    const one = await at(hello)
    const ended = await run(one, args)
    expect(ended).toMatchObject({ code: 2, stdout: "" })
    expect(ended.stderr).toContain(message)
    expect(ended.stderr).not.toMatch(/\n\s+at /)
    expect(one.server.requests).toHaveLength(0)
  })

  it("works in the directory of --cwd", async () => {
    const one = await at([bash("pwd"), { text: "Done." }])
    mkdirSync(join(one.home, "other"))
    await run(one, ["-p", "where?", "--cwd", join(one.home, "other"), ...free])
    expect(lastText(one)).toContain(join(one.home, "other"))
  })

  it("ends with 1 and says why where the run fails", async () => {
    const one = await at([bash("true")])
    const ended = await run(one, ["-p", "x", "--max-turns", "1", "--output-format", "json", ...free])
    expect(ended.code).toBe(1)
    expect(JSON.parse(ended.stdout)).toMatchObject({ subtype: "error_max_turns", is_error: true })
  })
})

describe("a closed pipe", () => {
  it("ends the run quietly", async () => {
    const one = await at([{ text: "word ", repeat: 20_000 }])
    const running = start(one, ["-p", "talk", "--output-format", "stream-json", "--include-partial-messages"])
    running.child.stdin.end()
    await running.saw("init")
    running.child.stdout.destroy()
    expect(await running.ended).toMatchObject({ code: 0, stderr: "" })
  })

  it("leaves no child behind", async () => {
    const one = await at([bash("echo $$ > pid; echo started; exec sleep 300"), { text: "Done." }])
    const running = start(one, ["-p", "x", "--output-format", "stream-json", ...free])
    running.child.stdin.end()
    const file = join(one.project, "pid")
    await until(() => existsSync(file) && readFileSync(file, "utf8").trim() !== "")
    const pid = Number(readFileSync(file, "utf8"))
    running.child.stdout.destroy()
    running.child.kill("SIGTERM")
    expect((await running.ended).code).toBe(143)
    await until(() => !isAlive(pid))
  })
})

describe("signals", () => {
  it.each([
    ["SIGINT", 130],
    ["SIGTERM", 143]
  ] as const)("%s ends with %i, with its children, and leaves a session that goes on", async (signal, code) => {
    const one = await at([bash("echo $$ > pid; exec sleep 300"), { text: "It goes on." }])
    const running = start(one, ["-p", "sleep", ...free])
    running.child.stdin.end()
    const file = join(one.project, "pid")
    await until(() => existsSync(file) && readFileSync(file, "utf8").trim() !== "")
    const pid = Number(readFileSync(file, "utf8"))
    running.child.kill(signal)
    const ended = await running.ended
    expect(ended.code).toBe(code)
    expect(ended.stderr).not.toMatch(/\n\s+at /)
    await until(() => !isAlive(pid))

    const again = await run(one, ["-p", "go on", "--continue", ...free])
    expect(again).toMatchObject({ code: 0, stdout: "It goes on.\n" })
    const texts = JSON.stringify(one.server.requests.at(-1)?.body.messages)
    expect(texts).toContain("sleep")
    expect(texts).toContain("go on")
  })

  it.each([
    ["SIGINT", 130, "json"],
    ["SIGINT", 130, "stream-json"],
    ["SIGTERM", 143, "stream-json"]
  ] as const)("%s ends with %i and a result on the last line of %s, every call with its result", async (...row) => {
    const [signal, code, format] = row
    const one = await at([bash("echo $$ > pid; exec sleep 300"), { text: "Never said." }])
    const running = start(one, ["-p", "sleep", "--output-format", format, ...free])
    running.child.stdin.end()
    const file = join(one.project, "pid")
    await until(() => existsSync(file) && readFileSync(file, "utf8").trim() !== "")
    const pid = Number(readFileSync(file, "utf8"))
    running.child.kill(signal)
    const ended = await running.ended
    expect(ended.code).toBe(code)
    await until(() => !isAlive(pid))
    const lines = ended.stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line))
    expect(lines.at(-1)).toMatchObject({
      type: "result",
      subtype: "error_during_execution",
      is_error: true,
      errors: ["Interrupted by the user."],
      num_turns: 1
    })
    expect(lines.at(-1).usage.output_tokens).toBeGreaterThan(0)
    if (format === "json") return
    const calls = lines.flatMap((line) => (line.type === "assistant" ? line.message.content : []))
    const results = lines.flatMap((line) => (line.type === "user" ? line.message.content : []))
    expect(results.map((part) => [part.tool_use_id, part.is_error])).toEqual(
      calls.filter((part) => part.type === "tool_use").map((part) => [part.id, true])
    )
    expect(results).toHaveLength(1)
  })

  it("SIGINT in the middle of a reply ends with 130 and keeps the session", async () => {
    const one = await at([{ text: "Half a sentence", hang: true }])
    const running = start(one, ["-p", "talk", "--output-format", "stream-json", "--include-partial-messages"])
    running.child.stdin.end()
    await running.saw("Half a sentence")
    running.child.kill("SIGINT")
    const ended = await running.ended
    expect(ended.code).toBe(130)
    const lines = ended.stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line))
    expect(lines.at(-2)).toMatchObject({
      type: "assistant",
      message: { content: [{ type: "text", text: expect.stringContaining("Half a sentence") }] }
    })
    expect(lines.at(-1)).toMatchObject({ type: "result", is_error: true })
    const sessions = readdirSync(join(one.home, ".coderx/sessions"), { recursive: true, encoding: "utf8" })
    expect(sessions.filter((name) => name.endsWith(".jsonl"))).toHaveLength(1)
  })
})

describe("the launcher", () => {
  const node = (args: ReadonlyArray<string>, options?: { readonly cwd?: string }) =>
    spawnSync(process.execPath, [...args], { encoding: "utf8", ...options })
  const { version } = JSON.parse(readFileSync(resolve(dirname(launcher), "../package.json"), "utf8"))

  it("answers --version and --help without the program", async () => {
    expect(node([launcher, "--version"])).toMatchObject({ status: 0, stdout: `${version}\n`, stderr: "" })
    const help = node([launcher, "--help"])
    expect(help.status).toBe(0)
    for (const flag of ["--print", "--output-format", "--resume", "SUBCOMMANDS"]) expect(help.stdout).toContain(flag)
    expect(node([launcher, "--help", "--offline"]).stdout).toBe(help.stdout)
  })

  it("says in one line what is missing on an older Node", async () => {
    const one = await at([])
    const older = join(one.home, "older.cjs")
    writeFileSync(
      older,
      'Object.defineProperty(process, "versions", { value: { ...process.versions, node: "20.20.2" } })'
    )
    const ended = node(["--require", older, launcher, "--version"])
    expect(ended).toMatchObject({ status: 1, stdout: "" })
    expect(ended.stderr).toMatch(/^coderx: Node 22\.19 or newer is needed, this is 20\.20\.2[^\n]*\n$/)
  })

  it("says how to build where it is not built", async () => {
    const one = await at([])
    cpSync(dirname(launcher), join(one.home, "copy/bin"), { recursive: true })
    const ended = node([join(one.home, "copy/bin/coderx.cjs"), "-p", "x"])
    expect(ended).toMatchObject({ status: 1, stdout: "" })
    expect(ended.stderr).toContain("npm run build")
  })

  it("starts where its compile cache cannot be used", async () => {
    const one = await at([])
    const copy = join(one.home, "copy")
    const root = resolve(dirname(launcher), "..")
    for (const name of ["bin", "dist", "package.json"]) cpSync(join(root, name), join(copy, name), { recursive: true })
    rmSync(join(copy, "dist/cache"), { recursive: true })
    writeFileSync(join(copy, "dist/cache"), "in the way")
    const ended = spawnSync(process.execPath, [join(copy, "bin/coderx.cjs"), "config", "path"], {
      encoding: "utf8",
      env: one.env,
      cwd: one.project
    })
    expect(ended).toMatchObject({ status: 0, stderr: "" })
  })
})
