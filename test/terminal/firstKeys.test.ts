import { afterEach, beforeEach, expect, it } from "vitest"
import { makePlace, openShell, type Place, type ShellTerminal } from "./shellTerminal.ts"

/** What is typed before the shell has drawn anything. */
let place: Place
let terminal: ShellTerminal | undefined
beforeEach(() => {
  place = makePlace()
})
afterEach(async () => {
  await terminal?.close()
  place.remove()
  terminal = undefined
})

const env = { ANTHROPIC_API_KEY: "sk-test-0123456789", CODERX_MODEL: "anthropic/claude-sonnet-5" }

it("shows what was typed ahead in its first frame", async () => {
  terminal = openShell(place, [], { env })
  terminal.type("typed ahead")
  await terminal.sees("╰")
  const frame = terminal.written().slice(terminal.written().indexOf("╭"))
  expect(frame.slice(0, frame.indexOf("╰"))).toContain("typed ahead")
})
