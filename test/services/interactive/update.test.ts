import { describe, expect, it } from "vitest"
import type { AgentEvent } from "../../../src/services/domain/AgentEvent.ts"
import type { PermissionQuestion } from "../../../src/services/interaction/Interaction.ts"
import { textPrompt, written } from "../../../src/services/interactive/composer.ts"
import type { Deed } from "../../../src/services/interactive/Deed.ts"
import type { Message } from "../../../src/services/interactive/Message.ts"
import type { State } from "../../../src/services/interactive/State.ts"
import { updateAll } from "../../../src/services/interactive/update.ts"
import { defaultBindings } from "../../../src/services/ui/bindings/defaults.ts"
import { beginComposer } from "../../../src/services/ui/composer/state.ts"
import { takesKeys } from "../../../src/services/ui/dialogs/dialog.ts"
import { type Key, key, typedKey } from "../../../src/services/ui/keys/Key.ts"
import { Effect } from "effect"

const start: State = {
  size: { columns: 80, rows: 24 },
  focused: true,
  known: {
    version: "1.0.0",
    directory: "~/shop",
    branch: "main",
    model: "anthropic/claude-sonnet-5",
    mode: "default",
    mayBypass: false,
    contextTokens: undefined,
    contextWindow: 200_000,
    costUsd: undefined,
    sessionId: undefined
  },
  bindings: defaultBindings,
  composer: beginComposer(),
  dialogs: [],
  queue: [],
  later: [],
  work: undefined,
  events: [],
  headed: false,
  script: undefined,
  notice: undefined,
  leavesUntil: 0,
  lastKeyAt: undefined,
  unfolded: undefined,
  showsTodos: false,
  todos: [],
  count: 0
}

let clock = 1_000_000
/** The state after messages, a second apart, and all that is to be done. */
const following = (state: State, ...messages: ReadonlyArray<Message>) => {
  let now: State = state
  const deeds: Array<Deed> = []
  for (const message of messages) {
    clock += 1000
    const step = updateAll(now, [message._tag === "Typed" ? { ...message, at: clock } : message], clock)
    now = step.state
    deeds.push(...step.deeds)
  }
  return { state: now, deeds }
}
const press = (pressed: Key): Message => ({ _tag: "Typed", input: { _tag: "Key", key: pressed }, at: 0 })
const type = (text: string): ReadonlyArray<Message> => [...text].map((character) => press(typedKey(character)))
const enter = press(key("enter"))
const altEnter = press(key("enter", { alt: true }))
const escape = press(key("escape"))
const control = (letter: string) => press(key(letter, { ctrl: true }))
const told = (...events: ReadonlyArray<AgentEvent>): Message => ({ _tag: "Told", events })
const tags = (deeds: ReadonlyArray<Deed>) => deeds.map(({ _tag }) => _tag)
const ended: AgentEvent = {
  _tag: "RunEnded",
  ending: "success",
  answer: "",
  errors: [],
  turns: 1,
  durationMs: 1,
  apiDurationMs: 1,
  stopReason: "end_turn",
  usage: { inputTokens: 1, cacheReadTokens: 0, cacheWriteTokens: 0, outputTokens: 1 },
  costUsd: 0.25,
  models: {},
  denials: []
}
const busy = following(start, ...type("go"), enter).state

const question = (dangerous = false): PermissionQuestion => ({
  call: { id: "c1", name: "Bash", input: { command: "touch a" } },
  reason: "It writes.",
  dangerous,
  suggestions: [],
  cwd: "/work",
  preview: () => Effect.succeed({ alsoAllows: [], problems: [] })
})
const asked = (id = "q1"): Message => ({
  _tag: "Asked",
  id,
  request: { _tag: "Permission", question: question() },
  byItself: true
})
const painted: Message = { _tag: "Painted", at: 0, lastScroll: 0 }

describe("what is typed", () => {
  it.each<[string, string, ReadonlyArray<string>]>([
    ["a prompt goes to the agent", "do it", ["Remember", "Send"]],
    ["a command goes to the shell", "!ls", ["Remember", "RunCommand"]],
    [
      "a slash command is read",
      "/help me",
      ["Complete", "Complete", "Complete", "Complete", "Complete", "Remember", "RunSlash"]
    ],
    ["a path is a prompt", "/etc/hosts is wrong", ["Remember", "RunSlash"]],
    ["nothing does nothing", "   ", []],
    ["a bare mark does nothing", "!", []]
  ])("%s", (_, text, expected) => {
    const { deeds, state } = following(start, ...type(text), enter)
    expect(tags(deeds).filter((tag) => tag !== "Complete")).toEqual(expected.filter((tag) => tag !== "Complete"))
    if (expected.length > 0) expect(written(state.composer)).toBe("")
  })

  it("leaves by Ctrl+D at once where nothing runs, and by Ctrl+C at the second time", () => {
    expect(tags(following(start, control("d")).deeds)).toEqual(["Leave"])
    const once = following(start, control("c"))
    expect(once.deeds).toEqual([])
    expect(once.state.notice?.text).toContain("again leaves")
    expect(tags(following(once.state, control("c")).deeds)).toEqual(["Leave"])
    const waited = following(once.state, { _tag: "Moved" }, { _tag: "Moved" }, { _tag: "Moved" }).state
    expect(tags(following(waited, control("c")).deeds)).toEqual([])
  })

  it("clears a prompt by Ctrl+C first", () => {
    const { deeds, state } = following(start, ...type("text"), control("c"))
    expect(deeds).toEqual([])
    expect(written(state.composer)).toBe("")
    expect(state.notice).toBeUndefined()
  })

  it("goes round the modes, and through the free one only where the run was begun with it", () => {
    const tab = press(key("tab", { shift: true }))
    const modes = (state: State, times: number) =>
      following(state, ...Array.from({ length: times }, () => tab)).deeds.map(
        (deed) => deed._tag === "SetMode" && deed.mode
      )
    expect(modes(start, 3)).toEqual(["acceptEdits", "plan", "default"])
    const free: State = { ...start, known: { ...start.known, mayBypass: true } }
    expect(modes(free, 4)).toEqual(["acceptEdits", "plan", "bypassPermissions", "default"])
  })

  it("opens the list to go back by Esc Esc, with both close together", () => {
    const first = updateAll(start, [press(key("escape"))], 5).state
    expect(tags(updateAll(first, [{ ...press(key("escape")), at: 6 } as Message], 6).deeds)).toEqual(["ShowRewind"])
  })
})

describe("while the agent works", () => {
  it("queues by Enter for the next step, by Alt+Enter for after", () => {
    const { deeds, state } = following(busy, ...type("now"), enter, ...type("then"), altEnter)
    expect(tags(deeds).filter((tag) => tag !== "Remember")).toEqual(["Steer"])
    expect(state.queue.map(({ prompt, when }) => [prompt.text, when])).toEqual([
      ["now", "next"],
      ["then", "after"]
    ])
  })

  it("takes from the queue what the model got", () => {
    const { state } = following(busy, ...type("now"), enter)
    const id = state.queue[0]?.id ?? ""
    expect(following(state, told({ _tag: "InputTaken", id, content: "now" })).state.queue).toEqual([])
  })

  it("sends what was not taken when the run has ended: together, and before what is for after", () => {
    const waiting = following(busy, ...type("a"), enter, ...type("b"), altEnter, ...type("c"), enter).state
    const one = following(waiting, told(ended), { _tag: "WorkEnded" })
    const sent = one.deeds.find((deed) => deed._tag === "Send")
    expect(sent?._tag === "Send" && sent.prompts.map(({ text }) => text)).toEqual(["a", "c"])
    expect(one.state.queue.map(({ prompt }) => prompt.text)).toEqual(["b"])
    const two = following(one.state, { _tag: "WorkEnded" })
    expect(two.state.queue).toEqual([])
    expect(following(two.state, { _tag: "WorkEnded" }).state.work).toBeUndefined()
  })

  it("gives back what waits when it is interrupted, before what is being written", () => {
    const waiting = following(busy, ...type("one"), enter, ...type("two"), altEnter, ...type("draft")).state
    const stopped = following(waiting, escape)
    expect(tags(stopped.deeds)).toEqual(["Interrupt"])
    const { deeds, state } = following(stopped.state, told({ ...ended, ending: "error_during_execution" }), {
      _tag: "WorkEnded"
    })
    expect(deeds).toEqual([])
    expect(written(state.composer)).toBe("one\ntwo\ndraft")
    expect(state.queue).toEqual([])
  })

  it("takes the last of the queue back to edit it; one for the next step only where the model has not got it", () => {
    const up = press(key("up", { alt: true }))
    const waiting = following(busy, ...type("next"), enter, ...type("after"), altEnter).state
    const first = following(waiting, up)
    expect(written(first.state.composer)).toBe("after")
    const second = following(first.state, up)
    expect(tags(second.deeds)).toEqual(["TakeBack"])
    const id = second.state.queue[0]?.id ?? ""
    expect(following(second.state, { _tag: "TakenBack", id, found: false }).state.queue).toHaveLength(1)
    const taken = following(second.state, { _tag: "TakenBack", id, found: true }).state
    expect(written(taken.composer)).toContain("next")
    expect(taken.queue).toEqual([])
  })

  it("sends a prompt that no run could take any more", () => {
    const { state } = following(busy, ...type("late"), enter)
    const id = state.queue[0]?.id ?? ""
    const free = following(state, { _tag: "WorkEnded" })
    expect(tags(free.deeds)).toEqual(["Send"])
    expect(tags(following(free.state, { _tag: "Steered", id, accepted: false }).deeds)).toEqual([])
  })

  it("says that it waits only to a user who looks elsewhere", () => {
    const away = following(busy, { _tag: "Typed", input: { _tag: "Focus", focused: false }, at: 0 }).state
    expect(tags(following(away, told(ended)).deeds)).toEqual(["Notify"])
    expect(tags(following(away, asked()).deeds)).toEqual(["Notify"])
    expect(following(busy, told(ended), asked()).deeds).toEqual([])
  })

  it("adds up what is spent, and knows nothing once a price is unknown", () => {
    const twice = following(busy, told(ended), told(ended)).state
    expect(twice.known.costUsd).toBe(0.5)
    expect(following(twice, told({ ...ended, costUsd: null }), told(ended)).state.known.costUsd).toBeNull()
  })
})

describe("a question", () => {
  it("is not answered by what was typed before it could be read: that goes into the prompt", () => {
    const came = following(busy, asked()).state
    const { deeds, state } = following(came, ...type("y"))
    expect(deeds).toEqual([])
    expect(written(state.composer)).toBe("y")
    expect(state.dialogs).toHaveLength(1)
  })

  it("is answered once it was on the screen for a moment", () => {
    const came = following(busy, asked(), painted).state
    const dialog = came.dialogs[0]?.dialog
    expect(dialog !== undefined && takesKeys(dialog, clock + 1000)).toBe(true)
    const { deeds, state } = following(came, press(typedKey("y")))
    expect(deeds).toMatchObject([
      { _tag: "Answer", id: "q1", answer: { _tag: "Permission", answer: { _tag: "Allowed" } } }
    ])
    expect(state.dialogs).toEqual([])
  })

  it("is not answered by the end of a prompt that was begun below it: no letter is lost", () => {
    const came = following(busy, asked(), painted).state
    const at = clock + 1000
    const keys = [..."queued"].map((letter) => typedKey(letter)).concat(key("enter"))
    const { deeds, state } = updateAll(
      came,
      keys.map((pressed, index) => ({ _tag: "Typed", input: { _tag: "Key", key: pressed }, at: at + index * 40 })),
      at
    )
    expect(tags(deeds)).toEqual(["Remember", "Steer"])
    expect(state.dialogs).toHaveLength(1)
    expect(state.queue.map(({ prompt }) => prompt.text)).toEqual(["queued"])
    clock = at
    expect(tags(following(state, press(typedKey("y"))).deeds)).toEqual(["Answer"])
  })

  it("that the user stops at gives back what waits, as every interruption does", () => {
    const waiting = following(busy, ...type("a"), enter, asked(), painted).state
    const { deeds, state } = following(waiting, press(key("escape")), told(ended), { _tag: "WorkEnded" })
    expect(tags(deeds)).toEqual(["Answer"])
    expect(written(state.composer)).toBe("a")
    expect(state.queue).toEqual([])
    // A mere no lets the run go on, and what waits reaches the model.
    expect(following(waiting, press(typedKey("n"))).state.queue).toHaveLength(1)
  })

  it("waits behind the one before it, and goes where nobody asks any more", () => {
    const two = following(busy, asked("a"), asked("b"), painted).state
    expect(two.dialogs.map(({ id }) => id)).toEqual(["a", "b"])
    expect(following(two, { _tag: "QuestionGone", id: "a" }).state.dialogs.map(({ id }) => id)).toEqual(["b"])
  })

  it("closes the unfolded transcript, so that it is seen", () => {
    const reading = following(busy, control("o")).state
    const { deeds, state } = following(reading, asked())
    expect(deeds).toMatchObject([{ _tag: "Alternate", on: false }])
    expect(state.unfolded).toBeUndefined()
  })
})

describe("properties", () => {
  const keys: ReadonlyArray<Message> = [
    ...type("ab /!@"),
    enter,
    altEnter,
    escape,
    control("c"),
    control("o"),
    control("b"),
    press(key("up", { alt: true })),
    press(key("up")),
    press(key("tab")),
    asked(),
    painted,
    told(ended),
    { _tag: "WorkEnded" },
    { _tag: "QuestionGone", id: "q1" },
    { _tag: "Begun", prompt: textPrompt("from the call") }
  ]
  it("never loses a prompt: everything sent is sent once, waits, or is in the composer", () => {
    for (let seed = 1; seed <= 300; seed++) {
      let random = seed
      const next = (below: number) => {
        random = (Math.imul(random, 1103515245) + 12345) & 0x7fffffff
        return (random >>> 8) % below
      }
      let state = start
      for (let step = 0; step < 80; step++) {
        const before = state
        const done = following(state, keys[next(keys.length)] ?? enter)
        state = done.state
        const sent = done.deeds.filter((deed) => deed._tag === "Send").length
        // A prompt leaves the queue only into a run, into the composer, or because the model got it.
        if (state.queue.length < before.queue.length)
          expect(sent > 0 || written(state.composer) !== written(before.composer), `seed ${seed}`).toBe(true)
      }
    }
  })
})
