import { Clock, Console, Effect, Stdio, Stream } from "effect"
import { Agent } from "../agent/Agent.ts"
import type { AgentEvent } from "../domain/AgentEvent.ts"
import { text } from "../domain/Input.ts"
import { Host } from "../host/Host.ts"
import { waysOn } from "../model/resolve.ts"
import { DemoFailed } from "./Demo.ts"
import { demoPrompt } from "./demoPrompt.ts"
import { colours, exitCodeOf, makeStory } from "./story.ts"

const closing = (seconds: string): string =>
  [
    `The test was red and is green now, after ${seconds} s. It ran in a temporary copy of a small project, which is removed again.`,
    "Real: the agent, the permission rules, and the tools that read, edited and ran what you saw.",
    "Recorded: the model's words. They were written for this demo and are played back from a file;",
    "          no model was asked, and nothing left this machine.",
    "",
    "To go on with a real model, in a project of yours:",
    ...waysOn.split("\n").slice(1, -1),
    '  then:  coderx -p "fix the failing test"',
    ""
  ].join("\n")

/** Runs the demo's one prompt and shows it. Fails unless its test was red first and green last. */
export const demoRun = Effect.fn("Demo.run")(function* (options: { readonly json: boolean }) {
  const agent = yield* Agent
  const stdio = yield* Stdio.Stdio
  const { env } = yield* Host
  const onScreen = yield* stdio.stdoutIsTerminal
  const paint = colours(onScreen && !env["NO_COLOR"] && env["TERM"] !== "dumb")
  // A reader that went away wants no more words; the demo ends all the same.
  const write = (words: string) =>
    words === "" ? Effect.void : Effect.ignore(Stream.run(Stream.make(words), stdio.stdout()))
  const tell = (words: string) => (options.json ? Effect.void : write(words))

  const started = yield* Clock.currentTimeMillis
  const story = makeStory(paint)
  const tests: Array<number | undefined> = []
  let edits = 0
  const errors: Array<string> = []
  const see = (event: AgentEvent): string => {
    if (event._tag === "ToolSettled") {
      const { call, kind } = event.settled
      if (call.name === "Bash") tests.push(exitCodeOf(event.settled))
      if (call.name === "Edit" && kind === "done") edits++
    }
    if (event._tag === "RunEnded") errors.push(...event.errors)
    return story(event)
  }
  yield* tell(`${paint.bold(">")} ${demoPrompt}\n\n`)
  yield* Stream.runForEachArray(agent.send(text(demoPrompt)), (events) => tell(events.map(see).join("")))

  const first = tests[0]
  const green = edits > 0 && first !== undefined && first !== 0 && tests.at(-1) === 0
  const durationMs = (yield* Clock.currentTimeMillis) - started
  if (options.json) yield* Console.log(JSON.stringify({ green, tests, edits, recorded: true, durationMs, errors }))
  if (!green) {
    return yield* new DemoFailed({
      message:
        errors[0] ??
        `its test did not go from red to green (exit codes: ${tests.join(", ") || "none"}). It needs node on the PATH.`
    })
  }
  yield* tell(`\n${closing((durationMs / 1000).toFixed(1))}`)
})
