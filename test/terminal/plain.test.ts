import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { gate, type Model, type Reply, startModel } from "./modelServer.ts"
import { makePlace, openShell, type Place, type ShellTerminal } from "./shellTerminal.ts"

/** The built program on a terminal that cannot move its cursor, as a screen reader hears it. */
let place: Place
let model: Model | undefined
let terminal: ShellTerminal | undefined
beforeEach(() => {
  place = makePlace()
})
afterEach(async () => {
  await terminal?.close()
  await model?.close()
  place.remove()
  terminal = undefined
  model = undefined
})

const start = async (
  replies: ReadonlyArray<Reply>,
  argv: ReadonlyArray<string> = ["--plain"],
  env: Readonly<Record<string, string>> = {}
) => {
  model = await startModel((index) => replies[index] ?? { text: "Done." })
  terminal = openShell(place, argv, { env: { ...model.env, ...env } })
  return { model, terminal }
}

/** Written without any sequence: nothing but text, line ends and the echo of the terminal. */
const onlyText = (written: string) => expect(written).not.toMatch(/[\u001b\u0007\u009b]/)
const call = (name: string, input: Readonly<Record<string, unknown>>): Reply => ({ text: "", calls: [{ name, input }] })

describe("--plain", () => {
  it("goes from prompt to answer, question and end in words alone", async () => {
    const { model, terminal } = await start([call("Bash", { command: "touch made.txt" }), { text: "It is **made**." }])
    await terminal.sees("Ready>")
    terminal.type("make it\r")
    await terminal.sees("Answer 1 to 5:")
    expect(terminal.text()).toContain("touch made.txt")
    expect(existsSync(join(place.project, "made.txt"))).toBe(false)
    terminal.type("nonsense\r")
    await terminal.sees("Please answer with a number from 1 to 5.")
    terminal.type("1\r")
    await terminal.sees("Finished: 2 turns")
    expect(terminal.text()).toContain("It is **made**.")
    expect(readFileSync(join(place.project, "made.txt"), "utf8")).toBe("")
    terminal.type("/exit\r")
    expect((await terminal.ended).code).toBe(0)
    expect(model.asked).toHaveLength(2)
    onlyText(terminal.written())
  })

  it("is what TERM=dumb gives, and what is typed while it works reaches the model", async () => {
    const held = gate()
    const { model, terminal } = await start(
      [
        { text: "First part. ", calls: [{ name: "Glob", input: { pattern: "*" } }], until: held.opened },
        { text: "Seen." }
      ],
      [],
      { TERM: "dumb" }
    )
    await terminal.sees("Ready>")
    terminal.type("look around\r")
    while (model.asked.length === 0) await new Promise((done) => setTimeout(done, 10))
    terminal.type("and count them\r")
    await terminal.sees("Waiting: the model gets it at its next step.")
    held.open()
    await terminal.sees("Finished:")
    expect(JSON.stringify(model.asked[1])).toContain("and count them")
    terminal.type("\u0004")
    expect((await terminal.ended).code).toBe(0)
    // The prompt of the shell comes next: on a line of its own.
    expect(terminal.written()).toMatch(/Ready> \r?\n$/)
    onlyText(terminal.written())
  })

  it("does not take a line for an answer that was typed before the question", async () => {
    const held = gate()
    const { model, terminal } = await start([
      { text: "x", until: held.opened, calls: [{ name: "Bash", input: { command: "touch made.txt" } }] }
    ])
    await terminal.sees("Ready>")
    terminal.type("make it\r")
    while (model.asked.length === 0) await new Promise((done) => setTimeout(done, 10))
    terminal.type("1\r")
    await terminal.sees("Waiting:")
    held.open()
    await terminal.sees("Answer 1 to 5:")
    await terminal.quiet(300)
    expect(existsSync(join(place.project, "made.txt"))).toBe(false)
    terminal.type("no\r")
    await terminal.sees("Finished:")
    expect(existsSync(join(place.project, "made.txt"))).toBe(false)
  })

  it("asks at the first start, and begins with what was chosen", async () => {
    model = await startModel(() => ({ text: "Hello." }))
    const { ANTHROPIC_API_KEY, ANTHROPIC_BASE_URL } = model.env
    const env = { ANTHROPIC_API_KEY, ANTHROPIC_BASE_URL, OLLAMA_HOST: "http://127.0.0.1:9" }
    terminal = openShell(place, ["--plain"], { env })
    await terminal.sees("ANTHROPIC_API_KEY is set")
    await terminal.sees("Answer 1 to 2:")
    terminal.type("1\r")
    await terminal.sees("How much should Coder-X ask?")
    terminal.type("2\r")
    await terminal.sees("Ready>")
    const kept: unknown = JSON.parse(readFileSync(join(place.home, ".coderx", "config.json"), "utf8"))
    expect(kept).toEqual({ model: expect.stringMatching(/^anthropic\//), permissions: { mode: "acceptEdits" } })
    terminal.type("hi\r")
    await terminal.sees("Hello.")
    await terminal.sees("Finished:")
  })
})

describe("coderx config setup", () => {
  it("is the same dialogue, drawn, and leaves the terminal as it was", async () => {
    terminal = openShell(place, ["config", "setup"], {
      env: { OPENAI_API_KEY: "sk-test-0123456789", OLLAMA_HOST: "http://127.0.0.1:9" }
    })
    await terminal.sees("Which model?")
    expect(terminal.text()).toContain("OPENAI_API_KEY is set")
    terminal.type("\r")
    await terminal.sees("How much should Coder-X ask?")
    terminal.type("\u001b[B\r")
    await terminal.sees("Written to")
    expect((await terminal.ended).code).toBe(0)
    expect(terminal.text()).not.toContain("How much should")
    expect(terminal.written()).toMatch(/\u001b\[\?25h(?!.*\u001b\[\?25l)/s)
    const kept: unknown = JSON.parse(readFileSync(join(place.home, ".coderx", "config.json"), "utf8"))
    expect(kept).toEqual({ model: expect.stringMatching(/^openai\//), permissions: { mode: "acceptEdits" } })
  })

  it("is left with Ctrl+C, and writes nothing", async () => {
    writeFileSync(join(place.project, "x"), "")
    terminal = openShell(place, ["config", "setup"], { env: { TERM: "dumb", OLLAMA_HOST: "http://127.0.0.1:9" } })
    await terminal.sees("Answer 1 to")
    onlyText(terminal.written())
    terminal.type("\u0003")
    expect((await terminal.ended).code).toBe(130)
    expect(existsSync(join(place.home, ".coderx", "config.json"))).toBe(false)
  })
})
