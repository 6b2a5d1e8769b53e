import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { jsonKeys } from "../../../src/services/settings/jsonKeys.ts"
import { parse } from "../../../src/services/settings/parse.ts"
import { parseJsonc } from "../../../src/services/settings/parseJsonc.ts"
import { plainJson } from "../../../src/services/settings/plainJson.ts"

const rows: ReadonlyArray<readonly [text: string, plain: string]> = [
  ['{"a":1}', '{"a":1}'],
  ['{"a":1,}', '{"a":1 }'],
  ["[1, // x\n]", "[1      \n]"],
  ["[1 /* , */ , /* x */ ]", "[1                   ]"],
  ['{"//":"/* \\" // */",} // end', '{"//":"/* \\" // */" }       '],
  ["[1,,]", "[1,,]"],
  ["[,]", "[,]"],
  ["{,}", "{,}"],
  ["/* open", "/* open"],
  ["// only", "       "],
  ["/", "/"],
  ['{"a":"x', '{"a":"x']
]

describe("plainJson", () => {
  for (const [text, plain] of rows) it(JSON.stringify(text), () => assert.strictEqual(plainJson(text), plain))
})

const Tree = Schema.Record(
  Schema.Literals(["a", "//", '"', "b,}", "/*"]),
  Schema.Union([
    Schema.String,
    Schema.Natural,
    Schema.Array(Schema.String),
    Schema.Record(Schema.String, Schema.Boolean)
  ])
)
const Noise = Schema.Array(Schema.Literals([" ", "\n", "// x }\n", "/* , */", "\t"]))

/** The same value with noise after each token, and commas where they do no harm. */
const noisy = (value: unknown, noise: ReadonlyArray<string>): string => {
  let index = 0
  const tokens = JSON.stringify(value).match(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^"{}[\],:]+/g) ?? []
  return tokens
    .map((token, at) => {
      const comma =
        (token === "}" || token === "]") && !"{[".includes(tokens[at - 1] ?? "{") && noise.length > 2 ? "," : ""
      return comma + token + (noise[index++ % Math.max(1, noise.length)] ?? "")
    })
    .join("")
}

describe("parse", () => {
  it.effect.prop("reads JSON with comments and trailing commas as the library does", [Tree, Noise], ([value, noise]) =>
    Effect.gen(function* () {
      const text = noisy(value, noise)
      const read = yield* parse(text, "json")
      assert.deepStrictEqual(read._tag === "Document" ? read.value : read, value, text)
      const library = parseJsonc(text)
      assert.deepStrictEqual(library._tag === "Document" ? { ...library.value } : library, value, text)
      if (read._tag !== "Document" || library._tag !== "Document") return
      for (const key of Object.keys(value)) assert.strictEqual(read.lineOf([key]), library.lineOf([key]))
    })
  )

  it.effect("bounds what is nested, repeated and long", () =>
    Effect.gen(function* () {
      const deep = yield* parse("[".repeat(200_000), "json")
      assert.strictEqual(deep._tag, "Broken")
      const deepYaml = yield* parse("[".repeat(20_000), "yaml")
      assert.strictEqual(deepYaml._tag, "Broken")
      assert.isAtMost(jsonKeys(`${"[".repeat(100_000)}${"]".repeat(100_000)}`).length, 6)
      const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${"bcdefgh".replaceAll(/./g, (name, at: number) => {
        const before = "abcdefgh"[at]
        return `${name}: &${name} [${Array.from({ length: 9 }, () => `*${before}`).join()}]\n`
      })}`
      assert.deepInclude(yield* parse(bomb, "yaml"), { _tag: "Broken", reason: "repeats its aliases too often" })
    })
  )

  it.effect("lets no key reach a prototype", () =>
    Effect.gen(function* () {
      const texts = ['{"__proto__":{"a":1}}', '{"__proto__":{"a":1},}', '{"__proto__":{"a":1},"x":1,"x":2}']
      for (const text of texts) {
        const read = yield* parse(text, "json")
        assert.strictEqual(read._tag === "Document" ? Reflect.get(read.value, "a") : "no document", undefined)
        assert.strictEqual(Reflect.get({}, "a"), undefined)
      }
      const yaml = yield* parse("__proto__:\n  a: 1\n", "yaml")
      assert.strictEqual(yaml._tag === "Document" ? Reflect.get(yaml.value, "a") : "no document", undefined)
    })
  )

  it.effect("reads YAML 1.2, where no is a word", () =>
    Effect.gen(function* () {
      const read = yield* parse("a: no\nb: 0x10\nc: 2026-01-01\nd: ~\n", "yaml")
      assert.deepStrictEqual(read._tag === "Document" ? read.value : read, { a: "no", b: 16, c: "2026-01-01", d: null })
    })
  )
})
