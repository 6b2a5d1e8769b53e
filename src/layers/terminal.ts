import { Effect, Layer, Scope, Terminal } from "effect"

/**
 * The terminal of this process, opened when something is asked on it. Opening takes hold of stdin, and most runs ask
 * nothing.
 */
export const terminal: Layer.Layer<Terminal.Terminal> = Layer.effect(
  Terminal.Terminal,
  Effect.gen(function* () {
    const scope = yield* Effect.scope
    const opened = yield* Effect.promise(() => import("@effect/platform-node/NodeTerminal")).pipe(
      // Escape goes a step back in a dialogue: only Ctrl+C and Ctrl+D leave it.
      Effect.flatMap((module) => module.make(({ key }) => key.ctrl && (key.name === "c" || key.name === "d"))),
      Scope.provide(scope),
      Effect.cached
    )
    return Terminal.make({
      columns: Effect.flatMap(opened, (node) => node.columns),
      rows: Effect.flatMap(opened, (node) => node.rows),
      size: Effect.flatMap(opened, (node) => node.size),
      readInput: Effect.flatMap(opened, (node) => node.readInput),
      readLine: Effect.flatMap(opened, (node) => node.readLine),
      display: (text) => Effect.flatMap(opened, (node) => node.display(text))
    })
  })
)
