import { describe, expect, it } from "@effect/vitest"
import { Effect, Layer, Path, Schema } from "effect"
import * as Walk from "../../../src/layers/search/walk.ts"
import { isRisky } from "../../../src/services/workspace/patternRisk.ts"
import { Search } from "../../../src/services/workspace/Search.ts"
import { searchBlocks } from "../../../src/services/workspace/searchBlocks.ts"
import { compileGlob } from "../../../src/services/workspace/searchGlob.ts"
import { literally, searchWindow, shownLine, someOf } from "../../../src/services/workspace/searchLines.ts"
import { compilePattern, decodeText, searchText } from "../../../src/services/workspace/searchText.ts"
import { typeGlob, typeNames } from "../../../src/services/workspace/searchTypes.ts"
import * as MemoryFileSystem from "../../layers/MemoryFileSystem.ts"

/** Texts out of the characters that globs and patterns give a meaning, and some others. */
const Odd = Schema.Array(Schema.Literals([..."abAB01 _-é*?[]{}()!,.^$|+\\:/#&=<>~"])).pipe(
  Schema.check(Schema.isMinLength(1))
)

describe("compileGlob", () => {
  const table: ReadonlyArray<readonly [string, ReadonlyArray<string>, ReadonlyArray<string>]> = [
    ["*.ts", ["a.ts", "x/y/a.ts", ".ts"], ["a.tsx", "a.ts/b"]],
    ["/a.ts", ["a.ts"], ["x/a.ts"]],
    ["a/*", ["a/b", "a/.b"], ["a/b/c", "x/a/b"]],
    ["a/**", ["a/b", "a/b/c"], ["a", "xa/b"]],
    ["**/a", ["a", "x/a", "x/y/a"], ["a/b", "xa"]],
    ["a/**/b", ["a/b", "a/x/b", "a/x/y/b"], ["ab", "a/xb"]],
    ["a**b/c", ["ab/c", "axxb/c"], ["a/b/c"]],
    ["a?c", ["abc"], ["a/c", "ac"]],
    ["[a-c]x", ["ax", "cx"], ["dx", "-x"]],
    ["[!a-c]x", ["dx"], ["ax", "/x"]],
    ["[]]x", ["]x"], ["x"]],
    ["{a,b{c,d}}.e", ["a.e", "bc.e", "bd.e"], ["b.e", "c.e"]],
    ["\\*.a", ["*.a"], ["x.a"]],
    ["a.b+c$", ["a.b+c$"], ["aXb+c$"]],
    ["!*.md", ["a.ts"], ["a.md", "x/a.md"]],
    ["./a/b", ["a/b"], ["x/a/b"]],
    ["dir/", ["dir/a", "dir/b/c"], ["dir", "x/dir/a"]]
  ]
  for (const [glob, yes, no] of table) {
    it(glob, () => {
      const filter = compileGlob(glob)
      expect(yes.filter((path) => filter?.(path) !== true)).toEqual([])
      expect(no.filter((path) => filter?.(path) !== false)).toEqual([])
    })
  }

  it("refuses what is left open", () => {
    for (const glob of ["[a", "{a,b", "", "!", "{a,[b}"]) expect(compileGlob(glob)).toBeUndefined()
  })

  it.prop("never throws, and finds a name by itself once it is escaped", { odd: Odd }, ({ odd }) => {
    const text = odd.join("")
    compileGlob(text)
    if (text.includes("/") || text.startsWith("!")) return
    expect(compileGlob(text.replace(/[\\*?[\]{},!]/g, "\\$&"))?.(text)).toBe(true)
  })
})

describe("compilePattern", () => {
  const plain = { ignoreCase: false, multiline: false }
  const finds = (pattern: string, text: string): boolean => {
    const compiled = compilePattern(pattern, plain)
    if (typeof compiled === "string") throw new Error(compiled)
    return compiled.test(text)
  }

  const table: ReadonlyArray<readonly [string, string, boolean]> = [
    ["\\bé\\b", "a é b", true],
    ["\\bé", "aé", false],
    ["\\W", "grün", false],
    ["^\\w+$", "grün", true],
    ["[\\w-]+", "a-b", true],
    ["[[:digit:]_]+$", "a1_", true],
    ["[^[:space:]]", " ", false],
    ["(?i)ABC", "abc", true],
    ["a\\-b\\_?", "a-b", true],
    ["\\x{41}", "A", true],
    ["[]a]", "]", true],
    ["\\#\\&\\~", "#&~", true],
    ["(?P<year>\\d{4})", "in 2026", true],
    ["foo(?!bar)", "foobar", false]
  ]
  for (const [pattern, text, found] of table) {
    it(`${pattern} in ${JSON.stringify(text)}`, () => expect(finds(pattern, text)).toBe(found))
  }

  it("says what is wrong", () => {
    expect(compilePattern("a(", plain)).toBe("Unterminated group")
    expect(typeof compilePattern("*", plain)).toBe("string")
  })

  it.prop("never throws, and finds every text literally", { odd: Odd }, ({ odd }) => {
    const text = odd.join("")
    compilePattern(text, plain)
    expect(finds(literally(text), `before ${text} after`)).toBe(true)
  })
})

describe("searchText", () => {
  const found = (text: string, pattern: string, around = { before: 0, after: 0, multiline: false }) => {
    const compiled = compilePattern(pattern, { ignoreCase: false, multiline: around.multiline })
    if (typeof compiled === "string") throw new Error(compiled)
    const { count, groups } = searchText(text, compiled, around)
    return [count, ...groups.map((group) => group.map((line) => `${line.number}${line.match ? ":" : "-"}`).join(" "))]
  }

  it("groups lines that touch", () => {
    const text = "a\nx\nb\nc\nd\nx\ne\n"
    expect(found(text, "x")).toEqual([2, "2:", "6:"])
    expect(found(text, "x", { before: 1, after: 1, multiline: false })).toEqual([2, "1- 2: 3-", "5- 6: 7-"])
    expect(found(text, "x", { before: 2, after: 1, multiline: false })).toEqual([2, "1- 2: 3- 4- 5- 6: 7-"])
    expect(found("x", "x", { before: 9, after: 9, multiline: false })).toEqual([1, "1:"])
  })

  it("matches across lines", () => {
    const multiline = { before: 0, after: 0, multiline: true }
    expect(found("a\nb\nc\na\nb", "a.b", multiline)).toEqual([2, "1: 2:", "4: 5:"])
    expect(found("a\n\n\nb", "a\\s+b", multiline)).toEqual([1, "1: 2: 3: 4:"])
    expect(found("a\nb", "$", multiline)[0]).toBe(1)
  })

  it("reads byte order marks", () => {
    expect(decodeText(new Uint8Array([0xef, 0xbb, 0xbf, 0x61]))).toBe("a")
    expect(decodeText(new Uint8Array([0xfe, 0xff, 0, 0x61]))).toBe("a")
  })
})

describe("isRisky", () => {
  const risky = ["(a+)+b", "(a|ab)*c", "(?:x*)*", "((a)+|b)+", "(a{2,})+", "(a)\\1", "([a-z]+\\s?)*$", "((a+))+"]
  const fine = [
    "a+b+",
    "(a+)",
    "(foo|bar)",
    "(foo|bar)?",
    "[(+]+x",
    "\\(a+\\)+",
    "(ab)+",
    "(a{2}){3}",
    "[a\\]+]+",
    ")a+",
    ".*x.*"
  ]
  for (const pattern of risky) it(`${pattern} is`, () => expect(isRisky(pattern)).toBe(true))
  for (const pattern of fine) it(`${pattern} is not`, () => expect(isRisky(pattern)).toBe(false))

  it.effect("a walk gives up on a pattern that tries too many ways", () =>
    Effect.gen(function* () {
      const grep = (pattern: string) =>
        Effect.flatMap(Effect.service(Search), (search) =>
          search.grep({
            pattern,
            root: "/w",
            mode: "files_with_matches",
            ignoreCase: false,
            lineNumbers: true,
            before: 0,
            after: 0,
            multiline: false,
            limit: 9,
            offset: 0,
            secret: () => Effect.succeed(false)
          })
        )
      expect((yield* Effect.flip(grep("(a+)+b"))).message).toContain("The pattern tries too many ways on x.txt.")
      expect((yield* grep("(a+)+c")).lines).toEqual(["x.txt"])
    }).pipe(
      Effect.provide(Walk.layer),
      Effect.provide(Layer.merge(MemoryFileSystem.layer({ files: { "/w/x.txt": `${"a".repeat(60)}c` } }), Path.layer))
    )
  )
})

describe("what ripgrep finds side by side", () => {
  it("is told as a walk by name meets it, with its groups apart", () => {
    const blocks = searchBlocks(true)
    for (const file of ["a/y", "b", "a-b/x", "a/b/c", "B"]) {
      blocks.push(file, `${file}:1`)
      if (file === "b") blocks.gap()
      blocks.push(file, `${file}:5`)
      blocks.gap()
    }
    const lines: Array<string> = []
    blocks.each((line) => lines.push(line) < 14)
    expect(lines.join(" ")).toBe("B:1 B:5 -- a/b/c:1 a/b/c:5 -- a/y:1 a/y:5 -- a-b/x:1 a-b/x:5 -- b:1 --")
  })

  it("is not kept without end", () => {
    const blocks = searchBlocks(false)
    let count = 0
    while (blocks.push("f", "x".repeat(100))) if (count++ > 1e6) break
    expect(count).toBeLessThan(100_000)
  })
})

describe("lines of an answer", () => {
  it("cuts, counts, lists", () => {
    expect(shownLine("a\r")).toBe("a")
    expect(shownLine("x".repeat(501))).toBe(`${"x".repeat(500)} [… line cut]`)
    expect(someOf(["a", "b"])).toBe("a, b")
    expect(someOf([..."abcdefgh"])).toBe("a, b, c, d, e and 3 more")
  })

  it("stops counting far beyond what is shown", () => {
    const window = searchWindow(1, 2)
    let pushed = 0
    while (window.push(`${pushed++}`)) if (pushed > 1_000_000) break
    expect([window.lines(), window.total()]).toEqual([["1", "2"], undefined])
    expect(pushed).toBeLessThan(20_000)
  })

  it("knows types by globs that can be read", () => {
    for (const type of typeNames) expect(compileGlob(typeGlob(type) ?? "")).toBeDefined()
    expect(compileGlob(typeGlob("TS") ?? "")?.("a/b.tsx")).toBe(true)
  })
})
