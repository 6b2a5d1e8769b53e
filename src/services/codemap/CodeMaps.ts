import { Context, Effect, type FileSystem, Layer, type Path } from "effect"
import type { Host } from "../host/Host.ts"
import type { Paths } from "../settings/Paths.ts"
import type { Syntax } from "../syntax/Syntax.ts"
import type { Search } from "../workspace/Search.ts"
import type { MapQuery, MapRefused } from "./mapQuery.ts"
import type { CodeMap } from "./render.ts"
import type { Stamps } from "./Stamps.ts"

/** Which definitions of a tree of code matter for a question. */
export class CodeMaps extends Context.Service<
  CodeMaps,
  { readonly map: (query: MapQuery) => Effect.Effect<CodeMap, MapRefused> }
>()("coderx/codemap/CodeMaps") {
  static readonly layer = Layer.effect(
    CodeMaps,
    Effect.gen(function* () {
      const context = yield* Effect.context<
        FileSystem.FileSystem | Host | Path.Path | Paths | Search | Stamps | Syntax
      >()
      const mapper = yield* Effect.cached(
        Effect.promise(() => import("./mapper.ts")).pipe(
          Effect.flatMap(({ makeMapper }) => makeMapper),
          Effect.provideContext(context)
        )
      )
      return CodeMaps.of({
        map: Effect.fn("CodeMaps.map")(function* (query) {
          return yield* (yield* mapper).map(query)
        })
      })
    })
  )
}
