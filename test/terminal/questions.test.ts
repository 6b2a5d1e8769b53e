import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { type Model, type Reply, startModel } from "./modelServer.ts"
import { makePlace, openShell, type Place, type ShellTerminal } from "./shellTerminal.ts"

/** Everything that the shell asks, answered by keys in a pseudo-terminal. */
let place: Place
let model: Model
let terminal: ShellTerminal
beforeEach(() => {
  place = makePlace()
})
afterEach(async () => {
  await terminal.close()
  await model.close()
  place.remove()
})

const start = async (
  replies: ReadonlyArray<Reply>,
  argv: ReadonlyArray<string> = [],
  env: Readonly<Record<string, string>> = {}
) => {
  model = await startModel((index) => replies[index] ?? { text: "Done." })
  terminal = openShell(place, argv, { env: { ...model.env, ...env } })
}
const pause = (ms: number) => new Promise((done) => setTimeout(done, ms))
const call = (name: string, input: Readonly<Record<string, unknown>>): Reply => ({
  text: `I call ${name}.`,
  calls: [{ name, input }]
})
const results = () => JSON.stringify(model.asked.at(-1)?.messages.at(-1))
/** As long as somebody needs to read. */
const reading = 700

describe("permission", () => {
  it("of a dangerous command is given by the word yes alone, never for always", async () => {
    const victim = join(place.root, "precious")
    mkdirSync(victim)
    await start([call("Bash", { command: `rm -rf ${victim}` }), { text: "Gone." }])
    await terminal.sees("╰")
    terminal.type("remove it\r")
    await terminal.sees(/yes/)
    await pause(reading)
    expect(terminal.text()).not.toMatch(/always/i)
    terminal.type("y\r")
    await pause(200)
    expect(existsSync(victim)).toBe(true)
    terminal.type("\u007fyes\r")
    await terminal.sees("Gone.")
    expect(existsSync(victim)).toBe(false)
  })

  it("for always is kept as a rule that was looked at first", async () => {
    await start([
      call("Bash", { command: "touch one.txt" }),
      call("Bash", { command: "touch one.txt" }),
      { text: "Twice." }
    ])
    await terminal.sees("╰")
    terminal.type("touch it twice\r")
    await terminal.sees("Yes, always")
    await pause(reading)
    terminal.type("\u001b[B\u001b[B")
    await pause(100)
    terminal.type("\r")
    await terminal.sees(/Bash\(touch/)
    await pause(300)
    terminal.type("\r")
    await terminal.sees("Twice.")
    const kept = readFileSync(join(place.project, ".coderx", "config.local.json"), "utf8")
    expect(kept).toContain("touch")
  })
})

describe("questions of the model", () => {
  it("are answered by choosing", async () => {
    const questions = [
      {
        question: "Which colour?",
        header: "Colour",
        multiSelect: false,
        options: [
          { label: "Red", description: "like a rose" },
          { label: "Blue", description: "like the sea" }
        ]
      }
    ]
    await start([call("AskUserQuestion", { questions }), { text: "I heard." }])
    await terminal.sees("╰")
    terminal.type("ask me\r")
    await terminal.sees("Which colour?")
    await terminal.sees("like the sea")
    await pause(reading)
    terminal.type("\u001b[B")
    await pause(100)
    terminal.type("\r")
    await terminal.sees("I heard.")
    expect(results()).toContain("Blue")
    expect(results()).not.toContain("Red")
  })

  it("show a plan, and go on in the mode that was chosen", async () => {
    await start(
      [call("ExitPlanMode", { plan: "# The plan\n\n1. Think\n2. Write" }), { text: "I begin." }],
      ["--permission-mode", "plan"]
    )
    await terminal.sees("╰")
    terminal.type("plan it\r")
    await terminal.sees("Think")
    await pause(reading)
    terminal.type("\r")
    await terminal.sees("I begin.")
    await terminal.quiet()
    expect(terminal.rows().at(-1)).not.toMatch(/^ plan/)
  })
})

describe("the beginning", () => {
  it("asks for trust once, and counts the folder's settings from then on", async () => {
    mkdirSync(join(place.project, ".coderx"))
    writeFileSync(
      join(place.project, ".coderx", "config.json"),
      JSON.stringify({ permissions: { allow: ["Bash(touch *)"] } })
    )
    await start([call("Bash", { command: "touch trusted.txt" }), { text: "Touched." }], ["touch it"])
    // What is typed before the question can be read goes to the prompt.
    terminal.type("3")
    await terminal.sees("Trust this folder")
    terminal.type("3")
    await pause(reading)
    terminal.type("2")
    await terminal.sees("Touched.")
    await terminal.sees(/│ > 33/)
    expect(existsSync(join(place.project, "trusted.txt"))).toBe(true)
  })

  it("finds what there is on a first run, keeps the choice and starts", async () => {
    const tags = { models: [{ name: "scripted:latest", model: "scripted:latest", size: 1 }] }
    const show = { capabilities: ["completion", "tools"], model_info: { "llama.context_length": 32768 }, details: {} }
    const server = createServer((request, response) => {
      const facts: Readonly<Record<string, unknown>> = {
        "/api/version": { version: "0.12.0" },
        "/api/tags": tags,
        "/api/show": show
      }
      response.writeHead(200, { "content-type": "application/json" })
      response.end(JSON.stringify(facts[request.url ?? ""] ?? {}))
    })
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done))
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    model = await startModel(() => ({ text: "Hello." }))
    terminal = openShell(place, [], { env: { OLLAMA_HOST: origin } })
    await terminal.sees("ollama/scripted")
    await pause(reading)
    for (let n = 0; n < 6 && !/╰─/.test(terminal.rows().join("\n")); n++) {
      terminal.type("\r")
      await pause(400)
    }
    await terminal.sees("╰─")
    const kept = readFileSync(join(place.home, ".coderx", "config.json"), "utf8")
    expect(kept).toContain("ollama/scripted")
    await terminal.sees(/╭─.*ollama\/scripted/)
    await new Promise((done) => server.close(done))
  })
})

describe("the shell in words", () => {
  it("moves no cursor and says every state", async () => {
    await start([{ text: "An answer in words." }], ["--plain"])
    await terminal.sees(/Ready|>/)
    terminal.type("hello\r")
    await terminal.sees("An answer in words.")
    expect(terminal.written()).not.toMatch(/\u001b\[[\d;]*[A-HJKf]/)
  })

  it("is chosen for a terminal that only prints", async () => {
    await start([{ text: "An answer in words." }], [], { TERM: "dumb" })
    await terminal.sees(/Ready|>/)
    terminal.type("hello\r")
    await terminal.sees("An answer in words.")
    expect(terminal.written()).not.toContain("\u001b[")
  })
})
