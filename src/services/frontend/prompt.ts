import { Deferred, Effect, Fiber, Option, Stdio, Stream } from "effect"
import { type Input, text } from "../domain/Input.ts"
import { UsageWrong } from "./Frontend.ts"

/** How long a prompt waits for a pipe that stays silent: a parent may have left one open without meaning anything by it. */
const patience = "3 seconds"
const limit = 10 * 1024 * 1024

const tooMuch = new UsageWrong({
  message: "more than 10 MiB came in on stdin: write it to a file and name the file in the prompt"
})

/** All of a stream of bytes as text; `begun` is told of the first of them, or of the end. */
const collect = (bytes: Stdio.Stdio["stdin"], begun: Deferred.Deferred<void>) => {
  const decoder = new TextDecoder()
  let length = 0
  return bytes.pipe(
    Stream.tap(() => Deferred.succeed(begun, undefined)),
    Stream.runFoldEffect(
      () => "",
      (all, chunk: Uint8Array) => {
        length += chunk.length
        return length > limit ? Effect.fail(tooMuch) : Effect.succeed(all + decoder.decode(chunk, { stream: true }))
      }
    ),
    Effect.map((all) => all + decoder.decode()),
    Effect.catchTag("PlatformError", () => Effect.succeed("")),
    Effect.ensuring(Deferred.succeed(begun, undefined))
  )
}

/**
 * The input of a run: the prompt with what was piped in after it, or what was piped in alone (contract section 1).
 * Fails where there is neither.
 */
export const promptInput = Effect.fn("promptInput")(function* (prompt: string | undefined) {
  const stdio = yield* Stdio.Stdio
  if (yield* stdio.stdinIsTerminal) return yield* inputOf(prompt, "")
  const begun = yield* Deferred.make<void>()
  const reading = yield* Effect.forkChild(collect(stdio.stdin, begun))
  if (prompt !== undefined) {
    const came = yield* Effect.timeoutOption(Deferred.await(begun), patience)
    if (Option.isNone(came)) {
      yield* Fiber.interrupt(reading)
      return yield* inputOf(prompt, "")
    }
  }
  return yield* inputOf(prompt, yield* Fiber.join(reading))
})

const inputOf = (prompt: string | undefined, piped: string): Effect.Effect<Input, UsageWrong> => {
  const parts = [prompt ?? "", piped].filter((part) => part.trim() !== "")
  return parts.length === 0
    ? Effect.fail(new UsageWrong({ message: 'no prompt: write one (coderx -p "what is to be done") or pipe it in' }))
    : Effect.succeed(text(parts.join("\n\n")))
}
