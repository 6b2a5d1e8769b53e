import { Context, Effect, type FileSystem, Layer, type Path, Ref, Schema, Semaphore } from "effect"
import type { Access } from "../domain/Access.ts"
import type { Denial } from "../domain/AgentEvent.ts"
import type { PermissionMode } from "../domain/PermissionMode.ts"
import type { ToolCall } from "../domain/ToolCall.ts"
import type { Host } from "../host/Host.ts"
import { Interaction, type PermissionAnswer, type RuleSuggestion } from "../interaction/Interaction.ts"
import { RunFlags } from "../settings/RunFlags.ts"
import { Settings } from "../settings/Settings.ts"
import { SettingsFiles } from "../settings/SettingsFiles.ts"
import type { Shell } from "../workspace/Shell.ts"
import { Workspace } from "../workspace/Workspace.ts"
import { type Decided, decide as decideOver } from "./decide.ts"
import type { Facts } from "./facts.ts"
import { ruleBook } from "./ruleBook.ts"
import { isAbout, isDead, parseRule, type Rule } from "./rules.ts"
import { verdictOf } from "./shown.ts"
import { suggestionsFor } from "./suggest.ts"
import { accessesOf } from "./toolAccess.ts"
import type { Verdict } from "./verdict.ts"
import { refusalText } from "./wording.ts"

export type { CommandClass, Decision, Verdict } from "./verdict.ts"

/** A call that may not run. `message` is written for the model. */
export class PermissionRefused extends Schema.TaggedError<PermissionRefused>()("PermissionRefused", {
  tool: Schema.String,
  message: Schema.String,
  /** The user wants the whole run to stop, not only this call. */
  interrupt: Schema.Boolean
}) {}

/** What a tool call is judged by: the call and the accesses that its tool states for it. */
export interface JudgedCall {
  readonly call: ToolCall
  readonly accesses: ReadonlyArray<Access>
  /** A tool that touches nothing outside the conversation (TodoWrite, TaskOutput). */
  readonly harmless: boolean
  /** Where the call holds secrets that its writer saw only by their marks: what is shown, told and kept of it. */
  readonly veiled?: {
    readonly shown: ToolCall
    readonly hide: (text: string) => Effect.Effect<string>
    /** Turns the marks of an input back, as somebody answered it. */
    readonly open: (input: unknown) => Effect.Effect<unknown>
  }
}

/** Decides, asks where it must, remembers answers for the session. Contract section 4. */
export class Permission extends Context.Service<
  Permission,
  {
    readonly mode: Effect.Effect<PermissionMode>
    readonly setMode: (mode: PermissionMode) => Effect.Effect<void>
    /** The decision alone: asks nobody, changes nothing. */
    readonly decide: (judged: JudgedCall) => Effect.Effect<Verdict>
    /** Succeeds with the input to run with (a host may have changed it), or fails with the refusal. */
    readonly authorize: (judged: JudgedCall) => Effect.Effect<unknown, PermissionRefused>
    /** The calls refused so far, for the result. */
    readonly denials: Effect.Effect<ReadonlyArray<Denial>>
    /** Whether a tool may be offered to the model at all: a deny rule for the whole tool takes it off the list. */
    readonly offers: (tool: string) => Effect.Effect<boolean>
  }
>()("coderx/permission/Permission") {
  static readonly layer = Layer.effect(
    Permission,
    Effect.gen(function* () {
      const flags = yield* RunFlags
      const settings = yield* Settings
      const files = yield* SettingsFiles
      const workspace = yield* Workspace
      const interaction = yield* Interaction
      const context = yield* Effect.context<FileSystem.FileSystem | Path.Path | Host | Settings | Shell | Workspace>()
      const book = yield* ruleBook
      const mode = yield* Ref.make<PermissionMode>(settings.values.permissionMode)
      const remembered = yield* Ref.make<ReadonlyArray<Rule>>([])
      const denials = yield* Ref.make<ReadonlyArray<Denial>>([])
      const questions = Semaphore.makeUnsafe(1)
      const tools = flags.tools === undefined || flags.tools.includes("default") ? undefined : new Set(flags.tools)

      const judge = Effect.fnUntraced(function* (judged: JudgedCall) {
        /** The tables of programs and dangers are not needed before the first call. */
        const { gather } = yield* Effect.promise(() => import("./gather.ts"))
        const facts = yield* gather(judged.call.name, judged.call.input, judged.accesses, judged.harmless)
        const decided = decideOver(facts, {
          rules: [...book.rules, ...(yield* Ref.get(remembered))],
          mode: yield* Ref.get(mode),
          dangerous: settings.values.dangerous,
          someoneAnswers: interaction.available,
          tools
        })
        return { facts, decided }
      }, Effect.provideContext(context))

      const refuse = Effect.fnUntraced(function* (judged: JudgedCall, message: string, interrupt: boolean) {
        const call = judged.veiled?.shown ?? judged.call
        yield* Ref.update(denials, (before) => [
          ...before,
          { toolName: call.name, toolUseId: call.id, toolInput: call.input }
        ])
        return yield* new PermissionRefused({ tool: call.name, message, interrupt })
      })

      /** Keeps an answer for the run, and in the settings file that it names. A file that cannot be written is told, no more. */
      const remember = Effect.fnUntraced(function* ({ destination, rules }: RuleSuggestion) {
        const scope = { session: undefined, localSettings: "local", projectSettings: "project", userSettings: "user" }[
          destination
        ] as "local" | "project" | "user" | undefined
        for (const text of rules) {
          const rule = parseRule({ behavior: "allow", text, scope: "session", file: undefined }, book.ground)
          if (!isDead(rule)) yield* Ref.update(remembered, (before) => [...before, rule])
          if (scope === undefined || isDead(rule)) continue
          yield* Effect.catch(files.addRule(scope, "allow", text), (error) =>
            Effect.logWarning(`The rule ${text} holds for this run only: ${error.message}`)
          )
        }
      })

      /** What was asked about first, when an answer changes the input: only what is graver than that is asked again. */
      const graver = (before: Decided, after: Decided): boolean =>
        (after.class === "dangerous" && before.class !== "dangerous") ||
        (after.blockedPath !== undefined && after.blockedPath !== before.blockedPath) ||
        (after.eachTime && !before.eachTime)

      /** A rule for a call with a secret in it would hold the secret: none is proposed. */
      const ask = Effect.fnUntraced(function* (judged: JudgedCall, facts: Facts, decided: Decided) {
        const { veiled } = judged
        const hide = (text: string) => (veiled === undefined ? Effect.succeed(text) : veiled.hide(text))
        return yield* interaction.askPermission({
          call: veiled?.shown ?? judged.call,
          reason: yield* hide(decided.reason),
          dangerous: decided.class === "dangerous",
          suggestions: veiled === undefined ? suggestionsFor(facts, decided, workspace.projectRoot) : [],
          ...(decided.blockedPath === undefined ? {} : { blockedPath: yield* hide(decided.blockedPath) })
        })
      })

      const settleAnswer = Effect.fnUntraced(function* (
        judged: JudgedCall,
        decided: Decided,
        answer: PermissionAnswer
      ): Effect.fn.Return<unknown, PermissionRefused> {
        if (answer._tag === "Refused") return yield* refuse(judged, answer.message, answer.interrupt)
        if (answer.remember !== undefined) yield* remember(answer.remember)
        if (answer.mode !== undefined) yield* Ref.set(mode, answer.mode)
        if (answer.updatedInput === undefined) return judged.call.input
        const { veiled } = judged
        const updated = answer.updatedInput
        const call = { ...judged.call, input: veiled === undefined ? updated : yield* veiled.open(updated) }
        const accesses = judged.accesses.length === 0 ? judged.accesses : accessesOf(call.name, call.input)
        const changed: JudgedCall = {
          ...judged,
          call,
          accesses,
          ...(veiled === undefined ? {} : { veiled: { ...veiled, shown: { ...judged.call, input: updated } } })
        }
        const again = yield* judge(changed)
        if (again.decided.decision === "deny") {
          return yield* refuse(changed, refusalText(call.name, again.decided, true), false)
        }
        if (again.decided.decision === "allow" || !graver(decided, again.decided)) return call.input
        return yield* settleAnswer(changed, again.decided, yield* ask(changed, again.facts, again.decided))
      })

      const authorize = Effect.fn("Permission.authorize")(function* (
        judged: JudgedCall
      ): Effect.fn.Return<unknown, PermissionRefused> {
        const first = yield* judge(judged)
        if (first.decided.decision === "allow") return judged.call.input
        if (first.decided.decision === "deny" || !interaction.available) {
          return yield* refuse(judged, refusalText(judged.call.name, first.decided, interaction.available), false)
        }
        return yield* questions.withPermits(1)(
          Effect.gen(function* () {
            /** An answer given meanwhile may hold for this call too. */
            const { decided, facts } = yield* judge(judged)
            if (decided.decision === "allow") return judged.call.input
            if (decided.decision === "deny") {
              return yield* refuse(judged, refusalText(judged.call.name, decided, true), false)
            }
            return yield* settleAnswer(judged, decided, yield* ask(judged, facts, decided))
          })
        )
      })

      return Permission.of({
        mode: Ref.get(mode),
        setMode: (next) => Ref.set(mode, next),
        decide: Effect.fn("Permission.decide")(function* (judged) {
          const { decided, facts } = yield* judge(judged)
          return verdictOf(facts, decided)
        }),
        authorize,
        denials: Ref.get(denials),
        offers: (tool) =>
          Effect.succeed(
            (tools === undefined || tools.has(tool) || tool.startsWith("mcp__")) &&
              !book.rules.some(
                (rule) => rule.behavior === "deny" && rule.subject._tag === "Whole" && isAbout(rule.tool, tool)
              )
          )
      })
    })
  )
}
