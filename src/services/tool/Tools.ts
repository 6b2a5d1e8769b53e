import { Context, Effect, Layer } from "effect"
import type { ModelRef } from "../domain/ModelRef.ts"
import type { ToolCall } from "../domain/ToolCall.ts"
import { Interaction } from "../interaction/Interaction.ts"
import { Permission } from "../permission/Permission.ts"
import { Secrets } from "../secrets/Secrets.ts"
import { RunFlags } from "../settings/RunFlags.ts"
import { type BuiltinServices, builtins } from "./builtins.ts"
import type { CoderTool, ToolContext } from "./CoderTool.ts"
import { changesFiles, preferred } from "./preferred.ts"
import { type Settlement, settle } from "./settle.ts"
import { veiledCalls } from "./veiledCalls.ts"

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
      const interaction = yield* Interaction
      const flags = yield* RunFlags
      const secrets = yield* Secrets
      const context = yield* Effect.context<BuiltinServices>()
      const all = builtins.map((tool) => provide(tool, context))
      const only = flags.tools === undefined ? undefined : new Set(flags.tools)

      const offered = Effect.fnUntraced(function* (model: ModelRef | undefined) {
        const planning = (yield* permission.mode) === "plan"
        const makesSense = (tool: CoderTool) => {
          if (tool.offered === "in-plan-mode") return planning
          if (tool.offered === "where-someone-answers") return interaction.available
          return !planning || tool.effect !== "writes"
        }
        const usable = all.filter((tool) => (only === undefined || only.has(tool.name)) && makesSense(tool))
        return preferred(yield* Effect.filter(usable, (tool) => permission.offers(tool.name)), model)
      })

      /** A model may know the other way of changing files from an earlier model's part of the session: it works too. */
      const withOtherWay = Effect.fnUntraced(function* (tools: ReadonlyArray<CoderTool>, name: string) {
        if (!tools.some((tool) => changesFiles.has(tool.name)) || tools.some((tool) => tool.name === name)) return tools
        const other = all.find((tool) => tool.name === name && changesFiles.has(name))
        const may = other !== undefined && only?.has(name) !== false && (yield* permission.offers(name))
        return may ? [...tools, other] : tools
      })

      return Tools.of({
        offered,
        settle: (tools, call, toolContext) =>
          veiledCalls(secrets, permission, call, toolContext, (judge, real, within) =>
            Effect.flatMap(withOtherWay(tools, real.name), (usable) => settle(usable, judge, real, within))
          )
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
        ...(prepared.preview === undefined ? {} : { preview: Effect.provideContext(prepared.preview, context) }),
        run: (toolContext) => Effect.provideContext(prepared.run(toolContext), context)
      }))
    )
})
