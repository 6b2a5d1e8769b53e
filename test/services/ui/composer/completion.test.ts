import { describe, expect, it } from "@effect/vitest"
import { offer, wanted } from "../../../../src/services/ui/composer/completing.ts"
import {
  type CompletionItem,
  type CompletionToken,
  tokenAt,
  wordToken
} from "../../../../src/services/ui/composer/completion.ts"
import type { Composer } from "../../../../src/services/ui/composer/Composer.ts"
import { at, run, shown } from "./pressing.ts"

const told = (token: CompletionToken | undefined): string =>
  token === undefined
    ? "none"
    : `${token.kind} ${token.command === undefined ? "" : `${token.command} `}${token.query} ${token.from}-${token.to}`

describe("the word that is completed", () => {
  it.each<readonly [text: string, token: string]>([
    ["/|", "command  0-1"],
    ["/mo|", "command mo 0-3"],
    ["/mo|del x", "command mo 0-6"],
    ["/model |", "argument model  7-7"],
    ["/model  cl|", "argument model cl 8-10"],
    ["/model a b|c", "argument model a b 7-11"],
    ["/tmp/x|", "none"],
    [" /mo|", "none"],
    ["a /mo|", "none"],
    ["a\n/mo|", "none"],
    ["|/mo", "none"],
    ["@|", "file  0-1"],
    ["see @src/ma|", "file src/ma 4-11"],
    ["see @src/|main.ts now", "file src/ 4-16"],
    ["(@a|", "file a 1-3"],
    ["me@host|", "none"],
    ['@"a b|', "file a b 0-5"],
    ['@"a b|c" d', "file a b 0-7"],
    ["@a b|", "none"],
    ["!cat @a|", "file a 5-7"],
    ["x\n@a|", "file a 2-4"],
    ["/model @a|", "file a 7-9"],
    ["plain|", "none"]
  ])("of %j is %s", (text, expected) => {
    expect(told(tokenAt(at(text).buffer))).toBe(expected)
  })

  it.each<readonly [text: string, token: string]>([
    ["!ls src/ma|", "path src/ma 4-10"],
    ["a\\ b|", "path a b 0-4"],
    ["|", "none"],
    ["a |", "none"]
  ])("with Tab, of %j is %s", (text, expected) => {
    expect(told(wordToken(at(text).buffer))).toBe(expected)
  })
})

const commands: ReadonlyArray<CompletionItem> = [
  { value: "model", detail: "choose the model", continues: true },
  { value: "memory", detail: "show the memory" },
  { value: "mcp" }
]
const files: ReadonlyArray<CompletionItem> = [
  { value: "src/", continues: true },
  { value: "a b.ts" },
  { value: "main.ts" }
]

/** Answers what is wanted as the program would, key by key. */
const answered = (composer: Composer, items: ReadonlyArray<CompletionItem>): Composer => {
  const token = wanted(composer)
  return token === undefined ? composer : offer(composer, token, items)
}

const answering = (start: Composer, script: string, items: ReadonlyArray<CompletionItem>) => {
  let composer = answered(start, items)
  const intents: Array<string> = []
  for (const [part] of script.matchAll(/'[^']*'|«[^»]*»|\S+/g)) {
    const ran = run(composer, part)
    composer = answered(ran.composer, items)
    intents.push(...ran.intents.map((each) => (each._tag === "Submit" ? each.prompt.text : each._tag)))
  }
  return { composer, intents }
}

describe("the menu of commands", () => {
  it.each<readonly [keys: string, after: string, intents: string]>([
    ["'/m' tab", "/model |", ""],
    ["'/m' down tab", "/memory |", ""],
    ["'/m' down down down tab", "/model |", ""],
    ["'/m' up tab", "/mcp |", ""],
    ["'/m' ctrl+n ctrl+n ctrl+p tab", "/memory |", ""],
    ["'/m' enter", "/model |", ""],
    ["'/m' down enter", "|", "/memory "],
    ["'/' enter", "/model |", ""],
    ["'/model' enter", "|", "/model"],
    ["'/m' escape enter", "|", "/m"],
    ["'/m' escape 'x' enter", "|", "/mx"],
    ["'/m' escape tab tab", "/model |", ""],
    ["'/m' alt+enter", "/m\n|", ""],
    ["'/m' ctrl+_", "|", ""],
    ["'/m' tab ctrl+_", "/m|", ""]
  ])("%s", (keys, after, intents) => {
    const ran = answering(at(""), keys, commands)
    expect(shown(ran.composer)).toBe(after)
    expect(ran.intents.join()).toBe(intents)
  })

  it("sends a command without arguments, unless the user went to one", () => {
    expect(answering(at("/model |"), "enter", [{ value: "fast" }]).intents).toEqual(["/model "])
    expect(answering(at("/model |"), "down enter", [{ value: "fast" }]).intents).toEqual(["/model fast "])
    expect(answering(at("/model |"), "'f' enter", [{ value: "fast" }]).intents).toEqual(["/model fast "])
  })
})

describe("the menu of files", () => {
  it.each<readonly [keys: string, after: string]>([
    ["'@' down down enter", "@main.ts |"],
    ["'@m' down down tab", "@main.ts |"],
    ["'@' down tab", '@"a b.ts" |'],
    ["'@' tab", "@src/|"],
    ["'@' tab tab", "@src/|"],
    ["'@x' escape left left", "|@x"],
    ["'@x' escape 'y' down", "@xy|"],
    ["'@x' escape space '@' down down tab", "@x @main.ts |"]
  ])("%s", (keys, after) => {
    expect(shown(answering(at(""), keys, files).composer)).toBe(after)
  })

  it("takes the place of the whole word", () => {
    const items = [{ value: "src/main.ts" }]
    expect(shown(answering(at("see @src/|main.t now"), "tab", items).composer)).toBe("see @src/main.ts| now")
    expect(shown(answering(at('see @"a |b" now'), "tab", items).composer)).toBe("see @src/main.ts| now")
  })

  it("sends a file that is written out already", () => {
    expect(answering(at("@main.ts|"), "enter", [{ value: "main.ts" }]).intents).toEqual(["@main.ts"])
  })
})

describe("Tab", () => {
  it("takes a single item at once, and shows several", () => {
    expect(shown(answering(at("!cat ma|"), "tab", [{ value: "my file.ts" }]).composer)).toBe("!cat my\\ file.ts |")
    const several = answering(at("!cat m|"), "tab", [{ value: "main.ts" }, { value: "more/", continues: true }])
    expect(shown(several.composer)).toBe("!cat m|")
    expect(shown(run(several.composer, "down enter").composer)).toBe("!cat more/|")
  })

  it("asks for what is in a folder next", () => {
    const composer = answering(at("!cat s|"), "tab", [{ value: "src/", continues: true }]).composer
    expect(shown(composer)).toBe("!cat src/|")
    expect(composer.completion?.token.query).toBe("src/")
  })
})

describe("items", () => {
  it("that come late are not taken", () => {
    const first = run(at(""), "'@a'").composer
    const token = wanted(first)
    const later = run(first, "'b'").composer
    expect(token).toBeDefined()
    if (token !== undefined) expect(offer(later, token, files)).toBe(later)
  })

  it("are asked for once a word, and not during a search", () => {
    const first = answered(run(at(""), "'@a'").composer, files)
    expect(wanted(first)).toBeUndefined()
    expect(wanted(run(first, "ctrl+r").composer)).toBeUndefined()
    expect(wanted(run(first, "'b'").composer)?.query).toBe("ab")
  })

  it("that are old are not taken by Tab: it waits for the new ones", () => {
    const stale = run(answered(run(at(""), "'/m'").composer, commands), "'e' tab").composer
    expect(shown(stale)).toBe("/me|")
    expect(shown(answered(stale, [{ value: "memory" }]))).toBe("/memory |")
    expect(shown(answered(stale, [{ value: "memory" }, { value: "metrics" }]))).toBe("/me|")
  })

  it("that are old are shown but not taken by Enter", () => {
    const stale = run(answered(run(at(""), "'/m'").composer, commands), "'x'").composer
    expect(run(stale, "enter").intents).toMatchObject([{ _tag: "Submit", prompt: { text: "/mx" } }])
  })
})
