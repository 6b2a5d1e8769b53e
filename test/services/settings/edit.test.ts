import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { editJson } from "../../../src/services/settings/editJson.ts"
import { editYaml } from "../../../src/services/settings/editYaml.ts"
import { parse } from "../../../src/services/settings/parse.ts"

type Row = readonly [name: string, before: string, path: ReadonlyArray<string>, value: unknown, after: string]

const jsonRows: ReadonlyArray<Row> = [
  ["an empty file", "", ["model"], "a", '{\n  "model": "a"\n}\n'],
  ["only a comment", "// mine\n", ["a"], 1, '// mine\n{\n  "a": 1\n}\n'],
  ["an empty object", "{}", ["p", "allow"], ["x"], '{\n  "p": {\n    "allow": [\n      "x"\n    ]\n  }\n}'],
  ["an object with a comment only", "{\n  // none yet\n}\n", ["a"], 1, '{\n  "a": 1\n  // none yet\n}\n'],
  ["one line", '{"a":1}', ["b"], 2, '{"a":1,"b":2}'],
  ["one airy line", '{ "a": 1 }', ["b", "c"], 2, '{ "a": 1, "b": {"c":2} }'],
  ["a comment after the last", '{\n  "a": 1 // one\n}\n', ["b"], 2, '{\n  "a": 1, // one\n  "b": 2\n}\n'],
  [
    "a trailing comma",
    '{\n  "a": 1, // one\n  // more\n}\n',
    ["b"],
    2,
    '{\n  "a": 1, // one\n  "b": 2,\n  // more\n}\n'
  ],
  [
    "four spaces",
    '{\n    "a": {\n        "b": 1\n    }\n}',
    ["a", "c"],
    { d: 1 },
    '{\n    "a": {\n        "b": 1,\n        "c": {\n            "d": 1\n        }\n    }\n}'
  ],
  ["tabs and CRLF", '{\r\n\t"a": 1\r\n}\r\n', ["b"], 2, '{\r\n\t"a": 1,\r\n\t"b": 2\r\n}\r\n'],
  ["a value in place", '{"a" :  "x" /* y */ , "b":2}', ["a"], "z", '{"a" :  "z" /* y */ , "b":2}'],
  ["a value of another kind", '{\n  "a": null\n}', ["a", "b"], 1, '{\n  "a": {\n    "b": 1\n  }\n}'],
  [
    "one more element",
    '{\n  "a": [\n    "x" // why\n  ]\n}',
    ["a"],
    ["x", "y"],
    '{\n  "a": [\n    "x", // why\n    "y"\n  ]\n}'
  ],
  ["one more on the line", '{\n  "a": ["x"]\n}', ["a"], ["x", "y", "z"], '{\n  "a": ["x","y","z"]\n}'],
  ["fewer elements", '{"a":["x","y"]}', ["a"], ["y"], '{"a":["y"]}'],
  ["taking out the last", '{\n  "a": 1, // one\n  "b": 2 // two\n}', ["b"], undefined, '{\n  "a": 1 // one\n}'],
  ["taking out the first", '{\n  "a": 1, // one\n  "b": 2 // two\n}', ["a"], undefined, '{\n  "b": 2 // two\n}'],
  ["taking out the only one", '{\n  "a": 1\n}\n', ["a"], undefined, "{\n}\n"],
  ["taking one out of a line", '{"a":1,"b":2,"c":3}', ["b"], undefined, '{"a":1,"c":3}'],
  ["taking the last out of a line", '{"a": 1, "b": 2}', ["b"], undefined, '{"a": 1}'],
  ["taking out what is not there", '{"a": 1}', ["b", "c"], undefined, '{"a": 1}'],
  ["a key named like a member", "{}", ["env", "constructor"], "x", '{\n  "env": {\n    "constructor": "x"\n  }\n}']
]

const yamlRows: ReadonlyArray<Row> = [
  ["an empty file", "", ["model"], "a", "model: a\n"],
  ["only a comment", "# mine", ["p", "mode"], "plan", "# mine\np:\n  mode: plan\n"],
  ["a value in place", "a: x   # why\nb: 'y'\n", ["a"], "z", "a: z   # why\nb: 'y'\n"],
  ["a value that needs quotes", "a: x\n", ["a"], "no: #x", 'a: "no: #x"\n'],
  ["a missing value", "a:\nb: 1\n", ["a"], "x", "a: x\nb: 1\n"],
  ["a new key at the end", "a: 1  # one\n\n# end\n", ["b"], true, "a: 1  # one\nb: true\n\n# end\n"],
  [
    "a new key inside",
    "p:\n    allow:\n      - x # one\n\n    mode: plan\nz: 1\n",
    ["p", "deny"],
    ["Edit"],
    "p:\n    allow:\n      - x # one\n\n    mode: plan\n    deny:\n      - Edit\nz: 1\n"
  ],
  [
    "one more element",
    'a:\n- x   # one\n# two\n- "y"\n\nb: 1\n',
    ["a"],
    ["x", "y", "Bash(a: b)"],
    'a:\n- x   # one\n# two\n- "y"\n- "Bash(a: b)"\n\nb: 1\n'
  ],
  ["a list on a line", "a: [x,  y] # z\n", ["a"], ["y"], 'a: ["y"] # z\n'],
  ["taking one out", "a: 1\nb: 2 # two\n# about c\nc: 3\n", ["b"], undefined, "a: 1\n# about c\nc: 3\n"],
  ["taking a list out", "a:\n  - x\n  - y\nb: 2\n", ["a"], undefined, "b: 2\n"],
  ["taking the last of a group out", "p:\n  mode: plan\nb: 2\n", ["p", "mode"], undefined, "p:\nb: 2\n"],
  ["CRLF", "a: 1\r\nb: 2\r\n", ["c"], 3, "a: 1\r\nb: 2\r\nc: 3\r\n"]
]

describe("editJson", () => {
  for (const [name, before, path, value, after] of jsonRows) {
    it(name, () => assert.strictEqual(editJson(before, path, value), after))
  }
})

describe("editYaml", () => {
  for (const [name, before, path, value, after] of yamlRows) {
    it(name, () => assert.strictEqual(editYaml(before, path, value), after))
  }

  it("lays a document out anew only where it must, and keeps its comments", () => {
    const after = editYaml("a: {b: 1} # one\nc: |\n  text\n", ["c"], "x")
    assert.match(after, /# one/)
    assert.match(after, /c: \|-\n {2}x/)
  })
})

/** A file as people write them: with or without comments, in one of several styles. */
const Style = Schema.Struct({
  keys: Schema.UniqueArray(Schema.Literals(["a", "model", "theme", "x y", "é", "maxTurns"])),
  unit: Schema.Literals(["  ", "    ", "\t"]),
  eol: Schema.Literals(["\n", "\r\n"]),
  comments: Schema.Boolean,
  trailingComma: Schema.Boolean,
  group: Schema.Boolean,
  blank: Schema.Boolean
})

const write = (style: typeof Style.Type): string => {
  const { blank, comments, eol, group, keys, trailingComma, unit } = style
  const lines = keys.map((key, index) => `${unit}${JSON.stringify(key)}: ${index}`)
  if (group)
    lines.push(`${unit}"permissions": {${eol}${unit}${unit}"deny": ["Edit"]${comments ? " // no" : ""}${eol}${unit}}`)
  const body = lines
    .map((line, index) => {
      const comma = index < lines.length - 1 || trailingComma ? "," : ""
      return line + comma + (comments ? ` // ${index} "quoted": {` : "") + (blank ? eol : "")
    })
    .join(eol)
  return `${comments ? `/* head */${eol}` : ""}{${eol}${body}${body === "" ? "" : eol}}${eol}`
}

const valueOf = (text: string) =>
  Effect.map(parse(text, "json"), (parsed) => (parsed._tag === "Document" ? parsed.value : parsed))

describe("any edit of any file", () => {
  const Name = Schema.Literals(["model", "theme", "new", "x y", "permissions"])
  const Value = Schema.Union([Schema.String, Schema.Natural, Schema.Array(Schema.String)])

  it.effect.prop("sets the value and changes nothing else", [Style, Name, Value], ([style, name, value]) =>
    Effect.gen(function* () {
      const before = write(style)
      const after = editJson(before, [name], value)
      const document = yield* valueOf(before)
      assert.deepStrictEqual(yield* valueOf(after), { ...document, [name]: value })
      const lines = after.split(style.eol)
      for (const line of before.split(style.eol)) {
        if (line.trim() === "" || line === "{" || line.includes(JSON.stringify(name))) continue
        if (name === "permissions" && /deny|^\s+\}/.test(line)) continue
        const kept = lines.some((other) => other === line || other.replace(",", "") === line)
        assert.isTrue(kept, `${JSON.stringify(line)} in ${after}`)
      }
    })
  )

  it.effect.prop(
    "takes out again what it put in, to the byte where the style allows",
    [Style, Value],
    ([style, value]) =>
      Effect.gen(function* () {
        const before = write(style)
        const after = editJson(editJson(before, ["fresh"], value), ["fresh"], undefined)
        if (style.keys.length === 0 && !style.group) assert.deepStrictEqual(yield* valueOf(after), {})
        else assert.strictEqual(after, before)
      })
  )

  it.effect.prop("holds for YAML too", [Style, Value], ([style, value]) =>
    Effect.gen(function* () {
      const comment = style.comments ? "   # why: [" : ""
      const lines = style.keys.map((key, index) => `${JSON.stringify(key)}: ${index}${comment}`)
      const before = lines.map((line) => line + style.eol + (style.blank ? style.eol : "")).join("")
      const after = editYaml(before, ["fresh"], value)
      const parsed = yield* parse(after, "yaml")
      assert.deepStrictEqual(parsed._tag === "Document" ? parsed.value["fresh"] : parsed, value)
      for (const line of before.split(style.eol))
        assert.isTrue(after.split(style.eol).includes(line) || line === "", after)
      assert.strictEqual(editYaml(after, ["fresh"], undefined), before)
    })
  )
})
