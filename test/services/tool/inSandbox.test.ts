import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import type { ToolContext } from "../../../src/services/tool/CoderTool.ts"
import { runConfined } from "../../../src/services/tool/inSandbox.ts"
import { ConfinedTo } from "../../../src/services/workspace/ConfinedTo.ts"
import type { ShellResult } from "../../../src/services/workspace/Shell.ts"
import type { Confinement } from "../../../src/services/workspace/sandbox/policy.ts"

const ended: ShellResult = {
  stdout: "",
  stderr: "",
  text: "",
  exitCode: 0,
  signal: undefined,
  timedOut: false,
  waited: undefined,
  notices: []
}

const work: Confinement = { kind: "work", must: false }
const by = { by: "bubblewrap", kind: "work" } as const
const stopped: Partial<ShellResult> = { exitCode: 1, text: "touch: /etc/x: Read-only file system", confined: by }

interface Case {
  readonly how: Confinement | undefined
  readonly inside?: Partial<ShellResult>
  readonly answer?: boolean
}

/** What is run and asked: the confinement of each run, the questions, and what comes back. */
const settled = ({ answer, how, inside }: Case) =>
  Effect.gen(function* () {
    const runs: Array<string> = []
    const questions: Array<string> = []
    const run = Effect.map(ConfinedTo, (confinement) => {
      runs.push(confinement?.kind ?? "outside")
      return confinement === undefined ? { ...ended, text: "outside" } : { ...ended, ...inside }
    })
    const context: ToolContext = {
      callId: "c",
      progress: () => Effect.void,
      confinement: Effect.succeed(how),
      ...(answer === undefined
        ? {}
        : {
            askOutside: (reason) =>
              Effect.sync(() => {
                questions.push(reason)
                return answer
              })
          })
    }
    const { notices, result } = yield* runConfined(run, context)
    return { runs, questions: questions.join(), notices: notices.join("\n"), text: result.text }
  })

describe("a command of the model", () => {
  it.effect("is run once, confined, where nothing stops it", () =>
    Effect.gen(function* () {
      const quiet = { questions: "", notices: "" }
      assert.deepStrictEqual(yield* settled({ how: work, answer: true }), { runs: ["work"], text: "", ...quiet })
      assert.deepStrictEqual(yield* settled({ how: undefined, answer: true }), {
        runs: ["outside"],
        text: "outside",
        ...quiet
      })
      const failed = { exitCode: 1, text: "1 test failed", confined: by }
      assert.deepStrictEqual(yield* settled({ how: work, inside: failed, answer: true }), {
        runs: ["work"],
        text: "1 test failed",
        ...quiet
      })
    })
  )

  it.effect("is run again outside after a yes, and told so", () =>
    Effect.gen(function* () {
      const { notices, questions, runs, text } = yield* settled({ how: work, inside: stopped, answer: true })
      assert.deepStrictEqual([runs, text], [["work", "outside"], "outside"])
      assert.include(questions, "writes where the sandbox lets it only read")
      assert.include(questions, "What it did so far is done.")
      assert.include(notices, "run again outside")
    })
  )

  it.effect("is not run again after a no, nor where nobody is asked", () =>
    Effect.gen(function* () {
      const no = yield* settled({ how: work, inside: stopped, answer: false })
      assert.deepStrictEqual(no.runs, ["work"])
      assert.include(no.notices, "Running it outside was not allowed")
      assert.notInclude(no.notices, "Run it again")
      const nobody = yield* settled({ how: work, inside: stopped })
      assert.deepStrictEqual([nobody.runs, nobody.questions], [["work"], ""])
      assert.include(nobody.notices, "It was run in bubblewrap.")
    })
  )

  it.effect("is never asked about where the sandbox is required, or the mode only reads", () =>
    Effect.gen(function* () {
      for (const how of [
        { kind: "work", must: true },
        { kind: "read", must: false }
      ] as const) {
        const { notices, questions, runs } = yield* settled({ how, inside: stopped, answer: true })
        assert.deepStrictEqual([runs, questions], [[how.kind], ""])
        assert.include(notices, "It was run in bubblewrap")
      }
    })
  )

  it.effect("is asked about where the sandbox itself failed, and nothing was run", () =>
    Effect.gen(function* () {
      const inside = { exitCode: 1, confined: { ...by, failure: "bwrap: no" } }
      const { questions, runs } = yield* settled({ how: work, inside, answer: true })
      assert.deepStrictEqual(runs, ["work", "outside"])
      assert.include(questions, "could not be put up, and nothing was run: bwrap: no")
    })
  )

  it.effect("is not asked about when it ran out of time or waited for somebody", () =>
    Effect.gen(function* () {
      for (const more of [{ timedOut: true }, { waited: { id: 1, command: "cat" } }, { taskId: "t" }]) {
        const { questions, runs } = yield* settled({ how: work, inside: { ...stopped, ...more }, answer: true })
        assert.deepStrictEqual([runs, questions], [["work"], ""])
      }
    })
  )
})
