import { describe, expect, it } from "@effect/vitest"
import { Effect, FileSystem, Layer, Path } from "effect"
import * as Ripgrep from "../../../src/layers/search/ripgrep.ts"
import * as Walk from "../../../src/layers/search/walk.ts"
import type { Access } from "../../../src/services/domain/Access.ts"
import { Permission } from "../../../src/services/permission/Permission.ts"
import type { CoderTool } from "../../../src/services/tool/CoderTool.ts"
import { glob } from "../../../src/services/tool/glob.ts"
import { grep } from "../../../src/services/tool/grep.ts"
import { Search } from "../../../src/services/workspace/Search.ts"
import { Shell } from "../../../src/services/workspace/Shell.ts"
import { workWorld } from "../../contracts/shellWorld.ts"
import { layer as sandbox } from "../../../src/layers/sandbox.ts"
import * as MemoryFileSystem from "../../layers/MemoryFileSystem.ts"
import { type ScriptedProcesses, scriptedProcesses } from "../../layers/ScriptedProcesses.ts"
import { permissionLayer, permissionOver } from "../permission/permissionWorld.ts"

const use = <R>(tool: CoderTool<R>, input: unknown) =>
  Effect.gen(function* () {
    const prepared = yield* tool.prepare(input)
    return { ...(yield* prepared.run({ callId: "1", progress: () => Effect.void })), accesses: prepared.accesses }
  })

const refusal = <R>(tool: CoderTool<R>, input: unknown) =>
  Effect.map(Effect.flip(use(tool, input)), (error) => error.message)

const files = {
  "/ws/src/a.ts": "needle a\nx\n",
  "/ws/src/b.ts": "needle b\n",
  "/ws/docs/c.md": "needle c\n",
  "/ws/private/d.md": "needle d\n",
  "/ws/.env": "TOKEN=needle\n",
  "/ws/big.txt": "needle line\n".repeat(3_000),
  "/other/e.ts": "needle e\n",
  "/ws/out": { link: "/other" }
}

const worldOf = (files: Readonly<Record<string, MemoryFileSystem.MemoryEntry>>, rules: ReadonlyArray<string> = []) =>
  Walk.layer.pipe(
    Layer.provideMerge(permissionLayer({ cwd: "/ws", rules })),
    Layer.provideMerge(Layer.merge(MemoryFileSystem.layer({ files }), Path.layer))
  )
const world = (rules: ReadonlyArray<string> = []) => worldOf(files, rules)

describe("a search that finds nothing", () => {
  const ignoring = {
    "/ws/.git/HEAD": "",
    "/ws/.gitignore": "dist/\nvendor\n!kept\n*.log\n",
    "/ws/dist/x.js": "needle\n",
    "/ws/src/vendor/y.js": "needle\n",
    "/ws/kept/z.md": "text\n"
  }

  it.effect("names the folders that were left out, and finds what is in them when they are named", () =>
    Effect.gen(function* () {
      const out = "Ignored, so not searched: dist. Give one as path to search it."
      expect((yield* use(glob, { pattern: "dist/*.js" })).content).toBe(`No file matches.\n[${out}]`)
      expect((yield* use(grep, { pattern: "needle" })).content).toContain(`\n[${out}]`)
      expect((yield* use(grep, { pattern: "needle", path: "src" })).content).toContain("so not searched: vendor. ")
      expect((yield* use(grep, { pattern: "needle", path: "dist" })).content).toBe("dist/x.js")
      expect((yield* use(grep, { pattern: "text" })).content).toBe("kept/z.md")
    }).pipe(Effect.provide(worldOf(ignoring)))
  )

  it.effect("says so where the named folder cannot be read", () =>
    Effect.gen(function* () {
      yield* (yield* FileSystem.FileSystem).chmod("/ws/kept", 0)
      const why = "kept cannot be searched: the system denies permission."
      expect(yield* refusal(grep, { pattern: "text", path: "kept" })).toBe(why)
      expect(yield* refusal(glob, { pattern: "*", path: "kept" })).toBe(why)
    }).pipe(Effect.provide(worldOf(ignoring)))
  )
})

describe("Glob", () => {
  it.effect("gives paths that can be used as they are", () =>
    Effect.gen(function* () {
      const all = yield* use(glob, { pattern: "*.ts" })
      expect(all.accesses).toEqual([{ _tag: "ReadPath", path: "." }])
      expect(String(all.content).split("\n").sort()).toEqual(["src/a.ts", "src/b.ts"])
      expect(all.output).toMatchObject({ numFiles: 2, truncated: false, notices: [] })
      const below = yield* use(glob, { pattern: "a.*", path: "src" })
      expect([below.accesses, below.content]).toEqual([[{ _tag: "ReadPath", path: "src" }], "src/a.ts"])
      expect((yield* use(glob, { pattern: "*", path: "/other" })).content).toBe("/other/e.ts")
      expect((yield* use(glob, { pattern: "/ws/src/b*" })).content).toBe("src/b.ts")
      expect((yield* use(glob, { pattern: "*.rs" })).content).toBe("No file matches.")
    }).pipe(Effect.provide(world()))
  )

  it.effect("refuses a pattern or folder that it could not search honestly", () =>
    Effect.gen(function* () {
      for (const pattern of ["../*", "src/../../other/*", "/other/*", "a/.."]) {
        expect(yield* refusal(glob, { pattern })).toContain("leads out of /ws")
      }
      expect(yield* refusal(glob, { pattern: "*", path: "src/a.ts" })).toContain("is a file")
      expect(yield* refusal(glob, { pattern: "*", path: "nowhere" })).toContain("There is no file or folder nowhere")
      expect(yield* refusal(glob, { pattern: "[a" })).toContain("cannot be read")
      expect(yield* refusal(glob, { pattern: "*", path: "a\u0000" })).toContain("cannot be used")
    }).pipe(Effect.provide(world()))
  )

  it.effect("says how many there are beyond those that it shows", () => {
    const many = Object.fromEntries(Array.from({ length: 250 }, (_, i) => [`/ws/f${i}.txt`, ""]))
    return Effect.gen(function* () {
      const { content } = yield* use(glob, { pattern: "*.txt" })
      expect(String(content).split("\n").length).toBe(201)
      expect(content).toContain("[the newest 200 of 250 files; narrow the pattern")
    }).pipe(
      Effect.provide(
        Walk.layer.pipe(
          Layer.provideMerge(workWorld({ cwd: "/ws" })),
          Layer.provideMerge(Layer.merge(MemoryFileSystem.layer({ files: many }), Path.layer))
        )
      )
    )
  })
})

describe("Grep", () => {
  it.effect("gives files, lines or counts, as paths that can be used", () =>
    Effect.gen(function* () {
      const named = yield* use(grep, { pattern: "needle", glob: "*.ts" })
      expect([named.accesses, named.content]).toEqual([[{ _tag: "ReadPath", path: "." }], "src/a.ts\nsrc/b.ts"])
      const lines = yield* use(grep, { pattern: "needle", path: "src", output_mode: "content", "-A": 1 })
      expect(lines.content).toBe("src/a.ts:1:needle a\nsrc/a.ts-2-x\n--\nsrc/b.ts:1:needle b")
      const plain = { pattern: "NEEDLE", path: "src/b.ts", output_mode: "content", "-i": true, "-n": false }
      expect((yield* use(grep, plain)).content).toBe("src/b.ts:needle b")
      const counts = yield* use(grep, { pattern: "needle", path: "/other", output_mode: "count" })
      expect(counts.content).toBe("/other/e.ts:1")
      expect((yield* use(grep, { pattern: "nothing like it" })).content).toContain("No match.")
    }).pipe(Effect.provide(world()))
  )

  it.effect("shows a part and says how to go on", () =>
    Effect.gen(function* () {
      const query = { pattern: "needle", glob: "big.txt", output_mode: "content" }
      const first = yield* use(grep, query)
      expect(String(first.content).split("\n").length).toBe(251)
      expect(first.content).toContain("[lines 1 to 250 of 3000; go on with offset 250, or narrow the search]")
      const last = yield* use(grep, { ...query, offset: 2_995 })
      expect(String(last.content).split("\n").at(-1)).toBe("big.txt:3000:needle line")
      expect((yield* use(grep, { ...query, offset: 4_000 })).content).toBe("No more lines: there are 3000.")
      const all = yield* use(grep, { ...query, head_limit: 0 })
      expect(String(all.content).length).toBeLessThan(30_200)
      expect(all.content).toMatch(/\[lines 1 to (\d+) of 3000; go on with offset \1,/)
    }).pipe(Effect.provide(world()))
  )

  it.effect("tells nothing of secrets and of files that a rule forbids to read, whatever the mode", () =>
    Effect.gen(function* () {
      for (const output_mode of ["content", "files_with_matches", "count"]) {
        const { content, output } = yield* use(grep, { pattern: "needle", output_mode, head_limit: 9_000 })
        expect(`${content} ${JSON.stringify(output)}`).not.toMatch(/TOKEN|needle d|env|private/)
      }
      // The folder by itself is a question for the permission of the call; its files are still judged one by one.
      const none = yield* use(grep, { pattern: "needle", path: "private" })
      expect(none.content).toContain("No match.\n[Ignored files, and files that may hold secrets")
      expect(none).toEqual(yield* use(grep, { pattern: "nothing", path: "private" }))
    }).pipe(Effect.provide(world(["deny Read(/private/**)"])))
  )

  it.effect("does not follow a link out of the folder", () =>
    Effect.gen(function* () {
      const { content } = yield* use(grep, { pattern: "needle e" })
      expect(content).toContain("No match.")
    }).pipe(Effect.provide(world()))
  )

  it.effect("explains a wrong pattern, type and place", () =>
    Effect.gen(function* () {
      expect(yield* refusal(grep, { pattern: "a(b" })).toContain('To find the text as it stands, send "a\\\\(b"')
      expect(yield* refusal(grep, { pattern: "a", type: "nosuch" })).toContain("or one of: c, clojure")
      expect(yield* refusal(grep, { pattern: "a", path: "gone" })).toContain("Paths start at /ws")
      expect(yield* refusal(grep, { pattern: "a", "-A": -1 })).toContain("-A")
      expect(yield* refusal(grep, { pattern: "a", output_mode: "lines" })).toContain("output_mode")
    }).pipe(Effect.provide(world()))
  )
})

describe("what a search could not read", () => {
  const query = {
    pattern: "needle",
    root: "/ws",
    mode: "content",
    ignoreCase: false,
    lineNumbers: true,
    before: 0,
    after: 0,
    multiline: false,
    limit: 10,
    offset: 0,
    secret: () => Effect.succeed(false)
  } as const

  it.effect("is named by the walk", () =>
    Effect.gen(function* () {
      const search = yield* Search
      const answer = yield* search.grep(query)
      expect(answer.lines).toEqual(["a.txt:1:needle"])
      expect([...answer.notices].sort()).toEqual([
        "Could not be read: b.txt (PermissionDenied).",
        "Could not be read: closed (PermissionDenied)."
      ])
      expect((yield* search.glob({ pattern: "*.txt", root: "/ws", limit: 9 })).notices).toEqual([
        "Could not be read: closed (PermissionDenied)."
      ])
    }).pipe(
      Effect.provide(
        Walk.layer.pipe(
          Layer.provide(
            Layer.merge(
              MemoryFileSystem.layer({
                files: {
                  "/ws/a.txt": "needle\n",
                  "/ws/b.txt": { file: "needle", mode: 0 },
                  "/ws/closed/c.txt": "needle\n"
                },
                fault: (_, path) => (path === "/ws/closed" ? "EACCES" : undefined)
              }),
              Path.layer
            )
          )
        )
      )
    )
  )

  it.effect("is named after ripgrep", () => {
    const processes = scriptedProcesses({
      "*": {
        stdout: "./a.txt\u00001:needle\n",
        stderr: "rg: ./closed: Permission denied (os error 13)\nrg: ./b.txt: Permission denied (os error 13)\n",
        exitCode: 2
      }
    })
    return Effect.gen(function* () {
      const answer = yield* (yield* Search).grep(query)
      expect(answer).toEqual({
        lines: ["a.txt:1:needle"],
        total: 1,
        notices: ["Could not be read: closed (Permission denied), b.txt (Permission denied)."]
      })
      const { args, env } = processes.spawned[0] ?? { args: [], env: {} }
      expect(args).toContain("--no-config")
      expect(args.join(" ")).not.toMatch(/--pre\b|--follow|-L\b|--search-zip/)
      expect(Object.keys(env)).toEqual(["PATH"])
    }).pipe(
      Effect.provide(
        Ripgrep.layer("/usr/bin/rg").pipe(
          Layer.provide(workWorld({ cwd: "/ws", env: { PATH: "/bin", RIPGREP_CONFIG_PATH: "/evil" } })),
          Layer.provide(
            Layer.mergeAll(processes.layer, MemoryFileSystem.layer({ files: { "/ws/a.txt": "" } }), Path.layer)
          )
        )
      )
    )
  })
})

/** Permission, and the shell that it asks where it stands. */
const judgedWorld = (processes: ScriptedProcesses, files: Readonly<Record<string, MemoryFileSystem.MemoryEntry>>) =>
  permissionOver({ cwd: "/ws" }).pipe(
    Layer.provideMerge(Shell.layer),
    Layer.provideMerge(sandbox),
    Layer.provideMerge(workWorld({ cwd: "/ws" })),
    Layer.provideMerge(Layer.mergeAll(MemoryFileSystem.layer({ files }), processes.layer, Path.layer))
  )

const decide = Effect.fnUntraced(function* (name: string, access: Access) {
  const permission = yield* Permission
  return yield* permission.decide({ call: { id: "1", name, input: {} }, accesses: [access], harmless: false })
})

describe("permission asks the shell", () => {
  it.effect("where it stands: a command's relative paths start there", () => {
    const processes = scriptedProcesses({ "cd sub": { cwd: "/ws/sub" } })
    const files = { "/ws/safe/x": "", "/ws/sub/safe": { link: "/etc" }, "/etc/passwd": "", "/tmp/x": "" }
    const judged = Effect.map(decide("Bash", { _tag: "RunCommand", command: "cat safe/passwd" }), (verdict) =>
      verdict.accesses.map((access) => access.real)
    )
    return Effect.gen(function* () {
      expect(yield* judged).toEqual(["/ws/safe/passwd"])
      yield* (yield* Shell).run("cd sub")
      expect(yield* judged).toEqual(["/etc/passwd"])
    }).pipe(Effect.provide(judgedWorld(processes, files)))
  })

  it.effect("where it keeps long outputs: they may be read, not written", () => {
    const processes = scriptedProcesses({ long: { stdout: "line\n".repeat(20_000) } })
    return Effect.gen(function* () {
      const { text } = yield* (yield* Shell).run("long")
      const path = /the whole output is in (\S+):/.exec(text)?.[1] ?? ""
      expect((yield* decide("Read", { _tag: "ReadPath", path })).decision).toBe("allow")
      expect((yield* decide("Bash", { _tag: "RunCommand", command: `tail -n 5 ${path}` })).decision).toBe("allow")
      expect((yield* decide("Write", { _tag: "WritePath", path })).decision).not.toBe("allow")
      expect((yield* decide("Read", { _tag: "ReadPath", path: "/tmp/x" })).decision).not.toBe("allow")
    }).pipe(Effect.provide(judgedWorld(processes, { "/ws/x": "", "/tmp/x": "" })))
  })
})
