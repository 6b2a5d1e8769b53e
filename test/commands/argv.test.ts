import { describe, expect, it } from "vitest"
import { readLine } from "../../src/commands/flags/argv.ts"
import { flagRows } from "../../src/commands/flags/grammar.ts"
import { splitRules } from "../../src/commands/flags/values.ts"

const commands = ["config", "model", "memory", "session", "permissions", "doctor", "demo"]
const read = (...argv: ReadonlyArray<string>) => readLine(argv, { flags: flagRows, commands })
const run = (...argv: ReadonlyArray<string>) => ({ _tag: "Run", argv, ignored: [] })

describe("a command line is put into one form", () => {
  it.each<[string, ReadonlyArray<string>, ReadonlyArray<string>]>([
    ["a prompt alone", ["-p", "fix it"], ["--print", "--", "fix it"]],
    ["the flag after the prompt", ["fix it", "-p"], ["--print", "--", "fix it"]],
    ["the long name", ["--print", "fix it"], ["--print", "--", "fix it"]],
    ["a command's name as a prompt", ["-p", "config"], ["--print", "--", "config"]],
    ["a command's name before the flag", ["config", "-p"], ["--print", "--", "config"]],
    ["a boolean word as a prompt", ["-p", "true"], ["--print", "--", "true"]],
    ["a prompt that begins with a dash", ["-p", "- list the files"], ["--print", "--", "- list the files"]],
    ["a prompt after --", ["-p", "--", "--model"], ["--print", "--", "--model"]],
    ["words without quotes", ["-p", "fix", "the", "test"], ["--print", "--", "fix", "the", "test"]],
    ["no prompt", ["-p"], ["--print", "--"]],
    ["value by equals sign", ["--model=a/b", "-p", "x"], ["--model=a/b", "--print", "--", "x"]],
    ["value by blank", ["-p", "x", "--model", "a/b"], ["--print", "--model=a/b", "--", "x"]],
    [
      "a value that begins with a dash",
      ["-p", "x", "--append-system-prompt", "-be brief"],
      ["--print", "--append-system-prompt=-be brief", "--", "x"]
    ],
    [
      "a value with an equals sign",
      ["-p", "x", "--settings", '{"a":"b=c"}'],
      ["--print", '--settings={"a":"b=c"}', "--", "x"]
    ],
    ["a flag where a value should be", ["--model", "-p", "x"], ["--model", "--print", "--", "x"]],
    ["an empty value", ["-p", "x", "--tools", ""], ["--print", "--tools=", "--", "x"]],
    [
      "rules by blanks",
      ["-p", "x", "--allowed-tools", "Bash(git *)", "Edit"],
      ["--print", "--allowed-tools=Bash(git *)", "--allowed-tools=Edit", "--", "x"]
    ],
    [
      "rules before the prompt",
      ["-p", "--allowed-tools", "Bash(git *)", "Edit", "do it"],
      ["--print", "--allowed-tools=Bash(git *)", "--allowed-tools=Edit", "--", "do it"]
    ],
    [
      "a prompt of one word after rules",
      ["-p", "--allowed-tools", "Read", "Explain"],
      ["--print", "--allowed-tools=Read", "--", "Explain"]
    ],
    [
      "rules of MCP tools",
      ["-p", "x", "--allowed-tools", "mcp__a__b", "mcp__c"],
      ["--print", "--allowed-tools=mcp__a__b", "--allowed-tools=mcp__c", "--", "x"]
    ],
    [
      "camelCase of Claude Code",
      ["-p", "x", "--allowedTools=Read", "--disallowedTools", "Bash(rm *)"],
      ["--print", "--allowed-tools=Read", "--disallowed-tools=Bash(rm *)", "--", "x"]
    ],
    ["resume alone", ["-p", "-r", "--model", "a/b", "x"], ["--print", "--resume", "--model=a/b", "--", "x"]],
    ["resume with an id", ["-r", "abc", "-p", "x"], ["--resume=abc", "--print", "--", "x"]],
    ["resume by equals sign", ["--resume=abc", "-p", "x"], ["--resume=abc", "--print", "--", "x"]],
    ["resume at the end", ["-p", "x", "--resume"], ["--print", "--resume", "--", "x"]],
    ["short flags together", ["-pc", "x"], ["--print", "--continue", "--", "x"]],
    ["short flags together, the last with a value", ["-pr", "abc", "x"], ["--print", "--resume=abc", "--", "x"]],
    [
      "an unknown flag stays for the parser to name",
      ["-p", "x", "--alowed-tools"],
      ["--print", "--alowed-tools", "--", "x"]
    ],
    ["a lone dash is a word", ["-p", "-"], ["--print", "--", "-"]],
    ["a negative number is a word", ["-p", "-1"], ["--print", "--", "-1"]]
  ])("%s", (_, argv, expected) => {
    expect(read(...argv)).toEqual(run(...expected))
  })

  it.each<[string, ReadonlyArray<string>, ReadonlyArray<string>]>([
    ["a command", ["config", "show", "--json"], ["config", "show", "--json"]],
    ["shared flags before it", ["--cwd", "/tmp", "config", "show"], ["--cwd=/tmp", "config", "show"]],
    [
      "its own flags are its own",
      ["permissions", "explain", "git -p log", "--json"],
      ["permissions", "explain", "git -p log", "--json"]
    ],
    ["help in words", ["help", "config", "show"], ["config", "show", "--help"]],
    ["help alone", ["help"], ["--help"]],
    ["its words are not the root's", ["session", "list", "-p"], ["session", "list", "-p"]]
  ])("%s is left to its own parser", (_, argv, expected) => {
    expect(read(...argv)).toEqual({ _tag: "Command", argv: expected })
  })

  it.each([["confg"], ["modle"], ["sesion"], ["docter"], ["Config"]])(
    "%s is nearly a command and calls no model",
    (word) => {
      expect(read(word)).toMatchObject({ _tag: "Doubtful", word })
      expect(read("-p", word)).toMatchObject({ _tag: "Run" })
    }
  )

  it.each([["explain"], ["fix the config"], ["hi"]])("%s is a prompt", (prompt) => {
    expect(read(prompt)).toEqual(run("--", prompt))
  })

  it("ignores what a host sends and Coder-X has not, with the values that belong to it", () => {
    const line = read(
      "--output-format",
      "stream-json",
      "--input-format",
      "stream-json",
      "--plugin-dir",
      "/x",
      "--betas=a,b",
      "--tools=Read,Teleport",
      "--verbose"
    )
    expect(line).toEqual({
      _tag: "Run",
      argv: ["--output-format=stream-json", "--input-format=stream-json", "--tools=Read", "--verbose", "--"],
      ignored: ["--plugin-dir", "--betas", "--tools=Teleport"]
    })
  })
})

describe("--json on a command", () => {
  it.each<[ReadonlyArray<string>, ReadonlyArray<string>]>([
    [
      ["--json", "session", "list"],
      ["session", "list", "--json"]
    ],
    [
      ["session", "list", "--json", "--json"],
      ["session", "list", "--json"]
    ],
    [
      ["permissions", "explain", "--", "--json"],
      ["permissions", "explain", "--", "--json"]
    ]
  ])("%s", (argv, expected) => {
    expect(read(...argv)).toEqual({ _tag: "Command", argv: expected })
  })
})

describe("rules in one value", () => {
  it.each<[string, ReadonlyArray<string>]>([
    ["Read", ["Read"]],
    ["Bash(git *) Edit", ["Bash(git *)", "Edit"]],
    ["Bash(git add a, b),Edit,,Read", ["Bash(git add a, b)", "Edit", "Read"]],
    ["Bash(echo (a) b) Read", ["Bash(echo (a) b)", "Read"]],
    ["", []]
  ])("%s", (text, expected) => {
    expect(splitRules(text)).toEqual(expected)
  })
})
