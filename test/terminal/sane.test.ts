import { execFileSync } from "node:child_process"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { type Model, startModel } from "./modelServer.ts"
import { launcher, makePlace, openTerminal, type Place, type ShellTerminal, userEnv } from "./shellTerminal.ts"

/** Whatever happens to the shell, the terminal is left as it was found: looked at by `stty` in the same terminal. */
let place: Place
let model: Model
let terminal: ShellTerminal
beforeEach(async () => {
  place = makePlace()
  model = await startModel(() => ({ text: "Half of it and", until: new Promise(() => undefined) }))
})
afterEach(async () => {
  await terminal.close()
  await model.close()
  place.remove()
})

/** A shell with job control that does not mend the terminal itself, as bash does after a signal. */
const openSh = async () => {
  terminal = openTerminal("sh", ["-i"], {
    cwd: place.project,
    env: userEnv(place, { ...model.env, PS1: "ready> " })
  })
  await terminal.sees("ready>")
  terminal.type("stty -a | tr ';' '\\n' > before.txt; echo no''ted\r")
  await terminal.sees("noted")
  return terminal
}

const begin = async () => {
  terminal.type(`'${process.execPath}' '${launcher}'\r`)
  await terminal.sees("╰")
  await terminal.quiet()
}

const modes = (written: string) => {
  const last = (name: string) =>
    /[hl]$/.exec([...written.matchAll(new RegExp(`\\u001b\\[\\?${name}[hl]`, "g"))].at(-1)?.[0] ?? "")?.[0]
  const kitty = [...written.matchAll(/\u001b\[([><])\d?u/g)].reduce(
    (depth, [, sign]) => depth + (sign === ">" ? 1 : -1),
    0
  )
  return { paste: last("2004"), focus: last("1004"), cursor: last("25"), piece: last("2026"), kitty }
}

const isSane = async () => {
  terminal.type("stty -a | tr ';' '\\n' > after.txt; cmp before.txt after.txt && echo sa''me\r")
  await terminal.sees("same")
  expect(modes(terminal.written())).toEqual({ cursor: "h", focus: "l", kitty: 0, paste: "l", piece: "l" })
}

const pid = () => {
  const out = execFileSync("pgrep", ["-f", "-P", String(terminal.child.pid), "coderx"], { encoding: "utf8" })
  return Number(out.trim().split("\n")[0])
}

describe("the terminal is left sane", () => {
  it("when the user leaves", async () => {
    await openSh()
    await begin()
    terminal.type("\u0004")
    await terminal.sees(/ready> *$/)
    await isSane()
  })

  it("by Ctrl+C twice", async () => {
    await openSh()
    await begin()
    terminal.type("some text\u0003")
    await terminal.quiet(100)
    expect(terminal.text()).not.toContain("some text")
    terminal.type("\u0003")
    await terminal.sees("again leaves")
    terminal.type("\u0003")
    await terminal.sees(/ready> *$/)
    await isSane()
  })

  it.each(["SIGTERM", "SIGINT", "SIGHUP", "SIGQUIT"] as const)("by %s, in the middle of a run", async (signal) => {
    await openSh()
    await begin()
    terminal.type("go\r")
    await terminal.sees("Half of it")
    process.kill(pid(), signal)
    await terminal.sees(/ready> *$/)
    terminal.type("echo code $?\r")
    await terminal.sees(`code ${{ SIGTERM: 143, SIGINT: 130, SIGHUP: 129, SIGQUIT: 131 }[signal]}`)
    await isSane()
  })

  it("by a crash", async () => {
    place.put("crash.cjs", 'setTimeout(() => { throw new Error("made to crash") }, 1500)\n')
    await openSh()
    terminal.type(`NODE_OPTIONS='--require ${join(place.project, "crash.cjs")}' '${process.execPath}' '${launcher}'\r`)
    await terminal.sees("╰")
    await terminal.sees("made to crash")
    await terminal.sees(/ready> *$/)
    await isSane()
  })

  it("by Ctrl+Z, and comes back with what was written", async () => {
    await openSh()
    await begin()
    terminal.type("half a thought")
    await terminal.sees("half a thought")
    terminal.type("\u001a")
    await terminal.sees("Stopped")
    await isSane()
    terminal.type("fg\r")
    await terminal.sees(/fg[\s\S]*│ > half a thought/)
    terminal.type(" and the rest")
    await terminal.sees("half a thought and the rest")
    terminal.type("\u0003\u0004")
    await terminal.sees(/ready> *$/)
    await isSane()
  })

  it("goes on where nobody could continue it after Ctrl+Z", async () => {
    terminal = openTerminal(process.execPath, [launcher], { cwd: place.project, env: userEnv(place, model.env) })
    await terminal.sees("╰")
    terminal.type("half\u001a")
    await terminal.quiet(300)
    terminal.type(" whole")
    await terminal.sees("> half whole")
  })

  it("ends when the terminal is gone", async () => {
    terminal = openTerminal(process.execPath, [launcher], { cwd: place.project, env: userEnv(place, model.env) })
    await terminal.sees("╰")
    const child = terminal.child.pid
    terminal.kill("SIGHUP")
    await terminal.ended
    expect(() => process.kill(child, 0)).toThrow()
  })
})
