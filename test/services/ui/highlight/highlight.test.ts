import { describe, expect, it } from "vitest"
import { codeColours } from "../../../../src/services/ui/highlight/codeColours.ts"
import { modeName } from "../../../../src/services/ui/highlight/languageOf.ts"
import { modes } from "../../../../src/services/ui/highlight/modes.ts"
import type { Role } from "../../../../src/services/ui/theme/Theme.ts"
import { sanitise } from "../../../../src/services/ui/text/sanitise.ts"
import { hostile } from "../surfaces.ts"

/** The pieces of code that have a role. */
const coloursOf = (language: string, code: string): ReadonlyArray<readonly [string, Role]> => {
  let state = codeColours.start(language)
  return code.split("\n").flatMap((text) => {
    if (state === undefined) return []
    const line = codeColours.line(state, text)
    state = line.state
    return line.spans.flatMap((span) => (span.roles[0] === undefined ? [] : [[span.text, span.roles[0]] as const]))
  })
}

describe("syntax colours", () => {
  it.each([
    ["ts", "const a = 'x' // c", ["const", "synKeyword"], ["'x'", "synString"], ["// c", "synComment"]],
    ["tsx", "return 1.5", ["return", "synKeyword"], ["1.5", "synNumber"], undefined],
    ["json", '{"a": [1, true]}', ["1", "synNumber"], ["true", "synConstant"], undefined],
    ["python", "def f(): # c", ["def", "synKeyword"], ["# c", "synComment"], undefined],
    ["bash", "if true; then echo 'x'; fi", ["if", "synKeyword"], ["'x'", "synString"], undefined],
    ["go", "func main() { return 3 }", ["func", "synKeyword"], ["3", "synNumber"], undefined],
    ["rust", 'let x = "s";', ["let", "synKeyword"], ['"s"', "synString"], undefined],
    ["java", "public class A {}", ["public", "synKeyword"], ["class", "synKeyword"], undefined],
    ["c++", "int main() { return 0; }", ["int", "synType"], ["return", "synKeyword"], undefined],
    ["c#", "using System;", ["using", "synKeyword"], undefined, undefined],
    ["php", "function f($x) { return 'a'; }", ["function", "synKeyword"], ["'a'", "synString"], undefined],
    ["sql", "SELECT 1 -- c", ["SELECT", "synKeyword"], ["-- c", "synComment"], undefined],
    ["html", '<a href="x">', ["a", "synTag"], ['"x"', "synString"], undefined],
    ["css", "a { color: red }", ["a", "synTag"], undefined, undefined],
    ["yaml", "a: 1 # c", ["# c", "synComment"], undefined, undefined],
    ["toml", 'a = "b"', ['"b"', "synString"], undefined, undefined],
    ["ruby", "def f; 'x'; end", ["def", "synKeyword"], ["end", "synKeyword"], undefined],
    ["diff", "+new", ["+new", "added"], undefined, undefined],
    ["dockerfile", "FROM node:24", ["FROM", "synKeyword"], undefined, undefined]
  ] as const)("of %s", (language, code, ...wanted) => {
    const found = coloursOf(language, code)
    for (const each of wanted) if (each !== undefined) expect(found).toContainEqual(each)
  })

  it("go on over lines", () => {
    expect(coloursOf("ts", "/* a\n b */ const c")).toEqual([
      ["/* a", "synComment"],
      [" b */", "synComment"],
      ["const", "synKeyword"]
    ])
    expect(coloursOf("python", 'x = """a\nb"""')).toContainEqual(['b"""', "synString"])
  })

  it("leave a state as it was, so that a line can be drawn again", () => {
    for (const language of modes.keys()) {
      const start = codeColours.start(language)
      if (start === undefined) throw new Error(language)
      const state = codeColours.line(start, 'if (a { /* b = "c').state
      const first = codeColours.line(state, "x */ } 'd' # e")
      codeColours.line(state, "/* `` \"\"\" ''' <!-- (((")
      expect(codeColours.line(state, "x */ } 'd' # e").spans, language).toEqual(first.spans)
    }
  })

  it("lose no character, whatever the code and the language", () => {
    for (const language of modes.keys())
      for (let seed = 1; seed <= 25; seed++) {
        let state = codeColours.start(language)
        for (const text of sanitise(hostile(seed, 60)).split("\n")) {
          if (state === undefined) throw new Error(language)
          const line = codeColours.line(state, text)
          state = line.state
          expect(line.spans.map((span) => span.text).join(""), `${language}, seed ${seed}`).toBe(text)
        }
      }
  })

  it("leave very long lines and unknown languages plain", () => {
    expect(codeColours.start("klingon")).toBeUndefined()
    expect(codeColours.start("")).toBeUndefined()
    expect(codeColours.start("constructor")).toBeUndefined()
    expect(coloursOf("js", `var a = ${"1 + ".repeat(1000)}1`)).toEqual([])
  })

  it.each([
    ["TS", "typescript"],
    ["{.python}", "python"],
    ["rust,ignore", "rust"],
    ["js title=x", "javascript"],
    ["c++", "cpp"],
    ["shell-session", "shell"]
  ])("know the language %j", (name, mode) => {
    expect(modeName(name)).toBe(mode)
    expect(modes.has(mode)).toBe(true)
  })
})
