import { execFileSync } from "node:child_process"
import { chmodSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { layer as nodeSpawner } from "@effect/platform-node/NodeChildProcessSpawner"
import { layer as nodeFileSystem } from "@effect/platform-node/NodeFileSystem"
import { layer as nodePath } from "@effect/platform-node/NodePath"
import { describe, expect, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { Git } from "../../../src/services/workspace/Git.ts"
import { canRunPrograms, countChanges, parseGitFile, parseHead } from "../../../src/services/workspace/gitState.ts"
import { workWorld } from "../../contracts/shellWorld.ts"
import { scriptedProcesses } from "../../layers/ScriptedProcesses.ts"

const files = Layer.merge(nodeFileSystem, nodePath)
const machine = nodeSpawner.pipe(Layer.provideMerge(files))

const withRepository = (
  use: (dir: string, git: (...args: Array<string>) => string) => Promise<void>
): Effect.Effect<void> =>
  Effect.acquireUseRelease(
    Effect.sync(() => realpathSync(mkdtempSync(join(tmpdir(), "coderx-git-")))),
    (dir) =>
      Effect.promise(async () => {
        const env = { PATH: process.env["PATH"], HOME: dir, GIT_CONFIG_NOSYSTEM: "1" }
        const git = (...args: Array<string>) =>
          execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@t", ...args], {
            cwd: dir,
            env,
            encoding: "utf8"
          })
        git("init", "-q", "-b", "main")
        await use(dir, git)
      }),
    (dir) => Effect.sync(() => rmSync(dir, { recursive: true, force: true }))
  )

const summary = (cwd: string, processes: typeof machine = machine) =>
  Effect.runPromise(
    Effect.flatMap(Effect.service(Git), (git) => git.summary).pipe(
      Effect.provide(
        Git.layer.pipe(
          Layer.provide(workWorld({ cwd, env: { PATH: `.:${process.env["PATH"]}`, HOME: cwd } })),
          Layer.provide(processes)
        )
      )
    )
  )

/** Counting may lose its race on a busy machine; then the branch stands alone and it is asked again. */
const counted = async (cwd: string): Promise<string | undefined> => {
  for (let i = 0; i < 200; i++) {
    const said = await summary(cwd)
    if (said === undefined || said.includes(",")) return said
  }
  return "never counted"
}

describe("Git", () => {
  it.live("tells the branch and how many files have changed", () =>
    withRepository(async (dir, git) => {
      writeFileSync(join(dir, "a.txt"), "a\n")
      writeFileSync(join(dir, "b.txt"), "b\n")
      expect(await counted(dir)).toBe("branch main, 2 files changed")
      git("add", "a.txt", "b.txt")
      git("commit", "-qm", "first")
      expect(await counted(dir)).toBe("branch main, nothing changed")
      git("mv", "a.txt", "c.txt")
      writeFileSync(join(dir, "b.txt"), "bb\n")
      expect(await counted(dir)).toBe("branch main, 3 files changed")
      git("checkout", "-q", "--detach")
      expect(await counted(dir)).toMatch(/^no branch, at commit [0-9a-f]{10}, 3 files changed$/)
      mkdirSync(join(dir, "sub"))
      expect(await counted(join(dir, "sub"))).toMatch(/^no branch/)
    })
  )

  it.live("knows a worktree, whose .git is a file", () =>
    withRepository(async (dir, git) => {
      writeFileSync(join(dir, "a.txt"), "a\n")
      git("add", "a.txt")
      git("commit", "-qm", "first")
      git("worktree", "add", "-q", join(dir, "tree"), "-b", "other")
      expect(await counted(join(dir, "tree"))).toBe("branch other, nothing changed")
    })
  )

  it.live("says nothing outside a repository", () =>
    withRepository(async (dir) => {
      rmSync(join(dir, ".git"), { recursive: true })
      expect(await summary(dir)).toBeUndefined()
    })
  )

  it.live("runs nothing that the repository brings: monitors, filters, hooks, other programs named git", () =>
    withRepository(async (dir, git) => {
      const script = join(dir, "evil.sh")
      writeFileSync(script, `#!/bin/sh\ntouch ${dir}/ran\ncat\n`)
      writeFileSync(join(dir, "git"), `#!/bin/sh\ntouch ${dir}/ran\n`)
      chmodSync(script, 0o755)
      chmodSync(join(dir, "git"), 0o755)
      writeFileSync(join(dir, ".gitattributes"), "* filter=evil\n")
      writeFileSync(join(dir, "a.txt"), "a\n")
      git("add", "a.txt")
      git("commit", "-qm", "first")
      writeFileSync(join(dir, "a.txt"), "b\n")
      git("config", "core.fsmonitor", script)
      git("config", "core.hooksPath", dir)
      git("config", "core.sshCommand", script)
      for (const hook of ["post-index-change", "fsmonitor-watchman"]) {
        writeFileSync(join(dir, ".git", "hooks", hook), `#!/bin/sh\ntouch ${dir}/ran\n`)
        chmodSync(join(dir, ".git", "hooks", hook), 0o755)
      }
      expect(await counted(dir)).toBe("branch main, 4 files changed")
      git("config", "filter.evil.clean", script)
      git("config", "filter.evil.process", script)
      for (let i = 0; i < 5; i++) expect(await summary(dir)).toBe("branch main")
      expect(existsSync(join(dir, "ran"))).toBe(false)
    })
  )

  it.live("gives the branch alone where git is missing, says no, or takes long", () =>
    withRepository(async (dir) => {
      for (const script of [{ exitCode: 128 }, { delay: 60_000, stdout: "x\0" }]) {
        const pretend = scriptedProcesses({ "*": script })
        expect(await summary(dir, Layer.merge(pretend.layer, files))).toBe("branch main")
        expect(pretend.spawned[0]?.line).toContain("--no-optional-locks -c core.fsmonitor=false")
        expect(pretend.spawned[0]?.env["PATH"]).not.toMatch(/^\.:/)
      }
      expect(await summary(dir, Layer.merge(scriptedProcesses({}).layer, files))).toBe("branch main")
    })
  )

  it("reads its formats", () => {
    expect(parseHead("ref: refs/heads/feature/x\n")).toBe("branch feature/x")
    expect(parseHead(`${"a1".repeat(20)}\n`)).toBe("no branch, at commit a1a1a1a1a1")
    expect(parseHead("nonsense")).toBeUndefined()
    expect(parseGitFile("gitdir: ../.git/worktrees/x\n")).toBe("../.git/worktrees/x")
    expect(countChanges("")).toBe(0)
    expect(countChanges(" M a\0?? b\0")).toBe(2)
    for (const config of ['[filter "x"]', "[ include ]", '  [includeIf "gitdir:x"]', '[FILTER "y"]']) {
      expect(canRunPrograms(`[core]\n\tbare = false\n${config}\n`)).toBe(true)
    }
    expect(canRunPrograms('[core]\n[remote "filter"]\n')).toBe(false)
  })
})
