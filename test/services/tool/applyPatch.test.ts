import { layer as nodeFileSystem } from "@effect/platform-node/NodeFileSystem"
import { describe, expect, it } from "@effect/vitest"
import { Effect, FileSystem, Layer, PlatformError } from "effect"
import { isAbout } from "../../../src/services/permission/rules.ts"
import { accessesOf } from "../../../src/services/permission/toolAccess.ts"
import { applyPatch } from "../../../src/services/tool/applyPatch.ts"
import { preferred, prefersPatch } from "../../../src/services/tool/preferred.ts"
import { read } from "../../../src/services/tool/read.ts"
import * as MemoryFileSystem from "../../layers/MemoryFileSystem.ts"
import { call, fileWorld } from "./fileWorld.ts"

type Services = Layer.Success<ReturnType<typeof fileWorld>> | FileSystem.FileSystem

const systems: ReadonlyArray<readonly [string, Layer.Layer<FileSystem.FileSystem>]> = [
  ["Node", nodeFileSystem],
  ["memory", MemoryFileSystem.layer()]
]

const both = (
  title: string,
  body: (fs: FileSystem.FileSystem, ws: string) => Effect.Effect<void, unknown, Services>
) => {
  for (const [name, system] of systems) {
    it.live(`${title} (${name})`, () =>
      Effect.gen(function* () {
        const fs = yield* FileSystem.FileSystem
        const ws = yield* fs.realPath(yield* fs.makeTempDirectoryScoped({ prefix: "coderx-patch-" }))
        yield* Effect.provide(body(fs, ws), fileWorld({ host: { cwd: ws } }))
      }).pipe(Effect.scoped, Effect.provide(system))
    )
  }
}

const envelope = (...lines: ReadonlyArray<string>) => ({
  input: ["*** Begin Patch", ...lines, "*** End Patch"].join("\n")
})

const readAll = (...names: ReadonlyArray<string>) => Effect.forEach(names, (name) => call(read, { file_path: name }))

describe("ApplyPatch", () => {
  both("adds, updates, moves and deletes in one go, and tells of each", (fs, ws) =>
    Effect.gen(function* () {
      yield* fs.writeFileString(
        `${ws}/a.py`,
        "class A:\n    def f(self):\n        return 1\n\n    def g(self):\n        return 1\n"
      )
      yield* fs.writeFile(`${ws}/b.txt`, new TextEncoder().encode("\ufeffone\r\ntwo\r\n"))
      yield* fs.chmod(`${ws}/b.txt`, 0o755)
      yield* fs.writeFileString(`${ws}/c.txt`, "gone\n")
      yield* readAll("a.py", "b.txt", "c.txt")
      const done = yield* call(
        applyPatch,
        envelope(
          "*** Update File: a.py",
          "@@ def g(self):",
          "-        return 1",
          "+        return 2",
          "*** Update File: b.txt",
          "*** Move to: sub/b.txt",
          "@@",
          " one",
          "-two",
          "+2",
          "+three",
          "*** End of File",
          "*** Delete File: c.txt",
          "*** Add File: new/d.txt",
          "+hello",
          "+",
          "+world"
        )
      )
      expect(done.text).toContain(`Changed ${ws}/a.py`)
      expect(done.text).toContain(`Moved b.txt to ${ws}/sub/b.txt. Changed`)
      expect(done.text).toContain(`Deleted ${ws}/c.txt.`)
      expect(done.text).toContain(`Created ${ws}/new/d.txt (3 lines).`)
      expect(yield* fs.readFileString(`${ws}/a.py`)).toBe(
        "class A:\n    def f(self):\n        return 1\n\n    def g(self):\n        return 2\n"
      )
      expect(new TextDecoder("utf-8", { ignoreBOM: true }).decode(yield* fs.readFile(`${ws}/sub/b.txt`))).toBe(
        "\ufeffone\r\n2\r\nthree\r\n"
      )
      expect((yield* fs.stat(`${ws}/sub/b.txt`)).mode & 0o777).toBe(0o755)
      expect([yield* fs.exists(`${ws}/b.txt`), yield* fs.exists(`${ws}/c.txt`)]).toEqual([false, false])
      expect(yield* fs.readFileString(`${ws}/new/d.txt`)).toBe("hello\n\nworld\n")
      expect(done.output).toMatchObject({
        files: [
          { type: "update", history: [{ path: `${ws}/a.py` }] },
          { type: "update", movedFrom: "b.txt", history: [{ path: `${ws}/sub/b.txt`, from: `${ws}/b.txt` }] },
          { type: "delete", history: [{ path: `${ws}/c.txt`, after: null }] },
          { type: "create", history: [{ path: `${ws}/new/d.txt`, before: null }] }
        ]
      })
      const again = yield* call(applyPatch, envelope("*** Update File: sub/b.txt", " one", "-2", "+4"))
      expect(again.text).toContain("Changed")
    })
  )

  both("changes nothing where one part cannot be made", (fs, ws) =>
    Effect.gen(function* () {
      yield* fs.writeFileString(`${ws}/a.txt`, "one\n")
      yield* fs.writeFileString(`${ws}/b.txt`, "x\nx\n")
      yield* fs.writeFileString(`${ws}/unread.txt`, "u\n")
      yield* readAll("a.txt", "b.txt")
      const update = ["*** Update File: a.txt", "-one", "+1"]
      const rows: ReadonlyArray<readonly [ReadonlyArray<string>, string]> = [
        [["*** Update File: b.txt", "-x", "+y"], "means 2 places"],
        [["*** Update File: b.txt", "-z", "+y"], "the old text is not in the file"],
        [["*** Update File: unread.txt", "-u", "+y"], "has not been read in this session"],
        [["*** Delete File: unread.txt"], "has not been read in this session"],
        [["*** Update File: nowhere.txt", "-u", "+y"], "does not exist"],
        [["*** Add File: b.txt", "+y"], "is there already"],
        [["*** Update File: b.txt", "*** Move to: unread.txt"], "is there already"],
        [["*** Update File: ./a.txt", "-one", "+2"], "is named twice"]
      ]
      for (const [part, reason] of rows) {
        const refused = yield* call(applyPatch, envelope(...update, ...part))
        expect(refused.text).toContain(reason)
        expect(refused.text.startsWith("!")).toBe(true)
      }
      expect(yield* fs.readFileString(`${ws}/a.txt`)).toBe("one\n")
      expect(yield* fs.readFileString(`${ws}/b.txt`)).toBe("x\nx\n")
      expect((yield* fs.readDirectory(ws)).sort()).toEqual(["a.txt", "b.txt", "unread.txt"])
    })
  )

  it.live("puts back what was written where a later file cannot be", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const ws = yield* fs.realPath(yield* fs.makeTempDirectoryScoped({ prefix: "coderx-patch-" }))
      for (const name of ["a", "b", "c"]) yield* fs.writeFileString(`${ws}/${name}`, `${name}\n`)
      let removals = 0
      const failing = Layer.succeed(FileSystem.FileSystem, {
        ...fs,
        remove: (path: string, options?: Parameters<typeof fs.remove>[1]) =>
          path.endsWith("/c") && ++removals > 0
            ? Effect.fail(
                PlatformError.systemError({
                  _tag: "Unknown",
                  module: "FileSystem",
                  method: "remove",
                  pathOrDescriptor: path
                })
              )
            : fs.remove(path, options)
      })
      const body = Effect.gen(function* () {
        yield* readAll("a", "b", "c")
        return yield* call(
          applyPatch,
          envelope(
            "*** Update File: a",
            "-a",
            "+A",
            "*** Update File: b",
            "*** Move to: moved",
            "*** Add File: d",
            "+d",
            "*** Delete File: c"
          )
        )
      })
      const refused = yield* body.pipe(
        Effect.provide(fileWorld({ host: { cwd: ws } }).pipe(Layer.provideMerge(failing)))
      )
      expect(removals).toBe(1)
      expect(refused.text).toContain("c was not deleted")
      expect((yield* fs.readDirectory(ws)).sort()).toEqual(["a", "b", "c"])
      expect(yield* fs.readFileString(`${ws}/a`)).toBe("a\n")
      expect(yield* fs.readFileString(`${ws}/b`)).toBe("b\n")
    }).pipe(Effect.scoped, Effect.provide(nodeFileSystem))
  )

  const chunks: ReadonlyArray<readonly [name: string, text: string, lines: ReadonlyArray<string>, expected: string]> = [
    ["several chunks in order", "a\nb\nc\nd\n", ["@@", " a", "-b", "+B", "@@", "-d", "+D"], "a\nB\nc\nD\n"],
    ["the same lines twice, in order", "x\ny\nx\ny\n", ["-x", "+1", " y", " x", "-y", "+2"], "1\ny\nx\n2\n"],
    [
      "a header that is a whole line",
      "def f():\n    x\ndef g():\n    x\n",
      ["@@ def g():", "-    x", "+    y"],
      "def f():\n    x\ndef g():\n    y\n"
    ],
    [
      "nested headers",
      "class A\n  def f\n    x\nclass B\n  def f\n    x\n",
      ["@@ class B", "@@ def f", "-    x", "+    y"],
      "class A\n  def f\n    x\nclass B\n  def f\n    y\n"
    ],
    ["a place twice in the block of its header", "def f():\n    x\n    x\n", ["@@ def f():", "-    x", "+    y"], "!"],
    ["blanks at line ends", "a  \nb\n", [" a", "-b", "+c"], "a  \nc\n"],
    ["the last lines", "x\ny\nx\n", ["-x", "+z", "*** End of File"], "x\ny\nz\n"],
    ["no final line feed", "a\nb", [" a", "-b", "+c"], "a\nc"],
    ["a line more at the end without a final line feed", "a\nb", [" b", "+c"], "a\nb\nc"],
    ["lines without a place go to the end", "a\r\n", ["+b"], "a\r\nb\r\n"],
    ["deletes lines", "a\nb\nc\n", [" a", "-b", " c"], "a\nc\n"],
    ["a blank line that lost its blank", "a\n\nb\n", [" a", "", "-b", "+c"], "a\n\nc\n"],
    ["indented otherwise", "\tif a:\n\t\tb c\n", [" if a:", "-    b c", "+    d e"], "\tif a:\n\t\td e\n"],
    ["typographic quotes", "say(“hi”)\nb\n", ['-say("hi")', '+say("ho")'], 'say("ho")\nb\n'],
    ["code left out", "a\nb\n", ["-a", "+c", "+# ... rest of the code ..."], "!"],
    ["likeness", "const value = 1\n", ["-const valu = 1", "+x"], "!"]
  ]
  it.live.each(chunks)("%s", ([, text, lines, expected]) =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      yield* fs.writeFileString("/ws/f", text)
      yield* readAll("f")
      const done = yield* call(applyPatch, envelope("*** Update File: f", ...lines))
      expect(done.text.startsWith("!") ? "!" : yield* fs.readFileString("/ws/f"), done.text).toBe(expected)
    }).pipe(Effect.provide(fileWorld()), Effect.provide(MemoryFileSystem.layer({ files: { "/ws/f": "" } })))
  )

  it.live.each([
    ["no begin", "*** Update File: f\n-a\n*** End Patch", "*** Begin Patch"],
    ["cut off", "*** Begin Patch\n*** Update File: f\n-a", "*** End Patch"],
    ["a line without a sign", "*** Begin Patch\n*** Update File: f\na\n*** End Patch", "begins with a blank, - or +"],
    ["an added line without one", "*** Begin Patch\n*** Add File: f\na\n*** End Patch", "begins with +"],
    ["nothing", "*** Begin Patch\n*** End Patch", "changes no file"],
    ["one file twice", "*** Begin Patch\n*** Delete File: f\n*** Delete File: f\n*** End Patch", "named twice"],
    ["another header", "*** Begin Patch\n*** Rename File: f\n*** End Patch", "expected"]
  ] as const)("says what is wrong with a patch: %s", ([, input, reason]) =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(applyPatch.prepare({ input }))
      expect(error.message).toContain(reason)
    })
  )

  it.effect("states every path, also where a file is moved to; takes fences and here-documents off", () =>
    Effect.gen(function* () {
      const input =
        "```\n*** Begin Patch\n*** Update File: a\n*** Move to: b/c\n*** Delete File: d\n*** Add File: e\n+x\n*** End Patch\n```"
      const prepared = yield* applyPatch.prepare({ input })
      expect(prepared.accesses).toEqual(["a", "b/c", "d", "e"].map((path) => ({ _tag: "WritePath", path })))
      expect(accessesOf("ApplyPatch", { input })).toEqual(prepared.accesses)
      expect(isAbout("Edit", "ApplyPatch")).toBe(true)
      expect(JSON.stringify(applyPatch.spec).length).toBeLessThanOrEqual(600)
    })
  )
})

describe("which models are offered patches", () => {
  it.each([
    ["openai", "gpt-5", true],
    ["openai", "gpt-5.2-codex", true],
    ["openrouter", "openai/gpt-6.1", true],
    ["openai", "codex-mini-latest", true],
    ["openai", "gpt-4.1", false],
    ["openai", "o3", false],
    ["ollama", "gpt-oss:20b", false],
    ["anthropic", "claude-sonnet-5", false],
    ["ollama", "codexa:7b", false]
  ])("%s/%s: %s", (provider, name, patches) => {
    const tools = ["Read", "Write", "Edit", "MultiEdit", "ApplyPatch"].map((tool) => ({ name: tool }))
    expect(prefersPatch({ provider, name })).toBe(patches)
    expect(preferred(tools, { provider, name }).map((tool) => tool.name)).toEqual(
      patches ? ["Read", "Write", "ApplyPatch"] : ["Read", "Write", "Edit", "MultiEdit"]
    )
    expect(preferred([{ name: "ApplyPatch" }], { provider, name })).toHaveLength(1)
    expect(preferred([{ name: "Edit" }], { provider, name })).toHaveLength(1)
  })
})
