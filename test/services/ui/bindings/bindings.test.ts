import { readFileSync } from "node:fs"
import { describe, expect, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { actions } from "../../../../src/services/ui/bindings/actions.ts"
import { type BindingContext, contexts } from "../../../../src/services/ui/bindings/contexts.ts"
import { defaultBindings } from "../../../../src/services/ui/bindings/defaults.ts"
import { keysText, keyText, parseKey, parseKeys } from "../../../../src/services/ui/bindings/keyText.ts"
import { loadBindings, problemLine } from "../../../../src/services/ui/bindings/load.ts"
import { parseBindings } from "../../../../src/services/ui/bindings/parse.ts"
import { resolve } from "../../../../src/services/ui/bindings/resolve.ts"
import { bindingRows, bindingsMarkdown, keyOf } from "../../../../src/services/ui/bindings/table.ts"
import type { Bindings } from "../../../../src/services/ui/bindings/Bindings.ts"
import * as MemoryFileSystem from "../../../layers/MemoryFileSystem.ts"

describe("keys as they are written", () => {
  it.each<readonly [text: string, key: string]>([
    ["a", "a"],
    ["A", "shift+a"],
    ["ctrl+a", "ctrl+a"],
    ["Ctrl+A", "ctrl+a"],
    ["control+alt+x", "ctrl+alt+x"],
    ["alt+ctrl+x", "ctrl+alt+x"],
    ["option+left", "alt+left"],
    ["meta+b", "alt+b"],
    ["cmd+k", "super+k"],
    ["esc", "escape"],
    ["Return", "enter"],
    ["shift+Enter", "shift+enter"],
    ["pgup", "pageup"],
    ["F12", "f12"],
    ["ctrl++", "ctrl++"],
    ["+", "+"],
    ["ctrl+plus", "ctrl++"],
    ["ctrl+minus", "ctrl+-"],
    ["alt+<", "alt+<"],
    ["ctrl+_", "ctrl+_"],
    ["ctrl+/", "ctrl+/"],
    ["ä", "ä"],
    ["Ä", "shift+ä"]
  ])("%s is %s", (text, expected) => {
    const key = parseKey(text)
    expect(typeof key === "string" ? key : keyText(key)).toBe(expected)
  })

  it.each<readonly [text: string, reason: RegExp]>([
    ["ctrl", /modifier alone/],
    ["ctrl+", /names no key/],
    ["hyper+x", /"hyper" is no modifier/],
    ["ctrl+foo", /"foo" is no key/],
    ["f36", /"f36" is no key/],
    ["", /no key/]
  ])("%j is none", (text, reason) => {
    const keys = parseKeys(text)
    expect(typeof keys === "string" ? keys : keysText(keys)).toMatch(reason)
  })

  it("read back what they are written as", () => {
    for (const { keys } of defaultBindings) expect(parseKeys(keysText(keys))).toEqual(keys)
  })
})

describe("the actions", () => {
  it("have keys that are understood, in one place each of a context", () => {
    expect(defaultBindings.length).toBe(actions.reduce((sum, { keys }) => sum + keys.length, 0))
    for (const context of contexts) {
      const all = defaultBindings.filter((each) => each.context === context).map(({ keys }) => keysText(keys))
      expect(new Set(all).size, context).toBe(all.length)
      for (const one of all) {
        for (const other of all) expect(other.startsWith(`${one} `), `${one} begins ${other}`).toBe(false)
      }
    }
  })

  it("have help and a context that is one", () => {
    for (const { context, help, id } of actions) {
      expect(help).not.toBe("")
      expect(id.startsWith(`${context}:`)).toBe(true)
      expect(contexts).toContain(context)
    }
  })
})

const pressed = (bindings: Bindings, where: ReadonlyArray<BindingContext>, text: string): string => {
  const keys = parseKeys(text)
  if (typeof keys === "string") return keys
  let pending: ReadonlyArray<(typeof keys)[number]> = []
  let told = ""
  for (const key of keys) {
    const found = resolve(bindings, where, pending, key)
    pending = found._tag === "Pending" ? found.keys : []
    told = found._tag === "Action" ? found.action : found._tag
  }
  return told
}

describe("resolve", () => {
  it.each<readonly [where: string, keys: string, told: string]>([
    ["composer app", "enter", "composer:submit"],
    ["composer app completion", "enter", "completion:acceptAndSend"],
    ["composer app running", "escape", "running:interrupt"],
    ["composer app running completion", "escape", "completion:close"],
    ["composer app", "escape", "composer:escape"],
    ["composer app", "alt+enter", "composer:newline"],
    ["app running composer", "alt+enter", "running:submitLater"],
    ["composer running command app", "ctrl+b", "command:background"],
    ["composer running app", "ctrl+b", "composer:left"],
    ["composer app", "ctrl+x", "Pending"],
    ["composer app", "ctrl+x ctrl+e", "composer:openEditor"],
    ["composer app", "ctrl+x ctrl+b", "app:rewind"],
    ["composer app", "ctrl+x escape", "Cancelled"],
    ["composer app", "ctrl+x left", "composer:left"],
    ["composer app", "ctrl+x ctrl+x", "Pending"],
    ["composer app", "ctrl+x q", "Unbound"],
    ["composer app", "a", "Unbound"],
    ["app", "enter", "Unbound"],
    ["", "ctrl+l", "Unbound"],
    ["question app", "ctrl+o", "question:details"],
    ["list app", "pagedown", "list:pageDown"]
  ])("in %s, %s is %s", (where, keys, told) => {
    const given = contexts.filter((each) => where.split(" ").includes(each))
    expect(pressed(defaultBindings, given, keys)).toBe(told)
  })
})

const file = (context: string, bindings: Readonly<Record<string, unknown>>): string =>
  JSON.stringify({ bindings: [{ context, bindings }] })

describe("the file", () => {
  it.each(["", "  \n", "{}", '{"bindings":[]}'])("%j leaves the defaults", (text) => {
    expect(parseBindings(text).bindings).toEqual(defaultBindings)
  })

  it("binds, unbinds, and takes the place of what clashes", () => {
    const { bindings, problems } = parseBindings(`{
      // mine
      "$schema": "x",
      "bindings": [
        { "context": "composer", "bindings": { "ctrl+s": "composer:submit", "enter": "composer:newline", "ctrl+k": null, "ctrl+x": "composer:undo", } },
        { "context": "app", "bindings": { "ctrl+k ctrl+t": "app:toggleTodos", }, },
      ],
    }`)
    expect(problems).toEqual([])
    const where = ["composer", "app"] as const
    expect(pressed(bindings, where, "ctrl+s")).toBe("composer:submit")
    expect(pressed(bindings, where, "enter")).toBe("composer:newline")
    expect(pressed(bindings, where, "ctrl+k")).toBe("Pending")
    expect(pressed(bindings, where, "ctrl+k ctrl+t")).toBe("app:toggleTodos")
    expect(pressed(bindings, where, "ctrl+x")).toBe("composer:undo")
    expect(pressed(bindings, where, "ctrl+a")).toBe("composer:lineStart")
  })

  it.each<readonly [name: string, text: string, line: number, place: string, message: RegExp]>([
    ["no JSON", '{\n  "bindings": [\n', 3, "", /no JSON.*default bindings hold/],
    ["a list", "[]", 1, "bindings", /The file is/],
    ["no list in it", '{\n"bindings": {}}', 2, "bindings", /The file is/],
    ["an unknown key at the top", '{"bindings":[],\n"binding":[]}', 2, "binding", /not known/],
    ["a block that is none", '{"bindings":[\n1]}', 2, "bindings[0]", /A block is/],
    ["a block without bindings", '{"bindings":[\n{"context":"app"}]}', 2, "bindings[0]", /A block is/],
    [
      "an unknown context",
      '{"bindings":[{\n"context":"chat",\n"bindings":{}}]}',
      2,
      "bindings[0].context",
      /one of question/
    ],
    [
      "an unknown key of a block",
      '{"bindings":[{"context":"app",\n"x":1,"bindings":{}}]}',
      2,
      "bindings[0].x",
      /not known/
    ],
    ["no key", file("app", { "ctrl+nokey": "app:redraw" }), 1, 'bindings[0].bindings["ctrl+nokey"]', /no key/],
    [
      "no action",
      file("app", { "ctrl+q": "app:fly" }),
      1,
      'bindings[0].bindings["ctrl+q"]',
      /"app:fly" is no action.*app:redraw/
    ],
    [
      "an action of another context",
      file("app", { f2: "composer:undo" }),
      1,
      "bindings[0].bindings.f2",
      /context composer/
    ],
    ["an action that is no text", file("app", { f2: 3 }), 1, "bindings[0].bindings.f2", /is a text, or null/],
    ["Ctrl+C taken away", file("composer", { "ctrl+c": null }), 1, 'bindings[0].bindings["ctrl+c"]', /always stops/],
    [
      "a key that terminals cannot tell",
      file("app", { "ctrl+m": "app:redraw" }),
      1,
      'bindings[0].bindings["ctrl+m"]',
      /as enter/
    ],
    [
      "a key twice",
      '{"bindings":[{"context":"app","bindings":{"f2":"app:redraw",\n"f2":"app:help"}}]}',
      2,
      "bindings[0].bindings.f2",
      /twice/
    ],
    [
      "the same keys twice",
      file("app", { f2: "app:redraw", F2: "app:help" }),
      1,
      "bindings[0].bindings.F2",
      /place of app:redraw/
    ],
    [
      "a key that begins a chord",
      file("app", { "f2 f3": "app:redraw", f2: "app:help" }),
      1,
      "bindings[0].bindings.f2",
      /clash/
    ]
  ])("reports %s", (_, text, line, place, message) => {
    const { bindings, problems } = parseBindings(text)
    expect(problems).toMatchObject([{ line, place }])
    expect(problems[0]?.message).toMatch(message)
    expect(pressed(bindings, ["composer", "app"], "enter")).toBe("composer:submit")
    expect(pressed(bindings, ["composer", "app"], "ctrl+c")).toBe("composer:clear")
  })

  it("holds the rest of a file with wrong lines", () => {
    const { bindings, problems } = parseBindings(
      file("app", { "ctrl+nokey": "app:redraw", f2: "app:fly", f3: "app:redraw" })
    )
    expect(problems.length).toBe(2)
    expect(pressed(bindings, ["app"], "f3")).toBe("app:redraw")
  })

  it.prop("never throws, and can always be left", { value: Schema.Json, cut: Schema.String }, ({ cut, value }) => {
    const texts = [
      JSON.stringify(value),
      JSON.stringify({ bindings: value }),
      JSON.stringify({ bindings: [value] }),
      cut
    ]
    for (const text of texts) {
      const { bindings, problems } = parseBindings(text)
      expect(pressed(bindings, ["composer", "app"], "ctrl+c")).toBe("composer:clear")
      for (const { line, message } of problems) {
        expect(line).toBeGreaterThan(0)
        expect(message).not.toBe("")
      }
    }
  })
})

describe("loading", () => {
  const load = (files: MemoryFileSystem.MemoryOptions) =>
    loadBindings("/home/me/.coderx/keybindings.json").pipe(Effect.provide(MemoryFileSystem.layer(files)))
  const path = "/home/me/.coderx/keybindings.json"

  it.effect("takes the defaults where there is no file", () =>
    Effect.gen(function* () {
      expect(yield* load({})).toEqual({ bindings: defaultBindings, problems: [] })
    })
  )
  it.effect("reads the file", () =>
    Effect.gen(function* () {
      const { bindings } = yield* load({ files: { [path]: file("app", { f2: "app:redraw" }) } })
      expect(pressed(bindings, ["app"], "f2")).toBe("app:redraw")
    })
  )
  it.effect("says what it cannot read, and holds the defaults", () =>
    Effect.gen(function* () {
      for (const options of [
        { files: { [path]: { directory: true } as const } },
        { files: { [path]: " ".repeat(1_048_577) } },
        { files: { [path]: "{}" }, fault: (method: string) => (method === "readFile" ? "EACCES" : undefined) }
      ]) {
        const { bindings, problems } = yield* load(options)
        expect(bindings).toEqual(defaultBindings)
        expect(problems.length).toBe(1)
        expect(problemLine(path, problems[0] ?? { line: 0, place: "", message: "" })).toMatch(
          /keybindings.json:1: .+ hold\./
        )
      }
    })
  )
})

describe("the table", () => {
  it("shows every action with its keys, and what was changed", () => {
    const { bindings } = parseBindings(file("composer", { f2: "composer:undo", "ctrl+k": null }))
    const rows = bindingRows(bindings)
    expect(rows.length).toBe(actions.length)
    expect(rows.filter(({ changed }) => changed).map(({ action }) => action)).toEqual([
      "composer:killToEnd",
      "composer:undo"
    ])
    const text = bindingsMarkdown(bindings)
    for (const { id } of actions) expect(text).toContain(`\`${id}\``)
    expect(text).toContain("| `f2`, `ctrl+_`")
  })

  it("is the one of the guide", () => {
    const guide = readFileSync(new URL("../../../../docs/keybindings.md", import.meta.url), "utf8")
    expect(guide).toContain(bindingsMarkdown(defaultBindings))
    const [example = ""] = /(?<=```json\n)[\s\S]*?(?=```)/.exec(guide) ?? []
    expect(parseBindings(example)).toMatchObject({ problems: [] })
    expect(pressed(parseBindings(example).bindings, ["composer"], "ctrl+x ctrl+s")).toBe("composer:openEditor")
  })

  it("names the first key of an action, for hints", () => {
    expect(keyOf(defaultBindings, "composer:openEditor")).toBe("ctrl+g")
    expect(keyOf(defaultBindings, "app:exit")).toBeUndefined()
  })
})
