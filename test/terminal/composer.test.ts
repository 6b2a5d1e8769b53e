import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { type Model, startModel } from "./modelServer.ts"
import { makePlace, openShell, type Place, type ShellTerminal, type Size } from "./shellTerminal.ts"

/** The composer of the built program in a pseudo-terminal: keys as terminals send them, and what the model gets. */
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

const start = async (size?: Size) => {
  await terminal?.close()
  await model?.close()
  model = await startModel((index) => ({ text: `Answer ${index}.` }))
  terminal = openShell(place, [], { env: model.env, ...(size === undefined ? {} : { size }) })
  await terminal.sees("╰")
  await terminal.quiet()
  return { model, terminal }
}

const lastUser = (from: Model): string => {
  const content = from.asked.at(-1)?.messages.findLast(({ role }) => role === "user")?.content
  const parts = typeof content === "string" ? [{ text: content }] : Array.isArray(content) ? content : []
  return parts.map((part: { readonly text?: string }) => part.text ?? "").join("")
}

const keys = {
  shiftEnter: "\u001b[13;2u",
  altEnter: "\u001b\r",
  up: "\u001b[A",
  down: "\u001b[B",
  wordLeft: "\u001b[1;5D",
  undo: "\u001f",
  redo: "\u001b_",
  escape: "\u001b"
}
const pasted = (text: string): string => `\u001b[200~${text}\u001b[201~`

describe("the composer in a terminal", () => {
  it("writes several lines in all four ways, and sends them as one", async () => {
    const { model, terminal } = await start()
    terminal.type(`one\\\rtwo${keys.shiftEnter}three${keys.altEnter}four\nfive`)
    await terminal.sees("five")
    expect(model.asked).toHaveLength(0)
    terminal.type("\r")
    await terminal.sees("Answer 0.")
    expect(lastUser(model)).toContain("one\ntwo\nthree\nfour\nfive")
  })

  it("shows a long paste by its lines, and sends it whole; a paste with line ends sends nothing", async () => {
    const { model, terminal } = await start()
    const long = Array.from({ length: 120 }, (_, index) => `row ${index}`).join("\n")
    terminal.type(`look: ${pasted(long.replaceAll("\n", "\r"))}`)
    await terminal.sees("look: [pasted 120 lines]")
    terminal.type(pasted(" short\rpaste\u001b[31m\r"))
    await terminal.sees("paste")
    expect(model.asked).toHaveLength(0)
    terminal.type("\r")
    await terminal.sees("Answer 0.")
    expect(lastUser(model)).toContain(`look: ${long} short\npaste`)
  })

  it("takes an image that is dropped as its path", async () => {
    const file = join(place.project, "a picture.png")
    const dot = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    writeFileSync(file, Buffer.from(dot, "base64"))
    const { model, terminal } = await start()
    terminal.type(`what is ${pasted(file.replaceAll(" ", "\\ "))}?`)
    await terminal.sees("what is [image 1] ?")
    terminal.type("\r")
    await terminal.sees("Answer 0.")
    expect(lastUser(model)).toContain("what is [image 1] ?")
    expect(JSON.stringify(model.asked.at(-1)?.messages)).toContain('"type":"image"')
    terminal.type(keys.up)
    await terminal.sees("a picture.png")
  })

  it("undoes, redoes, cuts and puts", async () => {
    const { model, terminal } = await start()
    terminal.type(`alpha beta${keys.undo}`)
    await terminal.quiet()
    expect(terminal.text()).not.toContain("beta")
    terminal.type(`${keys.redo} gamma\u0017\u0001\u0019`)
    await terminal.sees("gammaalpha beta")
    terminal.type("\r")
    await terminal.sees("Answer 0.")
    expect(lastUser(model)).toContain("gammaalpha beta")
  })

  it("finds prompts of an earlier session by Up and by Ctrl+R, with the draft kept and secrets masked", async () => {
    const first = await start()
    first.terminal.type("the first prompt\r")
    await first.terminal.sees("Answer 0.")
    first.terminal.type("key ghp_16C7e42F292c6912E7710c838347Ae178B4a\r")
    await first.terminal.sees("Answer 1.")
    await first.terminal.quiet()
    first.terminal.type("\u0004")
    await first.terminal.ended

    const folder = join(place.home, ".coderx", "history")
    const [name = ""] = readdirSync(folder)
    const kept = readFileSync(join(folder, name), "utf8")
    expect(kept.trim().split("\n")).toHaveLength(2)
    expect(kept).not.toContain("16C7e42F292c6912E7710c838347Ae178B4a")

    const { model, terminal } = await start()
    terminal.type(`draft${keys.up}${keys.up}`)
    await terminal.sees("> the first prompt")
    terminal.type(`${keys.down}${keys.down}`)
    await terminal.sees("> draft")
    terminal.type("\u0012FIRST")
    await terminal.sees("nothing fits")
    terminal.type("\u007f\u007f\u007f\u007f\u007ffirst")
    await terminal.sees("1 of 1")
    terminal.type("\r")
    await terminal.sees("Answer 0.")
    expect(lastUser(model)).toContain("the first prompt")
  })

  it("completes commands and files", async () => {
    place.put("src/deep/needle.ts", "")
    const { model, terminal } = await start()
    terminal.type("/keyb")
    await terminal.sees("/keybindings")
    terminal.type(`${keys.escape}`)
    await terminal.quiet()
    terminal.type("\u0003see @needl")
    await terminal.sees("src/deep/needle.ts")
    terminal.type("\t")
    await terminal.sees("see @src/deep/needle.ts ")
    await terminal.quiet()
    terminal.type("now\r")
    await terminal.sees("Answer 0.")
    expect(lastUser(model)).toContain("see @src/deep/needle.ts now")
  })

  it("follows the user's bindings and reports the wrong one with its place", async () => {
    const file = join(place.home, ".coderx", "keybindings.json")
    mkdirSync(join(place.home, ".coderx"), { recursive: true })
    writeFileSync(
      file,
      '{ "bindings": [ { "context": "composer", "bindings": {\n  "ctrl+s": "composer:submit",\n  "ctrl+q": "composer:fly" } } ] }'
    )
    const { model, terminal } = await start({ columns: 120, rows: 30 })
    await terminal.sees("keybindings.json:3")
    await terminal.sees('"composer:fly" is no action')
    terminal.type("by ctrl s\u0013")
    await terminal.sees("Answer 0.")
    expect(lastUser(model)).toContain("by ctrl s")
  })

  it("types wide characters, emoji and marks point by point, and deletes them whole", async () => {
    const { model, terminal } = await start({ columns: 40, rows: 12 })
    for (const point of "日本👨‍👩‍👧e\u0301") terminal.type(point)
    await terminal.sees("日本")
    await terminal.quiet()
    terminal.type("\u007f\u007fx\r")
    await terminal.sees("Answer 0.")
    expect(lastUser(model)).toContain("日本x")
    expect(lastUser(model)).not.toContain("👩")
  })
})
