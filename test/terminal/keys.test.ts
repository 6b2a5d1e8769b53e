import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { gate, type Model, type Reply, startModel } from "./modelServer.ts"
import { makePlace, openShell, type Place, type ShellTerminal, type Size } from "./shellTerminal.ts"

/** Keys that do something to the shell itself, and what changes of the terminal do to it. */
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
  options: { readonly size?: Size; readonly env?: Readonly<Record<string, string>> } = {}
) => {
  model = await startModel((index) => replies[index] ?? { text: "Done." })
  terminal = openShell(place, [], { ...options, env: { ...model.env, ...options.env } })
  await terminal.sees("╰")
  await terminal.quiet()
}

const count = (text: string) => terminal.text().split(text).length - 1
const pause = (ms: number) => new Promise((done) => setTimeout(done, ms))

describe("keys of the shell", () => {
  it("goes round the permission modes by Shift+Tab", async () => {
    await start([])
    for (const mode of ["accept edits", "plan", "default"]) {
      terminal.type("\u001b[Z")
      await terminal.sees(new RegExp(`^ ${mode}`, "m"))
    }
  })

  it("unfolds what was done by Ctrl+O, on the other screen, and comes back", async () => {
    const long = Array.from({ length: 60 }, (_, n) => `line ${n}`).join("\n")
    place.put("long.txt", `${long}\n`)
    await start([
      { text: "I look.", calls: [{ name: "Read", input: { file_path: join(place.project, "long.txt") } }] },
      { text: "Read it." }
    ])
    terminal.type("read\r")
    await terminal.sees("Read it.")
    await terminal.quiet()
    expect(terminal.text()).not.toContain("line 40")
    terminal.type("\u000f")
    await terminal.sees("Esc closes")
    expect(terminal.screen.buffer.active.type).toBe("alternate")
    terminal.type("\u001b[5~")
    await terminal.sees(/line 4\d/)
    terminal.type("\u001b")
    await terminal.sees(/│ > /)
    await terminal.quiet()
    expect(terminal.screen.buffer.active.type).toBe("normal")
    expect(count("Read it.")).toBe(1)
  })

  it("leaves no frame behind where it ends while it stands on the other screen", async () => {
    await start([{ text: "An answer." }])
    terminal.type("ask\r")
    await terminal.sees("An answer.")
    terminal.type("\u000f")
    await terminal.sees(/lines \d+ to/)
    terminal.kill("SIGTERM")
    await terminal.ended
    await terminal.quiet()
    expect(terminal.screen.buffer.active.type).toBe("normal")
    expect(terminal.text()).toContain("An answer.")
    expect(terminal.text()).not.toContain("╰")
  })

  it("draws anew by Ctrl+L", async () => {
    await start([{ text: "An answer." }])
    terminal.type("ask\r")
    await terminal.sees("An answer.")
    await terminal.quiet()
    await new Promise<void>((done) => terminal.screen.write("\u001b[5;5Hgarbage\u001b[20;1H", done))
    terminal.type("\u000c")
    await terminal.quiet()
    expect(terminal.rows().join("\n")).not.toContain("garbage")
    expect(terminal.rows().join("\n")).toContain("An answer.")
  })

  it("draws anew what slash commands said too, and leaves no second frame in the scrollback", async () => {
    await start([])
    terminal.type("/help vim\r")
    await terminal.sees("Turn the vim keys of the composer on or off.")
    await terminal.quiet()
    terminal.type("\u000c")
    await terminal.quiet()
    expect(terminal.rows().join("\n")).toContain("Turn the vim keys of the composer on or off.")
    expect(terminal.text().match(/╰/g)).toHaveLength(1)
    // ED 2 lets many terminals move the old frame into their scrollback.
    expect(terminal.written()).not.toContain("\u001b[2J")
    terminal.type("\u000f")
    await terminal.sees(/lines \d+ to/)
    expect(terminal.text()).toContain("Turn the vim keys of the composer on or off.")
  })

  it("puts a running command into the background by Ctrl+B", async () => {
    await start([
      { text: "I run.", calls: [{ name: "Bash", input: { command: "sleep 30; echo over" } }] },
      { text: "It goes on alone." }
    ])
    terminal.type("run\r")
    await terminal.sees("sleep 30; echo over")
    await pause(700)
    terminal.type("\u0002")
    await terminal.sees("It goes on alone.")
  })

  it("shows and hides the todos by Ctrl+T", async () => {
    const todos = [
      { content: "Look around", status: "completed", activeForm: "Looking around" },
      { content: "Mend it", status: "in_progress", activeForm: "Mending it" }
    ]
    await start([{ text: "I plan.", calls: [{ name: "TodoWrite", input: { todos } }] }, { text: "Planned." }])
    terminal.type("\u0014")
    await terminal.sees("There are no todos.")
    terminal.type("plan\r")
    await terminal.sees("Planned.")
    await terminal.quiet()
    const before = count("Look around")
    terminal.type("\u0014")
    await terminal.quiet()
    expect(count("Look around")).toBe(before + 1)
    terminal.type("\u0014")
    await terminal.quiet()
    expect(count("Look around")).toBe(before)
  })

  it("tells of a wrong key binding and goes on", async () => {
    const home = join(place.home, ".coderx")
    const { mkdirSync } = await import("node:fs")
    mkdirSync(home)
    writeFileSync(
      join(home, "keybindings.json"),
      '{"bindings":[{"context":"app","bindings":{"ctrl+q":"app:nonsense"}}]}'
    )
    await start([])
    await terminal.sees("keybindings.json")
    terminal.type("still here")
    await terminal.sees("still here")
  })

  it("completes commands and files", async () => {
    place.put("deep/inside/unusual-name.ts", "")
    await start([])
    terminal.type("/hel")
    await terminal.sees(/\/help\s+\S/)
    await terminal.quiet()
    terminal.type("\t")
    await terminal.sees(/│ > \/help/)
    terminal.type("\u0003@unus")
    await terminal.sees("deep/inside/unusual-name.ts")
    await terminal.quiet()
    terminal.type("\t")
    await terminal.sees(/│ > @deep\/inside\/unusual-name.ts/)
  })

  it("rings where the user looks elsewhere", async () => {
    const held = gate()
    await start([{ text: "Long work is over.", until: held.opened }])
    terminal.type("\u001b[O")
    terminal.type("work\r")
    await terminal.sees("Long work")
    expect(terminal.written()).not.toContain("\u0007")
    held.open()
    await terminal.sees("over.")
    await terminal.quiet()
    expect(terminal.written()).toContain("\u0007")
  })
})

describe("another size", () => {
  it("keeps transcript and frame whole when the width changes in the middle of an answer", async () => {
    const held = gate()
    await start([{ text: "alpha beta gamma delta epsilon zeta eta theta iota kappa.", until: held.opened }])
    terminal.type("go on\r")
    await terminal.sees("iota")
    for (const columns of [50, 100, 44, 80]) {
      terminal.resize({ columns, rows: 24 })
      await pause(120)
    }
    held.open()
    await terminal.sees("kappa.")
    await terminal.quiet()
    expect(count("╭─")).toBe(1)
    expect(count("╰")).toBe(1)
    expect(count("> go on")).toBe(1)
    expect(count("kappa.")).toBe(1)
    expect(terminal.rows().at(-2)).toMatch(/^╰─+╯$/)
    expect(terminal.rows().at(-2)).toHaveLength(80)
  })

  it.each([
    [40, 10],
    [24, 6],
    [200, 50]
  ])("works at %i columns and %i rows", async (columns, rows) => {
    await start([{ text: "The quick brown fox jumps over the lazy dog, again and again." }], {
      size: { columns, rows }
    })
    terminal.type("hello there\r")
    await terminal.sees("again.")
    await terminal.quiet()
    terminal.type("more")
    await terminal.sees("more")
    expect(terminal.rows().length).toBeLessThanOrEqual(rows)
  })

  it("shows no colour where none is wanted", async () => {
    await start([{ text: "**Bold** and `code`." }], { env: { NO_COLOR: "1" } })
    terminal.type("hi\r")
    await terminal.sees("Bold and")
    await terminal.quiet()
    expect(terminal.written()).not.toMatch(/\u001b\[[\d;]*3[0-9;]*m/)
  })
})

describe("what a model says", () => {
  it("can neither drive the terminal nor break the frame", async () => {
    const evil = "before \u001b]0;title\u0007\u001b[2J\u001b[H\u001bc\u202eevil\u0000\u009b31m 👨‍👩‍👧 界界 after"
    await start([{ text: evil }])
    terminal.type("attack\r")
    await terminal.sees("after")
    await terminal.quiet()
    expect(terminal.text()).toContain("> attack")
    expect(terminal.written()).not.toContain("\u001b]0;title")
    expect(terminal.written()).not.toContain("\u001bc")
    expect(terminal.rows().at(-2)).toMatch(/^╰─+╯$/)
  })
})
