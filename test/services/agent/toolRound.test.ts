import { assert, describe, it } from "@effect/vitest"
import { batches } from "../../../src/services/agent/toolRound.ts"

const calls = (names: string) => [...names].map((name, i) => ({ id: String(i), name, input: {} }))
const shape = (names: string) =>
  batches(calls(names), (call) => call.name === "r").map((batch) => batch.map((call) => call.name).join(""))

describe("batches", () => {
  it.each([
    ["", []],
    ["r", ["r"]],
    ["rrr", ["rrr"]],
    ["ww", ["w", "w"]],
    ["rrwrrw", ["rr", "w", "rr", "w"]],
    ["wrw", ["w", "r", "w"]]
  ])("%s", (names, expected) => {
    assert.deepStrictEqual(shape(names), expected)
  })
})
