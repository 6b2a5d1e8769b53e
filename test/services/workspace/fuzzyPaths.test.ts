import { describe, expect, it } from "@effect/vitest"
import { Schema } from "effect"
import { fuzzyPaths, pathList, withFolders } from "../../../src/services/workspace/fuzzyPaths.ts"

const files = [
  "README.md",
  "src/agent/Agent.ts",
  "src/agent/loop.ts",
  "src/services/tool/readFile.ts",
  "src/services/tool/read.ts",
  "src/services/tool/readOutput.ts",
  "test/agent/Agent.test.ts",
  "docs/thread.md",
  "src/ümlaut.ts"
]
const list = pathList(withFolders(files))
const found = (query: string, limit = 5) => fuzzyPaths(list, query, limit).map(({ path }) => path)

describe("paths by a few letters", () => {
  it.each<[string, ReadonlyArray<string>]>([
    ["", ["README.md", "docs/", "src/", "test/"]],
    ["agent", ["src/agent/", "test/agent/", "src/agent/Agent.ts", "test/agent/Agent.test.ts", "src/agent/loop.ts"]],
    ["read.ts", ["src/services/tool/read.ts", "src/services/tool/readFile.ts", "src/services/tool/readOutput.ts"]],
    ["rf", ["src/services/tool/readFile.ts"]],
    [
      "READ",
      [
        "src/services/tool/read.ts",
        "README.md",
        "src/services/tool/readFile.ts",
        "src/services/tool/readOutput.ts",
        "docs/thread.md"
      ]
    ],
    ["src/tool/out", ["src/services/tool/readOutput.ts"]],
    ["ümlaut", ["src/ümlaut.ts"]],
    ["zzz", []]
  ])("%s", (query, paths) => expect(found(query)).toEqual(paths))

  it("tells where the letters are", () => {
    expect(fuzzyPaths(list, "out", 1)[0]).toEqual({ path: "src/services/tool/readOutput.ts", met: [22, 23, 24] })
    expect(
      fuzzyPaths(list, "rfl", 1)[0]
        ?.met.map((at) => "src/services/tool/readFile.ts"[at])
        .join("")
    ).toBe("rFl")
  })

  it.prop(
    "finds nothing that has not the letters in order, and each path once, whatever the limit",
    { paths: Schema.Array(Schema.String), query: Schema.String },
    ({ paths, query }) => {
      const unique = [...new Set(paths)].filter((path) => path !== "")
      const all = fuzzyPaths(pathList(unique), query, 1_000)
      expect(new Set(all.map(({ path }) => path)).size).toBe(all.length)
      for (const { met, path } of all) {
        if (query === "" || path.toLowerCase().length !== path.length) continue
        expect(met.map((at) => path.toLowerCase()[at]).join("")).toBe(query.toLowerCase())
      }
      expect(fuzzyPaths(pathList(unique), query, 3)).toEqual(all.slice(0, 3))
    }
  )
})
