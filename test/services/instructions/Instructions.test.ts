import { assert, describe, it } from "@effect/vitest"
import { Effect, FileSystem, Layer } from "effect"
import { Instructions } from "../../../src/services/instructions/Instructions.ts"
import { Workspace } from "../../../src/services/workspace/Workspace.ts"
import { settings, type World } from "../settings/world.ts"

const load = (world: World) =>
  Effect.flatMap(Instructions, (instructions) => instructions.load).pipe(
    Effect.provide(Instructions.layer.pipe(Layer.provide(Workspace.layer), Layer.provideMerge(settings(world))))
  )

const texts = (files: ReadonlyArray<{ readonly text: string }>) => files.map(({ text }) => text)

describe("Instructions: which files", () => {
  it.effect("reads the user's first, then from the root of the repository down, the nearest last", () =>
    Effect.gen(function* () {
      const { files, notices } = yield* load({
        cwd: "/w/a/b",
        files: {
          "/AGENTS.md": "above the repository",
          "/home/ann/.coderx/AGENTS.md": "user",
          "/w/CLAUDE.local.md": "4",
          "/w/CLAUDE.md": "3",
          "/w/CODERX.md": "2",
          "/w/AGENTS.md": "1",
          "/w/a/CLAUDE.md": "5",
          "/w/a/b/AGENTS.md": "6",
          "/w/a/b/c/AGENTS.md": "below the working directory"
        }
      })
      assert.deepStrictEqual(texts(files), ["user", "1", "2", "3", "4", "5", "6"])
      assert.deepStrictEqual(
        files.map(({ scope }) => scope),
        ["user", "project", "project", "project", "local", "project", "project"]
      )
      assert.strictEqual(files[6]?.path, "/w/a/b/AGENTS.md")
      assert.deepStrictEqual(notices, [])
    })
  )

  it.effect("reads a file once that has two names, and equal text once", () =>
    Effect.gen(function* () {
      const { files, notices } = yield* load({
        files: {
          "/w/AGENTS.md": "rules",
          "/w/CLAUDE.md": { link: "AGENTS.md" },
          "/w/CODERX.md": "rules",
          "/w/CLAUDE.local.md": "  \n"
        }
      })
      assert.deepStrictEqual(
        files.map(({ path }) => path),
        ["/w/AGENTS.md"]
      )
      assert.deepStrictEqual(notices, [])
    })
  )

  it.effect("skips what is no text, too large, a directory or a link out of the project, and says so", () =>
    Effect.gen(function* () {
      const { files, notices } = yield* load({
        files: {
          "/secret/AGENTS.md": "TOP SECRET",
          "/w/AGENTS.md": new Uint8Array([0xff, 0xfe, 0, 1, 98]),
          "/w/CODERX.md": "x".repeat(300_000),
          "/w/CLAUDE.md": { directory: true },
          "/w/CLAUDE.local.md": { link: "/secret/AGENTS.md" }
        }
      })
      assert.deepStrictEqual(files, [])
      assert.strictEqual(notices.length, 3, notices.join("\n"))
      assert.match(notices[0] ?? "", /AGENTS\.md was skipped: it is UTF-16/)
      assert.match(notices[1] ?? "", /CODERX\.md was skipped: it is larger than 256 kB/)
      assert.match(notices[2] ?? "", /CLAUDE\.local\.md leads out of the project, to \/secret\/AGENTS\.md/)
    })
  )

  it.effect("tells of a long file and reads it", () =>
    Effect.gen(function* () {
      const { files, notices } = yield* load({ files: { "/w/AGENTS.md": "x".repeat(50_000) } })
      assert.strictEqual(files.length, 1)
      assert.match(notices[0] ?? "", /50000 characters/)
    })
  )

  it.effect("is read once, when it is first asked for", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const instructions = yield* Instructions
      yield* fs.writeFileString("/w/AGENTS.md", "first")
      assert.deepStrictEqual(texts((yield* instructions.load).files), ["first"])
      yield* fs.writeFileString("/w/AGENTS.md", "second")
      assert.deepStrictEqual(texts((yield* instructions.load).files), ["first"])
    }).pipe(Effect.provide(Instructions.layer.pipe(Layer.provide(Workspace.layer), Layer.provideMerge(settings({})))))
  )
})

describe("Instructions: imports", () => {
  it.effect("puts imported text in, relative to the importing file, five deep", () =>
    Effect.gen(function* () {
      const { files, notices } = yield* load({
        files: {
          "/w/AGENTS.md": "top\n@docs/1.md\nend",
          "/w/docs/1.md": "one @./2.md",
          "/w/docs/2.md": "@../3.md",
          "/w/3.md": "three\n\n- @4.md",
          "/w/4.md": "@5.md",
          "/w/5.md": "five @6.md",
          "/w/6.md": "six"
        }
      })
      const [file] = files
      assert.deepStrictEqual(file?.imports, ["/w/docs/1.md", "/w/docs/2.md", "/w/3.md", "/w/4.md", "/w/5.md"])
      assert.strictEqual(file?.text, "top\none @./2.md\n\nthree\n\n- @4.md\n\nfive @6.md\nend")
      assert.strictEqual(notices.length, 1)
      assert.match(notices[0] ?? "", /@6\.md is more than 5 deep/)
    })
  )

  it.effect("ends a circle and gives nothing twice", () =>
    Effect.gen(function* () {
      const { files, notices } = yield* load({
        files: {
          "/w/AGENTS.md": "@a.md\n@a.md",
          "/w/a.md": "a\n@b.md",
          "/w/b.md": "b\n@AGENTS.md\n@a.md",
          "/w/CLAUDE.md": "@AGENTS.md\nmore"
        }
      })
      assert.deepStrictEqual(texts(files), ["a\nb\n@AGENTS.md\n@a.md\n@a.md", "@AGENTS.md\nmore"])
      assert.strictEqual(notices.filter((notice) => notice.includes("circle")).length, 2)
    })
  )

  it.effect("reads no import outside of an untrusted project, by whatever way", () =>
    Effect.gen(function* () {
      const files = {
        "/out/secret.txt": "OUTSIDE",
        "/home/ann/mine.md": "MINE",
        "/w/AGENTS.md": "@../out/secret.txt\n@/out/secret.txt\n@~/mine.md\n@link.md\n@dir/secret.txt",
        "/w/link.md": { link: "/out/secret.txt" },
        "/w/dir": { link: "/out" }
      }
      const untrusted = yield* load({ files })
      assert.notInclude(texts(untrusted.files).join(), "OUTSIDE")
      assert.notInclude(texts(untrusted.files).join(), "MINE")
      assert.strictEqual(untrusted.notices.length, 5)
      for (const notice of untrusted.notices)
        assert.match(notice, /out of the project, to \/(out\/secret\.txt|home\/ann\/mine\.md)/)
      const trusted = yield* load({ files, flags: { trust: true } })
      assert.include(texts(trusted.files).join(), "OUTSIDE")
      assert.include(texts(trusted.files).join(), "MINE")
    })
  )

  it.effect("reads the imports of the user's own file from anywhere", () =>
    Effect.gen(function* () {
      const { files } = yield* load({
        files: { "/home/ann/.coderx/AGENTS.md": "@~/mine.md", "/home/ann/mine.md": "MINE" }
      })
      assert.deepStrictEqual(texts(files), ["MINE"])
    })
  )

  it.effect("reads no secrets for a project, trusted or not", () =>
    Effect.gen(function* () {
      for (const trust of [false, true]) {
        const { files, notices } = yield* load({
          files: { "/w/AGENTS.md": "@.env and @~/.ssh/id_rsa", "/w/.env": "KEY=1", "/home/ann/.ssh/id_rsa": "PRIVATE" },
          flags: { trust }
        })
        assert.deepStrictEqual(texts(files), ["@.env and @~/.ssh/id_rsa"])
        assert.strictEqual(notices.length, 2)
      }
    })
  )

  it.effect("tells of a missing file only where nothing but a file can be meant", () =>
    Effect.gen(function* () {
      const { files, notices } = yield* load({
        files: {
          "/w/AGENTS.md": "use @types/node and ask @ann or x@y.org about @docs/gone.md, @./gone; see @README.",
          "/w/README": "READ"
        }
      })
      assert.include(texts(files)[0], "READ")
      assert.strictEqual(notices.length, 2)
      assert.match(notices.join(), /@docs\/gone\.md does not exist.*@\.\/gone does not exist/s)
    })
  )
})
