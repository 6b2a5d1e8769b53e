import { describe, expect, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import type { PermissionMode } from "../../../src/services/domain/PermissionMode.ts"
import { Interaction, type PlanAnswer, type UserAnswers } from "../../../src/services/interaction/Interaction.ts"
import { Permission } from "../../../src/services/permission/Permission.ts"
import { askUserQuestion } from "../../../src/services/tool/askUserQuestion.ts"
import type { CoderTool } from "../../../src/services/tool/CoderTool.ts"
import { exitPlanMode } from "../../../src/services/tool/exitPlanMode.ts"

interface World {
  readonly available?: boolean
  readonly answers?: UserAnswers
  readonly plan?: PlanAnswer
  readonly mode?: PermissionMode
}

const world = (options: World) => {
  const asked: Array<unknown> = []
  let mode: PermissionMode = options.mode ?? "plan"
  const layer = Layer.merge(
    Layer.mock(Interaction, {
      available: options.available ?? true,
      askUser: (questions, callId) =>
        Effect.sync(() => {
          asked.push({ questions, callId })
          return options.answers ?? { _tag: "Declined", message: "no", interrupt: false }
        }),
      approvePlan: (plan, callId) =>
        Effect.sync(() => {
          asked.push({ plan, callId })
          return options.plan ?? { _tag: "Rejected", message: "no", interrupt: false }
        })
    }),
    Layer.mock(Permission, {
      mode: Effect.sync(() => mode),
      setMode: (next) =>
        Effect.sync(() => {
          mode = next
        })
    })
  )
  return { asked, layer, mode: () => mode }
}

const use = <R>(tool: CoderTool<R>, input: unknown) =>
  Effect.flatMap(tool.prepare(input), (prepared) => prepared.run({ callId: "c1", progress: () => Effect.void }))

const questions = [
  { question: "Which database?", header: "Database", options: [{ label: "Postgres" }, { label: "SQLite" }] },
  { question: "Which extras?", multiSelect: true, options: [{ label: "Cache", description: "fast" }, { label: "Log" }] }
]

describe("AskUserQuestion", () => {
  it.effect("asks all at once and gives the answers to the model and to hosts", () => {
    const { asked, layer } = world({ answers: { _tag: "Answered", answers: [["SQLite"], ["Cache", "Log"]] } })
    return Effect.gen(function* () {
      const { content, output } = yield* use(askUserQuestion, { questions })
      expect(asked).toEqual([{ questions, callId: "c1" }])
      expect(content).toBe("Which database? → SQLite\nWhich extras? → Cache, Log")
      expect(output).toEqual({ questions, answers: { "Which database?": "SQLite", "Which extras?": "Cache, Log" } })
    }).pipe(Effect.provide(layer))
  })

  it.effect("says which question has no answer", () => {
    const { layer } = world({ answers: { _tag: "Answered", answers: [["neither of them"]] } })
    return Effect.gen(function* () {
      const { content } = yield* use(askUserQuestion, { questions })
      expect(content).toBe("Which database? → neither of them\nWhich extras? → (no answer)")
    }).pipe(Effect.provide(layer))
  })

  it.effect.each([true, false])(
    "tells the model what the user says instead, and stops the run where asked: %s",
    (stop) => {
      const { layer } = world({ answers: { _tag: "Declined", message: "ask me later", interrupt: stop } })
      return Effect.gen(function* () {
        const error = yield* Effect.flip(use(askUserQuestion, { questions }))
        expect(error).toMatchObject({ _tag: "ToolFailed", stop })
        expect(error.message).toContain("ask me later")
      }).pipe(Effect.provide(layer))
    }
  )

  it.effect.each([
    { questions: [] },
    { questions: [{ question: "?", options: [] }] },
    { questions: [{ question: "", options: [{ label: "a" }] }] },
    { questions: [...questions, ...questions, ...questions] },
    {}
  ])("refuses %j and says what fits", (input) =>
    Effect.map(Effect.flip(askUserQuestion.prepare(input)), (error) => expect(error._tag).toBe("ToolInputInvalid"))
  )
})

describe("ExitPlanMode", () => {
  it.effect("changes the mode with a yes and tells the model to go on", () => {
    const { asked, layer, mode } = world({ plan: { _tag: "Approved", mode: "acceptEdits" } })
    return Effect.gen(function* () {
      const { content, output } = yield* use(exitPlanMode, { plan: "1. do" })
      expect(asked).toEqual([{ plan: "1. do", callId: "c1" }])
      expect(mode()).toBe("acceptEdits")
      expect(content).toContain("you may change things now")
      expect(content).not.toContain("1. do")
      expect(output).toEqual({ plan: "1. do", isAgent: false })
    }).pipe(Effect.provide(layer))
  })

  it.effect("gives back a plan that the user has changed", () => {
    const { layer } = world({ plan: { _tag: "Approved", mode: "default", plan: "1. less" } })
    return Effect.gen(function* () {
      const { content, output } = yield* use(exitPlanMode, { plan: "1. do" })
      expect(content).toContain("1. less")
      expect(output).toEqual({ plan: "1. less", isAgent: false, planWasEdited: true })
    }).pipe(Effect.provide(layer))
  })

  it.effect.each<[string, World, string, PermissionMode]>([
    ["a no with a word", { plan: { _tag: "Rejected", message: "too big", interrupt: false } }, "too big", "plan"],
    ["nobody to ask", { available: false }, "Give the plan as your answer", "plan"],
    ["another mode", { mode: "default" }, "over already", "default"]
  ])("leaves the mode as it is: %s", ([, options, words, left]) => {
    const { layer, mode } = world(options)
    return Effect.gen(function* () {
      expect((yield* Effect.flip(use(exitPlanMode, { plan: "1. do" }))).message).toContain(words)
      expect(mode()).toBe(left)
    }).pipe(Effect.provide(layer))
  })
})
