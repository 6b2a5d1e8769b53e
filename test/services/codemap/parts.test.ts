import { describe, expect, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { focusOn, partsOf } from "../../../src/services/codemap/focus.ts"
import { buildGraph } from "../../../src/services/codemap/graph.ts"
import { packOutline, unpackTags, unpackWords } from "../../../src/services/codemap/packed.ts"
import { packGraph, unpackGraph } from "../../../src/services/codemap/packedGraph.ts"
import { pageRank } from "../../../src/services/codemap/pageRank.ts"
import { queries } from "../../../src/services/codemap/queries.ts"
import { rank } from "../../../src/services/codemap/rank.ts"
import { charactersPerToken, mapText, withinBudget } from "../../../src/services/codemap/render.ts"
import { sketch } from "../../../src/services/codemap/sketch.ts"
import { wordsOf } from "../../../src/services/codemap/words.ts"
import { Syntax } from "../../../src/services/syntax/Syntax.ts"
import { realSyntax } from "./mapWorld.ts"

const nobody = focusOn("", new Set())
const graphOf = (files: Readonly<Record<string, string>>) =>
  buildGraph(new Map(Object.entries(files).map(([path, text]) => [path, packOutline(sketch(path, text))])))

const shop = {
  "src/cart.ts": "export class ShoppingCart {}\nexport const totalPrice = (cart: ShoppingCart) => 0\n",
  "src/checkout.ts":
    "import { ShoppingCart, totalPrice } from './cart'\nexport function payFor(cart: ShoppingCart) { totalPrice(cart) }\n",
  "src/mail.ts": "import { ShoppingCart } from './cart'\nexport function sendReceipt(cart: ShoppingCart) {}\n",
  "src/unused.ts": "export function neverCalled() {}\n"
}

describe("words", () => {
  const rows: ReadonlyArray<readonly [extension: string, text: string, words: ReadonlyArray<string>]> = [
    ["ts", "// skipThis\nconst x = callMe(Thing) /* norThis */", ["callMe", "Thing"]],
    ["ts", "import { plain, other as another } from 'skipped'", ["plain", "other", "another"]],
    ["ts", "const text = text.length", []],
    ["ts", `const Key = "${"aB3".repeat(30)}"`, ["Key"]],
    ["py", "# skipThis\nfrom things import plain\ncall_me(x)", ["call_me", "things", "plain"]],
    ["el", '; skip this\n(make-thing \'other "a b c")', ["make-thing", "other"]],
    ["lua", "-- skipThis\nlocal x = callMe()", ["callMe"]]
  ]
  it.each(rows)("of %s: %s", (extension, text, words) => {
    expect([...wordsOf(text, extension).keys()]).toEqual(words)
  })
})

describe("PageRank", () => {
  it("gives the known ranks of a small graph", () => {
    // 0 → 1, 1 → 0 and 2, 2 → 0: r0 = 0.05 + 0.85 (r1 / 2 + r2), and so on.
    const edges = {
      starts: Int32Array.of(0, 1, 3, 4),
      targets: Int32Array.of(1, 0, 2, 0),
      weights: Float64Array.of(1, 1, 1, 1)
    }
    const [a = 0, b = 0, c = 0] = pageRank(edges, [1, 1, 1])
    expect(a).toBeCloseTo(0.05 + 0.85 * (b / 2 + c), 2)
    expect(b).toBeCloseTo(0.05 + 0.85 * a, 2)
    expect(a + b + c).toBeCloseTo(1, 6)
    expect(a).toBeGreaterThan(b)
  })
  it("goes back to the personal files where no edge leads on", () => {
    const none = { starts: Int32Array.of(0, 0, 0), targets: new Int32Array(), weights: new Float64Array() }
    expect([...pageRank(none, [3, 1])].map((rank) => Math.round(rank * 100))).toEqual([75, 25])
  })
})

describe("rank", () => {
  it("puts first what others use", () => {
    const ranked = rank(graphOf(shop), nobody, 100).map(({ name }) => name)
    expect(ranked[0]).toBe("ShoppingCart")
    expect(ranked).toContain("neverCalled")
    expect(ranked.indexOf("neverCalled")).toBeGreaterThan(ranked.indexOf("totalPrice"))
  })
  it("follows the question, by names, parts of names and paths", () => {
    const names = (query: string) => rank(graphOf(shop), focusOn(query, new Set()), 100).map(({ name }) => name)
    expect(names("who does call neverCalled?")[0]).toBe("neverCalled")
    expect(names("what is in src/unused.ts")[0]).toBe("neverCalled")
    expect(names("").slice(0, 2)).not.toContain("sendReceipt")
    expect(names("sending the receipts").slice(0, 2)).toContain("sendReceipt")
  })
  it("is the same whatever order the files come in", () => {
    const turned = Object.fromEntries(Object.entries(shop).reverse())
    expect(rank(graphOf(turned), nobody, 100)).toEqual(rank(graphOf(shop), nobody, 100))
  })
  it("gives as many as are wanted, and those the first", () => {
    const all = rank(graphOf(shop), nobody, 100)
    expect(rank(graphOf(shop), nobody, 2)).toEqual(all.slice(0, 2))
    expect(rank(buildGraph(new Map()), nobody, 5)).toEqual([])
  })
})

describe("partsOf", () => {
  it.each([
    ["parseHTMLFile_now", "parse html file now"],
    ["ShoppingCart", "shopping cart"],
    ["src/services/tool.ts", "src services tool ts"]
  ])("%s", (name, parts) => expect(partsOf(name).join(" ")).toBe(parts))
})

const Name = Schema.String.check(Schema.isPattern(/^[A-Za-z_]\w{0,12}$/))
const Definitions = Schema.Array(
  Schema.Struct({
    path: Schema.Literals(["a.ts", "b/c.ts", "d.py"]),
    name: Name,
    kind: Schema.Literals(["function", "class"]),
    line: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 300 })),
    text: Schema.String
  })
)

describe("withinBudget", () => {
  it.prop(
    "never says more than it may, and more of it only adds",
    [Definitions, Schema.Int],
    ([definitions, number]) => {
      const budget = Math.abs(number) % 300
      const made = withinBudget(definitions, budget)
      expect(mapText({ ...made, allFiles: 3, notices: [] }).length).toBeLessThanOrEqual(budget * charactersPerToken)
      const places = (tokens: number) =>
        withinBudget(definitions, tokens).files.flatMap((file) =>
          file.definitions.map(({ line }) => `${file.path}:${line}`)
        )
      expect(places(budget * 2)).toEqual(expect.arrayContaining(places(budget)))
      expect(withinBudget(definitions, 1_000_000_000).cut).toBe(false)
    }
  )
})

describe("packing", () => {
  it("gives back what went in", () => {
    const outline = sketch("a.ts", "export class Foo {}\nexport function barBaz() { Foo(Foo) }\n")
    const packed = packOutline(outline)
    expect(unpackTags(packed[0])).toEqual(outline.tags)
    const words = new Map<string, number>()
    unpackWords(packed, (word, count) => words.set(word, count))
    expect(words).toEqual(outline.words)
    const graph = graphOf(shop)
    expect(unpackGraph(packGraph(graph))).toEqual(graph)
    const empty = buildGraph(new Map())
    expect(unpackGraph(packGraph(empty))).toEqual(empty)
  })
})

describe("queries", () => {
  it.live.each(Object.entries(queries))("of %s fits its grammar", ([grammar, query]) =>
    Effect.gen(function* () {
      expect(yield* (yield* Syntax).read(grammar, "", query)).toMatchObject({ captures: [] })
    }).pipe(Effect.provide(realSyntax))
  )
})
