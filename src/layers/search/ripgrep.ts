import { Effect, Fiber, FileSystem, Layer, Option, Path, Stream } from "effect"
import { ChildProcess, ChildProcessSpawner } from "effect/process"
import { Host } from "../../services/host/Host.ts"
import { lineSplitter } from "../../services/workspace/lineSplitter.ts"
import { type GlobQuery, type GrepQuery, Search, SearchRefused } from "../../services/workspace/Search.ts"
import { compileGlob, type PathFilter } from "../../services/workspace/searchGlob.ts"
import { type SearchBlocks, searchBlocks } from "../../services/workspace/searchBlocks.ts"
import * as Lines from "../../services/workspace/searchLines.ts"
import { narrowing } from "../../services/workspace/searchNarrow.ts"
import { typeGlob, typeNames } from "../../services/workspace/searchTypes.ts"

/**
 * Flags of every call. No configuration file and no preprocessor: both could run programs. Nothing outside the tree
 * decides what is ignored, so that the answer is the same on every machine.
 */
const always = [
  "--no-config",
  "--color=never",
  "--hidden",
  "--no-require-git",
  "--no-ignore-global",
  "--glob=!.git",
  "--null"
]

/** A longer search is ended, with what was found until then. */
const searchLimitMs = 30_000

/** What ripgrep wrote on stderr and how it ended. `code` is 2 for errors, which may have touched some files only. */
interface Ending {
  readonly code: number
  readonly complaints: string
  /** The time was over. */
  readonly late: boolean
  /** It was read to its end. */
  readonly wanted: boolean
}

const unreadable = (complaints: string): ReadonlyArray<string> => {
  const named = [...complaints.matchAll(/^rg: (?:\.\/)?(.+?): (.+?)(?: \(os error \d+\))?$/gm)]
  if (named.length === 0) return []
  return [`Could not be read: ${Lines.someOf(named.map(([, file, why]) => `${file} (${why})`))}.`]
}

/** The last line of its explanation says what is wrong. */
const regexProblem = (complaints: string): string | undefined => {
  if (!/regex|PCRE2|not allowed in a/.test(complaints)) return undefined
  const lines = complaints.split("\n").filter((line) => /^(?:error|PCRE2): |the literal/.test(line))
  return (lines.at(-1) ?? complaints.trim()).replace(/^(?:rg: |error: |PCRE2: )+/, "")
}

const notices = (ending: Ending, binary: ReadonlyArray<string>) => [
  ...(binary.length === 0 ? [] : [`Binary files that match are not shown: ${Lines.someOf(binary)}.`]),
  ...unreadable(ending.complaints),
  ...(ending.late
    ? [`The search was ended after ${searchLimitMs / 1000} s: this is a part. Search a smaller folder.`]
    : [])
]

const withoutDot = (file: string): string => (file.startsWith("./") ? file.slice(2) : file)

const filterOf = (glob: string) => {
  const filter = compileGlob(glob)
  return filter === undefined
    ? Effect.fail(new SearchRefused({ message: Lines.badGlob(glob) }))
    : Effect.succeed(filter)
}

/** Search by the program ripgrep. @param program its path */
export const make = Effect.fnUntraced(function* (program: string) {
  const spawner = yield* ChildProcessSpawner.ChildProcessSpawner
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const host = yield* Host

  /** Runs it and hands over its output line by line, until `onLine` says no. */
  const rg = (
    cwd: string,
    args: ReadonlyArray<string>,
    separator: number,
    onLine: (line: string) => boolean | Effect.Effect<boolean>
  ): Effect.Effect<Ending, SearchRefused> => {
    let complaints = ""
    const splitter = lineSplitter(separator)
    const take = Effect.fnUntraced(function* (lines: ReadonlyArray<string>) {
      for (const line of lines) {
        // With `--crlf` its own line ends are of that kind too.
        const answer = onLine(line.endsWith("\r") ? line.slice(0, -1) : line)
        if (!(typeof answer === "boolean" ? answer : yield* answer)) return false
      }
      return true
    })
    let wanted = true
    return Effect.gen(function* () {
      const handle = yield* spawner.spawn(
        ChildProcess.make(program, [...always, ...args], {
          cwd,
          env: { PATH: host.env["PATH"] },
          stdin: "ignore",
          forceKillAfter: 200
        })
      )
      const errors = yield* Stream.decodeText(handle.stderr).pipe(
        Stream.runForEach((text) =>
          Effect.sync(() => {
            complaints = (complaints + text).slice(0, 20_000)
          })
        ),
        Effect.forkScoped
      )
      yield* Stream.runForEachWhile(handle.stdout, (bytes) =>
        Effect.map(take(splitter.push(bytes)), (more) => {
          wanted = more
          return more
        })
      )
      if (!wanted) return 0
      yield* take(splitter.rest())
      yield* Fiber.join(errors)
      return yield* handle.exitCode
    }).pipe(
      Effect.scoped,
      Effect.timeoutOption(searchLimitMs),
      Effect.mapError((error) => new SearchRefused({ message: `The search could not be run: ${error.message}` })),
      Effect.map((code) => ({ code: Option.getOrElse(code, () => 0), complaints, late: Option.isNone(code), wanted }))
    )
  }

  /** The files below a directory that the filters take and nothing ignores. */
  const list = Effect.fnUntraced(function* (cwd: string, filters: ReadonlyArray<PathFilter>) {
    const files = new Set<string>()
    yield* rg(cwd, ["--files"], 0, (file) => {
      if (filters.every((filter) => filter(file))) files.add(file)
      return true
    })
    return files
  })

  /** Gives the flag for an ignore file with these lines, which is gone with the scope. */
  const ignoring = Effect.fnUntraced(
    function* (lines: ReadonlyArray<string> | undefined) {
      if (lines === undefined) return []
      const file = yield* fs.makeTempFileScoped({ directory: host.tmp, prefix: "coderx-search-" })
      yield* fs.writeFileString(file, `${lines.join("\n")}\n`)
      return [`--ignore-file=${file}`]
    },
    Effect.mapError((error) => new SearchRefused({ message: `The search could not be run: ${error.message}` }))
  )

  const glob = Effect.fn("Search.glob")(function* (query: GlobQuery) {
    const filter = yield* filterOf(query.pattern)
    const window = Lines.searchWindow(0, query.limit)
    const only = narrowing(query.pattern, undefined)
    // What ripgrep leaves out is what it need not sort; what it does not understand as we do is left to the filter.
    const flags = only.list ? [] : [...only.flags, ...(yield* ignoring(only.ignore))]
    const order = query.order === "any" ? [] : ["--sortr=modified"]
    const ending = yield* rg(query.root, [...flags, "--files", ...order], 0, (file) =>
      filter(file) ? window.push(file) : true
    )
    return { lines: window.lines(), total: window.total(), notices: notices(ending, []) }
  }, Effect.scoped)

  const grep = Effect.fn("Search.grep")(function* (query: GrepQuery) {
    const info = yield* Effect.mapError(
      fs.stat(query.root),
      (error) => new SearchRefused({ message: `${query.root} cannot be searched: ${error.message}` })
    )
    const isFile = info.type !== "Directory"
    const cwd = isFile ? path.dirname(query.root) : query.root
    const typed = query.type === undefined ? undefined : typeGlob(query.type)
    if (query.type !== undefined && typed === undefined) {
      return yield* new SearchRefused({ message: Lines.badType(query.type, typeNames) })
    }
    const filters = yield* Effect.forEach(
      [query.glob, typed].filter((wanted) => wanted !== undefined),
      filterOf
    )

    const window = Lines.searchWindow(query.offset, query.limit)
    // ripgrep goes through the files side by side, and by one alone where it must keep an order: we sort, as long as it fits.
    let blocks: SearchBlocks | undefined = isFile ? undefined : searchBlocks(query.before + query.after > 0)
    const tell = (file: string, line: string) => (blocks === undefined ? window.push(line) : blocks.push(file, line))
    let listed: ReadonlySet<string> | undefined
    const binary: Array<string> = []
    const secrets = new Map<string, boolean>()
    const isSecret = Effect.fnUntraced(function* (file: string) {
      const known = secrets.get(file)
      if (known !== undefined) return known
      const secret = yield* query.secret(path.join(cwd, file))
      secrets.set(file, secret)
      return secret
    })
    const entry = (file: string, line: string): boolean | Effect.Effect<boolean> => {
      if (listed !== undefined && !listed.has(file)) return true
      if (!filters.every((filter) => filter(file))) return true
      const known = secrets.get(file)
      if (known !== undefined) return known || tell(file, line)
      return Effect.map(isSecret(file), (secret) => secret || tell(file, line))
    }

    const content = (line: string): boolean | Effect.Effect<boolean> => {
      const at = line.indexOf("\0")
      if (at === -1) {
        const found = /^(.*): binary file matches \(found /.exec(line)?.[1]
        if (found === undefined && line === "--" && blocks !== undefined) blocks.gap()
        if (found === undefined)
          return line === "--" && blocks === undefined && window.seen() > 0 ? window.push(line) : true
        return Effect.map(isSecret(withoutDot(found)), (secret) => {
          if (!secret) binary.push(withoutDot(found))
          return true
        })
      }
      const file = withoutDot(line.slice(0, at))
      const [, number, mark, text] = /^(\d+)([:-])(.*)$/s.exec(line.slice(at + 1)) ?? []
      if (number === undefined) return true
      const place = query.lineNumbers ? `${file}${mark}${number}${mark}` : `${file}${mark}`
      return entry(file, `${place}${Lines.shownLine(text ?? "")}`)
    }
    const counted = (line: string) => {
      const [file = "", count = ""] = line.split("\0")
      return entry(withoutDot(file), `${withoutDot(file)}:${count}`)
    }
    const named = (file: string) => entry(withoutDot(file), withoutDot(file))

    const flags = [
      "--engine=auto",
      "--crlf",
      "--with-filename",
      "--no-heading",
      ...(query.ignoreCase ? ["--ignore-case"] : []),
      ...(query.multiline ? ["--multiline", "--multiline-dotall"] : []),
      ...(query.mode === "content"
        ? ["--binary", "--line-number", `--before-context=${query.before}`, `--after-context=${query.after}`]
        : [query.mode === "count" ? "--count" : "--files-with-matches"]),
      `--regexp=${query.pattern}`,
      "--"
    ]
    const place = isFile ? `./${path.basename(query.root)}` : "./"
    const only = isFile ? undefined : narrowing(query.glob, typed)
    if (only?.list === true) listed = yield* list(cwd, filters)
    const narrowed = [...(only?.flags ?? []), ...(yield* ignoring(only?.ignore))]
    const search = (order: ReadonlyArray<string>) =>
      query.mode === "files_with_matches"
        ? rg(cwd, [...narrowed, ...order, ...flags, place], 0, named)
        : rg(cwd, [...narrowed, ...order, ...flags, place], 10, query.mode === "count" ? counted : content)
    let ending = yield* search([])
    if (blocks !== undefined && !ending.wanted) {
      // More than is kept: once more in order, until as much is found as was asked for.
      blocks = undefined
      binary.length = 0
      ending = yield* search(["--sort=path"])
    }
    blocks?.each(window.push)
    binary.sort()
    const problem = ending.code === 2 ? regexProblem(ending.complaints) : undefined
    if (problem !== undefined) return yield* new SearchRefused({ message: Lines.badPattern(query.pattern, problem) })
    return { lines: window.lines(), total: window.total(), notices: notices(ending, binary) }
  }, Effect.scoped)

  return Search.of({ glob, grep })
})

/** Search by the ripgrep at this path. */
export const layer = (program: string) => Layer.effect(Search, make(program))
