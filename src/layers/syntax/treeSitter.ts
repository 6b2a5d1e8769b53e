import { Effect, FileSystem, Layer, Path, Schema } from "effect"
import type { Language, Parser, Query, Tree } from "web-tree-sitter"
import { Host } from "../../services/host/Host.ts"
import { firstFault } from "../../services/syntax/firstFault.ts"
import { type Capture, type Reading, Syntax } from "../../services/syntax/Syntax.ts"

/** Where the grammars come from, by name: a file below `node_modules`. */
const Sources = Schema.fromJsonString(Schema.Record(Schema.String, Schema.String))

/** Longest time for one text, in milliseconds: a grammar must not hold everything else up. */
const patience = 2_000

interface Grammar {
  readonly language: Language
  readonly parser: Parser
  readonly queries: Map<string, Query>
}

const capturesOf = (query: Query, tree: Tree): ReadonlyArray<Capture> =>
  query.captures(tree.rootNode).map(({ name, node }) => {
    const { column, row } = node.startPosition
    return { name, text: node.text, line: row + 1, column: column + 1 }
  })

/** tree-sitter in WebAssembly. The library and each grammar are loaded at first use; trees are freed at once. */
export const treeSitter = Layer.effect(
  Syntax,
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const path = yield* Path.Path
    const { dataDir } = yield* Host

    const sources = yield* Effect.cached(
      fs.readFileString(path.join(dataDir, "grammars.json")).pipe(Effect.flatMap(Schema.decodeEffect(Sources)))
    )
    /** As it was built; run from source, as the packages have it. */
    const bytesOf = Effect.fnUntraced(function* (name: string) {
      const source = (yield* sources)[name]
      if (source === undefined) return undefined
      const built = path.join(dataDir, "grammars", `${name}.wasm`)
      const place = (yield* fs.exists(built)) ? built : path.join(dataDir, "..", "..", "node_modules", source)
      return yield* fs.readFile(place)
    })

    const library = yield* Effect.cached(
      Effect.gen(function* () {
        const wasmBinary = yield* bytesOf("runtime")
        const library = yield* Effect.promise(() => import("web-tree-sitter"))
        yield* Effect.promise(() => library.Parser.init({ wasmBinary }))
        return library
      })
    )

    const load = Effect.fnUntraced(
      function* (name: string): Effect.fn.Return<Grammar | undefined, unknown> {
        const bytes = yield* bytesOf(name)
        if (bytes === undefined) return undefined
        const { Language, Parser } = yield* library
        const language = yield* Effect.tryPromise(() => Language.load(bytes))
        return { language, parser: new Parser().setLanguage(language), queries: new Map() }
      },
      (effect, name) =>
        Effect.catch(effect, (error) => Effect.as(Effect.logDebug(`no grammar for ${name}`, error), undefined))
    )

    const grammars = new Map<string, Effect.Effect<Grammar | undefined>>()
    const grammarOf = Effect.fnUntraced(function* (name: string) {
      const known = grammars.get(name) ?? (yield* Effect.cached(load(name)))
      grammars.set(name, known)
      return yield* known
    })

    const queryOf = Effect.fnUntraced(function* (grammar: Grammar, source: string) {
      const known = grammar.queries.get(source)
      if (known !== undefined) return known
      const { Query } = yield* Effect.orDie(library)
      const query = new Query(grammar.language, source)
      grammar.queries.set(source, query)
      return query
    })

    return Syntax.of({
      read: Effect.fnUntraced(function* (name: string, text: string, source?: string) {
        const grammar = yield* grammarOf(name)
        if (grammar === undefined) return undefined
        const query = source === undefined ? undefined : yield* queryOf(grammar, source)
        const until = performance.now() + patience
        const tree = grammar.parser.parse(text, undefined, { progressCallback: () => performance.now() > until })
        if (tree === null) {
          grammar.parser.reset()
          return undefined
        }
        try {
          const reading: Reading = {
            fault: firstFault(tree.rootNode),
            captures: query === undefined ? [] : capturesOf(query, tree)
          }
          return reading
        } finally {
          tree.delete()
        }
      })
    })
  })
)
