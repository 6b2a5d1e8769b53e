import { execFileSync } from "node:child_process"
import { layer as nodeFileSystem } from "@effect/platform-node/NodeFileSystem"
import { layer as nodePath } from "@effect/platform-node/NodePath"
import { expect, it } from "@effect/vitest"
import { Effect, FileSystem, Layer } from "effect"
import { repositoryRuns } from "../../../src/services/permission/repository.ts"

const git = (cwd: string, ...args: ReadonlyArray<string>) =>
  execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b", "-c", "advice.addEmbeddedRepo=false", ...args], {
    cwd,
    stdio: "ignore",
    env: { PATH: process.env["PATH"], HOME: cwd, GIT_CONFIG_NOSYSTEM: "1" }
  })

/** A repository with another one checked out in it, as an archive could bring both. */
const nested = Effect.gen(function* () {
  const fs = yield* FileSystem.FileSystem
  const root = yield* fs.realPath(yield* fs.makeTempDirectoryScoped({ prefix: "coderx-sub-" }))
  for (const inner of ["deep/sub/inner", "deep/sub"]) {
    yield* fs.makeDirectory(`${root}/${inner}`, { recursive: true })
    git(`${root}/${inner}`, "init", "-q")
    yield* fs.writeFileString(`${root}/${inner}/f`, "1")
    git(`${root}/${inner}`, "add", "-A")
    git(`${root}/${inner}`, "commit", "-qm", "x")
  }
  git(root, "init", "-q")
  git(root, "add", "-A")
  git(root, "commit", "-qm", "x")
  return root
})

it.live.each(["2", "3", "4"])("sees what a checked-out submodule would make git run (index version %s)", (version) =>
  Effect.gen(function* () {
    const root = yield* nested
    git(root, "update-index", "--index-version", version)
    if (version === "4") expect(yield* repositoryRuns(root)).toMatch(/names cannot be read/)
    else {
      expect(yield* repositoryRuns(root)).toBeUndefined()
      git(`${root}/deep/sub/inner`, "config", "core.fsmonitor", "touch /tmp/x; false")
      expect(yield* repositoryRuns(root)).toMatch(/deep\/sub .*inner .*core\.fsmonitor/)
      git(`${root}/deep/sub/inner`, "config", "--unset", "core.fsmonitor")
      git(`${root}/deep/sub`, "config", "filter.x.clean", "evil")
      expect(yield* repositoryRuns(root)).toMatch(/in the submodule deep\/sub .*filter\.x\.clean/)
    }
  }).pipe(Effect.scoped, Effect.provide(Layer.merge(nodeFileSystem, nodePath)))
)

it.live("lets a repository without submodules pass, whatever its files are called", () =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const root = yield* fs.makeTempDirectoryScoped({ prefix: "coderx-plain-" })
    git(root, "init", "-q")
    for (let at = 0; at < 300; at++) yield* fs.writeFileString(`${root}/à${at}`, `${at}`)
    git(root, "add", "-A")
    expect(yield* repositoryRuns(root)).toBeUndefined()
  }).pipe(Effect.scoped, Effect.provide(Layer.merge(nodeFileSystem, nodePath)))
)
