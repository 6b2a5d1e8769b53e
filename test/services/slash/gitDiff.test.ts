import { execFileSync } from "node:child_process"
import { existsSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { layer as nodeSpawner } from "@effect/platform-node/NodeChildProcessSpawner"
import { layer as nodeFileSystem } from "@effect/platform-node/NodeFileSystem"
import { layer as nodePath } from "@effect/platform-node/NodePath"
import { describe, expect, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { readDiff } from "../../../src/services/workspace/gitDiff.ts"
import { workWorld } from "../../contracts/shellWorld.ts"

const machine = nodeSpawner.pipe(Layer.provideMerge(Layer.merge(nodeFileSystem, nodePath)))

const repository = Effect.acquireRelease(
  Effect.sync(() => {
    const dir = realpathSync(mkdtempSync(join(tmpdir(), "coderx-diff-")))
    const git = (...args: ReadonlyArray<string>) =>
      execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@t", ...args], { cwd: dir, encoding: "utf8" })
    git("init", "-q", "-b", "main")
    return { dir, git }
  }),
  ({ dir }) => Effect.sync(() => rmSync(dir, { recursive: true, force: true }))
)

const diffIn = (cwd: string, within?: string) =>
  readDiff(within).pipe(
    Effect.provide(workWorld({ cwd, env: { PATH: process.env["PATH"], HOME: cwd } }).pipe(Layer.provideMerge(machine)))
  )

describe("the changes of a working tree", () => {
  it.live("are those against the last commit, staged or not, and the names of new files", () =>
    Effect.gen(function* () {
      const { dir, git } = yield* repository
      writeFileSync(join(dir, "a.txt"), "one\n")
      writeFileSync(join(dir, "b.txt"), "one\n")
      expect(yield* diffIn(dir)).toContain("New, and not known to git yet:\n  a.txt\n  b.txt")
      git("add", ".")
      expect(yield* diffIn(dir)).toContain("+++ b/a.txt")
      git("commit", "-qm", "one")
      expect(yield* diffIn(dir)).toBe("")
      writeFileSync(join(dir, "a.txt"), "two\n")
      git("add", "a.txt")
      writeFileSync(join(dir, "b.txt"), "two\n")
      const all = yield* diffIn(dir)
      expect(all).toContain("-one\n+two")
      expect(all.match(/^diff --git/gm)).toHaveLength(2)
      expect((yield* diffIn(dir, "b.txt")).match(/^diff --git/gm)).toHaveLength(1)
    }).pipe(Effect.scoped)
  )

  it.live("are told without running what the repository configures", () =>
    Effect.gen(function* () {
      const { dir, git } = yield* repository
      writeFileSync(join(dir, "a.txt"), "one\n")
      git("add", ".")
      git("commit", "-qm", "one")
      writeFileSync(join(dir, "a.txt"), "two\n")
      writeFileSync(join(dir, ".gitattributes"), "*.txt diff=evil\n")
      const marker = join(dir, "ran")
      for (const key of ["diff.external", "diff.evil.command", "diff.evil.textconv", "core.fsmonitor", "core.pager"]) {
        git("config", key, `touch ${marker}; cat`)
      }
      expect(yield* diffIn(dir)).toContain("+two")
      expect(existsSync(marker)).toBe(false)
      git("config", "filter.evil.clean", `touch ${marker}; cat`)
      const refused = yield* Effect.flip(diffIn(dir))
      expect(refused.message).toContain("could run programs of its choice")
      expect(existsSync(marker)).toBe(false)
    }).pipe(Effect.scoped)
  )

  it.live("need a repository", () =>
    Effect.gen(function* () {
      const { dir } = yield* repository
      rmSync(join(dir, ".git"), { recursive: true })
      expect((yield* Effect.flip(diffIn(dir))).message).toContain("is not in a git repository")
    }).pipe(Effect.scoped)
  )
})
