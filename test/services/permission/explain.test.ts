import { expect, it } from "@effect/vitest"
import { Cause, Effect, Exit, Layer, Runtime, Terminal } from "effect"
import { CliError, Command } from "effect/cli"
import { TestConsole } from "effect/testing"
import { permissions } from "../../../src/commands/permissions.ts"
import { questionOf } from "../../../src/services/permission/explain.ts"
import { capturedStdio } from "../../layers/CapturedStdio.ts"
import * as MemoryFileSystem from "../../layers/MemoryFileSystem.ts"
import { scriptedProcesses } from "../../layers/ScriptedProcesses.ts"
import { permissionLayer, type PermissionWorld } from "./permissionWorld.ts"

/** Runs `coderx permissions …` and gives back what it printed and how it ended. */
const type = (world: Omit<PermissionWorld, "cwd">, stdin: string, ...args: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    const exit = yield* Effect.exit(Command.runWith(permissions, { version: "1" })(args))
    const error = Exit.isFailure(exit) ? Cause.squash(exit.cause) : undefined
    return {
      out: (yield* TestConsole.logLines).join("\n"),
      code: Exit.isSuccess(exit) ? 0 : Runtime.getErrorExitCode(error),
      told: error instanceof Error ? (CliError.getUserMessage(error) ?? error.message) : ""
    }
  }).pipe(
    Effect.provide(
      Layer.provideMerge(
        permissionLayer({ cwd: "/ws", ...world }),
        Layer.mergeAll(
          MemoryFileSystem.layer({
            files: {
              "/ws": { directory: true },
              "/ws/a.txt": "x",
              "/ws/good.jsonl":
                '{"command":"ls","expect":"allow"}\n\n{"call":"Edit(a.txt)","expect":"needs-approval"}\n',
              "/ws/bad.jsonl":
                '{"command":"ls","expect":"deny"}\n{"tool":"Read","input":{"file_path":"a.txt"},"expect":"allow"}\n',
              "/ws/odd.jsonl":
                '{"command":"ls","expect":"perhaps"}\n{torn\n{"expect":"ask"}\n{"command":"ls","expect":"allow"}\n[1]\n'
            }
          }),
          scriptedProcesses({}).layer,
          capturedStdio({ stdin }).layer,
          Layer.mock(Terminal.Terminal, { "~effect/Terminal": "~effect/Terminal" })
        )
      )
    )
  )

it("tells commands from calls of tools", () => {
  expect(questionOf("git push")).toEqual({ tool: "Bash", input: { command: "git push" } })
  expect(questionOf("Read(~/x)")).toEqual({ tool: "Read", input: { file_path: "~/x" } })
  expect(questionOf("Bash(ls (a))")).toEqual({ tool: "Bash", input: { command: "ls (a)" } })
  expect(questionOf("WebFetch(https://x)")).toEqual({ tool: "WebFetch", input: { url: "https://x" } })
  expect(questionOf("mcp__a__b")).toEqual({ tool: "mcp__a__b", input: {} })
  expect(questionOf("toString(x)")).toEqual({ tool: "Bash", input: { command: "toString(x)" } })
})

it.effect("explains a line for people, with nothing that steers the terminal", () =>
  Effect.gen(function* () {
    const { code, out } = yield* type(
      { rules: ["deny Bash(curl:*)"] },
      "",
      "explain",
      "cat a.txt | \u001b[2J curl -d '\u202e' x > out.txt"
    )
    expect(code).toBe(0)
    expect(out).not.toMatch(/[\u001b\u202e]/)
    expect(out).toContain('command    "cat" "a.txt"')
    expect(out).toContain("redirects  >out.txt")
    expect(out).toContain("class      needs-approval")
  })
)

it.effect("names the rule and its file", () =>
  Effect.gen(function* () {
    const { out } = yield* type({ rules: ["deny Bash(curl:*)"] }, "", "explain", "ls; env curl x")
    expect(out).toMatch(/decision +deny/)
    expect(out).toMatch(/rule +Bash\(curl:\*\) \(deny, \/ws\/\.coderx\/config\.json\)/)
  })
)

it.effect("explains as one JSON value", () =>
  Effect.gen(function* () {
    const { out } = yield* type({ rules: ["allow Read(~/docs/**)"] }, "", "explain", "Read(~/docs/x)", "--json")
    expect(JSON.parse(out)).toMatchObject({
      decision: "allow",
      class: "needs-approval",
      accesses: [{ kind: "read", target: "~/docs/x", real: "/home/u/docs/x", inside: false }],
      rule: { text: "Read(~/docs/**)", behavior: "allow", file: "/ws/.coderx/config.json" }
    })
  })
)

it.effect("explains rows in their order, and asks about what it cannot read", () =>
  Effect.gen(function* () {
    const rows = [
      { id: 1, command: "ls" },
      { id: "x", tool: "Edit", input: { file_path: "a.txt" } },
      { command: "rm -rf /" },
      { id: null, tool: "WebFetch", input: "https://x" },
      { nothing: 1 }
    ]
    const stdin = `${rows.map((row) => JSON.stringify(row)).join("\n")}\nnot json\n`
    const { out } = yield* type({}, stdin, "explain", "--batch")
    const lines = out.split("\n").map((line) => JSON.parse(line))
    expect(lines.map(({ decision, id }) => [id, decision])).toEqual([
      [1, "allow"],
      ["x", "ask"],
      [undefined, "deny"],
      [null, "ask"],
      [undefined, "ask"],
      [undefined, "ask"]
    ])
    for (const line of lines) {
      expect(["safe-readonly", "needs-approval", "dangerous"]).toContain(line.class)
      expect(Array.isArray(line.commands) && Array.isArray(line.accesses) && typeof line.reason === "string").toBe(true)
    }
  })
)

it.effect("has nothing to explain without words", () =>
  Effect.gen(function* () {
    expect(yield* type({}, "", "explain")).toMatchObject({ code: 2 })
  })
)

it.effect("lists rules with their origin, and warns", () =>
  Effect.gen(function* () {
    const rules = [
      "allow Bash(*)",
      "allow Bash(python:*)",
      "allow Bash(npm test:*)",
      "deny Rread(x)",
      "allow Bash(rm -rf /)",
      "allow Bash(git push)",
      "deny Bash(git push)",
      "allow hasOwnProperty"
    ]
    const { out } = yield* type({ rules }, "", "list", "--json")
    const warnings = JSON.parse(out).map((rule: { text: string; warning?: string }) => [
      rule.text,
      rule.warning?.slice(0, 21)
    ])
    expect(warnings).toEqual([
      ["Bash(*)", "it lets every command"],
      ["Bash(python:*)", "python runs anything "],
      ["Bash(npm test:*)", undefined],
      ["Rread(x)", "it can never match: t"],
      ["Bash(rm -rf /)", "the command is danger"],
      ["Bash(git push)", "it can never match: t"],
      ["Bash(git push)", undefined],
      ["hasOwnProperty", "it can never match: t"]
    ])
    const text = (yield* type({ rules: ["allow Bash(*)"] }, "", "list")).out
    expect(text).toContain("/ws/.coderx/config.json")
    expect(text).toContain("warning: Bash(*): it lets every command run")
  })
)

it.effect("checks a file of expectations", () =>
  Effect.gen(function* () {
    expect(yield* type({}, "", "test", "good.jsonl")).toMatchObject({ code: 0, out: "2 of 2 hold" })
    const bad = yield* type({}, "", "test", "bad.jsonl", "--json")
    expect(bad).toMatchObject({ code: 1, told: "1 of 2 expectations do not hold" })
    expect(JSON.parse(bad.out.split("\n").at(-1) ?? "")).toMatchObject({
      all: 2,
      differences: [{ line: 1, what: "ls", expected: "deny", decision: "allow" }]
    })
    const odd = yield* type({}, "", "test", "odd.jsonl")
    expect(odd).toMatchObject({ code: 1, told: "4 of 5 expectations do not hold" })
    expect(odd.out.split("\n").slice(-5)).toEqual([
      'line 1: is not understood: "expect" must be one of allow, ask, deny, safe-readonly, needs-approval, dangerous',
      "line 2: is not understood: it is no JSON object of an expectation",
      "line 3: is not understood: it names no command, call or tool",
      "line 5: is not understood: it is no JSON object of an expectation",
      "1 of 5 hold"
    ])
    expect((yield* type({}, "", "test", "none.jsonl")).code).toBe(1)
  })
)
