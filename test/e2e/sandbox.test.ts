import { execFile, execFileSync } from "node:child_process"
import { existsSync, readFileSync } from "node:fs"
import { createServer } from "node:http"
import { promisify } from "node:util"
import { afterEach, assert, beforeEach, describe, it } from "vitest"
import { noBubblewrap } from "../layers/sandboxWorld.ts"
import { startAssistant } from "../layers/assistantServer.ts"
import { ask, assistantEnv, bash, binary, coderx, type Machine, makeMachine, say } from "./binary.ts"

let machine: Machine
beforeEach(() => {
  machine = makeMachine()
  machine.put(
    "project/package.json",
    '{"scripts":{"test":"echo tested > out.txt; cat out.txt","out":"echo x >> count.txt; touch /etc/coderx-x"}}'
  )
  execFileSync("git", ["init", "-q"], { cwd: machine.project })
})
afterEach(() => machine.remove())

const denied = (result: Record<string, unknown>) => result["permission_denials"]

describe.skipIf(noBubblewrap !== undefined)("the sandbox, as it ships", () => {
  it("runs unasked what needs nothing outside, where nobody can answer", async () => {
    const without = await ask(machine, [bash("npm test --silent"), say("done")])
    assert.lengthOf(denied(without.result) as ReadonlyArray<unknown>, 1)
    assert.isFalse(existsSync(`${machine.project}/out.txt`))
    const { result, results } = await ask(machine, [bash("npm test --silent"), say("done")], ["--sandbox"])
    assert.include(results[0]?.text, "tested")
    assert.deepStrictEqual(denied(result), [])
    assert.strictEqual(readFileSync(`${machine.project}/out.txt`, "utf8"), "tested\n")
  })

  it("tells what the sandbox stopped, and does not run it again by itself", async () => {
    const { result, results } = await ask(machine, [bash("npm run out --silent"), say("done")], ["--sandbox=auto"])
    assert.include(results[0]?.text, "It was run in bubblewrap")
    assert.include(results[0]?.text, "writes where the sandbox lets it only read")
    assert.lengthOf(denied(result) as ReadonlyArray<unknown>, 1)
    assert.strictEqual(readFileSync(`${machine.project}/count.txt`, "utf8"), "x\n")
    assert.isFalse(existsSync("/etc/coderx-x"))
  })

  it("gives the shell no network, also with a rule for all commands", async () => {
    let heard = 0
    const server = createServer((_, response) => {
      heard++
      response.end("LEAK")
    })
    const port = await new Promise<number>((resolve) => {
      server.listen(0, "127.0.0.1", () => {
        const address = server.address()
        resolve(typeof address === "object" && address !== null ? address.port : 0)
      })
    })
    const fetch = bash(`node -e 'fetch("http://127.0.0.1:${port}").then(r=>r.text()).then(console.log)'`)
    const open = await ask(machine, [fetch, say("done")], ["--allowed-tools", "Bash"])
    assert.include(open.results[0]?.text, "LEAK")
    for (const flags of [["--sandbox"], ["--sandbox", "--offline"], ["--sandbox=required"]]) {
      heard = 0
      const { results } = await ask(machine, [fetch, say("done")], [...flags, "--allowed-tools", "Bash"])
      assert.notInclude(results[0]?.text, "LEAK")
      assert.strictEqual(heard, 0, flags.join(" "))
    }
    server.close()
  })

  it("confines the shell to reading in mode plan, without being asked to", async () => {
    const flags = ["--permission-mode", "plan"]
    const { results } = await ask(machine, [bash("cat package.json; ps -e | wc -l"), say("done")], flags)
    assert.include(results[0]?.text, "scripts")
    // Only the sandbox's own processes are there to be seen.
    assert.isBelow(Number(/(\d+)\s*$/.exec(results[0]?.text ?? "")?.[1]), 8, results[0]?.text)
  })

  it("keeps dangerous commands, deny rules and required for every mode", async () => {
    const turns = [bash("rm -rf ~"), bash("npm publish"), say("done")]
    const { result } = await ask(machine, turns, ["--sandbox=required", "--disallowed-tools", "Bash(npm publish:*)"])
    assert.lengthOf(denied(result) as ReadonlyArray<unknown>, 2)
    const yes = ["--sandbox=required", "--dangerously-skip-permissions"]
    await ask(machine, [bash("echo x > ~/x; echo y > y"), say("done")], yes)
    assert.deepStrictEqual([existsSync(`${machine.home}/x`), existsSync(`${machine.project}/y`)], [false, true])
  })

  it("tells that there is none where one is wished for, also where nothing is asked", async () => {
    const server = await startAssistant("anthropic", [bash("echo ran"), say("done")])
    const mask = ["--dev-bind", "/", "/", "--ro-bind", "/dev/null", "/usr/bin/bwrap", process.execPath, binary]
    const flags = ["-p", "go", "--sandbox", "--dangerously-skip-permissions"]
    const env = { PATH: process.env["PATH"], HOME: machine.home, TMPDIR: machine.root }
    const options = { cwd: machine.project, env: { ...env, ...assistantEnv("anthropic", server.origin) } }
    const running = promisify(execFile)("/usr/bin/bwrap", [...mask, ...flags], options)
    running.child.stdin?.end()
    await running
    await server.close()
    assert.include(JSON.stringify(server.requests.at(-1)), "It was run without a sandbox: ")
  })

  it("is switched on by a project's settings, and never off", async () => {
    const turns = [bash("npm test --silent"), say("done")]
    machine.put("project/.coderx/config.json", '{"permissions":{"sandbox":"auto"}}')
    const on = await ask(machine, turns)
    assert.include(on.results[0]?.text, "tested")
    machine.put("home/.coderx/config.json", '{"permissions":{"sandbox":"required"}}')
    for (const value of ["auto", "off"]) {
      machine.put("project/.coderx/config.json", JSON.stringify({ permissions: { sandbox: value } }))
      const shown = await coderx(machine, ["config", "get", "permissions.sandbox", "--trust"])
      assert.include(shown.stdout, "required", value)
    }
  })
})

describe("the flag", () => {
  it.each([
    [["--sandbox=maybe"], 2],
    [["--sandbox="], 2]
  ])("%s is refused", async (flags, code) => {
    const ended = await coderx(machine, ["-p", "x", ...flags])
    assert.strictEqual(ended.code, code, ended.stderr)
    assert.match(ended.stderr, /sandbox/)
  })
})
