import { Effect, type FileSystem, Layer, type Scope } from "effect"
import type { ChildProcessSpawner } from "effect/process"
import { Host } from "../services/host/Host.ts"
import { Sandbox } from "../services/workspace/Sandbox.ts"

type Needs = FileSystem.FileSystem | ChildProcessSpawner.ChildProcessSpawner | Scope.Scope

/** The means that this system has to confine a command; loaded when one is first asked for. */
export const layer = Layer.effect(
  Sandbox,
  Effect.gen(function* () {
    const context = yield* Effect.context<Needs>()
    const { platform } = yield* Host
    const load: Effect.Effect<Sandbox["Service"], never, Needs> = Effect.gen(function* () {
      if (platform === "linux") return yield* (yield* Effect.promise(() => import("./sandbox/bubblewrap.ts"))).make
      if (platform === "darwin") return yield* (yield* Effect.promise(() => import("./sandbox/seatbelt.ts"))).make
      return (yield* Effect.promise(() => import("./sandbox/none.ts"))).none(platform)
    })
    const chosen = yield* Effect.cached(Effect.provideContext(load, context))
    return Sandbox.of({ state: Effect.flatMap(chosen, (sandbox) => sandbox.state) })
  })
)
