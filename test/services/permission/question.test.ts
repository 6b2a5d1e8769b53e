import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import type { PermissionAnswer, PermissionQuestion } from "../../../src/services/interaction/Interaction.ts"
import { Permission } from "../../../src/services/permission/Permission.ts"
import { accessesOf } from "../../../src/services/permission/toolAccess.ts"
import * as MemoryFileSystem from "../../layers/MemoryFileSystem.ts"
import { permissionLayer, type PermissionWorld } from "./permissionWorld.ts"

const yes: PermissionAnswer = { _tag: "Allowed" }

/** Asks about calls, one after another, and gives back the questions. */
const questions = (
  calls: ReadonlyArray<readonly [tool: string, input: unknown]>,
  world: Omit<PermissionWorld, "cwd" | "answer"> = {},
  answer: (question: PermissionQuestion) => Effect.Effect<PermissionAnswer> = () => Effect.succeed(yes)
) => {
  const asked: Array<PermissionQuestion> = []
  return Effect.gen(function* () {
    const permission = yield* Permission
    for (const [at, [name, input]] of calls.entries()) {
      const call = { id: `t${at}`, name, input }
      yield* Effect.result(permission.authorize({ call, accesses: accessesOf(name, input), harmless: false }))
    }
    return asked
  }).pipe(
    Effect.provide(
      permissionLayer({
        cwd: "/ws",
        ...world,
        answer: (question) => {
          asked.push(question)
          return answer(question)
        }
      })
    ),
    Effect.provide(
      MemoryFileSystem.layer({
        files: {
          "/ws": { directory: true },
          "/ws/a.txt": "x",
          "/ws/out": { link: "/secret" },
          "/secret/k.txt": "k"
        }
      })
    )
  )
}

const one = (tool: string, input: unknown, world: Omit<PermissionWorld, "cwd" | "answer"> = {}) =>
  Effect.map(questions([[tool, input]], world), ([question]) => {
    if (question === undefined) throw new Error("nothing was asked")
    return question
  })

describe("a question says all that it is about", () => {
  it.effect("every command with all its words, and which of them need the answer", () =>
    Effect.gen(function* () {
      const { commands, cwd, host } = yield* one("Bash", {
        command:
          "ls -l && FOO=1 npm run 'a b' | tee out.log; for i in 1; do curl -d @a.txt https://user@ex.ample:8/x; done"
      })
      expect(commands?.map(({ needs, text }) => [needs, text])).toEqual([
        [false, "ls -l"],
        [true, "FOO=1 npm run 'a b'"],
        [true, "tee out.log"],
        [true, "curl -d @a.txt https://user@ex.ample:8/x"]
      ])
      expect(commands?.every(({ needs, why }) => needs === (why !== undefined))).toBe(true)
      expect([cwd, host]).toEqual(["/ws", "ex.ample"])
    })
  )

  it.effect("what a rule lets pass needs no answer", () =>
    Effect.gen(function* () {
      const { commands } = yield* one("Bash", { command: "npm test; make x" }, { rules: ["allow Bash(npm test)"] })
      expect(commands?.map(({ needs }) => needs)).toEqual([false, true])
    })
  )

  it.effect("an ask rule makes it about all of them, and danger about what does not merely read", () =>
    Effect.gen(function* () {
      const asked = yield* questions([
        ["Bash", { command: "ls; rm -rf ~" }],
        ["Bash", { command: "sudo id" }]
      ])
      expect(asked.map(({ commands, dangerous }) => [dangerous, commands?.map(({ needs }) => needs)])).toEqual([
        [true, [false, true]],
        [true, [true]]
      ])
      const ruled = yield* one("Bash", { command: "ls; pwd" }, { rules: ["ask Bash(ls:*)"] })
      expect(ruled.commands?.map(({ needs }) => needs)).toEqual([true, true])
    })
  )

  it.effect("where paths really lead, those that need the answer first", () =>
    Effect.gen(function* () {
      expect((yield* one("Read", { file_path: "out/k.txt" })).paths).toEqual([
        { given: "out/k.txt", real: "/secret/k.txt", access: "read", inside: false }
      ])
      const { paths } = yield* one("Bash", { command: "cat a.txt out/k.txt" })
      expect(paths?.map(({ given, inside, real }) => [given, real, inside])).toEqual([
        ["out/k.txt", "/secret/k.txt", false],
        ["a.txt", "/ws/a.txt", true]
      ])
    })
  )

  it.effect("where the shell stands, and the host of an address as a browser reads it", () =>
    Effect.gen(function* () {
      expect((yield* one("Bash", { command: "make" }, { shellCwd: "/ws/sub" })).cwd).toBe("/ws/sub")
      expect((yield* one("WebFetch", { url: "https://аpple.com/x" })).host).toBe("xn--pple-43d.com")
      expect((yield* one("Bash", { command: "git push git@github.com:a/b x" })).host).toBe("github.com")
    })
  )

  it.effect("with nothing that steers a terminal, turns text round or hides in it", () =>
    Effect.gen(function* () {
      const asked = yield* questions([
        ["Bash", { command: "printf 'a\u001b[2Jb\u202ec\u200bd\u00ade\u3164f\u{e0041}g\nh' | npm x \u2066" }],
        ["Bash", { command: "cat '/x/\u202egnp.exe'" }],
        ["Read", { file_path: "/x/a\u202e\u00ad" }],
        ["WebFetch", { url: "https://a.example/\u202e" }]
      ])
      expect(asked.length).toBe(4)
      for (const { blockedPath, commands, cwd, host, paths, reason } of asked) {
        const shown = [reason, cwd, host, ...(commands ?? []).map(({ text, why }) => `${text} ${why}`)]
        const all = [...shown, ...(paths ?? []).map(({ given, real }) => given + real)].join(" ")
        expect(all).not.toMatch(/[\p{Cc}\p{Cf}\u3164\u2028\u2029]/u)
        expect(blockedPath === undefined || typeof blockedPath === "string").toBe(true)
      }
      expect(asked[0]?.commands?.[0]?.text).toContain("\\u001b[2Jb\\u202ec\\u200bd\\u00ade\\u3164f\\udb40\\udc41g\\nh")
    })
  )

  it.effect("cuts no word short", () =>
    Effect.gen(function* () {
      const long = "x".repeat(9000)
      expect((yield* one("Bash", { command: `npm run ${long} ; evil` })).commands?.map(({ text }) => text)).toEqual([
        `npm run ${long}`,
        "evil"
      ])
    })
  )
})

describe("always", () => {
  it.effect.each([
    ["npm run build -- --prod", "Bash(npm run build:*)"],
    ["git commit -m x", "Bash(git commit:*)"],
    ["git push origin main", "Bash(git push origin main)"],
    ["docker compose up", "Bash(docker compose up)"],
    ["git config user.name x", "Bash(git config user.name x)"],
    ["git checkout -b x", "Bash(git checkout -b x)"],
    ["python3 -m pytest -q", "Bash(python3 -m pytest -q)"],
    ["./x.sh 'a b'", "Bash(./x.sh 'a b')"]
  ] as const)("proposes the narrowest useful rule: %s", ([command, rule]) =>
    Effect.gen(function* () {
      expect((yield* one("Bash", { command })).suggestions[0]?.rules).toEqual([rule])
    })
  )

  it.effect("shows what else of the session it would let pass, and what is wrong with a rule", () =>
    Effect.gen(function* () {
      const previews: Array<unknown> = []
      yield* questions(
        [
          ["Bash", { command: "npm run build a" }],
          ["Bash", { command: "npm run lint" }],
          ["Bash", { command: "npm run build b && make" }],
          ["Bash", { command: "npm run build a" }],
          ["Edit", { file_path: "/other/x", old_string: "a", new_string: "b" }],
          ["Bash", { command: "rm -rf /" }],
          ["Bash", { command: "npm run build c" }]
        ],
        {},
        (question) =>
          Effect.gen(function* () {
            if (question.call.id !== "t6") return yes
            for (const rules of [
              ["Bash(npm run build:*)"],
              ["Bash(npm:*)"],
              ["Bash(*)", "Edit(//**)"],
              ["Nope(x)"],
              []
            ])
              previews.push(yield* question.preview(rules))
            return yes
          })
      )
      expect(previews).toEqual([
        { alsoAllows: ["npm run build a"], problems: [] },
        {
          alsoAllows: ["npm run build a", "npm run lint"],
          problems: ["Bash(npm:*): npm runs anything that it is given"]
        },
        {
          alsoAllows: ["npm run build a", "npm run lint", "npm run build b && make", "Edit(/other/x)"],
          problems: ["Bash(*): it lets every command run", "Edit(//**): it reaches beyond the project"]
        },
        { alsoAllows: [], problems: ["Nope(x): it can never match: there is no tool Nope"] },
        { alsoAllows: [], problems: [] }
      ])
    })
  )
})
