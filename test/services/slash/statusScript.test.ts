import { describe, expect, it } from "@effect/vitest"
import { Effect, Queue, Stream } from "effect"
import { Agent } from "../../../src/services/agent/Agent.ts"
import type { SessionRecord } from "../../../src/services/session/SessionRecord.ts"
import { addRecords, changedLines, noSums } from "../../../src/services/slash/statusFacts.ts"
import { makeStatusScript } from "../../../src/services/slash/statusScript.ts"
import { scriptedModel } from "../../layers/ScriptedModel.ts"
import { world } from "../../layers/world.ts"

const patch = (...lines: ReadonlyArray<string>) => ({ type: "update", structuredPatch: [{ lines }], totalLines: 9 })

describe("what records tell of a session", () => {
  it("counts lines of edits, of new files, and of patches over several", () => {
    expect(changedLines(patch(" a", "-b", "+c", "+d"))).toEqual({ added: 2, removed: 1 })
    expect(changedLines({ type: "create", structuredPatch: [], totalLines: 12 })).toEqual({ added: 12, removed: 0 })
    expect(changedLines({ files: [patch("+a"), patch("-b")] })).toEqual({ added: 1, removed: 1 })
    for (const other of [undefined, "Error: no", { stdout: "+a" }, { files: [1] }]) {
      expect(changedLines(other)).toEqual({ added: 0, removed: 0 })
    }
  })

  it("adds what came since, and takes nothing off for what was taken back", () => {
    const reply = (costUsd: number | null): SessionRecord => ({
      _tag: "reply",
      id: "r",
      at: "2026-11-22T10:00:00.000Z",
      model: "a/b",
      messageId: "m",
      content: [],
      stopReason: "end_turn",
      usage: { inputTokens: 10, cacheReadTokens: 5, cacheWriteTokens: 1, outputTokens: 2 },
      costUsd
    })
    const two = addRecords(noSums("s"), [reply(0.5), reply(0.25)])
    expect(two).toMatchObject({ counted: 2, costUsd: 0.75, inputTokens: 32, outputTokens: 4 })
    expect(addRecords(two, [reply(0.5), reply(0.25)])).toEqual(two)
    const back = addRecords(two, [reply(0.5)])
    expect(back).toMatchObject({ counted: 1, costUsd: 0.75 })
    expect(addRecords(back, [reply(0.5), reply(1)])).toMatchObject({ costUsd: 1.75 })
    expect(addRecords(two, [reply(0.5), reply(0.25), reply(null)]).costUsd).toBeNull()
  })
})

const known = () => ({ model: "scripted/model", contextTokens: 100, contextWindow: 1000 })

const watching = Effect.gen(function* () {
  const shown = yield* Queue.unbounded<string | undefined>()
  const told = yield* Queue.unbounded<string>()
  const script = yield* makeStatusScript({
    known,
    shown: (text) => Queue.offer(shown, text),
    told: (problem) => Queue.offer(told, problem)
  })
  return { script, shown: Queue.take(shown), told: Queue.take(told), left: Queue.size(shown) }
})

const settings = {
  "/home/me/.coderx/config.json": JSON.stringify({ statusLine: { type: "command", command: "mine" } })
}

describe("the user's own status line", () => {
  it.live("is what the script of the settings says, anew after news, and ours again where it is turned off", () => {
    const one = world({ files: settings, processes: { "*": { stdout: "line\n" } }, model: scriptedModel(["Hi."]) })
    return one.within(
      Effect.gen(function* () {
        const { script, shown } = yield* watching
        expect(yield* shown).toBe("line")
        const before = one.spawned.length
        yield* Stream.runForEach((yield* Agent).send({ content: "hello" }), script.heard)
        expect(yield* shown).toBe("line")
        expect(one.spawned.length).toBe(before + 1)
        yield* script.choose(undefined)
        expect(yield* shown).toBeUndefined()
        yield* script.choose("other")
        expect(yield* shown).toBe("line")
        expect(one.spawned.at(-1)?.line).toContain("other")
      }).pipe(Effect.scoped)
    )
  })

  it.live("runs nothing where there is none", () => {
    const one = world({ model: scriptedModel(["Hi."]) })
    return one.within(
      Effect.gen(function* () {
        const { left, script } = yield* watching
        yield* Stream.runForEach((yield* Agent).send({ content: "hello" }), script.heard)
        yield* Effect.sleep(400)
        expect(yield* left).toBe(0)
        expect(one.spawned.filter(({ line }) => line.startsWith("sh"))).toEqual([])
      }).pipe(Effect.scoped)
    )
  })

  it.live("tells once of a script that fails", () => {
    const one = world({ files: settings, processes: { "*": { stderr: "no", exitCode: 2 } } })
    return one.within(
      Effect.gen(function* () {
        const { shown, told } = yield* watching
        expect(yield* told).toBe("The status line's command ended with code 2: no")
        expect(yield* shown).toBeUndefined()
      }).pipe(Effect.scoped)
    )
  })
})
