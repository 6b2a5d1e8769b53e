import { assert, describe, it } from "@effect/vitest"
import { count, fresh, type Judgement, type Repeats } from "../../../src/services/agent/repeats.ts"
import type { SettledCall } from "../../../src/services/domain/ToolCall.ts"

const settled = (name: string, input: unknown, kind: SettledCall["kind"]): SettledCall => ({
  call: { id: "c", name, input },
  kind,
  content: "",
  output: ""
})

/** Runs a list of calls through the guard: name, failed, changes. */
const judge = (calls: ReadonlyArray<readonly [string, boolean, boolean, boolean?]>): ReadonlyArray<Judgement> => {
  let repeats: Repeats = fresh
  return calls.map(([name, failed, changes, unknownTool]) => {
    const counted = count(repeats, settled(name, { x: 1 }, failed ? "failed" : "done"), {
      failed,
      changes,
      unknownTool: unknownTool ?? false
    })
    repeats = counted.repeats
    return counted.judgement
  })
}

describe("repeats", () => {
  it("tells a model at the third equal failure and ends at the sixth", () => {
    assert.deepStrictEqual(judge(Array.from({ length: 6 }, () => ["Edit", true, true] as const)), [
      "go-on",
      "go-on",
      "tell",
      "tell",
      "tell",
      "end"
    ])
  })

  it("does not begin anew for a read in between", () => {
    const calls = Array.from({ length: 6 }, () => [
      ["Edit", true, true] as const,
      ["Read", false, false] as const
    ]).flat()
    assert.strictEqual(judge(calls).at(-2), "end")
  })

  it("begins anew after a change: the same test may fail after each edit", () => {
    const calls = Array.from({ length: 8 }, () => [
      ["Bash", true, true] as const,
      ["Edit", false, true] as const
    ]).flat()
    assert.isTrue(judge(calls).every((judgement) => judgement === "go-on"))
  })

  it("ends after three tools in a row that do not exist", () => {
    assert.deepStrictEqual(
      judge([
        ["nope", true, true, true],
        ["other", true, true, true],
        ["third", true, true, true]
      ]),
      ["go-on", "go-on", "end"]
    )
  })

  it("forgives unknown tools that are not in a row", () => {
    assert.deepStrictEqual(
      judge([
        ["nope", true, true, true],
        ["other", true, true, true],
        ["Read", false, false],
        ["third", true, true, true]
      ]).at(-1),
      "go-on"
    )
  })

  it("tells different inputs apart", () => {
    let repeats = fresh
    for (let i = 0; i < 10; i++) {
      const counted = count(repeats, settled("Read", { i }, "failed"), {
        failed: true,
        changes: false,
        unknownTool: false
      })
      repeats = counted.repeats
      assert.strictEqual(counted.judgement, "go-on")
    }
  })
})
