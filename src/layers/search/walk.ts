import * as vm from "node:vm"
import { Clock, Effect, FileSystem, Layer, Option, Path } from "effect"
import ignore, { type Ignore } from "ignore"
import { type GlobQuery, type GrepQuery, Search, SearchRefused } from "../../services/workspace/Search.ts"
import { isRisky } from "../../services/workspace/patternRisk.ts"
import { compileGlob } from "../../services/workspace/searchGlob.ts"
import * as Lines from "../../services/workspace/searchLines.ts"
import { compilePattern, decodeText, searchText } from "../../services/workspace/searchText.ts"
import { typeGlob, typeNames } from "../../services/workspace/searchTypes.ts"

/** A longer search is ended, with what was found until then. */
const searchLimitMs = 30_000
/** Milliseconds that a pattern which may try without end is given for one file. */
const patternLimitMs = 2_000
/** Bytes of a file that is searched: it is read whole. */
const fileLimit = 32 * 1024 * 1024

/** The ignore files of one directory, strongest first. */
const ignoreFiles = [".rgignore", ".ignore", ".gitignore", ".git/info/exclude"]

/** What the ignore files of one directory say, in the order of `ignoreFiles`. */
interface IgnoreRules {
  /** Absolute, with a slash at its end. */
  readonly directory: string
  readonly files: ReadonlyArray<Ignore | undefined>
}

/** A rule about a name at any depth: no slash but at its end (gitignore(5)). */
const isAnywhere = (line: string): boolean => !line.replace(/\/\s*$/, "").includes("/")

/**
 * The rules of a directory above the one that is searched. A rule that ignores the searched directory as a whole does
 * not count, since that was asked for; where it is about a name, it counts for what lies below.
 */
const rulesOutside = (text: string, searched: string): ReadonlyArray<string> =>
  text.split(/\r?\n/).flatMap((line) => {
    if (!ignore({ ignorecase: false }).add(line).ignores(searched)) return [line]
    return isAnywhere(line) ? [`/${searched.replace(/[\\*?[\]]/g, "\\$&")}**/${line}`] : []
  })

/**
 * Whether a path is ignored. A kind of file that is stronger wins over one that is nearer, and of one kind the nearest
 * that says anything decides; so does ripgrep. `rules` come nearest first, `file` ends with a slash for a directory.
 */
const isIgnored = (rules: ReadonlyArray<IgnoreRules>, file: string): boolean => {
  for (const kind of ignoreFiles.keys()) {
    for (const { directory, files } of rules) {
      const result = files[kind]?.test(file.slice(directory.length))
      if (result?.ignored) return true
      if (result?.unignored) return false
    }
  }
  return false
}

const refused = (root: string) => (error: { readonly message: string }) =>
  new SearchRefused({ message: `${root} cannot be searched: ${error.message}` })

const filterOf = (glob: string) => {
  const filter = compileGlob(glob)
  return filter === undefined
    ? Effect.fail(new SearchRefused({ message: Lines.badGlob(glob) }))
    : Effect.succeed(filter)
}

const byName = (a: FileSystem.DirectoryEntry, b: FileSystem.DirectoryEntry) => (a.name < b.name ? -1 : 1)

/** Runs a search that cannot be trusted to end: nothing but the machine's own watch stops a `RegExp`. */
const watched = (): (<A>(work: () => A) => A | undefined) => {
  const script = new vm.Script("work()")
  return (work) => {
    let result: ReturnType<typeof work> | undefined
    try {
      const done = () => {
        result = work()
      }
      script.runInNewContext({ work: done }, { timeout: patternLimitMs })
      return result
    } catch (error) {
      // The error may come from the other context, whose classes are not ours.
      if (
        typeof error === "object" &&
        error !== null &&
        "code" in error &&
        error.code === "ERR_SCRIPT_EXECUTION_TIMEOUT"
      )
        return undefined
      throw error
    }
  }
}

/** Search by a walk of our own, for machines without ripgrep. */
export const make = Effect.gen(function* () {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path

  /** @param below the root of the search, for a directory above it */
  const rulesOf = Effect.fnUntraced(function* (
    directory: string,
    names: ReadonlySet<string> | undefined,
    below?: string
  ) {
    const files = yield* Effect.forEach(ignoreFiles, (name) =>
      names !== undefined && !names.has(name.split("/")[0] ?? name)
        ? Effect.succeed(undefined)
        : Effect.map(Effect.option(fs.readFileString(path.join(directory, name))), (text) =>
            Option.isNone(text)
              ? undefined
              : ignore({ ignorecase: false }).add(
                  below === undefined ? text.value : rulesOutside(text.value, `${path.relative(directory, below)}/`)
                )
          )
    )
    const folder = directory.endsWith("/") ? directory : `${directory}/`
    return files.some((file) => file !== undefined) ? [{ directory: folder, files }] : []
  })

  /** The rules of the directories above, those of Git only up to the root of the repository. */
  const rulesAbove = Effect.fnUntraced(function* (root: string) {
    const rules: Array<IgnoreRules> = []
    let inRepository = !(yield* Effect.orElseSucceed(fs.exists(path.join(root, ".git")), () => false))
    for (let at = path.dirname(root), below = root; at !== below; below = at, at = path.dirname(at)) {
      const found = yield* rulesOf(at, undefined, root)
      rules.push(
        ...found.map((one) => ({ ...one, files: inRepository ? one.files : [...one.files.slice(0, 2), undefined] }))
      )
      inRepository &&= !(yield* Effect.orElseSucceed(fs.exists(path.join(at, ".git")), () => false))
    }
    return rules
  })

  /** Visits the files below a directory, by path, until `visit` says no. Gives notices of what could not be read. */
  const walk = Effect.fnUntraced(function* (
    root: string,
    visit: (file: string, absolute: string) => Effect.Effect<boolean, SearchRefused>
  ) {
    const unreadable: Array<string> = []
    const start = yield* Clock.currentTimeMillis
    let late = false
    const enter: (
      directory: string,
      relative: string,
      above: ReadonlyArray<IgnoreRules>
    ) => Effect.Effect<boolean, SearchRefused> = Effect.fnUntraced(function* (directory, relative, above) {
      if ((yield* Clock.currentTimeMillis) - start > searchLimitMs) {
        late = true
        return false
      }
      const read = yield* Effect.result(fs.readDirectoryEntries(directory))
      if (read._tag === "Failure") {
        unreadable.push(`${relative.slice(0, -1) || "."} (${read.failure.reason._tag})`)
        return true
      }
      const rules = [...(yield* rulesOf(directory, new Set(read.success.map((entry) => entry.name)))), ...above]
      for (const { name, type } of [...read.success].sort(byName)) {
        const absolute = path.join(directory, name)
        const isDirectory = type === "Directory"
        if (name === ".git" || (!isDirectory && type !== "File")) continue
        if (isIgnored(rules, isDirectory ? `${absolute}/` : absolute)) continue
        const goOn = isDirectory ? enter(absolute, `${relative}${name}/`, rules) : visit(`${relative}${name}`, absolute)
        if (!(yield* goOn)) return false
      }
      return true
    })
    yield* enter(root, "", yield* rulesAbove(root))
    return [
      ...(unreadable.length === 0 ? [] : [`Could not be read: ${Lines.someOf(unreadable)}.`]),
      ...(late
        ? [`The search was ended after ${searchLimitMs / 1000} s: this is a part. Search a smaller folder.`]
        : [])
    ]
  })

  const glob = Effect.fn("Search.glob")(function* (query: GlobQuery) {
    const filter = yield* filterOf(query.pattern)
    const found: Array<{ readonly file: string; readonly time: number }> = []
    const notices = yield* walk(query.root, (file, absolute) => {
      if (!filter(file)) return Effect.succeed(true)
      if (query.order === "any") return Effect.sync(() => found.push({ file, time: 0 }) > 0)
      return Effect.match(fs.stat(absolute), {
        onSuccess: (info) => found.push({ file, time: Option.getOrUndefined(info.mtime)?.getTime() ?? 0 }) > 0,
        // Gone since it was listed.
        onFailure: () => true
      })
    })
    found.sort((a, b) => b.time - a.time)
    return { lines: found.slice(0, query.limit).map(({ file }) => file), total: found.length, notices }
  })

  const grep = Effect.fn("Search.grep")(function* (query: GrepQuery) {
    const info = yield* Effect.mapError(fs.stat(query.root), refused(query.root))
    const pattern = compilePattern(query.pattern, query)
    if (typeof pattern === "string") {
      return yield* new SearchRefused({ message: Lines.badPattern(query.pattern, pattern) })
    }
    const guard = isRisky(query.pattern) ? watched() : <A>(work: () => A): A | undefined => work()
    const typed = query.type === undefined ? undefined : typeGlob(query.type)
    if (query.type !== undefined && typed === undefined) {
      return yield* new SearchRefused({ message: Lines.badType(query.type, typeNames) })
    }
    const filters = yield* Effect.forEach(
      [query.glob, typed].filter((wanted) => wanted !== undefined),
      filterOf
    )
    const window = Lines.searchWindow(query.offset, query.limit)
    const around = query.before > 0 || query.after > 0
    const binary: Array<string> = []
    const trouble: Array<string> = []

    const tell = (file: string, text: string): boolean => {
      const { count, groups } = searchText(text, pattern, query)
      if (query.mode === "files_with_matches") return window.push(file)
      if (query.mode === "count") return window.push(`${file}:${count}`)
      let goOn = true
      for (const group of groups) {
        if (around && window.seen() > 0) goOn = window.push("--")
        for (const { match, number, text: line } of group) {
          const mark = match ? ":" : "-"
          const place = query.lineNumbers ? `${file}${mark}${number}${mark}` : `${file}${mark}`
          goOn = window.push(`${place}${Lines.shownLine(line)}`)
        }
      }
      return goOn
    }

    const search = Effect.fnUntraced(function* (file: string, absolute: string) {
      if (!filters.every((filter) => filter(file))) return true
      const read = yield* Effect.result(
        Effect.flatMap(fs.stat(absolute), (found) =>
          Number(found.size) > fileLimit ? Effect.succeed(undefined) : fs.readFile(absolute)
        )
      )
      if (read._tag === "Failure" || read.success === undefined) {
        trouble.push(`${file} (${read._tag === "Failure" ? read.failure.reason._tag : "larger than 32 MB"})`)
        return true
      }
      const text = decodeText(read.success)
      const found = guard(() => searchText(text, pattern, { ...query, before: 0, after: 0 }))
      if (found === undefined) {
        return yield* new SearchRefused({
          message: `The pattern tries too many ways on ${file}. Repeat no group that repeats or chooses, as in (a+)+ or (a|ab)*.`
        })
      }
      if (found.count === 0) return true
      if (yield* query.secret(absolute)) return true
      if (!text.includes("\0")) return tell(file, text)
      if (query.mode === "content") binary.push(file)
      return true
    })

    const isFile = info.type !== "Directory"
    const notices = isFile
      ? yield* Effect.as(search(path.basename(query.root), query.root), [])
      : yield* walk(query.root, search)
    return {
      lines: window.lines(),
      total: window.total(),
      notices: [
        ...(binary.length === 0 ? [] : [`Binary files that match are not shown: ${Lines.someOf(binary)}.`]),
        ...(trouble.length === 0 ? [] : [`Could not be read: ${Lines.someOf(trouble)}.`]),
        ...notices
      ]
    }
  })

  return Search.of({ glob, grep })
})

/** Search by a walk of our own, for machines without ripgrep. */
export const layer = Layer.effect(Search, make)
