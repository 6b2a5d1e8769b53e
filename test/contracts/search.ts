import { describe, expect, it } from "@effect/vitest"
import { Effect, FileSystem, type Layer, type PlatformError, type Scope } from "effect"
import { type GrepQuery, Search, type SearchAnswer, SearchRefused } from "../../src/services/workspace/Search.ts"

/** A tree by path: text, bytes, or where a link leads. */
export type Tree = Readonly<Record<string, string | Uint8Array | { readonly link: string }>>

export const plant = Effect.fnUntraced(function* (root: string, tree: Tree) {
  const fs = yield* FileSystem.FileSystem
  let time = 1_700_000_000
  for (const [name, content] of Object.entries(tree)) {
    const file = `${root}/${name}`
    yield* fs.makeDirectory(file.slice(0, file.lastIndexOf("/")), { recursive: true })
    if (typeof content === "object" && "link" in content) yield* fs.symlink(content.link, file)
    else {
      yield* typeof content === "string" ? fs.writeFileString(file, content) : fs.writeFile(file, content)
      yield* fs.utimes(file, time, time++)
    }
  }
})

const tree: Tree = {
  ".gitignore": "node_modules/\n*.log\n!keep.log\n/build\n# comment\nsrc/generated/**\n",
  ".git/config": "needle in git",
  ".git/info/exclude": "excluded.txt\n",
  "excluded.txt": "needle",
  "README.md": "# Needle\n\nno needle, no thread\n",
  "src/a.ts": "export const needle = 1\nconst other = 2\n",
  "src/b.ts": "one\ntwo\nneedle three\nfour\nfive\nsix\nseven\nneedle eight\n",
  "src/c.js": "const needle = `$` + 'x'\n",
  "src/deep/er/d.ts": "needle\n",
  "src/deep/.hidden/e.ts": "needle hidden\n",
  "src/generated/f.ts": "needle generated\n",
  "src/kept/.gitignore": "*.ts\n!g.ts\n",
  "src/kept/g.ts": "needle g\n",
  "src/kept/h.ts": "needle h\n",
  "src/crlf.txt": "first\r\nneedle\r\nlast\r\n",
  "src/wide.txt": `needle ${"x".repeat(6000)}\nshort needle\n`,
  "src/data.bin": new Uint8Array([110, 0, 110, 101, 101, 100, 108, 101, 10]),
  "src/utf16.txt": new Uint8Array([0xff, 0xfe, ...[..."needle\n"].flatMap((c) => [c.charCodeAt(0), 0])]),
  "src/a-b/x.md": "needle x\n",
  "src/a/y.md": "needle y\n",
  "node_modules/x/index.js": "needle in a module\n",
  "build/out.js": "needle built\n",
  "lib/build/in.js": "needle in lib\n",
  "debug.log": "needle log\n",
  "keep.log": "needle kept\n",
  ".ignore": "*.md\n!README.md\n",
  "sp ace/ümlaut [1].txt": "needle ü\n",
  ".env": "KEY=needle\n",
  door: { link: ".." },
  "alias.ts": { link: "src/a.ts" }
}

const everything: Omit<GrepQuery, "root" | "pattern"> = {
  mode: "content",
  ignoreCase: false,
  lineNumbers: true,
  before: 0,
  after: 0,
  multiline: false,
  limit: 1000,
  offset: 0,
  secret: () => Effect.succeed(false)
}

/** What Coder-X relies on in a `Search`. Runs on ripgrep and on the walk of our own: same questions, same answers. */
export const searchContract = (
  name: string,
  layer: Layer.Layer<Search | FileSystem.FileSystem>,
  /** Absolute directory in which the tree is planted. */
  place: Effect.Effect<string, PlatformError.PlatformError, FileSystem.FileSystem | Scope.Scope>
): void => {
  interface World {
    readonly root: string
    readonly glob: (pattern: string, limit?: number, order?: "any") => Effect.Effect<SearchAnswer, SearchRefused>
    readonly grep: (pattern: string, query?: Partial<GrepQuery>) => Effect.Effect<SearchAnswer, SearchRefused>
  }
  const check = (title: string, body: (world: World) => Effect.Effect<void, unknown, FileSystem.FileSystem>) =>
    it.live(title, () =>
      Effect.gen(function* () {
        const search = yield* Search
        const root = yield* place
        yield* plant(root, tree)
        yield* body({
          root,
          glob: (pattern, limit = 1000, order) =>
            search.glob({ pattern, root, limit, ...(order === undefined ? {} : { order }) }),
          grep: (pattern, query) => search.grep({ ...everything, root, pattern, ...query })
        })
      }).pipe(Effect.scoped, Effect.provide(layer))
    )
  const lines = (answer: SearchAnswer) => answer.lines
  const sorted = (answer: SearchAnswer) => [...answer.lines].sort()

  describe(`Search contract: ${name}`, () => {
    const globs: ReadonlyArray<readonly [string, ReadonlyArray<string>]> = [
      ["*.ts", ["src/a.ts", "src/b.ts", "src/deep/.hidden/e.ts", "src/deep/er/d.ts", "src/kept/g.ts"]],
      ["src/*.ts", ["src/a.ts", "src/b.ts"]],
      ["./src/*.ts", ["src/a.ts", "src/b.ts"]],
      ["src/**/*.ts", ["src/a.ts", "src/b.ts", "src/deep/.hidden/e.ts", "src/deep/er/d.ts", "src/kept/g.ts"]],
      ["**/d.ts", ["src/deep/er/d.ts"]],
      ["**/deep/**", ["src/deep/.hidden/e.ts", "src/deep/er/d.ts"]],
      ["src/deep/", ["src/deep/.hidden/e.ts", "src/deep/er/d.ts"]],
      ["src/[ab].ts", ["src/a.ts", "src/b.ts"]],
      ["src/[!a].ts", ["src/b.ts"]],
      ["src/?.{ts,js}", ["src/a.ts", "src/b.ts", "src/c.js"]],
      ["{lib,src}/**/{in,c}.js", ["lib/build/in.js", "src/c.js"]],
      ["*.md", ["README.md"]],
      ["*.log", ["keep.log"]],
      ["excluded.txt", []],
      ["sp ace/*\\[1\\].txt", ["sp ace/ümlaut [1].txt"]],
      [".*", [".env", ".gitignore", ".ignore", "src/kept/.gitignore"]],
      ["alias.ts", []],
      ["A.TS", []]
    ]
    for (const [pattern, files] of globs) {
      check(`glob ${pattern}`, ({ glob }) =>
        Effect.gen(function* () {
          const answer = yield* glob(pattern)
          expect(sorted(answer)).toEqual(files)
          expect(answer.total).toBe(files.length)
          expect(answer.notices).toEqual([])
        })
      )
    }

    check("a glob gives the newest first, as many as asked for, and how many there are", ({ glob }) =>
      Effect.gen(function* () {
        expect(lines(yield* glob("src/*.{ts,js}"))).toEqual(["src/c.js", "src/b.ts", "src/a.ts"])
        expect(yield* glob("src/*.{ts,js}", 2)).toEqual({ lines: ["src/c.js", "src/b.ts"], total: 3, notices: [] })
      })
    )

    check("a glob in any order gives the same files", ({ glob }) =>
      Effect.gen(function* () {
        const answer = yield* glob("src/*.{ts,js}", 10, "any")
        expect(sorted(answer)).toEqual(["src/a.ts", "src/b.ts", "src/c.js"])
      })
    )

    check("a glob that cannot be read is refused", ({ glob }) =>
      Effect.gen(function* () {
        for (const pattern of ["src/[a", "{a,b", ""]) {
          expect(yield* Effect.flip(glob(pattern))).toBeInstanceOf(SearchRefused)
        }
      })
    )

    check("finds lines, by path, in what is not ignored", ({ grep }) =>
      Effect.gen(function* () {
        const answer = yield* grep("needle")
        expect(lines(answer).map((line) => line.slice(0, 60))).toEqual([
          ".env:1:KEY=needle",
          "README.md:3:no needle, no thread",
          "keep.log:1:needle kept",
          "lib/build/in.js:1:needle in lib",
          "sp ace/ümlaut [1].txt:1:needle ü",
          "src/a.ts:1:export const needle = 1",
          "src/b.ts:3:needle three",
          "src/b.ts:8:needle eight",
          "src/c.js:1:const needle = `$` + 'x'",
          "src/crlf.txt:2:needle",
          "src/deep/.hidden/e.ts:1:needle hidden",
          "src/deep/er/d.ts:1:needle",
          "src/kept/g.ts:1:needle g",
          "src/utf16.txt:1:needle",
          `src/wide.txt:1:needle ${"x".repeat(60)}`.slice(0, 60),
          "src/wide.txt:2:short needle"
        ])
        expect(answer.total).toBe(16)
        expect(answer.notices).toEqual(["Binary files that match are not shown: src/data.bin."])
      })
    )

    check("cuts a long line and says so", ({ grep }) =>
      Effect.gen(function* () {
        const [line] = lines(yield* grep("needle xx"))
        expect(line).toBe(`src/wide.txt:1:needle ${"x".repeat(493)} [… line cut]`)
      })
    )

    check("gives files and counts", ({ grep }) =>
      Effect.gen(function* () {
        const files = yield* grep("needle", { mode: "files_with_matches", glob: "src/*" })
        expect(files).toEqual({
          lines: ["src/a.ts", "src/b.ts", "src/c.js", "src/crlf.txt", "src/utf16.txt", "src/wide.txt"],
          total: 6,
          notices: []
        })
        const counts = yield* grep("needle", { mode: "count", glob: "*.{ts,txt}" })
        expect(lines(counts)).toEqual([
          "sp ace/ümlaut [1].txt:1",
          "src/a.ts:1",
          "src/b.ts:2",
          "src/crlf.txt:1",
          "src/deep/.hidden/e.ts:1",
          "src/deep/er/d.ts:1",
          "src/kept/g.ts:1",
          "src/utf16.txt:1",
          "src/wide.txt:2"
        ])
      })
    )

    const narrowed: ReadonlyArray<readonly [Partial<GrepQuery>, ReadonlyArray<string>]> = [
      [{ glob: "*.js" }, ["lib/build/in.js", "src/c.js"]],
      [{ glob: "src/**/*.js" }, ["src/c.js"]],
      [{ glob: "*.log" }, ["keep.log"]],
      [{ glob: "src/**/h.ts" }, []],
      [{ glob: "!src/**", type: "js" }, ["lib/build/in.js"]],
      [{ glob: "src/**", type: "js" }, ["src/c.js"]],
      [{ glob: "lib/build/*.js" }, ["lib/build/in.js"]],
      [{ glob: "/src/c.js" }, ["src/c.js"]],
      [{ glob: "build/*.js" }, []],
      [{ glob: "src/{c,d}.js" }, ["src/c.js"]],
      [{ type: "js" }, ["lib/build/in.js", "src/c.js"]],
      [{ type: "ts", glob: "**/deep/**" }, ["src/deep/.hidden/e.ts", "src/deep/er/d.ts"]]
    ]
    for (const [query, files] of narrowed) {
      check(`looks only where ${JSON.stringify(query)} says`, ({ grep }) =>
        Effect.gen(function* () {
          expect(lines(yield* grep("needle", { ...query, mode: "files_with_matches" }))).toEqual(files)
        })
      )
    }

    check("gives lines around, kept apart where they do not touch", ({ grep }) =>
      Effect.gen(function* () {
        expect(lines(yield* grep("needle", { glob: "src/b.ts", before: 1, after: 2 }))).toEqual([
          "src/b.ts-2-two",
          "src/b.ts:3:needle three",
          "src/b.ts-4-four",
          "src/b.ts-5-five",
          "--",
          "src/b.ts-7-seven",
          "src/b.ts:8:needle eight"
        ])
        expect(lines(yield* grep("two|five", { glob: "*.ts", before: 1, after: 1, lineNumbers: false }))).toEqual([
          "src/b.ts-one",
          "src/b.ts:two",
          "src/b.ts-needle three",
          "src/b.ts-four",
          "src/b.ts:five",
          "src/b.ts-six"
        ])
      })
    )

    check("finds across lines only when asked to", ({ grep }) =>
      Effect.gen(function* () {
        expect(lines(yield* grep("two.needle", { glob: "*.ts" }))).toEqual([])
        expect(lines(yield* grep("two.needle", { glob: "*.ts", multiline: true }))).toEqual([
          "src/b.ts:2:two",
          "src/b.ts:3:needle three"
        ])
        expect(lines(yield* grep("two\\nneedle", { glob: "*.ts", multiline: true, mode: "count" }))).toEqual([
          "src/b.ts:1"
        ])
      })
    )

    check("minds case unless asked not to, and line ends of both kinds", ({ grep }) =>
      Effect.gen(function* () {
        expect(lines(yield* grep("^# needle$", { glob: "*.md" }))).toEqual([])
        expect(lines(yield* grep("^# needle$", { glob: "*.md", ignoreCase: true }))).toEqual(["README.md:1:# Needle"])
        expect(lines(yield* grep("(?i)^# NEEDLE", { glob: "*.md" }))).toEqual(["README.md:1:# Needle"])
        expect(lines(yield* grep("^needle$", { glob: "crlf.txt" }))).toEqual(["src/crlf.txt:2:needle"])
      })
    )

    check("gives a part and the number of all", ({ grep }) =>
      Effect.gen(function* () {
        const query = { mode: "files_with_matches", glob: "src/*" } as const
        expect(yield* grep("needle", { ...query, limit: 2 })).toMatchObject({
          lines: ["src/a.ts", "src/b.ts"],
          total: 6
        })
        expect(yield* grep("needle", { ...query, limit: 2, offset: 4 })).toMatchObject({
          lines: ["src/utf16.txt", "src/wide.txt"],
          total: 6
        })
        expect(yield* grep("needle", { ...query, offset: 9 })).toMatchObject({ lines: [], total: 6 })
      })
    )

    check("searches a file that is named, even an ignored one", ({ grep, root }) =>
      Effect.gen(function* () {
        expect(lines(yield* grep("needle", { root: `${root}/debug.log` }))).toEqual(["debug.log:1:needle log"])
        expect(lines(yield* grep("needle", { root: `${root}/debug.log`, mode: "count" }))).toEqual(["debug.log:1"])
        expect((yield* grep("needle", { root: `${root}/src/data.bin` })).notices).toEqual([
          "Binary files that match are not shown: data.bin."
        ])
      })
    )

    check("searches below a folder, with the ignore files above it", ({ grep, root }) =>
      Effect.gen(function* () {
        const answer = yield* grep("needle", { root: `${root}/src`, mode: "files_with_matches", type: "ts" })
        expect(lines(answer)).toEqual(["a.ts", "b.ts", "deep/.hidden/e.ts", "deep/er/d.ts", "kept/g.ts"])
      })
    )

    check("searches a folder that is named, even one that is ignored", ({ grep, root }) =>
      Effect.gen(function* () {
        const fs = yield* FileSystem.FileSystem
        yield* fs.writeFileString(`${root}/node_modules/x/a.log`, "needle\n")
        yield* fs.makeDirectory(`${root}/node_modules/x/node_modules`)
        yield* fs.writeFileString(`${root}/node_modules/x/node_modules/y.js`, "needle\n")
        for (const [place, file] of [
          ["node_modules", "x/index.js"],
          ["node_modules/x", "index.js"],
          ["build", "out.js"]
        ]) {
          const answer = yield* grep("needle", { root: `${root}/${place}`, mode: "files_with_matches" })
          expect(lines(answer)).toEqual([file])
        }
      })
    )

    check("leaves out what is secret, and says nothing that would tell of a match in it", ({ grep, root }) =>
      Effect.gen(function* () {
        const secret = (file: string) => Effect.succeed(file === `${root}/.env`)
        for (const mode of ["content", "files_with_matches", "count"] as const) {
          const answer = yield* grep("needle", { mode, secret })
          expect(answer.lines.some((line) => line.includes(".env"))).toBe(false)
          expect(answer.notices.join()).not.toContain(".env")
          const only = { mode, secret, glob: ".env" }
          expect(yield* grep("needle", only)).toEqual(yield* grep("nothing", only))
        }
      })
    )

    check("does not follow links out or round in circles", ({ grep, root }) =>
      Effect.gen(function* () {
        const fs = yield* FileSystem.FileSystem
        yield* fs.makeDirectory(`${root}/below`)
        yield* fs.symlink("../src", `${root}/below/out`)
        yield* fs.symlink("..", `${root}/below/up`)
        yield* fs.writeFileString(`${root}/below/own.txt`, "needle own\n")
        const answer = yield* grep("needle", { root: `${root}/below`, mode: "files_with_matches" })
        expect(lines(answer)).toEqual(["own.txt"])
      })
    )

    check("explains a pattern that is wrong, and gives the one for the text as it stands", ({ grep }) =>
      Effect.gen(function* () {
        for (const pattern of ["foo(", "a{2,1}", "[z-a]", "x)"]) {
          const error = yield* Effect.flip(grep(pattern))
          expect(error.message).toContain("not a valid regular expression")
        }
        expect((yield* Effect.flip(grep("foo("))).message).toMatch(/send "foo\\\\\("\.$/)
        expect(lines(yield* grep("`\\$` \\+"))).toEqual(["src/c.js:1:const needle = `$` + 'x'"])
      })
    )

    const patterns: ReadonlyArray<readonly [string, ReadonlyArray<string>]> = [
      ["\\bneedle\\b.*\\d", ["src/a.ts:1"]],
      ["^needle (three|eight)$", ["src/b.ts:3", "src/b.ts:8"]],
      ["(?<!no )needle(?= three)", ["src/b.ts:3"]],
      ["(?P<n>n)ee(?:dle) [[:alpha:]]{5}$", ["src/b.ts:3", "src/b.ts:8"]],
      ["needle\\/\\-", []],
      ["-needle", []],
      ["ümlaut|needle ü", ["sp ace/ümlaut [1].txt:1"]],
      ["needle \\p{L}$", ["sp ace/ümlaut [1].txt:1", "src/kept/g.ts:1"]]
    ]
    for (const [pattern, places] of patterns) {
      check(`knows the pattern ${pattern}`, ({ grep }) =>
        Effect.gen(function* () {
          const found = lines(yield* grep(pattern))
          expect(found.map((line) => line.split(":").slice(0, 2).join(":"))).toEqual(places)
        })
      )
    }

    check("refuses a type that is not known, and a folder that is not there", ({ grep, root }) =>
      Effect.gen(function* () {
        expect((yield* Effect.flip(grep("x", { type: "nosuch" }))).message).toContain('"nosuch" is not known')
        expect((yield* Effect.flip(grep("x", { root: `${root}/nowhere` }))).message).toContain("cannot be searched")
      })
    )
  })
}
