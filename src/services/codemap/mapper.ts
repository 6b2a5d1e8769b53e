import { Context, Effect, FileSystem, Path, Semaphore } from "effect"
import type { Host } from "../host/Host.ts"
import type { Paths } from "../settings/Paths.ts"
import type { Syntax } from "../syntax/Syntax.ts"
import { Search } from "../workspace/Search.ts"
import { focusOn } from "./focus.ts"
import type { Graph } from "./graph.ts"
import { type MapQuery, MapRefused } from "./mapQuery.ts"
import { type Mapped, makeIndex } from "./mapIndex.ts"
import { type RankedName, rank } from "./rank.ts"
import { type CodeMap, charactersPerToken, type Definition, longestLine, withinBudget } from "./render.ts"
import { isMapped } from "./sketch.ts"
import { Stamps } from "./Stamps.ts"

/** Longest file that is looked into, in bytes: what is longer is generated or data. */
const largest = 1_000_000
const mostFiles = 100_000

/** Makes maps. Apart from its service, so that nothing of it is loaded before the first map. */
export const makeMapper = Effect.gen(function* () {
  const context = yield* Effect.context<FileSystem.FileSystem | Host | Path.Path | Paths | Syntax>()
  const fs = Context.get(context, FileSystem.FileSystem)
  const path = Context.get(context, Path.Path)
  const search = yield* Search
  const stamps = yield* Stamps
  const index = yield* makeIndex
  const one = yield* Semaphore.make(1)

  /** The files of code below a root, by path, and what was left out. */
  const listed = Effect.fnUntraced(function* (root: string) {
    const listing = Effect.mapError(
      search.glob({ pattern: "**/*", root, limit: mostFiles, order: "any" }),
      (error) => new MapRefused({ message: error.message })
    )
    // While the files are listed elsewhere, those of the last time are looked at here.
    const looking = Effect.gen(function* () {
      const last = yield* index.lastFiles(root)
      const found = yield* stamps.of(root, last)
      return new Map(last.map((file, at) => [file, found[at]]))
    })
    const [answer, seen] = yield* Effect.all([listing, looking], { concurrency: 2 })
    const paths = answer.lines.filter(isMapped).sort()
    const fresh = paths.filter((file) => !seen.has(file))
    const stamped = yield* stamps.of(root, fresh)
    fresh.forEach((file, at) => {
      seen.set(file, stamped[at])
    })
    const files: Array<Mapped> = []
    let large = 0
    paths.forEach((file) => {
      const stamp = seen.get(file)
      if (stamp === undefined) return
      if (stamp.size > largest) large += 1
      else files.push({ path: file, ...stamp })
    })
    const notices = [
      ...answer.notices,
      ...(large === 0 ? [] : [`${large} ${large === 1 ? "file" : "files"} over 1 MB left out`])
    ]
    return { files, notices }
  })

  /** All definitions of a file, as they are shown; none of a secret one. */
  const open = Effect.fnUntraced(function* (query: MapQuery, root: string, file: string) {
    const secret = yield* query.secret(path.join(root, file))
    const found = secret ? undefined : yield* index.definitions(root, file)
    const definitions = (found?.tags ?? []).map((tag): Definition => {
      return { path: file, ...tag, text: found?.lines[tag.line - 1] ?? "" }
    })
    return { definitions, fresh: found?.fresh === true }
  })

  /** The definitions behind ranked names, the first names first, until there are more than a budget can hold. */
  const behind = Effect.fnUntraced(function* (query: MapQuery, root: string, ranked: ReadonlyArray<RankedName>) {
    const shown: Array<Definition> = []
    const rest: Array<Definition> = []
    const opened = new Map<string, ReadonlyMap<string, ReadonlyArray<Definition>>>()
    let fresh = false
    let room = query.budget * charactersPerToken
    for (const { name, path: file } of ranked) {
      if (room < 0) break
      if (!opened.has(file)) {
        const found = yield* open(query, root, file)
        fresh ||= found.fresh
        opened.set(
          file,
          Map.groupBy(found.definitions, (definition) => definition.name)
        )
        rest.push(...found.definitions)
      }
      for (const definition of opened.get(file)?.get(name) ?? []) {
        shown.push(definition)
        room -= Math.min(definition.text.length, longestLine)
      }
    }
    if (fresh) yield* index.keep(root)
    return [...shown, ...rest]
  })

  /** The definitions of one file, in its own order. */
  const ofFile = Effect.fnUntraced(function* (query: MapQuery) {
    const root = path.dirname(query.root)
    const name = path.basename(query.root)
    if (!isMapped(name)) {
      return yield* new MapRefused({ message: `${query.root} is of no language whose definitions are known here.` })
    }
    const { definitions } = yield* open(query, root, name)
    return { ...withinBudget(definitions, query.budget), allFiles: 1, notices: [] }
  })

  /** The last ranking of each graph: the same question comes again, for one the empty one. */
  const lastRanked = new WeakMap<Graph, { readonly question: string; readonly ranked: ReadonlyArray<RankedName> }>()
  const rankFor = (query: MapQuery, graph: Graph): ReadonlyArray<RankedName> => {
    const seen = query.seen.map((file) => path.relative(query.root, file))
    const most = Math.max(2_000, query.budget)
    const question = JSON.stringify([query.focus, seen, most])
    const last = lastRanked.get(graph)
    if (last?.question === question) return last.ranked
    const ranked = rank(graph, focusOn(query.focus, new Set(seen)), most)
    lastRanked.set(graph, { question, ranked })
    return ranked
  }

  const ofFolder = Effect.fnUntraced(function* (query: MapQuery) {
    const { files, notices } = yield* listed(query.root)
    const graph = yield* index.graph(query.root, files)
    const definitions = yield* behind(query, query.root, rankFor(query, graph))
    return { ...withinBudget(definitions, query.budget), allFiles: files.length, notices }
  })

  return {
    map: Effect.fnUntraced(function* (query: MapQuery): Effect.fn.Return<CodeMap, MapRefused> {
      const info = yield* Effect.mapError(
        fs.stat(query.root),
        (error) => new MapRefused({ message: `${query.root} cannot be looked at: ${error.message}` })
      )
      return yield* one.withPermit(info.type === "Directory" ? ofFolder(query) : ofFile(query))
    })
  }
})
