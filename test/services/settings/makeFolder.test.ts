import { layer as nodeFileSystem } from "@effect/platform-node/NodeFileSystem"
import { layer as nodePath } from "@effect/platform-node/NodePath"
import { assert, describe, it } from "@effect/vitest"
import { Effect, FileSystem, type Layer, Path } from "effect"
import { makeFolder } from "../../../src/services/host/makeFolder.ts"
import * as MemoryFileSystem from "../../layers/MemoryFileSystem.ts"

const systems: ReadonlyArray<readonly [string, Layer.Layer<FileSystem.FileSystem>]> = [
  ["Node", nodeFileSystem],
  ["memory", MemoryFileSystem.layer()]
]

describe.each(systems)("makeFolder (%s)", (name, system) => {
  const run = (body: (fs: FileSystem.FileSystem, path: Path.Path, dir: string) => Effect.Effect<void, unknown>) =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const path = yield* Path.Path
      yield* body(fs, path, yield* fs.makeTempDirectoryScoped({ prefix: "coderx-folder-" }))
    }).pipe(Effect.scoped, Effect.provide([system, nodePath]))

  it.live("makes every parent that is missing, with the mode, and is content with what is there", () =>
    run((fs, path, dir) =>
      Effect.gen(function* () {
        yield* makeFolder(fs, path, `${dir}/a/b/c`, 0o700)
        yield* makeFolder(fs, path, `${dir}/a/b/c`, 0o700)
        assert.strictEqual((yield* fs.stat(`${dir}/a/b`)).mode & 0o777, 0o700)
        assert.strictEqual((yield* fs.stat(`${dir}/a/b/c`)).type, "Directory")
      })
    )
  )

  it.live("fails below a file", () =>
    run((fs, path, dir) =>
      Effect.gen(function* () {
        yield* fs.writeFileString(`${dir}/file`, "x")
        assert.isTrue((yield* Effect.exit(makeFolder(fs, path, `${dir}/file/a`)))._tag === "Failure")
      })
    )
  )

  it.live.runIf(name === "Node" && process.platform === "linux")("fails where nothing can be made, and ends", () =>
    run((fs, path) =>
      Effect.gen(function* () {
        const exit = yield* Effect.exit(makeFolder(fs, path, "/proc/nothing-here/a/b"))
        assert.strictEqual(exit._tag, "Failure")
      })
    )
  )
})
