import { describe, expect, it } from "@effect/vitest"
import { Effect, FileSystem, Layer, Path } from "effect"
import { TestClock } from "effect/testing"
import * as Walk from "../../../src/layers/search/walk.ts"
import { FileIndex } from "../../../src/services/workspace/FileIndex.ts"
import * as MemoryFileSystem from "../../layers/MemoryFileSystem.ts"
import { pretendWorkspace } from "./pretend.ts"

const world = FileIndex.layer.pipe(
  Layer.provideMerge(Walk.layer),
  Layer.provideMerge(pretendWorkspace()),
  Layer.provideMerge(
    Layer.merge(
      MemoryFileSystem.layer({
        files: {
          "/ws/.gitignore": "build/\n",
          "/ws/src/one.ts": "",
          "/ws/build/one.js": "",
          "/other/one more.txt": "",
          "/other/.hidden": "",
          "/other/on/x": ""
        }
      }),
      Path.layer
    )
  )
)

const found = (query: string) =>
  Effect.flatMap(FileIndex, (index) => Effect.map(index.find(query, 10), (all) => all.map(({ path }) => path)))

describe("the index of files", () => {
  it.effect("holds what is not ignored, and the folders; looks again after a while", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      expect(yield* found("one")).toEqual(["src/one.ts"])
      expect(yield* found("sr")).toEqual(["src/", "src/one.ts"])
      yield* fs.writeFileString("/ws/one-b.ts", "")
      expect(yield* found("one")).toEqual(["src/one.ts"])
      yield* TestClock.adjust("6 seconds")
      yield* found("one")
      // The new list is made in the background.
      yield* Effect.repeat(Effect.yieldNow, { times: 1_000 })
      expect(yield* found("one")).toEqual(["src/one.ts", "one-b.ts"])
    }).pipe(Effect.provide(world))
  )

  it.effect("lists places outside by the beginning of a name", () =>
    Effect.gen(function* () {
      expect(yield* found("../other/on")).toEqual(["../other/on/", "../other/one more.txt"])
      expect(yield* found("/other/.")).toEqual(["/other/.hidden"])
      expect(yield* found("/none/x")).toEqual([])
    }).pipe(Effect.provide(world))
  )
})
