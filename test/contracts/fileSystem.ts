import { describe, expect, it } from "@effect/vitest"
import { Effect, FileSystem, type Layer, Option, type PlatformError, type Scope, Stream } from "effect"

const text = (content: string) => new TextEncoder().encode(content)

/** The tag of an operation's failure, or "done". */
const outcome = <A>(operation: Effect.Effect<A, PlatformError.PlatformError>) =>
  Effect.match(operation, { onSuccess: () => "done", onFailure: (error) => error.reason._tag })

/**
 * What Coder-X relies on in a `FileSystem`. Runs on the real one and on the pretend one, so that a test over the
 * pretend one means something.
 */
export const fileSystemContract = (name: string, layer: Layer.Layer<FileSystem.FileSystem>): void => {
  type Body = (fs: FileSystem.FileSystem, dir: string) => Effect.Effect<void, PlatformError.PlatformError, Scope.Scope>
  const check = (title: string, body: Body) =>
    it.live(title, () =>
      Effect.gen(function* () {
        const fs = yield* FileSystem.FileSystem
        const made = yield* fs.makeTempDirectoryScoped({ prefix: "coderx-contract-" })
        yield* body(fs, yield* fs.realPath(made))
      }).pipe(Effect.scoped, Effect.provide(layer))
    )

  describe(`FileSystem contract: ${name}`, () => {
    check("writes and reads bytes and text", (fs, dir) =>
      Effect.gen(function* () {
        const bytes = new Uint8Array([0, 255, 13, 10, 128])
        yield* fs.writeFile(`${dir}/b`, bytes)
        expect([...(yield* fs.readFile(`${dir}/b`))]).toEqual([...bytes])
        yield* fs.writeFileString(`${dir}/t`, "héllo\n")
        expect(yield* fs.readFileString(`${dir}/t`)).toBe("héllo\n")
        yield* fs.writeFileString(`${dir}/t`, "x")
        expect(yield* fs.readFileString(`${dir}/t`)).toBe("x")
        yield* fs.writeFileString(`${dir}/t`, "y", { flag: "a" })
        expect(yield* fs.readFileString(`${dir}/t`)).toBe("xy")
        expect(yield* outcome(fs.writeFileString(`${dir}/t`, "z", { flag: "wx" }))).toBe("AlreadyExists")
      })
    )

    check("names failures alike", (fs, dir) =>
      Effect.gen(function* () {
        yield* fs.writeFileString(`${dir}/f`, "x")
        yield* fs.makeDirectory(`${dir}/d`)
        yield* fs.writeFileString(`${dir}/d/x`, "x")
        yield* fs.symlink("loop", `${dir}/loop`)
        expect({
          readMissing: yield* outcome(fs.readFile(`${dir}/none`)),
          readDirectory: yield* outcome(fs.readFile(`${dir}/d`)),
          statMissing: yield* outcome(fs.stat(`${dir}/none`)),
          statBelowFile: yield* outcome(fs.stat(`${dir}/f/x`)),
          fileWithSlash: yield* outcome(fs.stat(`${dir}/f/`)),
          writeBelowFile: yield* outcome(fs.writeFileString(`${dir}/f/x`, "")),
          writeBelowMissing: yield* outcome(fs.writeFileString(`${dir}/none/x`, "")),
          writeDirectory: yield* outcome(fs.writeFileString(`${dir}/d`, "")),
          makeExisting: yield* outcome(fs.makeDirectory(`${dir}/d`)),
          makeOverFile: yield* outcome(fs.makeDirectory(`${dir}/f`, { recursive: true })),
          makeBelowMissing: yield* outcome(fs.makeDirectory(`${dir}/none/d`)),
          listMissing: yield* outcome(fs.readDirectory(`${dir}/none`)),
          listFile: yield* outcome(fs.readDirectory(`${dir}/f`)),
          loop: yield* outcome(fs.stat(`${dir}/loop`)),
          openLoop: yield* outcome(Effect.scoped(fs.open(`${dir}/loop`))),
          readLinkOfFile: yield* outcome(fs.readLink(`${dir}/f`)),
          realPathMissing: yield* outcome(fs.realPath(`${dir}/none`)),
          nul: yield* outcome(fs.stat(`${dir}/a\0b`)),
          longName: yield* outcome(fs.stat(`${dir}/${"x".repeat(256)}`)),
          longPath: yield* outcome(fs.stat(`${dir}${"/d".repeat(2100)}`)),
          removeMissing: yield* outcome(fs.remove(`${dir}/none`)),
          removeMissingForce: yield* outcome(fs.remove(`${dir}/none`, { force: true })),
          removeDirectory: yield* outcome(fs.remove(`${dir}/d`)),
          renameMissing: yield* outcome(fs.rename(`${dir}/none`, `${dir}/n2`)),
          renameFileOverDirectory: yield* outcome(fs.rename(`${dir}/f`, `${dir}/d`)),
          renameDirectoryOverFile: yield* outcome(fs.rename(`${dir}/d`, `${dir}/f`)),
          renameIntoItself: yield* outcome(fs.rename(`${dir}/d`, `${dir}/d/e`)),
          linkOverExisting: yield* outcome(fs.link(`${dir}/f`, `${dir}/d`)),
          linkMissing: yield* outcome(fs.link(`${dir}/none`, `${dir}/l`)),
          symlinkOverExisting: yield* outcome(fs.symlink("x", `${dir}/f`)),
          chmodMissing: yield* outcome(fs.chmod(`${dir}/none`, 0o600)),
          truncateMissing: yield* outcome(fs.truncate(`${dir}/none`)),
          utimesMissing: yield* outcome(fs.utimes(`${dir}/none`, 1, 1)),
          accessMissing: yield* outcome(fs.access(`${dir}/none`)),
          copyMissing: yield* outcome(fs.copyFile(`${dir}/none`, `${dir}/n`))
        }).toEqual({
          readMissing: "NotFound",
          readDirectory: "BadResource",
          statMissing: "NotFound",
          statBelowFile: "BadResource",
          fileWithSlash: "BadResource",
          writeBelowFile: "BadResource",
          writeBelowMissing: "NotFound",
          writeDirectory: "BadResource",
          makeExisting: "AlreadyExists",
          makeOverFile: "AlreadyExists",
          makeBelowMissing: "NotFound",
          listMissing: "NotFound",
          listFile: "BadResource",
          loop: "BadResource",
          openLoop: "BadResource",
          readLinkOfFile: "Unknown",
          realPathMissing: "NotFound",
          nul: "BadArgument",
          longName: "Unknown",
          longPath: "Unknown",
          removeMissing: "NotFound",
          removeMissingForce: "done",
          removeDirectory: "Unknown",
          renameMissing: "NotFound",
          renameFileOverDirectory: "BadResource",
          renameDirectoryOverFile: "BadResource",
          renameIntoItself: "Unknown",
          linkOverExisting: "AlreadyExists",
          linkMissing: "NotFound",
          symlinkOverExisting: "AlreadyExists",
          chmodMissing: "NotFound",
          truncateMissing: "NotFound",
          utimesMissing: "NotFound",
          accessMissing: "NotFound",
          copyMissing: "NotFound"
        })
        expect(yield* fs.exists(`${dir}/f`)).toBe(true)
        expect(yield* fs.exists(`${dir}/none`)).toBe(false)
      })
    )

    check("keeps directories: nested, listed, removed whole", (fs, dir) =>
      Effect.gen(function* () {
        yield* fs.makeDirectory(`${dir}/a/b/c`, { recursive: true })
        yield* fs.makeDirectory(`${dir}/a/b/c`, { recursive: true })
        yield* fs.writeFileString(`${dir}/a/f`, "1")
        yield* fs.writeFileString(`${dir}/a/b/g`, "2")
        yield* fs.symlink("f", `${dir}/a/l`)
        expect((yield* fs.readDirectory(`${dir}/a`)).sort()).toEqual(["b", "f", "l"])
        expect((yield* fs.readDirectory(`${dir}/a`, { recursive: true })).sort()).toEqual(["b", "b/c", "b/g", "f", "l"])
        const entries = [...(yield* fs.readDirectoryEntries(`${dir}/a`))].sort((x, y) => x.name.localeCompare(y.name))
        expect(entries.map((entry) => `${entry.name}:${entry.type}`)).toEqual([
          "b:Directory",
          "f:File",
          "l:SymbolicLink"
        ])
        expect([...(yield* fs.glob("**/*", { root: `${dir}/a` }))].sort()).toEqual(["b", "b/c", "b/g", "f", "l"])
        yield* fs.remove(`${dir}/a`, { recursive: true })
        expect(yield* fs.exists(`${dir}/a`)).toBe(false)
      })
    )

    check("tells size, kind, mode, times and identity", (fs, dir) =>
      Effect.gen(function* () {
        yield* fs.writeFileString(`${dir}/f`, "12345", { mode: 0o600 })
        const first = yield* fs.stat(`${dir}/f`)
        expect(first.type).toBe("File")
        expect(Number(first.size)).toBe(5)
        expect(first.mode & 0o777).toBe(0o600)
        expect(first.nlink).toEqual(Option.some(1n))
        yield* fs.chmod(`${dir}/f`, 0o755)
        expect((yield* fs.stat(`${dir}/f`)).mode & 0o777).toBe(0o755)
        yield* fs.utimes(`${dir}/f`, 10, 20)
        const later = yield* fs.stat(`${dir}/f`)
        expect(Option.getOrThrow(later.mtime).getTime()).toBe(20_000)
        expect(later.ino).toEqual(first.ino)
        expect((yield* fs.stat(dir)).type).toBe("Directory")
        expect((yield* fs.stat(dir)).mode & 0o777).toBe(0o700)
        yield* fs.writeFileString(`${dir}/g`, "")
        expect((yield* fs.stat(`${dir}/g`)).mode & 0o600).toBe(0o600)
        expect((yield* fs.stat(`${dir}/g`)).ino).not.toEqual(first.ino)
      })
    )

    check("follows links as the kernel does", (fs, dir) =>
      Effect.gen(function* () {
        yield* fs.makeDirectory(`${dir}/out/d`, { recursive: true })
        yield* fs.makeDirectory(`${dir}/in`)
        yield* fs.writeFileString(`${dir}/out/s`, "outside")
        yield* fs.writeFileString(`${dir}/in/s`, "inside")
        yield* fs.symlink("../out/d", `${dir}/in/l`)
        yield* fs.symlink(`${dir}/out/s`, `${dir}/in/abs`)
        expect(yield* fs.readFileString(`${dir}/in/l/../s`)).toBe("outside")
        expect(yield* fs.realPath(`${dir}/in/l`)).toBe(`${dir}/out/d`)
        expect(yield* fs.realPath(`${dir}/in/l/../s`)).toBe(`${dir}/in/s`)
        expect(yield* fs.readLink(`${dir}/in/l`)).toBe("../out/d")
        expect((yield* fs.lstat(`${dir}/in/l`)).type).toBe("SymbolicLink")
        expect((yield* fs.stat(`${dir}/in/l`)).type).toBe("Directory")
        yield* fs.writeFileString(`${dir}/in/abs`, "changed")
        expect(yield* fs.readFileString(`${dir}/out/s`)).toBe("changed")
        yield* fs.symlink("made", `${dir}/in/dangling`)
        expect(yield* outcome(fs.stat(`${dir}/in/dangling`))).toBe("NotFound")
        expect(yield* outcome(fs.writeFileString(`${dir}/in/dangling`, "n", { flag: "wx" }))).toBe("AlreadyExists")
        yield* fs.writeFileString(`${dir}/in/dangling`, "new")
        expect(yield* fs.readFileString(`${dir}/in/made`)).toBe("new")
        yield* fs.remove(`${dir}/in/abs`)
        expect(yield* fs.exists(`${dir}/out/s`)).toBe(true)
        yield* fs.remove(`${dir}/in/l`, { recursive: true })
        expect(yield* fs.exists(`${dir}/out/d`)).toBe(true)
      })
    )

    check("opens without following where asked to", (fs, dir) =>
      Effect.gen(function* () {
        yield* fs.writeFileString(`${dir}/f`, "x")
        yield* fs.symlink("f", `${dir}/l`)
        expect(yield* outcome(Effect.scoped(fs.open(`${dir}/l`, { noFollow: true })))).toBe("BadResource")
        expect(yield* outcome(Effect.scoped(fs.open(`${dir}/f`, { noFollow: true })))).toBe("done")
      })
    )

    check("gives a file several names", (fs, dir) =>
      Effect.gen(function* () {
        yield* fs.writeFileString(`${dir}/f`, "x")
        yield* fs.link(`${dir}/f`, `${dir}/g`)
        expect((yield* fs.stat(`${dir}/f`)).nlink).toEqual(Option.some(2n))
        yield* fs.writeFileString(`${dir}/g`, "both")
        expect(yield* fs.readFileString(`${dir}/f`)).toBe("both")
        yield* fs.remove(`${dir}/g`)
        expect((yield* fs.stat(`${dir}/f`)).nlink).toEqual(Option.some(1n))
      })
    )

    check("renames over what is there, and leaves open handles their file", (fs, dir) =>
      Effect.gen(function* () {
        yield* fs.writeFileString(`${dir}/old`, "old")
        yield* fs.writeFileString(`${dir}/new`, "new")
        const handle = yield* fs.open(`${dir}/old`)
        yield* fs.rename(`${dir}/new`, `${dir}/old`)
        expect(yield* fs.readFileString(`${dir}/old`)).toBe("new")
        expect(yield* fs.exists(`${dir}/new`)).toBe(false)
        expect([...Option.getOrThrow(yield* handle.readAlloc(10))]).toEqual([...text("old")])
        yield* fs.symlink("old", `${dir}/l`)
        yield* fs.writeFileString(`${dir}/third`, "third")
        yield* fs.rename(`${dir}/third`, `${dir}/l`)
        expect((yield* fs.lstat(`${dir}/l`)).type).toBe("File")
        yield* fs.makeDirectory(`${dir}/d/e`, { recursive: true })
        yield* fs.rename(`${dir}/d`, `${dir}/d2`)
        expect(yield* fs.readDirectory(`${dir}/d2`)).toEqual(["e"])
      })
    )

    check("reads, writes, seeks and cuts through a handle", (fs, dir) =>
      Effect.gen(function* () {
        const file = yield* fs.open(`${dir}/f`, { flag: "wx+", mode: 0o600 })
        yield* file.writeAll(text("0123456789"))
        yield* file.sync
        yield* file.seek(2n, "start")
        const buffer = new Uint8Array(3)
        expect(yield* file.read(buffer)).toBe(3)
        expect([...buffer]).toEqual([...text("234")])
        expect(yield* file.seek(1n, "current")).toBe(6n)
        yield* file.write(text("X"))
        expect([...Option.getOrThrow(yield* file.readAlloc(3, { position: 0n }))]).toEqual([...text("012")])
        expect([...Option.getOrThrow(yield* file.readAlloc(100))]).toEqual([...text("789")])
        expect(yield* file.readAlloc(1)).toEqual(Option.none())
        expect(yield* outcome(file.seek(-1n, "start"))).toBe("BadArgument")
        yield* file.truncate(4)
        expect(Number((yield* file.stat).size)).toBe(4)
        yield* file.writeAll(text("!"))
        expect(yield* fs.readFileString(`${dir}/f`)).toBe("0123!")
        expect(yield* outcome(Effect.scoped(fs.open(`${dir}/f`, { flag: "wx" })))).toBe("AlreadyExists")
        expect(yield* outcome(Effect.scoped(fs.open(`${dir}/none`, { flag: "r+" })))).toBe("NotFound")
        const inPlace = yield* fs.open(`${dir}/f`, { flag: "r+" })
        yield* inPlace.writeAll(text("ab"))
        expect(yield* fs.readFileString(`${dir}/f`)).toBe("ab23!")
        const append = yield* fs.open(`${dir}/f`, { flag: "a" })
        yield* append.writeAll(text("end"))
        yield* fs.writeFileString(`${dir}/f`, "Z", { flag: "a" })
        yield* append.writeAll(text("."))
        expect(yield* fs.readFileString(`${dir}/f`)).toBe("ab23!endZ.")
        const directory = yield* fs.open(dir)
        expect(yield* outcome(directory.readAlloc(1))).toBe("BadResource")
      })
    )

    check("streams a range", (fs, dir) =>
      Effect.gen(function* () {
        yield* fs.writeFileString(`${dir}/f`, "0123456789")
        const chunks = yield* Stream.runCollect(fs.stream(`${dir}/f`, { offset: 3, bytesToRead: 5, chunkSize: 2 }))
        expect([...chunks].map((chunk) => new TextDecoder().decode(chunk))).toEqual(["34", "56", "7"])
        yield* Stream.run(Stream.make(text("ab"), text("cd")), fs.sink(`${dir}/s`))
        expect(yield* fs.readFileString(`${dir}/s`)).toBe("abcd")
      })
    )

    check("truncates, copies and makes temporary files", (fs, dir) =>
      Effect.gen(function* () {
        yield* fs.writeFileString(`${dir}/f`, "12345")
        yield* fs.truncate(`${dir}/f`, 2)
        expect(yield* fs.readFileString(`${dir}/f`)).toBe("12")
        yield* fs.truncate(`${dir}/f`, 4)
        expect([...(yield* fs.readFile(`${dir}/f`))]).toEqual([49, 50, 0, 0])
        yield* fs.copyFile(`${dir}/f`, `${dir}/g`)
        expect(Number((yield* fs.stat(`${dir}/g`)).size)).toBe(4)
        yield* fs.makeDirectory(`${dir}/a`)
        yield* fs.writeFileString(`${dir}/a/x`, "x")
        yield* fs.copy(`${dir}/a`, `${dir}/b`)
        expect(yield* fs.readFileString(`${dir}/b/x`)).toBe("x")
        const file = yield* fs.makeTempFile({ directory: dir, suffix: ".txt" })
        expect(file.startsWith(`${dir}/`) && file.endsWith(".txt")).toBe(true)
        const scoped = yield* Effect.scoped(fs.makeTempDirectoryScoped({ directory: dir }))
        expect(yield* fs.exists(scoped)).toBe(false)
      })
    )
  })
}
