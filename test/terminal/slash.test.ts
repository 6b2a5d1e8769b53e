import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { type Model, startModel } from "./modelServer.ts"
import { makePlace, openShell, type Place, type ShellTerminal, type Size } from "./shellTerminal.ts"

/** Slash commands as somebody sees them who sits at the shell. */
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

const start = async (size?: Size, argv: ReadonlyArray<string> = []) => {
  const server = await startModel((index) => ({ text: `Answer ${index + 1}.` }))
  const opened = openShell(place, argv, { env: server.env, ...(size === undefined ? {} : { size }) })
  model = server
  terminal = opened
  await opened.sees("╰")
  const command = async (line: string, wanted: string | RegExp) => {
    opened.type(`${line}\r`)
    await opened.sees(wanted)
    await opened.quiet()
  }
  return { terminal: opened, server, command }
}

const user = (place: Place, path: string, text: string) => {
  const file = join(place.home, ".coderx", path)
  mkdirSync(join(file, ".."), { recursive: true })
  writeFileSync(file, text)
}

describe("slash commands at the shell", () => {
  it("show the window as a picture that fits, also in 40 columns", async () => {
    const { command, terminal } = await start({ columns: 40, rows: 30 })
    await command("hello", "Answer 1.")
    await command("/context", "Every source")
    await terminal.sees("You: hello")
    expect(terminal.text()).toMatch(/S System prompt +\d/)
    for (const row of terminal.rows()) expect(row.length).toBeLessThanOrEqual(40)
  })

  it("may be the prompt of the call", async () => {
    const { server, terminal } = await start(undefined, ["/status"])
    await terminal.sees("is not trusted")
    expect(server.asked).toHaveLength(0)
  })

  it("say what was meant, and keep the line to be mended", async () => {
    const { command } = await start()
    await command("/contxt", "Did you mean /context?")
  })

  it("send a custom command, and are in the menu with their help", async () => {
    user(place, "commands/greet.md", "---\ndescription: Greet somebody\n---\nGreet $ARGUMENTS kindly.")
    const { command, server, terminal } = await start()
    terminal.type("/gre")
    await terminal.sees("Greet somebody")
    terminal.type("\u0015")
    await command("/greet Ada", "Answer 1.")
    expect(JSON.stringify(server.asked.at(-1)?.messages)).toContain("Greet Ada kindly.")
  })

  it("begin a new session and take up the one before", async () => {
    const { command, server, terminal } = await start()
    await command("remember seven", "Answer 1.")
    await command("/new", "╰")
    await command("what was it?", "Answer 2.")
    expect(JSON.stringify(server.asked.at(-1)?.messages)).not.toContain("seven")
    terminal.type("/resume\r")
    await terminal.sees("Which session?")
    terminal.type("\u001b[B\r")
    await terminal.sees("Going on with remember seven")
    await command("and now?", "Answer 3.")
    expect(JSON.stringify(server.asked.at(-1)?.messages)).toContain("seven")
  })

  it("keep the user's own status line fresh, and take it away", async () => {
    const script = place.put("line.sh", 'printf "lines of "; cat | tr -d "\\n" | wc -l | tr -d " \\n"; echo " mine"\n')
    user(place, "config.json", JSON.stringify({ statusLine: { type: "command", command: `sh ${script}` } }))
    const { command, terminal } = await start()
    await terminal.sees("lines of 0 mine")
    await command("/statusline echo other", "Kept in")
    await terminal.sees("other")
    await command("/statusline off", "our own again")
    await terminal.quiet(600)
    expect(terminal.rows().join("\n")).not.toMatch(/^other$/m)
    expect(JSON.parse(readFileSync(join(place.home, ".coderx/config.json"), "utf8"))).toEqual({})
  })

  it("go on with a session's own model, and show it, in the header too", async () => {
    const { command, terminal } = await start({ columns: 120, rows: 30 })
    await command("first words", "Answer 1.")
    await command("/new", "╰")
    await command("/model anthropic/claude-haiku-4-5", /╭.* anthropic\/claude-haiku-4-5 · /)
    await command("other words", "Answer 2.")
    await command("/resume first words", /╭.* anthropic\/claude-sonnet-5 · /)
    terminal.type("\u0004")
    await terminal.ended
    expect(terminal.exit()?.code).toBe(0)
  })

  it("compact the conversation, and show at once what they change of mode and model", async () => {
    const { command, server, terminal } = await start()
    await command("one", "Answer 1.")
    await command("two", "Answer 2.")
    await command("/compact keep the names", /[Cc]ompacted/)
    expect(JSON.stringify(server.asked.at(-1)?.messages)).toContain("keep the names")
    await command("/plan", "Plan mode is on")
    expect(terminal.rows().slice(-1).join("")).toMatch(/^ plan/)
    await command("/plan off", "Plan mode is off")
    expect(terminal.rows().slice(-1).join("")).toMatch(/^ default/)
    await command("/model opus", /From here on anthropic\/claude-opus/)
    expect(terminal.rows().at(-4)).toContain("claude-opus")
    await command("/shell echo seen by both", "seen by both")
    await command("three", "Answer 4.")
    expect(JSON.stringify(server.asked.at(-1)?.messages)).toContain("seen by both")
  })

  it("change theme, keys and title, and leave", async () => {
    const { command, terminal } = await start()
    await command("/vim", "Vim keys are on")
    expect(JSON.parse(readFileSync(join(place.home, ".coderx/config.json"), "utf8"))).toEqual({ editorMode: "vim" })
    await command("/vim", "Vim keys are off")
    await command("/theme light", "╰")
    await command("/keybindings", "what they do")
    await command("/cost", "No model was called")
    terminal.type("/exit\r")
    expect(await terminal.ended).toMatchObject({ code: 0 })
  })
})
