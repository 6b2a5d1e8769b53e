import { layer as nodeFileSystem } from "@effect/platform-node/NodeFileSystem"
import { layer as nodePath } from "@effect/platform-node/NodePath"
import { layer as nodeSpawner } from "@effect/platform-node/NodeChildProcessSpawner"
import { Effect, FileSystem, Layer, Path } from "effect"
import { images } from "../../../src/layers/images.ts"
import { stamps } from "../../../src/layers/stamps.ts"
import * as Search from "../../../src/layers/search.ts"
import { treeSitter } from "../../../src/layers/syntax/treeSitter.ts"
import { CodeMaps } from "../../../src/services/codemap/CodeMaps.ts"
import type { MapQuery } from "../../../src/services/codemap/mapQuery.ts"
import { Host, type HostFacts } from "../../../src/services/host/Host.ts"
import { Paths } from "../../../src/services/settings/Paths.ts"

const dataDir = new URL("../../../src/data", import.meta.url).pathname
const facts = (home: string): HostFacts => ({
  cwd: home,
  home,
  tmp: "/tmp",
  platform: "linux",
  release: "test",
  pid: 1,
  timeZone: "UTC",
  env: {},
  version: "0.0.0",
  dataDir
})
const platform = nodeSpawner.pipe(Layer.provideMerge(Layer.merge(nodeFileSystem, nodePath)))

/** The grammars as the packages have them. */
export const realSyntax = treeSitter.pipe(Layer.provide(Layer.merge(platform, Layer.succeed(Host, facts("/home/u")))))

/** What scales images, as the package has it. */
export const realImages = images.pipe(Layer.provide(Layer.merge(platform, Layer.succeed(Host, facts("/home/u")))))

/** The production services of the code map over the real file system, with a home of its own. */
export const mapWorld = (home: string) =>
  CodeMaps.layer.pipe(
    Layer.provideMerge(Layer.mergeAll(realSyntax, Search.layer, stamps, Paths.layer)),
    Layer.provideMerge(Layer.succeed(Host, facts(home))),
    Layer.provideMerge(platform)
  )

/** Runs over a temporary folder with these files; `root` has its links resolved. */
export const withFiles = <A, E, R>(
  files: Readonly<Record<string, string>>,
  body: (root: string) => Effect.Effect<A, E, R>
) =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const path = yield* Path.Path
    const home = yield* fs.realPath(yield* fs.makeTempDirectoryScoped({ prefix: "coderx-map-" }))
    const root = path.join(home, "project")
    yield* fs.makeDirectory(root)
    yield* Effect.forEach(
      Object.entries(files),
      ([name, text]) =>
        Effect.andThen(
          fs.makeDirectory(path.dirname(path.join(root, name)), { recursive: true }),
          fs.writeFileString(path.join(root, name), text)
        ),
      { discard: true }
    )
    return yield* Effect.provide(body(root), mapWorld(home))
  }).pipe(Effect.scoped, Effect.provide(platform))

export const query = (root: string, options: Partial<MapQuery> = {}): MapQuery => ({
  root,
  focus: "",
  seen: [],
  budget: 2_000,
  secret: () => Effect.succeed(false),
  ...options
})
