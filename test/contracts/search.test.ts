import { layer as nodeSpawner } from "@effect/platform-node/NodeChildProcessSpawner"
import { layer as nodeFileSystem } from "@effect/platform-node/NodeFileSystem"
import { layer as nodePath } from "@effect/platform-node/NodePath"
import { rgPath } from "@vscode/ripgrep"
import { Effect, FileSystem, Layer, Path } from "effect"
import * as Ripgrep from "../../src/layers/search/ripgrep.ts"
import * as Found from "../../src/layers/search.ts"
import * as Walk from "../../src/layers/search/walk.ts"
import { Host } from "../../src/services/host/Host.ts"
import * as MemoryFileSystem from "../layers/MemoryFileSystem.ts"
import { searchContract } from "./search.ts"

const machine = nodeSpawner.pipe(Layer.provideMerge(Layer.merge(nodeFileSystem, nodePath)))
const host = Layer.succeed(
  Host,
  Host.of({
    cwd: "/",
    home: "/home/nobody",
    tmp: "/tmp",
    platform: "linux",
    release: "test",
    pid: 1,
    timeZone: "UTC",
    env: { PATH: process.env["PATH"] },
    version: "0.0.0",
    dataDir: "/data"
  })
)

const temporary = Effect.gen(function* () {
  const fs = yield* FileSystem.FileSystem
  return yield* fs.realPath(yield* fs.makeTempDirectoryScoped({ prefix: "coderx-search-" }))
})

searchContract("ripgrep", Ripgrep.layer(rgPath).pipe(Layer.provideMerge(Layer.merge(machine, host))), temporary)

searchContract("walk", Walk.layer.pipe(Layer.provideMerge(machine)), temporary)

searchContract(
  "walk in memory",
  Walk.layer.pipe(Layer.provideMerge(Layer.merge(MemoryFileSystem.layer(), Path.layer))),
  Effect.succeed("/project")
)

searchContract("what there is", Found.layer.pipe(Layer.provideMerge(Layer.merge(machine, host))), temporary)
