import { Context, Effect, Layer } from "effect"
import type { ModelRef } from "../domain/ModelRef.ts"
import type { ToolCall } from "../domain/ToolCall.ts"
import { Permission } from "../permission/Permission.ts"
import { RunFlags } from "../settings/RunFlags.ts"
import { type BuiltinServices, builtins } from "./builtins.ts"
import type { CoderTool, ToolContext } from "./CoderTool.ts"
import { preferred } from "./preferred.ts"
import { type Settlement, settle } from "./settle.ts"

/** The tools of this run: which are offered, and the one road on which a call is settled. */
export class Tools extends Context.Service<
  Tools,
  {
    /**
     * What a model may call now, in a fixed order: prompt caches hold only while the list stays the same. Of Edit and
     * ApplyPatch it is given the one that it prefers; Edit where no model is known yet.
     */
    readonly offered: (model: ModelRef | undefined) => Effect.Effect<ReadonlyArray<CoderTool>>
    /** Settles a call against the given tools. Never fails; interrupting it interrupts the tool. */
    readonly settle: (
      tools: ReadonlyArray<CoderTool>,
      call: ToolCall,
      context: ToolContext
    ) => Effect.Effect<Settlement>
  }
>()("coderx/tool/Tools") {
  static readonly layer = Layer.effect(
    Tools,
    Effect.gen(function* () {
      const permission = yield* Permission
      const flags = yield* RunFlags
      const context = yield* Effect.context<BuiltinServices>()
      const all = builtins.map((tool) => provide(tool, context))
      const only = flags.tools === undefined ? undefined : new Set(flags.tools)

      const offered = Effect.fnUntraced(function* (model: ModelRef | undefined) {
        const mode = yield* permission.mode
        const usable = all.filter(
          (tool) => (only === undefined || only.has(tool.name)) && (mode !== "plan" || tool.effect !== "writes")
        )
        return preferred(yield* Effect.filter(usable, (tool) => permission.offers(tool.name)), model)
      })

      return Tools.of({
        offered,
        settle: (tools, call, toolContext) => settle(tools, permission, call, toolContext)
      })
    })
  )
}

/** Gives a tool its services once, so that from here on tools of all kinds stand in one list. */
const provide = <R>(tool: CoderTool<R>, context: Context.Context<R>): CoderTool => ({
  ...tool,
  prepare: (input) =>
    tool.prepare(input).pipe(
      Effect.map((prepared) => ({
        accesses: prepared.accesses,
        run: (toolContext) => Effect.provideContext(prepared.run(toolContext), context)
      }))
    )
})
