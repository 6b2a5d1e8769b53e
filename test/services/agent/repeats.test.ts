import { assert, describe, it } from "@effect/vitest"
import { count, countReply, fresh, type Judgement, type Repeats } from "../../../src/services/agent/repeats.ts"
import type { CoderTool } from "../../../src/services/tool/CoderTool.ts"
import type { SettledCall } from "../../../src/services/domain/ToolCall.ts"

const settled = (name: string, input: unknown, kind: SettledCall["kind"]): SettledCall => ({
  call: { id: "c", name, input },
  kind,
  content: "",
  output: ""
})

/** Runs a list of calls through the guard: name, failed, what the tool may do. */
const judge = (calls: ReadonlyArray<readonly [string, boolean, CoderTool["effect"]]>): ReadonlyArray<Judgement> => {
  let repeats: Repeats = fresh
  return calls.map(([name, failed, effect]) => {
    const counted = count(repeats, settled(name, { x: 1 }, failed ? "failed" : "done"), {
      failed,
      effect
    })
    repeats = counted.repeats
    return counted.judgement
  })
}

describe("repeats", () => {
  it("tells a model at the third equal failure and ends at the sixth", () => {
    assert.deepStrictEqual(judge(Array.from({ length: 6 }, () => ["Edit", true, "writes"] as const)), [
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
      ["Edit", true, "writes"] as const,
      ["Read", false, "reads"] as const
    ]).flat()
    assert.strictEqual(judge(calls).at(-2), "end")
  })

  it("begins anew after a change: the same test may fail after each edit", () => {
    const calls = Array.from({ length: 8 }, () => [
      ["Bash", true, "runs"] as const,
      ["Edit", false, "writes"] as const
    ]).flat()
    assert.isTrue(judge(calls).every((judgement) => judgement === "go-on"))
  })

  it("does not begin anew for an edit that fails, whatever commands succeed in between", () => {
    const calls = Array.from({ length: 6 }, () => [
      ["Edit", true, "writes"] as const,
      ["Bash", false, "runs"] as const
    ]).flat()
    assert.strictEqual(judge(calls).at(-2), "end")
  })

  it("ends after three replies in a row that call only unknown tools", () => {
    let repeats = fresh
    const ends = [true, true, false, true, true, true].map((allUnknown) => {
      const counted = countReply(repeats, allUnknown)
      repeats = counted.repeats
      return counted.end
    })
    assert.deepStrictEqual(ends, [false, false, false, false, false, true])
  })

  it("tells different inputs apart", () => {
    let repeats = fresh
    for (let i = 0; i < 10; i++) {
      const counted = count(repeats, settled("Read", { i }, "failed"), {
        failed: true,
        effect: "reads"
      })
      repeats = counted.repeats
      assert.strictEqual(counted.judgement, "go-on")
    }
  })
})
