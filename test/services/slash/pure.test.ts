import { describe, expect, it } from "@effect/vitest"
import { Schema } from "effect"
import { bar, divide, percent } from "../../../src/services/slash/bar.ts"
import { builtinFacts } from "../../../src/services/slash/builtinFacts.ts"
import { named } from "../../../src/services/slash/customFiles.ts"
import { frontMatter, listField, splitList, textField } from "../../../src/services/slash/frontMatter.ts"
import { helpText, unknownText } from "../../../src/services/slash/help.ts"
import { completeNames, findCommand, slashLine } from "../../../src/services/slash/slashLine.ts"
import { mentions, segments, withArguments, words } from "../../../src/services/slash/template.ts"

describe("a line", () => {
  it.each<[string, string | undefined, string]>([
    ["/context", "context", ""],
    ["/compact keep the names", "compact", "keep the names"],
    ["/compact\nkeep\nthese", "compact", "keep\nthese"],
    ["/git:commit now  ", "git:commit", "now"],
    ["/add-dir ../x", "add-dir", "../x"],
    ["/etc/hosts is wrong", undefined, ""],
    ["/usr", "usr", ""],
    ["/README.md says", undefined, ""],
    ["/", undefined, ""],
    ["// a comment", undefined, ""],
    ["/* a comment */", undefined, ""],
    ["/1st", undefined, ""],
    [" /context", undefined, ""],
    ["see /context", undefined, ""],
    ["/context, please", undefined, ""]
  ])("%j names %j", (text, name, typed) => {
    expect(slashLine(text)).toEqual(name === undefined ? undefined : { name, typed })
  })

  it("finds a command by name, alias and in any case", () => {
    for (const [typed, name] of [
      ["context", "context"],
      ["quit", "exit"],
      ["Context", "context"],
      ["settings", "config"]
    ] as const) {
      expect(findCommand(builtinFacts, typed)?.name).toBe(name)
    }
    expect(findCommand(builtinFacts, "nothing")).toBeUndefined()
  })

  it("asks whether another one was meant", () => {
    expect(unknownText(builtinFacts, "contxt")).toBe("There is no command /contxt. Did you mean /context?")
    expect(unknownText(builtinFacts, "xyzzy")).toBe("There is no command /xyzzy. /help lists the commands.")
  })
})

describe("the menu", () => {
  const first = (text: string) => completeNames(builtinFacts, text)[0]?.insert

  it.each([
    ["/co", "/compact"],
    ["/cont", "/context"],
    ["/dir", "/add-dir"],
    ["/ctx", "/context"],
    ["/quit", "/exit"]
  ])("%s offers %s first", (typed, wanted) => {
    expect(first(typed)).toBe(wanted)
  })

  it("offers everything for a slash alone, each with its help, and nothing for a text", () => {
    expect(completeNames(builtinFacts, "/")).toHaveLength(builtinFacts.length)
    expect(completeNames(builtinFacts, "/").every(({ detail }) => detail.length > 0)).toBe(true)
    for (const text of ["", "help", "/etc/", "/help me", "/zzzz"]) expect(completeNames(builtinFacts, text)).toEqual([])
  })
})

describe("our own commands", () => {
  it("each has help, examples that begin with its name, and no name twice", () => {
    const names = builtinFacts.flatMap(({ aliases, name }) => [name, ...aliases])
    expect(new Set(names).size).toBe(names.length)
    for (const { examples, name, summary } of builtinFacts) {
      expect(summary.length).toBeGreaterThan(5)
      expect(summary.endsWith(".")).toBe(false)
      expect(examples.length).toBeGreaterThan(0)
      for (const { line } of examples) expect(line.split(" ")[0]).toBe(`/${name}`)
      expect(helpText(builtinFacts, name)).toContain(examples[0]?.line)
    }
  })

  it("do not offer what is not there", () => {
    const names = new Set(builtinFacts.map(({ name }): string => name))
    for (const absent of ["login", "logout", "mcp", "bug", "connect", "update", "model-storage-path"]) {
      expect(names.has(absent)).toBe(false)
    }
  })
})

describe("front matter", () => {
  it("takes what the files of Claude Code hold, valid YAML or not", () => {
    const head = frontMatter(
      [
        "---",
        "description: Fix: all of it # not a comment for us",
        "argument-hint: [pr-number] [priority]",
        'allowed-tools: Bash(git add:*), Bash(git commit -m "a, b":*), Read',
        "model: 'claude-haiku'",
        "---",
        "",
        "Body $1",
        "---",
        "more"
      ].join("\n")
    )
    expect(textField(head, "description")).toBe("Fix: all of it # not a comment for us")
    expect(textField(head, "argument-hint")).toBe("[pr-number] [priority]")
    expect(listField(head, "allowed-tools")).toEqual(["Bash(git add:*)", 'Bash(git commit -m "a, b":*)', "Read"])
    expect(textField(head, "model")).toBe("claude-haiku")
    expect(head.body).toBe("Body $1\n---\nmore")
  })

  it.each<[string, string, ReadonlyArray<string>]>([
    ["a list of lines", "allowed-tools:\n  - Read\n  - Bash(npm test)", ["Read", "Bash(npm test)"]],
    ["a list at the margin", "allowed-tools:\n- Read\n- Grep", ["Read", "Grep"]],
    ["brackets", 'allowed-tools: [Read, "Bash(a, b)"]', ["Read", "Bash(a, b)"]],
    ["one", "allowed-tools: Read", ["Read"]],
    ["nothing", "allowed-tools:", []],
    ["another key", "model: x", []]
  ])("reads %s", (_, text, wanted) => {
    expect(listField(frontMatter(`---\n${text}\n---\nx`), "allowed-tools")).toEqual(wanted)
  })

  it("reads blocks, and leaves a file without a head as it is", () => {
    expect(textField(frontMatter("---\ndescription: >\n  one\n  two\n---\n"), "description")).toBe("one two")
    expect(textField(frontMatter("---\r\ndescription: a\r\n---\r\nb"), "description")).toBe("a")
    expect(frontMatter("# Title\n---\nx: y\n---\n")).toEqual({ fields: new Map(), body: "# Title\n---\nx: y\n---\n" })
    expect(frontMatter("---\nnever closed: x").fields.size).toBe(0)
  })

  const Line = Schema.Literals(["---", "a: b", "- x", "  - y", "k:", "k: [", "k: |", "\ufeff", '"', ""])
  it.prop("never throws", { lines: Schema.Array(Line), text: Schema.String }, ({ lines, text }) => {
    expect(frontMatter(["---", ...lines].join("\n")).fields.size).toBeLessThan(3)
    expect(splitList([text, ...lines].join(",")).every((one) => one !== "")).toBe(true)
  })
})

describe("the text of a command", () => {
  it("finds commands outside of words", () => {
    expect(segments("a !`git log -3` b\n!`ls`\nx!`no` `!no`")).toEqual([
      { _tag: "Text", text: "a " },
      { _tag: "Command", command: "git log -3" },
      { _tag: "Text", text: " b\n" },
      { _tag: "Command", command: "ls" },
      { _tag: "Text", text: "\nx!`no` `!no`" }
    ])
  })

  it.each<[string, string, string]>([
    ["$ARGUMENTS", "a  'b c'", "a  'b c'"],
    ["$1-$2-$3", "a 'b c'", "a-b c-"],
    ["$ARGUMENTS[1] $ARGUMENTS[9]", "a b", "b "],
    ["costs $ and $HOME and $0x", "a", "costs $ and $HOME and $0x".replace("$0", "")],
    ["$1", "$2 $ARGUMENTS", "$2"]
  ])("%j with %j is %j", (text, typed, wanted) => {
    expect(withArguments(text, typed)).toBe(wanted)
  })

  it("takes words apart as a shell does", () => {
    expect(words(`a "b c" d\\ e 'f"g' ""`)).toEqual(["a", "b c", "d e", 'f"g', ""])
    expect(words("  ")).toEqual([])
  })

  it("finds files, not addresses of mail", () => {
    expect(mentions('see @src/a.ts, (@./b.md) @"with blank.txt" @../c. @~/d me@example.com @src/a.ts')).toEqual([
      "src/a.ts",
      "./b.md",
      "with blank.txt",
      "../c",
      "~/d"
    ])
  })
})

describe("names of custom commands", () => {
  const file = (name: string, whose: "user" | "project") => ({ name, whose, file: `/${whose}/${name}.md` })

  it("lets ours, then the user's own, stand before those of a project, and keeps every one within reach", () => {
    const found = named(
      [file("review", "user"), file("git:commit", "user"), file("git:commit", "project"), file("deploy", "project")],
      new Set(["review"])
    )
    expect(found.map(({ aliases, name }) => [name, ...aliases])).toEqual([
      ["user:review"],
      ["git:commit", "user:git:commit"],
      ["project:git:commit"],
      ["deploy", "project:deploy"]
    ])
  })

  it("lets the last part of a name stand for it where it means one command", () => {
    const [one] = named([file("git:commit", "project")], new Set())
    expect(one?.aliases).toEqual(["project:git:commit", "commit"])
    const two = named([file("a:x", "user"), file("b:x", "user")], new Set())
    expect(two.flatMap(({ aliases }) => aliases)).not.toContain("x")
  })
})

describe("bars", () => {
  it("are as long as the share, and never nothing for something", () => {
    expect(bar(1, 4)).toBe("████")
    expect(bar(0.5, 4)).toBe("██")
    expect(bar(0.0001, 4)).toBe("▏")
    expect(bar(0, 4)).toBe("")
    expect(bar(Number.NaN, 4)).toBe("")
    expect(bar(7, 2)).toBe("██")
  })

  it("tells shares", () => {
    expect([0, 0.0001, 0.0312, 0.5, 1].map(percent)).toEqual(["0 %", "<0.1 %", "3.1 %", "50 %", "100 %"])
  })

  const amount = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 1_000_000 }))
  it.prop(
    "divide a row of cells: their sum is the row, and what is not nothing has a cell",
    {
      amounts: Schema.Array(amount).check(Schema.isMaxLength(8)),
      cells: Schema.Int.check(Schema.isBetween({ minimum: 8, maximum: 400 }))
    },
    ({ amounts, cells }) => {
      const given = divide(amounts, cells)
      const total = given.reduce((sum, count) => sum + count, 0)
      expect(total).toBe(amounts.some((one) => one > 0) ? cells : 0)
      for (const [index, one] of amounts.entries()) expect((given[index] ?? 0) > 0).toBe(one > 0)
    }
  )
})
