import { Clock, Deferred, Effect, Fiber, Option, Queue, Stream } from "effect"
import { Questions } from "../frontend/Questions.ts"
import type { StatusScript } from "../slash/statusScript.ts"
import { TerminalScreen } from "../frontend/TerminalScreen.ts"
import { RunFlags } from "../settings/RunFlags.ts"
import { Settings } from "../settings/Settings.ts"
import { takesKeysAt } from "../ui/dialogs/dialog.ts"
import { decode, flush, flushAfter, isWaiting, startDecoding } from "../ui/keys/decode.ts"
import type { Deed } from "./Deed.ts"
import { begin } from "./begin.ts"
import { makeDeeds } from "./deeds.ts"
import { shownDialog } from "./State.ts"
import { startState } from "./startState.ts"
import type { Message } from "./Message.ts"
import { makePainting } from "./painting.ts"
import { ShellLeft } from "../frontend/ShellLeft.ts"
import { hear, scripting } from "./scripting.ts"
import type { Telling } from "./telling.ts"
import { makeTheming } from "./theming.ts"
import { updateAll } from "./update.ts"

/** Milliseconds between frames that nobody waits for. What the user does is shown at once. */
const frameTime = 33

/** Turns of the event loop in which the first frame waits for what was typed ahead. They cost nothing where nothing was. */
const typedAhead = 8

/** OSC 11: what the background's colour is. The answer is an input, and may never come. */
const askBackground = "\u001b]11;?\u001b\\"

/** What the user does, and what must be seen in the moment it happens. */
const isUrgent = ({ _tag }: Message): boolean =>
  _tag === "Typed" || _tag === "Resized" || _tag === "Returned" || _tag === "Asked" || _tag === "Written"

/** Bytes of the terminal as messages. An escape that nothing follows is a key after a moment. */
const readInputs = Effect.fnUntraced(function* (tell: (message: Message) => Effect.Effect<unknown>) {
  const screen = yield* TerminalScreen
  let decoding = startDecoding
  let settling: Fiber.Fiber<unknown> | undefined
  const scope = yield* Effect.scope
  const settle: Effect.Effect<void> = Effect.gen(function* () {
    yield* Effect.sleep(flushAfter)
    const { inputs, state } = flush(decoding)
    decoding = state
    const at = yield* Clock.currentTimeMillis
    for (const input of inputs) yield* tell({ _tag: "Typed", input, at })
    if (isWaiting(decoding)) yield* settle
  })
  yield* Stream.runForEach(screen.inputs, (came) =>
    Effect.gen(function* () {
      if (came._tag !== "Bytes") return yield* tell(came)
      if (settling !== undefined) yield* Fiber.interrupt(settling)
      const { inputs, state } = decode(decoding, came.bytes)
      decoding = state
      const at = yield* Clock.currentTimeMillis
      for (const input of inputs) yield* tell({ _tag: "Typed", input, at })
      settling = isWaiting(decoding) ? yield* Effect.forkIn(settle, scope) : undefined
    })
  )
})

/** The interactive shell: from its first frame until the user leaves. */
export const program = Effect.gen(function* () {
  const screen = yield* TerminalScreen
  const questions = yield* Questions
  const { values } = yield* Settings
  const flags = yield* RunFlags
  yield* screen.enter
  const inbox = yield* Queue.unbounded<Message>()
  const tell = (message: Message) => Queue.offer(inbox, message)
  const theming = yield* makeTheming
  const painting = makePainting(screen, values.rest["prefersReducedMotion"] === true)
  // What is wiped stands on the terminal's own screen, not on the other one.
  const leave = Effect.andThen(screen.alternate(false), painting.leave)
  yield* Effect.addFinalizer(() => leave)

  let state = yield* startState
  let telling: Telling | undefined
  let lastPaint = 0
  let dirty = true
  let moves: number | undefined

  const show = Effect.gen(function* () {
    const now = yield* Clock.currentTimeMillis
    const shown = yield* painting.show(state, telling, theming.theme(), now)
    state = { ...state, events: state.events.slice(shown.events) }
    const { lastScroll } = shown
    if (lastScroll !== undefined) state = updateAll(state, [{ _tag: "Painted", at: now, lastScroll }], now).state
    lastPaint = now
    dirty = false
    const notice = state.notice === undefined ? [] : [Math.max(1, state.notice.until - now)]
    const asked = shownDialog(state)
    const arms = asked === undefined ? undefined : takesKeysAt(asked.dialog, now)
    const all = [
      ...(shown.movesIn === undefined ? [] : [shown.movesIn]),
      ...(arms === undefined ? [] : [Math.max(1, arms - now)]),
      ...notice
    ]
    moves = all.length === 0 ? undefined : Math.min(...all)
  })

  yield* Effect.forkScoped(readInputs(tell))
  // What was typed while the program was loading stands in the first frame already.
  for (let turn = 0; turn < typedAhead; turn++) yield* Effect.yieldNow
  const early = yield* Queue.clear(inbox)
  const begun = updateAll(state, early, yield* Clock.currentTimeMillis)
  state = begun.state
  yield* show
  if (screen.facts.modern) yield* screen.write(askBackground)
  const adopt = (next: Telling) => {
    telling = next
  }
  const script = yield* Deferred.make<StatusScript>()
  const deeds = yield* makeDeeds({
    tell,
    painting,
    theming,
    state: () => state,
    telling: () => telling,
    adopt,
    statusScript: (command) => Effect.flatMap(Deferred.await(script), ({ choose }) => choose(command))
  })
  yield* Effect.forkScoped(
    Stream.runForEach(questions.news, (news) =>
      news._tag === "TakenBack"
        ? tell({ _tag: "QuestionGone", id: news.id })
        : deeds.ask(news.id, news.request, true, news.answer)
    )
  )

  const failed = yield* Deferred.make<never, Effect.Error<ReturnType<typeof begin>>>()
  yield* begin({ tell, adopt, theming, state: () => state, ask: deeds.ask, showSession: deeds.showSession }).pipe(
    Effect.tapCause((cause) => Deferred.failCause(failed, cause)),
    Effect.andThen(Deferred.complete(script, scripting({ tell, state: () => state }))),
    Effect.forkScoped
  )

  yield* Effect.forEach(begun.deeds, deeds.perform, { discard: true })
  const take = Effect.suspend(() => {
    const wait = dirty ? frameTime : moves
    if (wait === undefined) return Queue.takeAll(inbox)
    return Effect.map(
      Effect.timeoutOption(Queue.takeAll(inbox), wait),
      Option.getOrElse((): ReadonlyArray<Message> => [{ _tag: "Moved" }])
    )
  })

  const running = Effect.gen(function* () {
    while (true) {
      const messages = yield* take
      yield* hear(script, messages)
      for (const message of messages) if (message._tag === "Typed") theming.heard(message.input)
      const now = yield* Clock.currentTimeMillis
      const step = updateAll(state, messages, now)
      state = step.state
      dirty = true
      const leaving = step.deeds.find((deed): deed is Extract<Deed, { _tag: "Leave" }> => deed._tag === "Leave")
      if (leaving !== undefined) return leaving.code
      yield* Effect.forEach(step.deeds, deeds.perform, { discard: true })
      if (messages.some(isUrgent) || now - lastPaint >= frameTime) yield* show
    }
  })
  const code = yield* Effect.raceFirst(running, Deferred.await(failed))
  yield* leave
  const { sessionId } = state.known
  if (sessionId !== undefined && flags.noSessionPersistence !== true) {
    const words = `To go on with this session: coderx --resume ${sessionId}`
    yield* screen.write(`${theming.theme().paint("muted", words)}\r\n`)
  }
  if (code !== 0) return yield* new ShellLeft({ code })
}).pipe(Effect.scoped)
