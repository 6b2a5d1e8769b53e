import { readFileSync } from "node:fs"
import { afterAll, describe, expect, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { CodeMaps } from "../../src/services/codemap/CodeMaps.ts"
import { mapText } from "../../src/services/codemap/render.ts"
import { query, withFiles } from "../services/codemap/mapWorld.ts"

const fixture = <A>(name: string, schema: Schema.Codec<A, unknown>): A =>
  Schema.decodeUnknownSync(Schema.fromJsonString(schema))(
    readFileSync(new URL(`../data/repomap/${name}`, import.meta.url), "utf8")
  )

const languages = fixture(
  "languages.json",
  Schema.Array(
    Schema.Struct({
      name: Schema.String,
      file: Schema.String,
      content: Schema.String,
      expect_contains: Schema.Array(Schema.String)
    })
  )
)
const sample = fixture(
  "sample_code_base.json",
  Schema.Struct({ files: Schema.Record(Schema.String, Schema.String), expected_map: Schema.String })
)

const mapOf = (files: Readonly<Record<string, string>>) =>
  withFiles(files, (root) => Effect.flatMap(CodeMaps, (maps) => maps.map(query(root))))

let right = 0
afterAll(() => console.log(`code map: ${right} of ${languages.length} languages right`))

describe("repository maps (fixtures of aider)", () => {
  for (const { content, expect_contains, file, name } of languages) {
    it.live(`${name} has its definitions`, () =>
      Effect.gen(function* () {
        const map = mapText(yield* mapOf({ [file]: content }))
        for (const text of expect_contains) expect(map).toContain(text)
        right++
      })
    )
  }

  it("has all 39 languages", () => expect(languages.length).toBe(39))

  it.live("the sample code base has the same files, order and lines of definitions", () =>
    Effect.gen(function* () {
      const map = yield* mapOf(sample.files)
      const blocks = sample.expected_map
        .split("\n\n")
        .map((block) => block.trim().split("\n"))
        .filter(([head]) => head?.endsWith(":"))
      expect(map.files.map(({ path }) => `tests/fixtures/sample-code-base/${path}:`)).toEqual(
        blocks.map(([head]) => head)
      )
      const definition = /^│\s*(?:function|class|def)\b/
      expect(map.files.flatMap(({ definitions }) => definitions.map(({ text }) => `│${text}`))).toEqual(
        blocks.flat().filter((line) => definition.test(line))
      )
    })
  )
})
