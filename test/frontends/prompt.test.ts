import { describe, expect, it } from "@effect/vitest"
import { Effect, Fiber, Stream } from "effect"
import { TestClock } from "effect/testing"
import { promptInput } from "../../src/services/frontend/prompt.ts"
import { capturedStdio } from "../layers/CapturedStdio.ts"

const bytes = (text: string) => new TextEncoder().encode(text)
const read = (prompt: string | undefined, stdin?: string | Stream.Stream<Uint8Array>) =>
  promptInput(prompt).pipe(Effect.provide(capturedStdio({ stdin }).layer))

describe("the prompt of a run", () => {
  it.effect.each<[string, string | undefined, string | undefined, string]>([
    ["an argument", "fix it", undefined, "fix it"],
    ["an argument and nothing piped in", "fix it", "", "fix it"],
    ["an argument and what is piped in", "review", "diff", "review\n\ndiff"],
    ["what is piped in", undefined, "diff\n", "diff\n"],
    ["an argument and blanks piped in", "fix it", " \n", "fix it"]
  ])("%s", ([, prompt, stdin, expected]) =>
    Effect.gen(function* () {
      expect(yield* read(prompt, stdin)).toEqual({ content: expected })
    })
  )

  it.effect("is refused where there is none", () =>
    Effect.gen(function* () {
      for (const [prompt, stdin] of [
        [undefined, undefined],
        [undefined, ""],
        ["", " "]
      ]) {
        expect(yield* Effect.flip(read(prompt, stdin))).toMatchObject({ _tag: "UsageWrong" })
      }
    })
  )

  it.effect("does not wait for ever for a pipe that stays silent", () =>
    Effect.gen(function* () {
      const fiber = yield* Effect.forkChild(read("fix it", Stream.never))
      yield* TestClock.adjust("2 seconds")
      expect(fiber.pollUnsafe()).toBeUndefined()
      yield* TestClock.adjust("2 seconds")
      expect(yield* Fiber.join(fiber)).toEqual({ content: "fix it" })
    })
  )

  it.effect("waits for the end of a pipe that has begun", () =>
    Effect.gen(function* () {
      const slow = Stream.concat(
        Stream.make(bytes("one ")),
        Stream.fromEffect(Effect.delay(Effect.succeed(bytes("two")), "1 hour"))
      )
      const fiber = yield* Effect.forkChild(read("read", slow))
      yield* TestClock.adjust("2 hours")
      expect(yield* Fiber.join(fiber)).toEqual({ content: "read\n\none two" })
    })
  )

  it.effect("keeps a character whole that two pieces share, and replaces what is no UTF-8", () =>
    Effect.gen(function* () {
      const e = bytes("é")
      expect(yield* read(undefined, Stream.make(e.slice(0, 1), e.slice(1), new Uint8Array([0xff])))).toEqual({
        content: "é\ufffd"
      })
    })
  )

  it.effect("is refused above 10 MiB", () =>
    Effect.gen(function* () {
      const piece = new Uint8Array(1024 * 1024).fill(97)
      const error = yield* Effect.flip(read("x", Stream.take(Stream.forever(Stream.make(piece)), 12)))
      expect(error.message).toContain("10 MiB")
    })
  )
})
