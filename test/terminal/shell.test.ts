import { spawnSync } from "node:child_process"
import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { type Asked, gate, type Model, type Reply, startModel } from "./modelServer.ts"
import { makePlace, openShell, type Place, type ShellTerminal, type Size } from "./shellTerminal.ts"

/** The built program in a pseudo-terminal, with a scripted model, as somebody who sits there sees it. */
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
  replies: ReadonlyArray<Reply> | ((index: number, asked: Asked) => Reply),
  argv: ReadonlyArray<string> = [],
  size?: Size,
  env: Readonly<Record<string, string>> = {}
) => {
  model = await startModel(typeof replies === "function" ? replies : (index) => replies[index] ?? { text: "Done." })
  terminal = openShell(place, argv, { env: { ...model.env, ...env }, ...(size === undefined ? {} : { size }) })
  await terminal.sees("╰")
  return { model, terminal }
}

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms))

const lastUser = (asked: Asked | undefined) => JSON.stringify(asked?.messages.findLast(({ role }) => role === "user"))
const say = (text: string, until?: Promise<unknown>): Reply => ({ text, ...(until === undefined ? {} : { until }) })
const call = (name: string, input: Readonly<Record<string, unknown>>): Reply => ({
  text: `I call ${name}.`,
  calls: [{ name, input }]
})

describe("a conversation", () => {
  it("sends a prompt, streams the answer into the scrollback, and is ready again", async () => {
    const held = gate()
    const { terminal } = await start([say("The **answer** is forty two.", held.opened)])
    terminal.type("what is it?\r")
    await terminal.sees("The answer is forty")
    expect(terminal.text()).not.toContain("two.")
    held.open()
    await terminal.sees("two.")
    await terminal.quiet()
    expect(terminal.text().match(/The answer is forty two\./g)).toHaveLength(1)
    expect(terminal.text()).toContain("> what is it?")
    terminal.type("\u0004")
    expect(await terminal.ended).toEqual({ code: 0, signal: undefined })
    expect(terminal.text()).not.toContain("╰")
  })

  it("begins with the prompt of the call", async () => {
    const { model, terminal } = await start([say("Hello to you.")], ["say hello"])
    await terminal.sees("Hello to you.")
    expect(lastUser(model.asked[0])).toContain("say hello")
  })

  it("asks before a command, and goes on with the answer", async () => {
    const { model, terminal } = await start([
      call("Bash", { command: "touch made.txt && echo made" }),
      say("It is made.")
    ])
    terminal.type("make it\r")
    await terminal.sees("Yes, this once")
    expect(terminal.text()).toContain("touch made.txt && echo made")
    await pause(600)
    terminal.type("y")
    await terminal.sees("It is made.")
    expect(lastUser(model.asked[1])).toContain("made")
    expect(readFileSync(join(place.project, "made.txt"), "utf8")).toBe("")
  })

  it("shows the difference of an edit, and lets it be refused with a word", async () => {
    place.put("a.txt", "first\nsecond\nthird\n")
    const edit = { file_path: join(place.project, "a.txt"), old_string: "second", new_string: "changed" }
    const { model, terminal } = await start([
      call("Read", { file_path: join(place.project, "a.txt") }),
      call("Edit", edit),
      say("Understood.")
    ])
    terminal.type("edit it\r")
    await terminal.sees("Yes, this once")
    expect(terminal.text()).toMatch(/-\s*second/)
    expect(terminal.text()).toMatch(/\+\s*changed/)
    await pause(600)
    terminal.type("\u001b[A")
    await pause(100)
    terminal.type("\r")
    await terminal.sees(/instead/)
    await pause(100)
    terminal.type("leave it\r")
    await terminal.sees("Understood.")
    expect(lastUser(model.asked[2])).toContain("leave it")
    expect(readFileSync(join(place.project, "a.txt"), "utf8")).toBe("first\nsecond\nthird\n")
  })

  it("is not answered by what was typed before the question came", async () => {
    const held = gate()
    const { terminal } = await start([
      { ...call("Bash", { command: "touch made.txt" }), until: held.opened },
      say("Fine.")
    ])
    terminal.type("make it\r")
    await terminal.sees("I call")
    terminal.type("yes")
    held.open()
    terminal.type("yyy\r")
    await terminal.sees("Yes, this once")
    terminal.type("y")
    await pause(300)
    expect(terminal.text()).toContain("Yes, this once")
    expect(terminal.text()).toContain("yes")
  })
})

describe("while the agent works", () => {
  it("hands a queued message to the model at its next step", async () => {
    const held = gate()
    const { model, terminal } = await start([
      { ...call("Read", { file_path: join(place.project, "a.txt") }), until: held.opened },
      say("I saw both.")
    ])
    place.put("a.txt", "text\n")
    terminal.type("read it\r")
    await terminal.sees("I call")
    terminal.type("and mind this\r")
    await terminal.sees("next: and mind this")
    held.open()
    await terminal.sees("I saw both.")
    expect(JSON.stringify(model.asked[1]?.messages)).toContain("and mind this")
    expect(terminal.text()).toContain("> and mind this")
    expect(terminal.text()).not.toContain("next: and mind this")
  })

  it("keeps what is for afterwards until the run has ended, and takes the last back to edit", async () => {
    const held = gate()
    const { model, terminal } = await start([say("First answer.", held.opened), say("Second answer.")])
    terminal.type("one\r")
    await terminal.sees("First")
    terminal.type("two\u001b\r")
    await terminal.sees("after: two")
    terminal.type("three\u001b\r")
    await terminal.sees("after: three")
    terminal.type("\u001b[1;3A")
    await terminal.sees(/│ > three/)
    expect(terminal.text()).not.toContain("after: three")
    held.open()
    await terminal.sees("Second answer.")
    expect(lastUser(model.asked[1])).toContain("two")
    expect(model.asked).toHaveLength(2)
    expect(terminal.text()).toMatch(/│ > three/)
  })

  it("is interrupted by Esc: what came is kept, and what waited is the user's again", async () => {
    const { terminal } = await start([say("Half of it and", new Promise(() => undefined))])
    terminal.type("go\r")
    await terminal.sees("Half of it")
    terminal.type("later\r")
    await terminal.sees("next: later")
    terminal.type("\u001b")
    await terminal.sees(/[Ii]nterrupted/)
    await terminal.sees(/│ > later/)
    expect(terminal.text()).toContain("Half of it")
    expect(terminal.text()).not.toContain("next: later")
  })
})

describe("a session", () => {
  it("goes on where it was left", async () => {
    const first = await start([say("My name is Ada.")])
    first.terminal.type("who are you?\r")
    await first.terminal.sees("My name is Ada.")
    first.terminal.type("\u0004")
    await first.terminal.ended
    await first.model.close()
    const { model, terminal } = await start([say("Still Ada.")], ["--continue"])
    await terminal.sees("My name is Ada.")
    terminal.type("and now?\r")
    await terminal.sees("Still Ada.")
    expect(JSON.stringify(model.asked[0]?.messages)).toContain("who are you?")
  })

  it("goes back to before a request by Esc Esc", async () => {
    const { terminal } = await start([say("One."), say("Two.")])
    terminal.type("first\r")
    await terminal.sees("One.")
    await terminal.quiet()
    terminal.type("second\r")
    await terminal.sees("Two.")
    await terminal.quiet()
    terminal.type("\u001b")
    await terminal.quiet(100)
    terminal.type("\u001b")
    await terminal.sees("first")
    await terminal.quiet()
    terminal.type("\r")
    await terminal.quiet()
    terminal.type("y")
    await terminal.sees(/│ > second/)
  })
})

describe("the user's own commands", () => {
  it("runs ! commands through the permissions and lets the model know", async () => {
    const { model, terminal } = await start([say("I know.")])
    terminal.type("!echo from-the-shell\r")
    await terminal.sees(/^.*from-the-shell[\s\S]*from-the-shell/m)
    await terminal.quiet()
    terminal.type("did you see?\r")
    await terminal.sees("I know.")
    expect(JSON.stringify(model.asked[0]?.messages)).toContain("from-the-shell")
  })

  it("answers slash commands", async () => {
    const { terminal } = await start([])
    terminal.type("/help\r")
    await terminal.sees("/compact")
    terminal.type("/nonsense\r")
    await terminal.sees(/no command|unknown|not a command/i)
  })

  it("opens the editor and takes what was written", async () => {
    const script = place.put("editor.sh", 'printf "from the editor" > "$1"\n')
    const { terminal } = await start([], [], undefined, { EDITOR: `sh ${script}` })
    terminal.type("\u0007")
    await terminal.sees(/│ > from the editor/)
  })

  it("stands whole below an editor that leaves the caret behind its words", async () => {
    const script = place.put("editor.sh", 'printf "no line end"; printf "edited" > "$1"\n')
    const { terminal } = await start([], [], undefined, { EDITOR: `sh ${script}` })
    terminal.type("\u0007")
    await terminal.sees(/│ > edited/)
    await terminal.quiet()
    const rows = terminal.rows().map((row) => row.trimEnd())
    expect(rows).toContain("no line end")
    expect(rows.filter((row) => row.startsWith("╭"))).toHaveLength(1)
  })

  it("loses nothing of an answer that comes while the editor has the screen", async () => {
    const [script, done] = [place.put("editor.sh", 'while [ ! -e "$DONE" ]; do sleep 0.05; done\n'), "closed"]
    const held = gate()
    // The last word, which waits, is all but the first.
    const text = `Begun: ${Array.from({ length: 40 }, (_, n) => `row-${n}.\n\n`).join("")}last-words`
    const { terminal } = await start([say(text, held.opened)], [], undefined, {
      EDITOR: `sh ${script}`,
      DONE: join(place.project, done)
    })
    terminal.type("tell\r")
    await terminal.sees("Begun:")
    terminal.type("\u0007")
    await pause(400)
    held.open()
    await pause(500)
    expect(terminal.text()).not.toContain("row-1.")
    place.put(done, "")
    await terminal.sees("last-words")
    await terminal.quiet()
    for (let n = 0; n < 40; n++) expect(terminal.text().split(`row-${n}.`)).toHaveLength(2)
  })

  it("shows a slash command that takes its time, and ends it by Esc", async () => {
    const { model, terminal } = await start([say("An answer.")])
    const file = join(place.home, ".coderx", "commands", "slow.md")
    mkdirSync(join(file, ".."), { recursive: true })
    writeFileSync(file, "---\nallowed-tools: Bash(sleep:*)\n---\nIt slept: !`sleep 60`\n")
    terminal.type("/slow\r")
    await terminal.sees(/\/slow · \ds/)
    terminal.type("waits\r")
    await terminal.sees("next: waits")
    terminal.type("\u001b")
    await terminal.sees("Interrupted: /slow")
    await terminal.sees("│ > waits")
    expect(model.asked).toHaveLength(0)
    terminal.type("\r")
    await terminal.sees("An answer.")
  })
})

describe("the header", () => {
  it("stands above the conversation that is gone on with, with the branch", async () => {
    spawnSync("git", ["init", "-q", "-b", "trunk"], { cwd: place.project })
    const first = await start([say("The old answer.")], ["the old question"])
    await first.terminal.sees("The old answer.")
    await first.terminal.quiet()
    first.terminal.type("\u0004")
    await first.terminal.ended
    await first.model.close()
    const { terminal } = await start([], ["-c"], { columns: 140, rows: 24 })
    await terminal.sees("The old answer.")
    await terminal.sees("/help shows what there is")
    await terminal.quiet()
    const text = terminal.text()
    expect(text.indexOf("Coder-X 0")).toBeLessThan(text.indexOf("The old answer."))
    expect(text.slice(0, text.indexOf("The old answer."))).toMatch(/Coder-X .* · trunk · default/)
  })
})

describe("which session", () => {
  const leave = async (at: { readonly terminal: ShellTerminal; readonly model: Model }) => {
    at.terminal.type("\u0004")
    await at.terminal.ended
    await at.model.close()
  }

  it("is chosen from a list by --resume alone; leaving the list begins a new one", async () => {
    const first = await start([say("Blue, of course.")])
    first.terminal.type("which colour?\r")
    await first.terminal.sees("Blue, of course.")
    await leave(first)
    const second = await start([say("Still blue.")], ["--resume"])
    await second.terminal.sees("which colour?")
    await second.terminal.quiet()
    second.terminal.type("\r")
    await second.terminal.sees("Blue, of course.")
    second.terminal.type("sure?\r")
    await second.terminal.sees("Still blue.")
    expect(JSON.stringify(second.model.asked[0]?.messages)).toContain("which colour?")
    await leave(second)
    const third = await start([say("Nothing before.")], ["--resume"])
    await third.terminal.sees("which colour?")
    await third.terminal.quiet()
    third.terminal.type("\u001b")
    await third.terminal.sees(/│ > /)
    third.terminal.type("hello\r")
    await third.terminal.sees("Nothing before.")
    expect(JSON.stringify(third.model.asked[0]?.messages)).not.toContain("which colour?")
  })

  it("that there is not is told, and the terminal is left", async () => {
    model = await startModel(() => ({ text: "" }))
    terminal = openShell(place, ["--resume", "no-such-session"], { env: model.env })
    expect((await terminal.ended).code).toBe(1)
    await terminal.quiet()
    expect(terminal.text()).toContain("no-such-session")
    expect(terminal.text()).not.toContain("╰")
  })

  it("is not written by two shells at once", async () => {
    const first = await start([say("Mine.")])
    first.terminal.type("hello\r")
    await first.terminal.sees("Mine.")
    const other = openShell(place, ["--continue"], { env: first.model.env })
    expect((await other.ended).code).toBe(1)
    await other.quiet()
    expect(other.text()).toMatch(/fork|another|other/i)
    await other.close()
  })
})
