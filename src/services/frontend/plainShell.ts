import { Effect, Exit, Fiber, Queue, Stream } from "effect"
import { Agent, type AgentFault } from "../agent/Agent.ts"
import type { AgentEvent } from "../domain/AgentEvent.ts"
import { type Input, text } from "../domain/Input.ts"
import { printable, printableLine } from "../domain/printable.ts"
import { Host } from "../host/Host.ts"
import { Permission } from "../permission/Permission.ts"
import { Settings } from "../settings/Settings.ts"
import { RunFlags } from "../settings/RunFlags.ts"
import { modeWords } from "../ui/frame/header.ts"
import { type ListenerGone, Renderer } from "../ui/Renderer.ts"
import type { DialogAnswer, DialogRequest } from "../ui/dialogs/request.ts"
import { logged } from "./eventLog.ts"
import { lookAround } from "./lookAround.ts"
import { settingsNotices, withNotices } from "./notices.ts"
import type { PlainDeed, PlainDoors, PlainEnd } from "./plainDoors.ts"
import { plainForm } from "./plainForms.ts"
import type { PlainForm, PlainStep } from "./plainForm.ts"
import { PlainLines } from "./PlainLines.ts"
import { plainSlash } from "./plainSlash.ts"
import { plainStart } from "./plainStart.ts"
import { Questions } from "./Questions.ts"

type Happened =
  | { readonly _tag: "Line"; readonly line: string }
  | { readonly _tag: "Closed" }
  | { readonly _tag: "Asked"; readonly question: Waiting }
  | { readonly _tag: "TakenBack"; readonly id: string }
  | { readonly _tag: "Ended"; readonly exit: Exit.Exit<PlainDeed, PlainEnd> }

/** A question that waits for its answer. */
interface Waiting {
  readonly id: string
  readonly request: DialogRequest
  readonly answer: (answer: DialogAnswer) => PlainDeed
}

type Events = Stream.Stream<AgentEvent, AgentFault>

const help =
  "Type a prompt and Enter. /help lists commands, /stop ends what is running, /exit leaves. ! in front runs a command."

/**
 * The shell line by line. One queue of what happened and one reader: a line that was typed before a question was written is
 * read before it, and so can never answer it.
 */
export const plainShell = Effect.fn("plainShell")(function* (first: Input | undefined) {
  const agent = yield* Agent
  const flags = yield* RunFlags
  const lines = yield* PlainLines
  const permission = yield* Permission
  const questions = yield* Questions
  const renderer = yield* Renderer
  const settings = yield* Settings
  const happened = yield* Queue.unbounded<Happened>()

  const waiting: Array<Waiting> = []
  const later: Array<Input> = []
  let form: PlainForm | undefined
  let run: Fiber.Fiber<PlainDeed, PlainEnd> | undefined
  let notices = settingsNotices(settings)
  let closed = false
  let left = false
  let count = 0

  const say = (words: string) => lines.write(words === "" ? "" : `${words}\n`)

  const show = (next: PlainForm): Effect.Effect<void, ListenerGone> => {
    form = next
    return lines.write([...next.says, next.prompt].join("\n"))
  }

  const step = (taken: PlainStep): PlainDeed => {
    switch (taken._tag) {
      case "Ask":
        return closed ? step(taken.form.take(undefined)) : show(taken.form)
      case "Answered": {
        const current = waiting.shift()
        form = undefined
        return Effect.andThen(current === undefined ? Effect.void : current.answer(taken.answer), nextQuestion)
      }
      case "Wish": {
        const request = waiting[0]?.request
        if (taken.wish._tag === "Find")
          return Effect.flatMap(find, (found) => step(taken.next({ _tag: "Found", found })))
        return request?._tag === "Permission" && taken.wish._tag === "Preview"
          ? Effect.flatMap(request.question.preview(taken.wish.rules), (preview) =>
              step(
                taken.next({ _tag: "Preview", rules: taken.wish._tag === "Preview" ? taken.wish.rules : [], preview })
              )
            )
          : step(taken.next(undefined))
      }
    }
  }

  const nextQuestion: PlainDeed = Effect.suspend(() => {
    const current = waiting[0]
    return current === undefined || form !== undefined ? Effect.void : step(plainForm(current.request))
  })

  const work: PlainDoors["work"] = Effect.fnUntraced(function* (effect) {
    run = yield* Effect.forkChild(Effect.onExit(effect, (exit) => Queue.offer(happened, { _tag: "Ended", exit })))
  })

  const begin = (events: Events): Effect.Effect<void> =>
    Effect.suspend(() => {
      const told = notices
      notices = []
      const shown = events.pipe(
        withNotices(told),
        logged(flags.debug === true),
        Stream.map((event) => {
          if (event._tag === "RunEnded") later.unshift(...(event.untaken ?? []))
          return event
        })
      )
      return work(Effect.as(renderer.render(shown), Effect.void))
    })

  const ask: PlainDoors["ask"] = (request, answer) => {
    waiting.push({ id: `own-${++count}`, request, answer })
    return nextQuestion
  }
  const leave = Effect.sync(() => {
    left = true
  })
  const doors: PlainDoors = { say, ask, begin, work, leave }
  const slash = yield* plainSlash(doors)
  const find = Effect.provideContext(lookAround, yield* Effect.context<Effect.Services<typeof lookAround>>())

  const send = (input: Input): PlainDeed => {
    const typed = typeof input.content === "string" ? input.content : ""
    return Effect.flatMap(slash(typed), (taken) => (taken ? Effect.void : begin(agent.send(input))))
  }

  /** Sends now, or once what is under way has ended. */
  const start = (input: Input): PlainDeed => {
    if (run === undefined && waiting.length === 0) return send(input)
    later.push(input)
    return Effect.void
  }

  /** A line while the agent works: for its next step, or, where that is too late or it is a command, for after. */
  const whileRunning = Effect.fnUntraced(function* (line: string) {
    if (line.trim() === "/stop") {
      yield* say("Stopping.")
      return yield* agent.interrupt
    }
    const command = /^[/!]/.test(line)
    if (!command && (yield* agent.steer(text(line)))) return yield* say("Waiting: the model gets it at its next step.")
    later.push(text(line))
    yield* say("Waiting: it is sent when this has ended.")
  })

  const onLine = (line: string): PlainDeed => {
    if (form !== undefined) return step(form.take(line))
    if (line.trim() === "") return Effect.void
    return run === undefined ? send(text(line)) : whileRunning(line)
  }

  const takeBack = Effect.fnUntraced(function* (id: string) {
    const at = waiting.findIndex((one) => one.id === id)
    if (at < 0) return
    waiting.splice(at, 1)
    if (at > 0) return
    form = undefined
    yield* say("\nThe question was taken back.")
    yield* nextQuestion
  })

  const handle = (one: Happened): PlainDeed => {
    switch (one._tag) {
      case "Line":
        return onLine(one.line)
      case "Closed":
        closed = true
        // Whoever comes next begins on a line of its own, not behind our last question.
        return Effect.andThen(
          form === undefined && run !== undefined ? Effect.void : lines.write("\n"),
          Effect.suspend(() => (form === undefined ? Effect.void : step(form.take(undefined))))
        )
      case "Asked":
        waiting.push(one.question)
        return nextQuestion
      case "TakenBack":
        return takeBack(one.id)
      case "Ended":
        run = undefined
        return Exit.isFailure(one.exit) ? Effect.failCause(one.exit.cause) : one.exit.value
    }
  }

  /** When nothing runs and nothing is asked: what waited is sent, or the next line is asked for. */
  const idle = Effect.fnUntraced(function* (before: boolean) {
    if (run !== undefined || waiting.length > 0 || left) return
    const next = later.shift()
    if (next !== undefined) {
      const words = typeof next.content === "string" ? next.content : "a prompt with files"
      yield* say(`Sending: ${printableLine(words)}`)
      return yield* send(next)
    }
    if (closed) left = true
    else if (before) yield* lines.write("Ready> ")
  })

  yield* lines.typed.pipe(
    Stream.runForEach((line) => Queue.offer(happened, { _tag: "Line", line })),
    Effect.ensuring(Queue.offer(happened, { _tag: "Closed" })),
    Effect.forkScoped
  )
  yield* questions.news.pipe(
    Stream.runForEach((news) =>
      Queue.offer(
        happened,
        news._tag === "Asked" ? { _tag: "Asked", question: news } : { _tag: "TakenBack", id: news.id }
      )
    ),
    Effect.forkScoped
  )

  const { cwd, version } = yield* Host
  yield* say(
    printable(`Coder-X ${version}. Folder: ${cwd}. Permission mode: ${modeWords[yield* permission.mode]}.\n${help}`)
  )
  yield* plainStart(
    doors,
    Effect.suspend(() => (flags.resume === true ? send(text("/resume")) : Effect.void)).pipe(
      Effect.andThen(Effect.suspend(() => (first === undefined ? Effect.void : start(first))))
    )
  )
  yield* idle(true)
  while (!left) {
    const one = yield* Queue.take(happened)
    yield* handle(one)
    // Sending what waits can be over at once (a command that only says something): the next one follows.
    do yield* idle(true)
    while (later.length > 0 && run === undefined && waiting.length === 0 && !left)
  }
  if (run !== undefined) yield* Fiber.interrupt(run)
}, Effect.scoped)
