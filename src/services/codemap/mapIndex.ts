import { Context, Effect, FileSystem, type Path } from "effect"
import type { Host } from "../host/Host.ts"
import type { Paths } from "../settings/Paths.ts"
import type { Syntax } from "../syntax/Syntax.ts"
import { hashOf } from "../workspace/fingerprint.ts"
import { exactTags } from "./exact.ts"
import { buildGraph, type Graph } from "./graph.ts"
import { makeMapCache } from "./mapCache.ts"
import type { Tag } from "./outline.ts"
import { type PackedOutline, packOutline, packTags, unpackTags } from "./packed.ts"
import { packGraph, unpackGraph } from "./packedGraph.ts"
import type { Stamp } from "./Stamps.ts"
import { sketch } from "./sketch.ts"

/** A file to look into. */
export interface Mapped extends Stamp {
  readonly path: string
}

/**
 * Code up to this size, in bytes, is parsed whole by its grammars. Of more, every file is read by lines, which is near
 * enough to rank them, and only those are parsed that are shown. A fixed size, so that a map never depends on the machine.
 */
const parsedWhole = 8_000_000

/** Files read at a time, and tags kept for files that were shown. */
const atOnce = 16
const mostTagsKept = 1_000

interface Known extends Mapped {
  readonly hash: string
  readonly exact: boolean
  readonly outline: PackedOutline
}

/** What is known of one root while the program runs. */
interface Memory {
  readonly fingerprint: string
  readonly graph: Graph
  readonly tags: Map<string, ReadonlyArray<Tag>>
}

const decoder = new TextDecoder()
const encoder = new TextEncoder()

/** Changes whenever a file comes, goes or is written. */
const fingerprintOf = (files: ReadonlyArray<Mapped>): string =>
  hashOf(encoder.encode(files.map(({ mtime, path, size }) => `${path}\0${size}\0${mtime}`).join("\n")))

/** The graphs of roots, in memory and on disk: what did not change is not looked at again. */
export const makeIndex = Effect.gen(function* () {
  const context = yield* Effect.context<FileSystem.FileSystem | Host | Path.Path | Paths | Syntax>()
  const fs = Context.get(context, FileSystem.FileSystem)
  const cache = yield* makeMapCache
  const memories = new Map<string, Memory>()

  const look = Effect.fnUntraced(function* (root: string, file: Mapped, exact: boolean, old: Known | undefined) {
    const bytes = yield* Effect.orElseSucceed(fs.readFile(`${root}/${file.path}`), () => undefined)
    if (bytes === undefined) return undefined
    const hash = hashOf(bytes)
    if (old?.hash === hash && old.exact === exact) return { ...old, ...file }
    const text = decoder.decode(bytes)
    const sketched = sketch(file.path, text)
    const tags = exact ? yield* Effect.provideContext(exactTags(file.path, text), context) : sketched.tags
    const known: Known = { ...file, hash, exact, outline: packOutline({ tags, words: sketched.words }) }
    return known
  })

  /** Looks into the files that are new or changed since the last time. */
  const build = Effect.fnUntraced(function* (root: string, files: ReadonlyArray<Mapped>, fingerprint: string) {
    const exact = files.reduce((sum, { size }) => sum + size, 0) <= parsedWhole
    const kept = new Map((yield* cache.outlines(root))?.files.map((one) => [one.path, one]))
    const found = yield* Effect.forEach(
      files,
      (file) => {
        const old = kept.get(file.path)
        const same = old?.size === file.size && old.mtime === file.mtime && old.exact === exact
        return same ? Effect.succeed(old) : look(root, file, exact, old)
      },
      { concurrency: atOnce }
    )
    const known = found.filter((one) => one !== undefined)
    const graph = buildGraph(new Map(known.map(({ outline, path }) => [path, outline])))
    const tags = new Map(
      exact ? known.slice(0, mostTagsKept).map(({ hash, outline }) => [hash, unpackTags(outline[0])]) : []
    )
    yield* cache.keepOutlines(root, known)
    return { fingerprint, graph, tags } satisfies Memory
  })

  const keep = (root: string, { fingerprint, graph, tags }: Memory) =>
    cache.keepSnapshot(root, {
      fingerprint,
      ...packGraph(graph),
      tags: Object.fromEntries([...tags].slice(-mostTagsKept).map(([hash, list]) => [hash, packTags(list)]))
    })

  /** What is known of a root from the last time, in this process or before. It may be of the past. */
  const remembered = Effect.fnUntraced(function* (root: string) {
    const known = memories.get(root)
    if (known !== undefined) return known
    const kept = yield* cache.snapshot(root)
    if (kept === undefined) return undefined
    const tags = new Map(Object.entries(kept.tags).map(([hash, list]) => [hash, unpackTags(list)]))
    const memory = { fingerprint: kept.fingerprint, graph: unpackGraph(kept), tags }
    memories.set(root, memory)
    return memory
  })

  return {
    /** The files that were there the last time, by path. */
    lastFiles: (root: string) => Effect.map(remembered(root), (memory) => memory?.graph.files ?? []),
    /** The graph over the files, from the last time where none of them changed. */
    graph: Effect.fnUntraced(function* (root: string, files: ReadonlyArray<Mapped>) {
      const fingerprint = fingerprintOf(files)
      const known = yield* remembered(root)
      if (known?.fingerprint === fingerprint) return known.graph
      const memory = yield* build(root, files, fingerprint)
      memories.set(root, memory)
      yield* keep(root, memory)
      return memory.graph
    }),
    /** A file's lines and exact definitions as they are now. */
    definitions: Effect.fnUntraced(function* (root: string, path: string) {
      const bytes = yield* Effect.orElseSucceed(fs.readFile(`${root}/${path}`), () => undefined)
      if (bytes === undefined) return undefined
      const hash = hashOf(bytes)
      const text = decoder.decode(bytes)
      const tags = memories.get(root)?.tags
      const known = tags?.get(hash)
      const found = known ?? (yield* Effect.provideContext(exactTags(path, text), context))
      tags?.set(hash, found)
      return { lines: text.split(/\r?\n/), tags: found, fresh: known === undefined }
    }),
    /** Keeps the definitions that were found since. */
    keep: (root: string) => {
      const memory = memories.get(root)
      return memory === undefined ? Effect.void : keep(root, memory)
    }
  }
})
