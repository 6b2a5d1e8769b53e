import { describe, expect, it } from "@effect/vitest"
import { Effect, FileSystem, Layer } from "effect"
import { Resolutions } from "../../../src/services/workspace/Resolutions.ts"
import { type Target, Workspace } from "../../../src/services/workspace/Workspace.ts"
import * as MemoryFileSystem from "../../layers/MemoryFileSystem.ts"
import { lead, type PretendWorkspace, pretendWorkspace } from "./pretend.ts"

const files: MemoryFileSystem.MemoryOptions["files"] = {
  "/ws/a.txt": "a",
  "/ws/sub/b.txt": "b",
  "/ws/.git/config": "",
  "/ws/l": { link: "/out/d" },
  "/ws/in": { link: "sub" },
  "/ws/dangling-in": { link: "sub/new.txt" },
  "/ws/dangling-out": { link: "/out/new.txt" },
  "/ws/loop": { link: "loop" },
  "/ws/pipe": { special: "FIFO" },
  "/ws/disk": { special: "BlockDevice" },
  "/ws/~/x": "literal tilde",
  "/ws/a\\b.txt": "backslash",
  "/ws/tail\\": "a name that ends with a backslash",
  "/ws/node.sock": { special: "Socket" },
  "/out/d/x": "x",
  "/out/s.txt": "s",
  "/extra/y": "y",
  "/home/u/n.txt": "n",
  "/home/u/.coderx/config.json": "{}",
  "/home/u/real-coderx/config.json": "{}",
  "/proc/self": { link: "/proc/1" },
  "/proc/1/root": { link: "/" },
  "/proc/1/environ": "KEY=x",
  "/dev/fd": { link: "/proc/self/fd" },
  "/etc/passwd": "root"
}

const world = (options: PretendWorkspace = {}, more: MemoryFileSystem.MemoryOptions["files"] = {}) =>
  pretendWorkspace(options).pipe(Layer.provideMerge(MemoryFileSystem.layer({ files: { ...files, ...more } })))

const at = (path: string, options?: PretendWorkspace, more?: MemoryFileSystem.MemoryOptions["files"]) =>
  Effect.provide(lead(path), world(options, more))

const brief = (target: Target | string): string =>
  typeof target === "string"
    ? "refused"
    : `${target.inside ? "inside" : "outside"} ${target.kind}${target.linked ? " linked" : ""} ${target.real}`

describe("Workspace.resolve", () => {
  const table: ReadonlyArray<readonly [path: string, expected: string]> = [
    ["a.txt", "inside file /ws/a.txt"],
    ["./sub//b.txt", "inside file /ws/sub/b.txt"],
    ["/ws", "inside directory /ws"],
    [".", "inside directory /ws"],
    ["sub/", "inside directory /ws/sub"],
    ["a.txt/", "refused"],
    ["a.txt/x", "refused"],
    ["a.txt/../a.txt", "refused"],
    ["none/deep/x.txt", "inside missing /ws/none/deep/x.txt"],
    ["none/../a.txt", "inside file /ws/a.txt"],
    ["none/../../out/s.txt", "outside file /out/s.txt"],
    ["in/b.txt", "inside file linked /ws/sub/b.txt"],
    ["in/../a.txt", "inside file linked /ws/a.txt"],
    ["l/x", "outside file linked /out/d/x"],
    ["l/../s.txt", "outside file linked /out/s.txt"],
    ["dangling-in", "inside missing linked /ws/sub/new.txt"],
    ["dangling-out", "outside missing linked /out/new.txt"],
    ["loop", "refused"],
    ["loop/x", "refused"],
    ["../ws/a.txt", "inside file /ws/a.txt"],
    ["../../../../ws/a.txt", "inside file /ws/a.txt"],
    ["../ws-evil/a.txt", "outside missing /ws-evil/a.txt"],
    ["~", "outside directory /home/u"],
    ["~/n.txt", "outside file /home/u/n.txt"],
    ["./~/x", "inside file /ws/~/x"],
    ["~u/x", "inside missing /ws/~u/x"],
    ["$HOME/n.txt", "refused"],
    ["routes/$id.tsx", "inside missing /ws/routes/$id.tsx"],
    ["a\\b.txt", "inside file /ws/a\\b.txt"],
    ["tail\\", "inside file /ws/tail\\"],
    ["pipe", "inside fifo /ws/pipe"],
    ["disk", "inside device /ws/disk"],
    ["node.sock", "inside socket /ws/node.sock"],
    ["/proc/self/root/etc/passwd", "outside device /proc/self/root/etc/passwd"],
    ["/proc/1/environ", "outside device /proc/1/environ"],
    ["/dev/fd/0", "outside device /dev/fd/0"],
    ["/etc/passwd", "outside file /etc/passwd"],
    ["", "refused"],
    ["a\0b", "refused"],
    ["a\nb", "refused"],
    ["a\tb", "refused"],
    ["\ud800", "refused"],
    ["é".repeat(128), "refused"],
    ["C:\\x", "inside missing /ws/C:\\x"]
  ]
  it.effect.each(table)("%j leads to %s", ([path, expected]) =>
    Effect.map(at(path), (target) => expect(brief(target)).toBe(expected))
  )

  it.effect("starts at the real directory behind a linked cwd", () =>
    Effect.gen(function* () {
      const workspace = yield* Workspace
      expect(workspace.cwd).toBe("/ws")
      expect(brief(yield* lead("a.txt"))).toBe("inside file /ws/a.txt")
      expect(brief(yield* lead("/wl/a.txt"))).toBe("inside file linked /ws/a.txt")
    }).pipe(Effect.provide(world({ host: { cwd: "/wl" } }, { "/wl": { link: "/ws" } })))
  )

  it.effect("takes in directories of flags, settings and questions, and tells those it cannot", () =>
    Effect.gen(function* () {
      const workspace = yield* Workspace
      expect(yield* workspace.roots).toEqual(["/ws", "/extra", "/out/d"])
      expect(yield* workspace.rootProblems).toHaveLength(2)
      expect(brief(yield* lead("/extra/y"))).toBe("inside file /extra/y")
      expect(brief(yield* lead("l/x"))).toBe("inside file linked /out/d/x")
      expect(brief(yield* lead("/out/s.txt"))).toBe("outside file /out/s.txt")
      yield* workspace.addRoot("/out")
      expect(brief(yield* lead("/out/s.txt"))).toBe("inside file /out/s.txt")
      expect((yield* Effect.flip(workspace.addRoot("a.txt"))).message).toContain("not a directory")
    }).pipe(
      Effect.provide(world({ flags: { addDirs: ["/extra", "/none"] }, additionalDirectories: ["/ws/l", "a.txt"] }))
    )
  )

  it.effect("finds the root of the repository, by a directory or a file .git", () =>
    Effect.gen(function* () {
      const root = (cwd: string) =>
        Effect.provide(
          Effect.map(Workspace, (w) => w.projectRoot),
          world({ host: { cwd } }, { "/wt/.git": "gitdir: x", "/wt/s/f": "" })
        )
      expect(yield* root("/ws/sub")).toBe("/ws")
      expect(yield* root("/wt/s")).toBe("/wt")
      expect(yield* root("/extra")).toBe("/extra")
    })
  )

  it.effect("sees one target for a path in one call, whatever is swapped meanwhile", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const swap = Effect.gen(function* () {
        const before = yield* lead("a.txt")
        yield* fs.remove("/ws/a.txt")
        yield* fs.symlink("/etc/passwd", "/ws/a.txt")
        return [brief(before), brief(yield* lead("a.txt"))]
      })
      expect(yield* Effect.provideService(swap, Resolutions, new Map())).toEqual([
        "inside file /ws/a.txt",
        "inside file /ws/a.txt"
      ])
      expect(brief(yield* lead("a.txt"))).toBe("outside file linked /etc/passwd")
    }).pipe(Effect.provide(world()))
  )

  it.effect("counts the names of a file", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      yield* fs.link("/out/s.txt", "/ws/hard")
      expect(yield* lead("hard")).toMatchObject({ links: 2, inside: true })
      expect(yield* lead("a.txt")).toMatchObject({ links: 1 })
    }).pipe(Effect.provide(world()))
  )
})

describe("protected paths", () => {
  const write: ReadonlyArray<string> = [
    ".git/hooks/pre-commit",
    ".git",
    "sub/.git/config",
    ".GIT/config",
    ".g\u200cit/config",
    ".ｇit/config",
    ".git./config",
    ".git /config",
    "git~1/config",
    ".git::$INDEX_ALLOCATION/config",
    ".gitmodules",
    ".mcp.json",
    ".vscode/tasks.json",
    ".idea/x.xml",
    ".codex/config.toml",
    ".cursor/cli.json",
    ".claude/settings.json",
    ".coderx/config.json",
    ".Coder-X/settings.json",
    ".npmrc",
    ".ripgreprc",
    ".bashrc",
    ".envrc",
    ".husky/pre-commit",
    "in/../.git/config",
    "~/.coderx/sessions/x.jsonl",
    "~/.coder_x_key.enc",
    ".config/git/config",
    ".yarnrc.yml"
  ]
  it.effect.each(write.map((path) => [path] as const))("%j is not written without a yes", ([path]) =>
    Effect.map(at(path), (target) => expect(target).toMatchObject({ protectedWrite: expect.any(String) }))
  )

  const read: ReadonlyArray<string> = [
    ".env",
    ".env.local",
    "config/.env",
    ".ENV",
    "prod.env",
    "secrets.json",
    ".git-credentials",
    "~/.ssh/id_rsa",
    "~/.aws/credentials",
    "~/.netrc",
    "~/.coder_x_key.enc",
    "~/.coderx/auth.json",
    "certs/server.key",
    "~/.config/gcloud/credentials.db"
  ]
  it.effect.each(read.map((path) => [path] as const))("%j is not read without a yes", ([path]) =>
    Effect.map(at(path), (target) => expect(target).toMatchObject({ protectedRead: expect.any(String) }))
  )

  const free: ReadonlyArray<string> = [
    ".env.example",
    ".env.sample",
    ".env.template",
    ".git/HEAD",
    ".github/workflows/ci.yml",
    ".gitignore",
    ".gitattributes",
    "src/env.ts",
    "environment.ts",
    "digit/config.ts",
    "src/secrets.ts",
    "keys.ts",
    "package.json",
    ".npmignore",
    ".eslintrc.json",
    "README.md",
    ".prettierrc"
  ]
  it.effect.each(free.map((path) => [path] as const))("%j is read freely", ([path]) =>
    Effect.map(at(path), (target) => expect(target).toMatchObject({ protectedRead: undefined, inside: true }))
  )
  it.effect.each(free.filter((path) => !path.startsWith(".git/")).map((path) => [path] as const))(
    "%j is written freely",
    ([path]) => Effect.map(at(path), (target) => expect(target).toMatchObject({ protectedWrite: undefined }))
  )

  it.effect("a working directory's own name protects nothing, but one inside .git does", () =>
    Effect.gen(function* () {
      const more = { "/p/.claude/worktrees/x/f": "", "/p/.git/hooks/f": "" }
      expect(yield* at("f", { host: { cwd: "/p/.claude/worktrees/x" } }, more)).toMatchObject({
        protectedWrite: undefined
      })
      expect(yield* at("f", { host: { cwd: "/p/.git/hooks" } }, more)).toMatchObject({
        protectedWrite: "git acts on it"
      })
    })
  )

  it.effect("our own files stay protected where the directory is a link", () =>
    Effect.gen(function* () {
      const more = { "/ws/dot/config.json": "{}", "/home/v/.coderx": { link: "/ws/dot" } }
      expect(yield* at("dot/config.json", { host: { home: "/home/v" } }, more)).toMatchObject({
        protectedWrite: "it belongs to Coder-X itself"
      })
    })
  )

  it.effect("a protected directory that is a link to a harmless one stays protected", () =>
    Effect.map(at(".cursor/x", {}, { "/ws/.cursor": { link: "sub" } }), (target) =>
      expect(target).toMatchObject({ protectedWrite: expect.any(String), real: "/ws/sub/x" })
    )
  )
})
