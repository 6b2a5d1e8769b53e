import { spawnSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { dirname, join } from "node:path"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { startAssistant } from "../layers/assistantServer.ts"
import { assistantEnv, bash, call, coderx, type Ended, type Machine, makeMachine, say } from "./binary.ts"
import { fallIn, makeHostile, started } from "./hostileRepository.ts"

/** Watches system calls. Where it is not there or may not be used, the traps alone have to tell. */
const traces = spawnSync("strace", ["-f", "-o", "/dev/null", "true"], { stdio: "ignore" }).status === 0
if (!traces) console.log("hostile repository: strace cannot be used here; the traps alone are looked at")

/** What the model asks for in the untrusted folder: all that may be done there unasked, and some that may not. */
const script = [
  bash("git status"),
  bash("git log -p -1"),
  bash("git diff"),
  bash("git grep one"),
  bash("ls -la"),
  bash("cat a.txt"),
  bash("npm test"),
  bash("touch x"),
  call("Read", { file_path: "a.txt" }),
  call("Grep", { pattern: "t", output_mode: "content" }),
  call("Glob", { pattern: "**/*" }),
  call("Edit", { file_path: "a.txt", old_string: "two", new_string: "three" }),
  call("Write", { file_path: ".git/hooks/pre-push", content: "x" }),
  say("done")
]

/** Commands that read what a project says of itself. */
const commands: ReadonlyArray<ReadonlyArray<string>> = [
  ["doctor"],
  ["config", "show", "--origin"],
  ["permissions", "list"],
  ["permissions", "explain", "git status"],
  ["trust", "review"],
  ["memory"],
  ["map"],
  ["session", "list"],
  ["test"],
  ["lint"],
  ["build"],
  ["-p", "/x"]
]

/** Runs the program under strace: how it ended, what was started, and where connections went that leave this machine. */
const watched = async (machine: Machine, argv: ReadonlyArray<string>, env: Readonly<Record<string, string>>) => {
  if (!traces) return { ended: await coderx(machine, argv, { env }), programs: [], hosts: [] }
  const log = join(machine.root, "trace.txt")
  const trace = ["-f", "-qq", "-y", "-s", "400", "-e", "trace=execve,execveat,connect", "-e", "signal=none", "-o", log]
  const binary = new URL("../../bin/coderx.cjs", import.meta.url).pathname
  const { spawn } = await import("node:child_process")
  const child = spawn("strace", [...trace, process.execPath, binary, ...argv], {
    cwd: machine.project,
    env: {
      PATH: `${dirname(process.execPath)}:${process.env["PATH"] ?? ""}`,
      HOME: machine.home,
      TMPDIR: machine.root,
      ...env
    }
  })
  child.stdin.end("")
  let stdout = ""
  let stderr = ""
  child.stdout.on("data", (piece) => (stdout += piece))
  child.stderr.on("data", (piece) => (stderr += piece))
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve))
  const lines = readFileSync(log, "utf8").split("\n")
  const programs = lines.flatMap((line) => {
    const [, program, args] = /execve\("([^"]+)", \[(.*)\], /.exec(line) ?? []
    return program === undefined || / = -1 /.test(line) ? [] : [{ program, args: args ?? "" }]
  })
  const hosts = lines.flatMap((line) => {
    const address = /sin6?_port=htons\((\d+)\).*?(?:inet_addr\("([^"]+)"\)|inet_pton\(AF_INET6, "([^"]+)")/.exec(line)
    return address === null ? [] : [`${address[2] ?? address[3]}:${address[1]}`]
  })
  const ended: Ended = { code, stdout, stderr }
  return { ended, programs, hosts }
}

const tempting = createServer((_, response) => response.end("{}"))
let visits = 0
let evil = ""
beforeAll(async () => {
  tempting.on("connection", () => visits++)
  await new Promise<void>((resolve) => tempting.listen(0, "127.0.0.1", resolve))
  evil = `http://127.0.0.1:${(tempting.address() as AddressInfo).port}`
})
const machines: Array<Machine> = []
afterAll(() => {
  tempting.close()
  for (const machine of machines) machine.remove()
})

describe.each([
  ["helpers that git can be told to leave", false],
  ["filters and includes as well", true]
] as const)("a hostile repository with %s", (_, filters) => {
  it("starts nothing and is sent nothing before it is trusted", { timeout: 240_000 }, async () => {
    const machine = makeMachine()
    machines.push(machine)
    makeHostile(machine, { filters, server: evil })
    const server = await startAssistant("anthropic", script)
    const env = assistantEnv("anthropic", server.origin)
    const seen: Array<string> = []
    try {
      for (const argv of [["-p", "go", "--output-format", "json"], ...commands]) {
        const { ended, hosts, programs } = await watched(machine, argv, env)
        assert.include([0, 1], ended.code, `${argv.join(" ")}: ${ended.stderr}`)
        for (const { args, program } of programs.slice(1)) {
          assert.isTrue(program.startsWith("/"), program)
          assert.isFalse(program.startsWith(machine.project), `${argv.join(" ")} started ${program}`)
          assert.notMatch(args, /canary|touch/, `${argv.join(" ")} started ${program}`)
          seen.push(program.slice(program.lastIndexOf("/") + 1))
        }
        const ours = [new URL(server.origin).port, "11434"]
        for (const host of hosts) {
          const [address = "", port = ""] = [
            host.slice(0, host.lastIndexOf(":")),
            host.slice(host.lastIndexOf(":") + 1)
          ]
          assert.match(address, /^(127\.0\.0\.1|::1|::ffff:127\.0\.0\.1)$/, `${argv.join(" ")} → ${host}`)
          assert.include(ours, port, `${argv.join(" ")} → ${host}`)
        }
        assert.deepStrictEqual(started(machine), [], argv.join(" "))
        assert.strictEqual(visits, 0, argv.join(" "))
      }
    } finally {
      await server.close()
    }
    const sent = JSON.stringify(server.requests)
    assert.include(sent, "a.txt")
    assert.notInclude(sent, "of-the-user-alone")
    console.log(
      `hostile repository: ${traces ? `programs started: ${[...new Set(seen)].sort().join(" ")}` : "not traced"}`
    )
    fallIn(machine)
    assert.isAbove(started(machine).length, 2, "the traps work")
  })
})
