import { expect, it } from "@effect/vitest"
import { Effect, Layer, Result } from "effect"
import type { PermissionAnswer, PermissionQuestion } from "../../../src/services/interaction/Interaction.ts"
import { Permission } from "../../../src/services/permission/Permission.ts"
import { RuleUses, ruleKey } from "../../../src/services/permission/RuleUses.ts"
import { accessesOf } from "../../../src/services/permission/toolAccess.ts"
import { answeredRule } from "../../../src/services/settings/approvalHash.ts"
import { Approvals } from "../../../src/services/settings/Approvals.ts"
import * as MemoryFileSystem from "../../layers/MemoryFileSystem.ts"
import { permissionLayer, type PermissionWorld } from "./permissionWorld.ts"

const yes: PermissionAnswer = { _tag: "Allowed" }

let calls = 0
const ask = (name: string, input: unknown) =>
  Effect.gen(function* () {
    calls += 1
    const permission = yield* Permission
    return yield* Effect.result(
      permission.authorize({
        call: { id: `t${calls}`, name, input },
        accesses: accessesOf(name, input),
        harmless: false
      })
    )
  })
const run = (command: string) => ask("Bash", { command })

const within = <A, E>(
  world: Omit<PermissionWorld, "cwd">,
  test: Effect.Effect<A, E, Permission | Approvals | RuleUses>
) =>
  test.pipe(
    Effect.provide(
      Layer.provide(
        permissionLayer({ cwd: "/ws", ...world }),
        MemoryFileSystem.layer({ files: { "/ws": { directory: true }, "/ws/a.txt": "x", "/out/x.txt": "x" } })
      )
    )
  )

it.effect("refuses and lists what would ask where nobody answers", () =>
  within(
    {},
    Effect.gen(function* () {
      const first = yield* run("npm test")
      expect(Result.isFailure(first) && first.failure.message).toContain("Nobody can answer")
      expect(Result.isSuccess(yield* run("ls"))).toBe(true)
      expect(Result.isFailure(yield* run("rm -rf /"))).toBe(true)
      const permission = yield* Permission
      const denials = yield* permission.denials
      expect(denials.map(({ toolInput, toolName }) => [toolName, toolInput])).toEqual([
        ["Bash", { command: "npm test" }],
        ["Bash", { command: "rm -rf /" }]
      ])
      expect(denials[0]?.toolUseId).toMatch(/^t\d+$/)
    })
  )
)

it.effect("asks with the reason, the real path and the narrowest rule, once for each call", () => {
  const asked: Array<PermissionQuestion> = []
  return within(
    {
      answer: (question) =>
        Effect.sync(() => {
          asked.push(question)
          return yes
        })
    },
    Effect.gen(function* () {
      yield* run("npm run build -- --prod")
      yield* run("git commit -m 'a b'")
      yield* ask("Read", { file_path: "/out/x.txt" })
      yield* ask("WebFetch", { url: "https://example.com/a" })
      yield* run("rm -rf ../x")
      yield* run("node a.js > out.txt")
      yield* run("python3 -c 'print(1)'")
      expect(asked.map(({ suggestions }) => suggestions[0]?.rules)).toEqual([
        ["Bash(npm run build:*)"],
        ["Bash(git commit:*)"],
        ["Read(//out/x.txt)"],
        ["WebFetch(domain:example.com)"],
        undefined,
        undefined,
        ["Bash(python3 -c 'print(1)')"]
      ])
      expect(asked[0]?.suggestions.map(({ destination }) => destination)).toEqual(["session", "localSettings"])
      expect(asked[2]?.blockedPath).toBe("/out/x.txt")
      expect(asked.map(({ dangerous }) => dangerous)).toEqual([false, false, false, false, true, false, false])
    })
  )
})

it.effect("remembers what is to be remembered, for the run and in the settings", () => {
  const asked: Array<string> = []
  const saved: Array<string> = []
  return within(
    {
      saved,
      answer: (question) =>
        Effect.sync(() => {
          asked.push(JSON.stringify(question.call.input))
          const remember = question.suggestions[asked.length === 1 ? 0 : 1]
          return remember === undefined ? yes : { ...yes, remember }
        })
    },
    Effect.gen(function* () {
      yield* run("npm run lint -- x")
      yield* run("npm run lint -- y")
      expect(asked.length).toBe(1)
      expect(saved).toEqual([])
      yield* run("npm run build now")
      expect(saved).toEqual(["local allow Bash(npm run build:*)"])
      expect(Result.isSuccess(yield* run("npm run build again"))).toBe(true)
      expect(asked.length).toBe(2)
      yield* run("sudo ls")
      yield* run("sudo ls")
      expect(asked.length).toBe(4)
    })
  )
})

it.effect("decides over a changed input again", () => {
  const inputs: ReadonlyArray<unknown> = [
    { command: "npm run b" },
    { command: "curl x" },
    { command: "rm -rf /" },
    { command: "npm run c" }
  ]
  const asked: Array<unknown> = []
  return within(
    {
      rules: ["deny Bash(curl:*)"],
      answer: (question) =>
        Effect.sync(() => {
          asked.push(question.call.input)
          return { ...yes, updatedInput: inputs[asked.length - 1] }
        })
    },
    Effect.gen(function* () {
      expect(yield* run("npm run a")).toEqual(Result.succeed({ command: "npm run b" }))
      const denied = yield* run("npm run a")
      expect(Result.isFailure(denied) && denied.failure.message).toContain("Bash(curl:*)")
      /** The changed command is graver than what was asked about: it is asked about again, and changed back. */
      expect(yield* run("npm run a")).toEqual(Result.succeed({ command: "npm run c" }))
      expect(asked.slice(2)).toEqual([{ command: "npm run a" }, { command: "rm -rf /" }])
    })
  )
})

it.effect("passes on a no, and the wish to stop", () =>
  within(
    { answer: () => Effect.succeed({ _tag: "Refused", message: "not now", interrupt: true }) },
    Effect.gen(function* () {
      const refused = yield* run("npm test")
      expect(Result.isFailure(refused) && [refused.failure.message, refused.failure.interrupt]).toEqual([
        "not now",
        true
      ])
    })
  )
)

it.effect("asks one question at a time, and not what an answer has settled meanwhile", () => {
  let open = 0
  let most = 0
  let asked = 0
  return within(
    {
      answer: (question) =>
        Effect.gen(function* () {
          asked += 1
          open += 1
          most = Math.max(most, open)
          yield* Effect.yieldNow
          open -= 1
          const remember = question.suggestions[0]
          return remember === undefined ? yes : { ...yes, remember }
        })
    },
    Effect.gen(function* () {
      const all = yield* Effect.forEach(["a", "b", "c"], (name) => run(`npm run build ${name}`), { concurrency: 3 })
      expect(all.every(Result.isSuccess)).toBe(true)
      expect([most, asked]).toEqual([1, 1])
    })
  )
})

it.effect("follows the mode, also where an answer changes it", () =>
  within(
    { answer: () => Effect.succeed({ ...yes, mode: "acceptEdits" }) },
    Effect.gen(function* () {
      const permission = yield* Permission
      yield* ask("Write", { file_path: "b.txt", content: "x" })
      expect(yield* permission.mode).toBe("acceptEdits")
      yield* permission.setMode("plan")
      expect(Result.isFailure(yield* ask("Write", { file_path: "b.txt", content: "x" }))).toBe(true)
    })
  )
)

it.effect("takes a tool that is denied as a whole off the list", () =>
  within(
    { rules: ["deny WebFetch", "deny Bash(rm:*)", "deny Edit", "deny mcp__x"] },
    Effect.gen(function* () {
      const { offers } = yield* Permission
      const names = ["WebFetch", "Bash", "Edit", "Write", "Read", "mcp__x__y", "mcp__z__y"]
      expect(yield* Effect.filter(names, offers)).toEqual(["Bash", "Read", "mcp__z__y"])
    })
  )
)

it.effect("a rule that an answer put into the project's file holds there without trust, and has its date", () => {
  const saved: Array<string> = []
  return within(
    {
      saved,
      answer: ({ suggestions }) => {
        const remember = suggestions.find(({ destination }) => destination === "localSettings")
        return Effect.succeed(remember === undefined ? yes : { ...yes, remember })
      }
    },
    Effect.gen(function* () {
      yield* run("npm run lint -- x")
      expect(saved).toEqual(["local allow Bash(npm run lint:*)"])
      const rule = "Bash(npm run lint:*)"
      const approvals = yield* Approvals
      expect(approvals.given(answeredRule(rule), rule)).toBe(true)
      expect(approvals.given(answeredRule(rule), "Bash(*)")).toBe(false)
      const uses = yield* (yield* RuleUses).all
      const known = uses.get(ruleKey({ behavior: "allow", text: rule, file: "config.local.json" }))
      expect(known?.since).toMatch(/^\d{4}-/)
      expect(Result.isSuccess(yield* run("npm run lint -- y"))).toBe(true)
      const after = (yield* (yield* RuleUses).all).get(
        ruleKey({ behavior: "allow", text: rule, file: "config.local.json" })
      )
      expect(after?.uses).toBe(1)
    })
  )
})
