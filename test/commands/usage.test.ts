import { describe, expect, it } from "@effect/vitest"
import { Cause, Effect, Exit, Layer, Path, Runtime, Terminal } from "effect"
import { CliError } from "effect/cli"
import { TestConsole } from "effect/testing"
import { ChildProcessSpawner } from "effect/process"
import { FileSystem } from "effect"
import { type CommandNeeds, cli } from "../../src/commands/cli.ts"
import { commandLine } from "../../src/layers/commandLine.ts"
import { flagRows } from "../../src/commands/flags/grammar.ts"
import { Frontend } from "../../src/services/frontend/Frontend.ts"
import type { RunFlagValues } from "../../src/services/settings/RunFlags.ts"
import { capturedStdio } from "../layers/CapturedStdio.ts"

const codeOf = (exit: Exit.Exit<unknown, unknown>): number => {
  if (Exit.isSuccess(exit)) return 0
  const error = Cause.squash(exit.cause)
  if (CliError.isCliError(error) && error._tag === "ShowHelp") return error.errors.length === 0 ? 0 : 2
  return Runtime.getErrorExitCode(error)
}

/** Types a command line; a run only notes its flags. */
const type = (...args: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    let flags: RunFlagValues | undefined
    /** All that a run asks for; no other command is run here. */
    const appFor = (values: RunFlagValues) =>
      Layer.succeed(Frontend, {
        run: Effect.sync(() => {
          flags = values
        })
      }) as Layer.Layer<never> as Layer.Layer<CommandNeeds>
    const exit = yield* cli("1.2.3", appFor).pipe(
      Effect.provide([
        capturedStdio({ args }).layer,
        commandLine,
        FileSystem.layerNoop({}),
        Path.layer,
        Layer.mock(Terminal.Terminal, { "~effect/Terminal": "~effect/Terminal" }),
        Layer.mock(ChildProcessSpawner.ChildProcessSpawner, {})
      ]),
      Effect.exit
    )
    const lines = (all: ReadonlyArray<unknown>) => all.join("\n")
    return {
      code: codeOf(exit),
      flags,
      stdout: lines(yield* TestConsole.logLines),
      stderr: lines(yield* TestConsole.errorLines)
    }
  })

describe("wrong usage", () => {
  it.effect.each<[string, ReadonlyArray<string>, ReadonlyArray<string>]>([
    [
      "an unknown flag",
      ["-p", "x", "--alowed-tools", "Read"],
      ["unknown flag --alowed-tools", "Did you mean --allowed-tools?"]
    ],
    [
      "a bad choice",
      ["-p", "x", "--permission-mode", "acceptEdit"],
      ["--permission-mode", '"acceptEdit"', "bypassPermissions", "Did you mean acceptEdits?"]
    ],
    [
      "a bad choice that is near nothing",
      ["-p", "x", "--effort", "zzzzzzzz"],
      ["--effort", "zzzzzzzz", "low", "medium", "high"]
    ],
    [
      "a bad format",
      ["-p", "x", "--output-format=jsn"],
      ["--output-format", '"jsn"', "stream-json", "Did you mean json?"]
    ],
    ["no number", ["-p", "x", "--max-turns", "many"], ["--max-turns", '"many"', "number"]],
    ["a number too small", ["-p", "x", "--max-turns=0"], ["--max-turns", '"0"', "above 0"]],
    ["a negative budget", ["-p", "x", "--max-budget-usd=-1"], ["--max-budget-usd", '"-1"', "above 0"]],
    ["no UUID", ["-p", "x", "--session-id", "abc"], ["--session-id", '"abc"', "UUID"]],
    ["a missing value", ["-p", "x", "--model"], ["--model needs a value"]],
    ["a schema that is no JSON", ["-p", "x", "--json-schema", "{"], ["--json-schema", "JSON object"]],
    [
      "unknown sources",
      ["-p", "x", "--setting-sources", "user,nobody"],
      ["--setting-sources", "user,nobody", "project"]
    ],
    ["a tool that is none", ["-p", "x", "--tools", "Raed"], ["--tools", '"Raed"', "Did you mean Read?"]],
    ["servers that are no JSON", ["-p", "x", "--mcp-config", "{bad"], ["--mcp-config", "{bad", "mcpServers"]],
    ["a command of a later version", ["mcp", "list"], ["no command mcp", "-p"]],
    ["nearly a command", ["confg"], ["unknown command confg", "Did you mean config?", "-p"]]
  ])("%s", ([, args, parts]) =>
    Effect.gen(function* () {
      const typed = yield* type(...args)
      expect(typed).toMatchObject({ code: 2, stdout: "", flags: undefined })
      for (const part of parts) expect(typed.stderr).toContain(part)
      expect(typed.stderr.split("\n").length).toBeLessThanOrEqual(2)
    })
  )
})

describe("the flags of a run", () => {
  it.effect.each<[string, ReadonlyArray<string>, RunFlagValues]>([
    ["the shell in words", ["--plain"], { plain: true }],
    ["nothing", [], {}],
    ["a prompt", ["-p", "fix it"], { print: true, prompt: "fix it" }],
    ["--json", ["-p", "x", "--json"], { print: true, prompt: "x", outputFormat: "json" }],
    [
      "--dangerously-skip-permissions",
      ["-p", "x", "--dangerously-skip-permissions"],
      { print: true, prompt: "x", permissionMode: "bypassPermissions" }
    ],
    [
      "rules",
      ["--allowedTools", "Bash(git *),Edit", "Read", "--disallowed-tools=Write"],
      { allowedTools: ["Bash(git *)", "Edit", "Read"], disallowedTools: ["Write"] }
    ],
    [
      "what is given twice: the last one",
      ["-p", "x", "--model", "a/b", "--json", "--json", "--model=c/d"],
      { print: true, prompt: "x", model: "c/d", outputFormat: "json" }
    ],
    ["no tools", ["--tools", ""], { tools: [] }],
    ["some tools", ["--tools", "Read,Grep"], { tools: ["Read", "Grep"] }],
    [
      "directories",
      ["--add-dir", "../a", "--add-dir=../b", "--cwd", "/tmp"],
      { addDirs: ["../a", "../b"], cwd: "/tmp" }
    ],
    [
      "models",
      ["--model", "a/b", "--fallback-model", "c/d, e/f", "--effort", "low"],
      { model: "a/b", fallbackModels: ["c/d", "e/f"], effort: "low" }
    ],
    [
      "sessions",
      ["-c", "--fork-session", "--session-id", "11111111-1111-4111-8111-11111111111A"],
      { continue: true, forkSession: true, sessionId: "11111111-1111-4111-8111-11111111111a" }
    ],
    ["resume alone", ["--resume"], { resume: true }],
    ["resume with an id", ["-r", "abc"], { resume: "abc" }],
    ["limits", ["--max-turns=3", "--max-budget-usd", "0.5"], { maxTurns: 3, maxBudgetUsd: 0.5 }],
    ["recording", ["--record", "a.jsonl", "--replay=b.jsonl"], { recordFile: "a.jsonl", replayFile: "b.jsonl" }],
    ["no settings files", ["--setting-sources="], { settingSources: [] }],
    [
      "what the published SDK sends",
      [
        "--output-format",
        "stream-json",
        "--verbose",
        "--input-format",
        "stream-json",
        "--max-turns=3",
        "--model=x",
        '--json-schema={"type":"object"}',
        "--permission-prompt-tool=stdio",
        "--setting-sources=user,project",
        "--permission-mode=default",
        "--fallback-model=y",
        "--include-partial-messages",
        "--add-dir=/tmp",
        "--fork-session",
        "--allow-dangerously-skip-permissions",
        "--mcp-config",
        "{}",
        "--strict-mcp-config",
        "--bare"
      ],
      {
        outputFormat: "stream-json",
        verbose: true,
        inputFormat: "stream-json",
        maxTurns: 3,
        model: "x",
        jsonSchema: '{"type":"object"}',
        permissionPromptTool: "stdio",
        settingSources: ["user", "project"],
        permissionMode: "default",
        fallbackModels: ["y"],
        includePartialMessages: true,
        addDirs: ["/tmp"],
        forkSession: true,
        mcpConfig: ["{}"],
        strictMcpConfig: true
      }
    ]
  ])("%s", ([, args, expected]) =>
    Effect.gen(function* () {
      const typed = yield* type(...args)
      expect(typed.flags).toEqual({ run: true, ...expected })
      expect(typed.code).toBe(0)
    })
  )

  it.effect("tells on stderr which flags of a host it does not know", () =>
    Effect.gen(function* () {
      const typed = yield* type(
        "--input-format=stream-json",
        "--output-format=stream-json",
        "--bare",
        "--plugin-dir",
        "/x"
      )
      expect(typed).toMatchObject({
        code: 0,
        stdout: "",
        stderr: "coderx: not known here and ignored: --bare --plugin-dir"
      })
    })
  )
})

describe("help", () => {
  it.effect("lists every flag that the reader of the command line knows, and no hidden one", () =>
    Effect.gen(function* () {
      const { code, stdout, stderr } = yield* type("--help")
      expect([code, stderr]).toEqual([0, ""])
      const hidden = ["permission-prompt-tool", "allow-dangerously-skip-permissions"]
      const listed = new Set([...stdout.matchAll(/^ {2}--([a-z-]+)/gm)].map((match) => match[1]))
      expect([...listed].sort()).toEqual(
        flagRows
          .map((row) => row.name)
          .filter((name) => !hidden.includes(name))
          .sort()
      )
    })
  )

  it.effect("prints the version alone", () =>
    Effect.gen(function* () {
      expect(yield* type("--version")).toMatchObject({ code: 0, stdout: "1.2.3", stderr: "" })
    })
  )

  it.effect.each([["bash"], ["zsh"], ["fish"]])("prints a completion script for %s", ([shell]) =>
    Effect.gen(function* () {
      const { code, stdout } = yield* type("--completions", shell ?? "")
      expect(code).toBe(0)
      expect(stdout).toContain("coderx")
      expect(stdout).toContain("output-format")
    })
  )
})
