import { existsSync } from "node:fs"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { type Model, type Reply, startModel } from "./modelServer.ts"
import { makePlace, openShell, type Place, type ShellTerminal, type Size } from "./shellTerminal.ts"

/** Questions of the built program, as somebody at a terminal sees and answers them. */
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

const start = async (replies: ReadonlyArray<Reply>, argv: ReadonlyArray<string> = [], size?: Size) => {
  model = await startModel((index) => replies[index] ?? { text: "Done." })
  terminal = openShell(place, argv, { env: model.env, ...(size === undefined ? {} : { size }) })
  await terminal.sees("default")
  return { model, terminal }
}

const call = (name: string, input: Readonly<Record<string, unknown>>): Reply => ({
  text: `I call ${name}.`,
  calls: [{ name, input }]
})
/** A person takes a moment to read. */
const read = () => new Promise((done) => setTimeout(done, 400))

describe("a permission question", () => {
  it("stops the run with Escape, and shows all of a long one with Ctrl+O", async () => {
    const command = Array.from({ length: 40 }, (_, at) => `touch file-${at}`).join("\n")
    const { model, terminal } = await start([call("Bash", { command })])
    terminal.type("touch them\r")
    await terminal.sees(/lines 1 to \d+ of/)
    expect(terminal.text()).not.toContain("touch file-39")
    await read()
    terminal.type("\u000f")
    await terminal.sees("touch file-39")
    terminal.type("\u001b")
    await terminal.sees("The run was stopped")
    await terminal.quiet()
    expect(model.asked).toHaveLength(1)
    expect(existsSync(join(place.project, "file-0"))).toBe(false)
  })

  for (const size of [
    { columns: 40, rows: 10 },
    { columns: 20, rows: 5 }
  ]) {
    it(`is answered on ${size.columns} columns and ${size.rows} rows`, async () => {
      const { terminal } = await start([call("Bash", { command: "touch made.txt" }), { text: "Made." }], [], size)
      terminal.type("make it\r")
      await terminal.sees("Yes, this once")
      expect(terminal.rows().join("\n")).toContain("touch")
      await read()
      terminal.type("\r")
      await terminal.sees("Made.")
      expect(existsSync(join(place.project, "made.txt"))).toBe(true)
    })
  }
})
