import { Effect, Layer, Stdio, Stream } from "effect"
import type { AgentEvent } from "../../services/domain/AgentEvent.ts"
import { printable } from "../../services/domain/printable.ts"
import { Host } from "../../services/host/Host.ts"
import { RunFlags } from "../../services/settings/RunFlags.ts"
import { isNotice, progressLine } from "../../services/ui/progress.ts"
import { ListenerGone, Renderer } from "../../services/ui/Renderer.ts"
import type { RunEnded } from "../../services/ui/resultLine.ts"

const width = 100

/** The words of a reply that was not finished, so that what was paid for is not lost. */
const wordsOf = (event: Extract<AgentEvent, { _tag: "ReplyReceived" }>): string =>
  event.content.flatMap((part) => (part.type === "text" ? [part.text] : [])).join("")

const answerOf = (ended: RunEnded, unfinished: string): string => {
  if (ended.ending !== "success") return unfinished
  return ended.structuredOutput === undefined ? ended.answer : JSON.stringify(ended.structuredOutput)
}

/** `--output-format text`: the answer on stdout, and on stderr what happens meanwhile. Pieces of replies are let pass. */
export const text: Layer.Layer<Renderer, never, Stdio.Stdio | Host> = Layer.effect(
  Renderer,
  Effect.gen(function* () {
    const stdio = yield* Stdio.Stdio
    const { env } = yield* Host
    const flags = yield* RunFlags
    const [onScreen, watched] = yield* Effect.all([stdio.stdoutIsTerminal, stdio.stderrIsTerminal])
    const dim = watched && !env["NO_COLOR"] && env["TERM"] !== "dumb"
    const all = watched || flags.verbose === true

    const say = (line: string) => Effect.ignore(Stream.run(Stream.make(`${line}\n`), stdio.stderr()))
    const answer = (words: string) => {
      if (words === "") return Effect.void
      const shown = onScreen ? printable(words) : words
      const whole = shown.endsWith("\n") ? shown : `${shown}\n`
      return Effect.mapError(Stream.run(Stream.make(whole), stdio.stdout()), () => new ListenerGone())
    }

    return Renderer.of({
      render: <E, R>(events: Stream.Stream<AgentEvent, E, R>) => {
        let unfinished = ""
        const show = Effect.fnUntraced(function* (event: AgentEvent) {
          if (event._tag === "ReplyReceived") {
            unfinished = event.cut || event.stopReason !== "tool_use" ? wordsOf(event) : ""
          }
          if (event._tag === "RunEnded") {
            yield* answer(answerOf(event, unfinished))
            for (const error of event.errors) yield* say(`coderx: ${printable(error)}`)
            return
          }
          if (!all && !isNotice(event)) return
          const line = progressLine(event, width)
          if (line !== undefined) yield* say(dim ? `\u001b[2m${line}\u001b[22m` : line)
        })
        return events.pipe(
          Stream.runForEachArray((chunk) =>
            Effect.forEach(
              chunk.filter((event) => event._tag !== "PartArrived"),
              show,
              { discard: true }
            )
          )
        )
      }
    })
  })
)
