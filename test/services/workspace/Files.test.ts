import { layer as nodeFileSystem } from "@effect/platform-node/NodeFileSystem"
import { describe, expect, it } from "@effect/vitest"
import { Effect, Fiber, FileSystem, type Layer, Layer as Layers, Option, Schema } from "effect"
import { Resolutions } from "../../../src/services/workspace/Resolutions.ts"
import { hashOf } from "../../../src/services/workspace/fingerprint.ts"
import { Files } from "../../../src/services/workspace/Files.ts"
import type { PageQuery } from "../../../src/services/workspace/pageReader.ts"
import type { Target } from "../../../src/services/workspace/target.ts"
import { Workspace } from "../../../src/services/workspace/Workspace.ts"
import * as MemoryFileSystem from "../../layers/MemoryFileSystem.ts"
import { pretendWorkspace } from "./pretend.ts"

const query: PageQuery = { offset: 1, limit: 2000, maxLine: 2000, maxPage: 100_000 }
const world = (cwd: string) => Files.layer.pipe(Layers.provideMerge(pretendWorkspace({ host: { cwd } })))

const at = (path: string) => Effect.flatMap(Workspace, (workspace) => workspace.resolve(path))
const read = (path: string) =>
  Effect.gen(function* () {
    return yield* (yield* Files).page(yield* at(path), query)
  })
const put = (path: string, content: string) =>
  Effect.gen(function* () {
    return yield* (yield* Files).put(yield* at(path), content)
  })
const edit = (path: string, change: (text: string) => string) =>
  Effect.gen(function* () {
    return yield* (yield* Files).edit(yield* at(path), (file) => Effect.succeed(change(file.text)))
  })

/** Runs over a fresh directory with the production layers; the same for both file systems. */
const both = (
  title: string,
  body: (
    fs: FileSystem.FileSystem,
    dir: string
  ) => Effect.Effect<void, unknown, Files | Workspace | FileSystem.FileSystem>
) => {
  const systems: ReadonlyArray<readonly [string, Layer.Layer<FileSystem.FileSystem>]> = [
    ["Node", nodeFileSystem],
    ["memory", MemoryFileSystem.layer()]
  ]
  for (const [name, system] of systems) {
    it.live(`${title} (${name})`, () =>
      Effect.gen(function* () {
        const fs = yield* FileSystem.FileSystem
        const dir = yield* fs.realPath(yield* fs.makeTempDirectoryScoped({ prefix: "coderx-files-" }))
        yield* fs.makeDirectory(`${dir}/ws`)
        yield* fs.makeDirectory(`${dir}/out`)
        yield* Effect.provide(body(fs, dir), world(`${dir}/ws`))
      }).pipe(Effect.scoped, Effect.provide(system))
    )
  }
}

const message = <A, R>(effect: Effect.Effect<A, { readonly message: string }, R>) =>
  Effect.match(effect, { onSuccess: () => "done", onFailure: (error) => error.message })

describe("Files", () => {
  both("gives an edit of the same length another second than the file had", (fs, dir) =>
    Effect.gen(function* () {
      const seconds = Effect.map(fs.stat(`${dir}/ws/a.py`), (info) =>
        Math.floor(Option.getOrThrow(info.mtime).getTime() / 1000)
      )
      yield* fs.writeFileString(`${dir}/ws/a.py`, "a < b\n")
      yield* read("a.py")
      const before = yield* seconds
      yield* edit("a.py", (text) => text.replace("a < b", "b < a"))
      const between = yield* seconds
      yield* edit("a.py", (text) => text.replace("b < a", "a < c"))
      expect(between).toBeGreaterThan(before)
      expect(yield* seconds).toBeGreaterThan(between)
    })
  )

  both("loses no edit of two programs that change one file", (fs, dir) =>
    Effect.gen(function* () {
      const rounds = 30
      yield* fs.writeFileString(`${dir}/ws/a.txt`, Array.from({ length: rounds * 2 }, (_, n) => `<${n}>\n`).join(""))
      const program = (which: number) =>
        Effect.gen(function* () {
          let made = 0
          for (let round = 0; round < rounds; round++) {
            const line = `<${round * 2 + which}>`
            const change = Effect.andThen(
              read("a.txt"),
              edit("a.txt", (text) => text.replace(line, "made"))
            )
            if ((yield* message(change)) === "done") made++
          }
          return made
        }).pipe(Effect.provide(world(`${dir}/ws`), { local: true }))
      const [one, other] = yield* Effect.all([program(0), program(1)], { concurrency: 2 })
      const text = yield* fs.readFileString(`${dir}/ws/a.txt`)
      expect(one + other).toBeGreaterThan(0)
      expect(text.split("made").length - 1).toBe(one + other)
      expect(yield* fs.readDirectory(`${dir}/ws`)).toEqual(["a.txt"])
    })
  )

  both("makes a file with its directories", (fs, dir) =>
    Effect.gen(function* () {
      expect(yield* put("a/b/new.txt", "x\n")).toEqual({
        path: `${dir}/ws/a/b/new.txt`,
        before: undefined,
        after: "x\n",
        history: { path: `${dir}/ws/a/b/new.txt`, before: null, after: hashOf(new TextEncoder().encode("x\n")) }
      })
      expect(yield* fs.readFileString(`${dir}/ws/a/b/new.txt`)).toBe("x\n")
      expect(yield* fs.readDirectory(`${dir}/ws/a/b`)).toEqual(["new.txt"])
      expect((yield* fs.stat(`${dir}/ws/a/b/new.txt`)).mode & 0o700).toBe(0o600)
      expect(yield* edit("a/b/new.txt", () => "y\n")).toMatchObject({ before: "x\n", after: "y\n" })
    })
  )

  both("refuses to write what was not read, or has changed since", (fs, dir) =>
    Effect.gen(function* () {
      const file = `${dir}/ws/f.txt`
      yield* fs.writeFileString(file, "one\n")
      expect(yield* message(put("f.txt", "x"))).toContain("has not been read in this session: Read it first")
      expect(yield* message(edit("f.txt", () => "x"))).toContain("has not been read in this session: Read it first")
      yield* read("f.txt")
      yield* fs.writeFileString(file, "two\n")
      expect(yield* message(edit("f.txt", () => "x"))).toMatch(
        /has changed on disk since it was read at \d{4}-.*: Read it again/
      )
      expect(yield* fs.readFileString(file)).toBe("two\n")
      yield* read("f.txt")
      yield* fs.utimes(file, 1, 1)
      expect(yield* message(edit("f.txt", () => "three\n"))).toBe("done")
      expect(yield* message(edit("f.txt", () => "four\n"))).toBe("done")
      expect(yield* message(put("f.txt", "five\n"))).toBe("done")
      expect(yield* fs.readFileString(file)).toBe("five\n")
      expect(yield* fs.readDirectory(`${dir}/ws`)).toEqual(["f.txt"])
    })
  )

  both("keeps mode, line endings, mark and encoding", (fs, dir) =>
    Effect.gen(function* () {
      const file = `${dir}/ws/f`
      const table: ReadonlyArray<
        readonly [before: ReadonlyArray<number>, content: string, after: ReadonlyArray<number>]
      > = [
        [[97, 13, 10], "b\nc\n", [98, 13, 10, 99, 13, 10]],
        [[97, 10], "b\r\nc\n", [98, 10, 99, 10]],
        [[0xef, 0xbb, 0xbf, 97], "é", [0xef, 0xbb, 0xbf, 0xc3, 0xa9]],
        [[0xff, 0xfe, 97, 0, 10, 0], "é\n", [0xff, 0xfe, 0xe9, 0, 10, 0]],
        [[0xfe, 0xff, 0, 97], "é", [0xfe, 0xff, 0, 0xe9]],
        [[0xe9, 10], "è“\n", [0xe8, 0x93, 10]]
      ]
      for (const [before, content, after] of table) {
        yield* fs.writeFile(file, Uint8Array.from(before))
        yield* fs.chmod(file, 0o751)
        yield* read("f")
        yield* put("f", content)
        expect([...(yield* fs.readFile(file))]).toEqual(after)
        expect((yield* fs.stat(file)).mode & 0o777).toBe(0o751)
      }
    })
  )

  both("refuses by name what is no text or cannot hold the new one", (fs, dir) =>
    Effect.gen(function* () {
      yield* fs.writeFile(`${dir}/ws/bin`, Uint8Array.from([1, 0, 2]))
      expect(yield* message(read("bin"))).toContain("is a binary file (3 bytes)")
      expect(yield* message(put("bin", "x"))).toContain("is a binary file")
      yield* fs.writeFile(`${dir}/ws/latin`, Uint8Array.from([0xe9, 10]))
      yield* read("latin")
      expect(yield* message(put("latin", "a→\n"))).toContain('windows-1252, which does not have "→"')
      yield* fs.writeFile(`${dir}/ws/odd`, Uint8Array.from([0xff, 0xfe, 97, 0, 10]))
      yield* read("odd")
      expect(yield* message(edit("odd", (text) => `${text}x`))).toContain("odd length")
      expect([...(yield* fs.readFile(`${dir}/ws/odd`))]).toEqual([0xff, 0xfe, 97, 0, 10])
      yield* fs.makeDirectory(`${dir}/ws/d`)
      expect(yield* message(put("d", "x"))).toContain("it is a directory")
      expect(yield* message(read("none"))).toContain("it does not exist")
      expect(yield* message(put("lone", "\ud800"))).toContain("surrogate")
      expect(yield* message(put("new/", "x"))).toContain("it names a directory")
    })
  )

  both("writes through a link to the real file and keeps the link", (fs, dir) =>
    Effect.gen(function* () {
      yield* fs.writeFileString(`${dir}/ws/real.txt`, "a\n")
      yield* fs.symlink("real.txt", `${dir}/ws/link.txt`)
      yield* read("link.txt")
      yield* edit("link.txt", () => "b\n")
      expect((yield* fs.lstat(`${dir}/ws/link.txt`)).type).toBe("SymbolicLink")
      expect(yield* fs.readFileString(`${dir}/ws/real.txt`)).toBe("b\n")
      yield* fs.symlink("sub/new.txt", `${dir}/ws/dangling`)
      yield* put("dangling", "new")
      expect(yield* fs.readFileString(`${dir}/ws/sub/new.txt`)).toBe("new")
      expect((yield* fs.lstat(`${dir}/ws/dangling`)).type).toBe("SymbolicLink")
    })
  )

  both("writes a file of several names in place", (fs, dir) =>
    Effect.gen(function* () {
      yield* fs.writeFileString(`${dir}/ws/a`, "a longer text\n")
      yield* fs.link(`${dir}/ws/a`, `${dir}/ws/b`)
      const before = (yield* fs.stat(`${dir}/ws/a`)).ino
      yield* read("a")
      yield* edit("a", () => "short\n")
      expect(yield* fs.readFileString(`${dir}/ws/b`)).toBe("short\n")
      expect((yield* fs.stat(`${dir}/ws/a`)).ino).toEqual(before)
    })
  )

  both("is not carried elsewhere by a link swapped in after the decision", (fs, dir) =>
    Effect.gen(function* () {
      const files = yield* Files
      const outside = `${dir}/out/x.txt`
      yield* fs.writeFileString(outside, "OUTSIDE\n")
      yield* fs.makeDirectory(`${dir}/ws/sub`)
      const swaps: ReadonlyArray<readonly [name: string, swap: Effect.Effect<void, unknown>]> = [
        ["leaf", Effect.andThen(fs.remove(`${dir}/ws/sub/x.txt`), fs.symlink(outside, `${dir}/ws/sub/x.txt`))],
        [
          "parent",
          Effect.andThen(fs.rename(`${dir}/ws/sub`, `${dir}/ws/old`), fs.symlink(`${dir}/out`, `${dir}/ws/sub`))
        ]
      ]
      for (const [name, swap] of swaps) {
        yield* fs.remove(`${dir}/ws/sub`, { recursive: true })
        yield* fs.makeDirectory(`${dir}/ws/sub`)
        yield* fs.writeFileString(`${dir}/ws/sub/x.txt`, "OUTSIDE\n")
        const target = yield* at("sub/x.txt")
        yield* files.page(target, query)
        yield* swap
        expect(yield* message(files.edit(target, () => Effect.succeed("evil"))), name).toMatch(
          /replaced by a link|replaced meanwhile/
        )
        expect(yield* message(files.put({ ...target, kind: "missing" }, "evil")), name).not.toBe("done")
        expect(yield* message(files.page(target, query)), name).not.toBe("done")
        expect(yield* fs.readFileString(outside)).toBe("OUTSIDE\n")
        expect(yield* fs.readDirectory(`${dir}/out`)).toEqual(["x.txt"])
      }
    })
  )

  it.live("never writes or reads outside while another process swaps the file and its directory for links", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const dir = yield* fs.realPath(yield* fs.makeTempDirectoryScoped({ prefix: "coderx-race-" }))
      const [ws, out] = [`${dir}/ws`, `${dir}/out`]
      yield* fs.makeDirectory(`${ws}/sub`, { recursive: true })
      yield* fs.makeDirectory(out)
      yield* fs.writeFileString(`${out}/x.txt`, "OUTSIDE\n")
      yield* fs.writeFileString(`${ws}/sub/x.txt`, "inside\n")
      const swap = Effect.gen(function* () {
        yield* fs.rename(`${ws}/sub/x.txt`, `${ws}/sub/y.txt`)
        yield* fs.symlink(`${out}/x.txt`, `${ws}/sub/x.txt`)
        yield* fs.remove(`${ws}/sub/x.txt`)
        yield* fs.rename(`${ws}/sub/y.txt`, `${ws}/sub/x.txt`)
        /* Only Linux lets a directory be held by its descriptor. */
        if (process.platform !== "linux") return
        yield* fs.rename(`${ws}/sub`, `${ws}/old`)
        yield* fs.symlink(out, `${ws}/sub`)
        yield* fs.remove(`${ws}/sub`)
        yield* fs.rename(`${ws}/old`, `${ws}/sub`)
      })
      const counts = { done: 0, refused: 0 }
      yield* Effect.gen(function* () {
        const files = yield* Files
        const target = yield* at("sub/x.txt")
        yield* files.page(target, query)
        const swapping = yield* Effect.forkChild(Effect.forever(Effect.ignore(swap)))
        for (let round = 0; round < 400; round++) {
          const page = yield* Effect.option(files.page(target, query))
          if (Option.isSome(page)) expect(page.value.lines).not.toContain("OUTSIDE")
          const put = yield* Effect.exit(files.put(target, `round ${round}\n`))
          counts[put._tag === "Success" ? "done" : "refused"] += 1
          expect(yield* fs.readFileString(`${out}/x.txt`)).toBe("OUTSIDE\n")
        }
        yield* Fiber.interrupt(swapping)
      }).pipe(Effect.provide(world(ws)))
      expect(counts.refused).toBeGreaterThan(0)
      expect((yield* fs.readDirectory(out)).filter((name) => name !== "x.txt")).toEqual([])
    }).pipe(Effect.scoped, Effect.provide(nodeFileSystem))
  )

  both("does not write over a file that appeared or changed under its hands", (fs, dir) =>
    Effect.gen(function* () {
      const files = yield* Files
      const target = yield* at("f")
      yield* fs.writeFileString(`${dir}/ws/f`, "theirs")
      expect(yield* message(files.put(target, "ours"))).toContain("appeared meanwhile")
      yield* read("f")
      const change = files.edit(yield* at("f"), () =>
        Effect.as(fs.writeFileString(`${dir}/ws/f`, "theirs, later"), "ours")
      )
      expect(yield* message(Effect.orDie(Effect.result(change)).pipe(Effect.flatMap(Effect.fromResult)))).toContain(
        "changed by something else"
      )
      expect(yield* fs.readFileString(`${dir}/ws/f`)).toBe("theirs, later")
      expect(yield* fs.readDirectory(`${dir}/ws`)).toEqual(["f"])
    })
  )

  both("lets two writers of one file work one after the other", (fs, dir) =>
    Effect.gen(function* () {
      yield* put("f", "start\n")
      yield* Effect.forEach(
        Array.from({ length: 40 }, (_, index) => index),
        (index) => edit("f", (text) => `${text}${index}\n`),
        { concurrency: "unbounded" }
      )
      const lines = (yield* fs.readFileString(`${dir}/ws/f`)).trim().split("\n")
      expect(lines).toHaveLength(41)
      expect(new Set(lines).size).toBe(41)
      expect(yield* fs.readDirectory(`${dir}/ws`)).toEqual(["f"])
    })
  )

  both("takes up what an earlier run had read", (fs, dir) =>
    Effect.gen(function* () {
      yield* fs.writeFileString(`${dir}/ws/f`, "one\n")
      yield* fs.writeFileString(`${dir}/ws/g`, "one\n")
      yield* read("f")
      yield* read("g")
      const seen = yield* (yield* Files).seen
      expect(seen.map((one) => one.path)).toEqual([`${dir}/ws/f`, `${dir}/ws/g`])
      yield* fs.writeFileString(`${dir}/ws/g`, "two\n")
      const later = Effect.gen(function* () {
        yield* (yield* Files).restore(seen)
        expect(yield* message(edit("f", () => "x"))).toBe("done")
        expect(yield* message(edit("g", () => "x"))).toContain("has changed on disk")
      })
      yield* Effect.provide(later, Layers.fresh(world(`${dir}/ws`)))
    })
  )

  both("lists a directory", (fs, dir) =>
    Effect.gen(function* () {
      yield* fs.writeFileString(`${dir}/ws/b`, "")
      yield* fs.makeDirectory(`${dir}/ws/a`)
      const files = yield* Files
      expect(yield* files.list(yield* at("."))).toEqual(["a/", "b"])
      expect(yield* message(Effect.flatMap(at("none"), files.list))).toContain("it does not exist")
    })
  )

  it.effect("tells a full disk and leaves nothing behind", () =>
    Effect.gen(function* () {
      expect(yield* message(put("f", "x"))).toContain("the disk is full")
      const fs = yield* FileSystem.FileSystem
      expect(yield* fs.readDirectory("/ws")).toEqual([])
    }).pipe(
      Effect.provide(world("/ws")),
      Effect.provide(
        MemoryFileSystem.layer({
          files: { "/ws": { directory: true } },
          fault: (method) => (method === "write" ? "ENOSPC" : undefined)
        })
      )
    )
  )

  it.effect("writes in place where the directory takes no new file", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      yield* fs.chmod("/ws/d", 0o500)
      yield* read("d/f")
      yield* edit("d/f", () => "new")
      expect(yield* fs.readFileString("/ws/d/f")).toBe("new")
      yield* fs.chmod("/ws/d/f", 0o400)
      expect(yield* message(edit("d/f", () => "no"))).toContain("denies permission")
    }).pipe(Effect.provide(world("/ws")), Effect.provide(MemoryFileSystem.layer({ files: { "/ws/d/f": "old" } })))
  )

  it.effect("looks at the disk again although the call remembers its target", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const call = Effect.gen(function* () {
        const target: Target = yield* at("/ws/f")
        yield* fs.remove("/ws/f")
        yield* fs.symlink("/secret", "/ws/f")
        return yield* message(Effect.flatMap(Files, (files) => files.page(target, query)))
      })
      expect(yield* Effect.provideService(call, Resolutions, new Map())).toContain("replaced by a link")
    }).pipe(
      Effect.provide(world("/ws")),
      Effect.provide(MemoryFileSystem.layer({ files: { "/ws/f": "f", "/secret": "s" } }))
    )
  )

  const byte = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 255 }))
  it.effect.prop(
    "changes no byte that the edit does not mean",
    { raw: Schema.Array(byte), mark: Schema.Literals([0, 1, 2]) },
    ({ raw, mark }) =>
      Effect.gen(function* () {
        const fs = yield* FileSystem.FileSystem
        const head = [[], [0xef, 0xbb, 0xbf], [0xff, 0xfe]][mark] ?? []
        const before = Uint8Array.from([
          ...head,
          ...raw.map((value) => value || 10),
          ...(mark === 2 && raw.length % 2 === 1 ? [10] : [])
        ])
        yield* fs.writeFile("/ws/f", before)
        const readable = Option.isSome(yield* Effect.option(read("f")))
        if (!readable) return
        yield* edit("f", (text) => text)
        expect([...(yield* fs.readFile("/ws/f"))]).toEqual([...before])
        yield* edit("f", (text) => `${text}+`)
        const tail = mark === 2 ? [43, 0] : [43]
        expect([...(yield* fs.readFile("/ws/f"))]).toEqual([...before, ...tail])
      }).pipe(
        Effect.provide(world("/ws")),
        Effect.provide(MemoryFileSystem.layer({ files: { "/ws": { directory: true } } }))
      )
  )
})
