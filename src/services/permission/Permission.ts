import { Context, Effect, type FileSystem, Layer, type Path, Ref, Schema, type Scope, Semaphore } from "effect"
import type { Denial } from "../domain/AgentEvent.ts"
import type { PermissionMode } from "../domain/PermissionMode.ts"
import { printableLine } from "../domain/printable.ts"
import { Host } from "../host/Host.ts"
import { Interaction, type PermissionAnswer, type RuleSuggestion } from "../interaction/Interaction.ts"
import { answeredRule } from "../settings/approvalHash.ts"
import { Approvals } from "../settings/Approvals.ts"
import { RunFlags } from "../settings/RunFlags.ts"
import { Settings } from "../settings/Settings.ts"
import { SettingsFiles } from "../settings/SettingsFiles.ts"
import { Trust } from "../settings/Trust.ts"
import { Sandbox } from "../workspace/Sandbox.ts"
import { type Confinement, confinementFor } from "../workspace/sandbox/policy.ts"
import { Shell } from "../workspace/Shell.ts"
import { Workspace } from "../workspace/Workspace.ts"
import { type Decided, decide as decideOver, type Grounds } from "./decide.ts"
import type { Facts } from "./facts.ts"
import type { JudgedCall } from "./judgedCall.ts"
import { mostPast, type PastCall } from "./pastCalls.ts"
import { ruleBook } from "./ruleBook.ts"
import { RuleUses } from "./RuleUses.ts"
import { isAbout, isDead, parseRule, type Rule } from "./rules.ts"
import { verdictOf } from "./shown.ts"
import { accessesOf } from "./toolAccess.ts"
import type { Verdict } from "./verdict.ts"
import { RunsOutside } from "./RunsOutside.ts"
import { allowedOutside } from "./sandboxed.ts"
import { refusalText } from "./wording.ts"

export type { JudgedCall } from "./judgedCall.ts"
export type { CommandClass, Decision, Verdict } from "./verdict.ts"

/** The settings file that an answer names. */
const scopes = { localSettings: "local", projectSettings: "project", userSettings: "user" } as const

/** A call that may not run. `message` is written for the model. */
export class PermissionRefused extends Schema.TaggedError<PermissionRefused>()("PermissionRefused", {
  tool: Schema.String,
  message: Schema.String,
  /** The user wants the whole run to stop, not only this call. */
  interrupt: Schema.Boolean
}) {}

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
    /** How the commands of the call that is being settled are confined: by the settings, the mode, and what was answered. */
    readonly confinement: Effect.Effect<Confinement | undefined>
    /** The calls refused so far, for the result. */
    readonly denials: Effect.Effect<ReadonlyArray<Denial>>
    /** Allow rules that hold while the scope is open, kept nowhere: those of a custom command. One that is wrong matches nothing. */
    readonly allowing: (rules: ReadonlyArray<string>) => Effect.Effect<void, never, Scope.Scope>
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
      const uses = yield* RuleUses
      const approvals = yield* Approvals
      const trust = yield* Trust
      const host = yield* Host
      const shell = yield* Shell
      const sandbox = yield* Sandbox
      const context = yield* Effect.context<FileSystem.FileSystem | Path.Path | Host | Settings | Shell | Workspace>()
      const book = yield* ruleBook
      const mode = yield* Ref.make<PermissionMode>(settings.values.permissionMode)
      const remembered = yield* Ref.make<ReadonlyArray<Rule>>([])
      const denials = yield* Ref.make<ReadonlyArray<Denial>>([])
      const past = yield* Ref.make<ReadonlyArray<PastCall>>([])
      const questions = Semaphore.makeUnsafe(1)
      const tools = flags.tools === undefined || flags.tools.includes("default") ? undefined : new Set(flags.tools)

      const grounds = Effect.map(
        Effect.all([Ref.get(remembered), Ref.get(mode)]),
        ([more, current]): Grounds => ({
          rules: [...book.rules, ...more],
          mode: current,
          dangerous: settings.values.dangerous,
          someoneAnswers: interaction.available,
          tools
        })
      )

      /** Whether commands can be confined is looked at only where they are to be. */
      const sandboxFor = Effect.fnUntraced(function* (tool: string) {
        const { sandbox: setting = "off" } = settings.values
        if (tool !== "Bash" || setting === "off") return undefined
        const state = yield* sandbox.state
        return { setting, missing: state._tag === "Ready" ? undefined : `${state.reason} ${state.advice}` }
      })

      /** Notes that the call may run outside of the sandbox. */
      const letOutside = Effect.flatMap(RunsOutside, (note) =>
        Effect.sync(() => {
          if (note !== undefined) note.said = true
        })
      )

      const judge = Effect.fnUntraced(function* (judged: JudgedCall) {
        /** The tables of programs and dangers are not needed before the first call. */
        const { gather } = yield* Effect.promise(() => import("./gather.ts"))
        const facts = yield* gather(judged.call.name, judged.call.input, judged.accesses, judged.harmless)
        const ground = { ...(yield* grounds), sandbox: yield* sandboxFor(judged.call.name), outside: judged.outside }
        return { facts, decided: decideOver(facts, ground) }
      }, Effect.provideContext(context))

      const refuse = Effect.fnUntraced(function* (judged: JudgedCall, message: string, interrupt: boolean) {
        const call = judged.veiled?.shown ?? judged.call
        yield* Ref.update(denials, (before) => [
          ...before,
          { toolName: call.name, toolUseId: call.id, toolInput: call.input }
        ])
        return yield* new PermissionRefused({ tool: call.name, message, interrupt })
      })

      /** Counts what a rule of a settings file has decided. */
      const count = ({ rule }: Decided) =>
        rule?.file === undefined
          ? Effect.void
          : uses.used({ behavior: rule.behavior, text: rule.text, file: rule.file })

      /** The user's own answer put the rule into a file of the project: it holds there also without trust in the project. */
      const vouch = (text: string) =>
        Effect.catch(approvals.approve(trust.folder, [{ name: answeredRule(text), value: text }]), (error) =>
          Effect.logWarning(error.message)
        )

      /** Keeps an answer for the run, and in the settings file that it names. A file that cannot be written is told, no more. */
      const remember = Effect.fnUntraced(function* ({ destination, rules }: RuleSuggestion) {
        for (const text of rules) {
          const rule = parseRule({ behavior: "allow", text, scope: "session", file: undefined }, book.ground)
          if (isDead(rule)) {
            yield* Effect.logWarning(`The rule ${printableLine(text)} is not kept: ${rule.reason}`)
            continue
          }
          const saved =
            destination === "session"
              ? undefined
              : yield* files
                  .addRule(scopes[destination], "allow", text)
                  .pipe(
                    Effect.catch((error) =>
                      Effect.as(
                        Effect.logWarning(`The rule ${text} holds for this run only: ${error.message}`),
                        undefined
                      )
                    )
                  )
          if (saved?.changed === true) yield* uses.added({ behavior: "allow", text, file: saved.file })
          if (saved !== undefined && destination !== "userSettings") yield* vouch(text)
          const origin = saved === undefined ? rule : { ...rule, scope: destination, file: saved.file }
          yield* Ref.update(remembered, (before) => [...before, origin])
        }
      })

      /** What was asked about first, when an answer changes the input: only what is graver than that is asked again. */
      const graver = (before: Decided, after: Decided): boolean =>
        (after.class === "dangerous" && before.class !== "dangerous") ||
        (after.blockedPath !== undefined && after.blockedPath !== before.blockedPath) ||
        (after.eachTime && !before.eachTime)

      const ask = Effect.fnUntraced(function* (judged: JudgedCall, facts: Facts, decided: Decided) {
        const { buildQuestion } = yield* Effect.promise(() => import("./question.ts"))
        const question = yield* buildQuestion({
          judged,
          facts,
          decided,
          grounds: yield* grounds,
          book,
          past: yield* Ref.get(past),
          cwd: judged.call.name === "Bash" ? yield* shell.cwd : workspace.cwd,
          places: { home: host.home, project: workspace.projectRoot, cwd: workspace.cwd }
        })
        return yield* interaction.askPermission(question)
      })

      const settleAnswer = Effect.fnUntraced(function* (
        judged: JudgedCall,
        decided: Decided,
        answer: PermissionAnswer
      ): Effect.fn.Return<unknown, PermissionRefused> {
        if (answer._tag === "Refused") return yield* refuse(judged, answer.message, answer.interrupt)
        yield* letOutside
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
        yield* count(first.decided)
        if (first.decided.decision === "allow") {
          if (allowedOutside(first.facts, first.decided.rule)) yield* letOutside
          return judged.call.input
        }
        if (first.decided.decision === "ask") {
          const call: PastCall = { shown: judged.veiled?.shown ?? judged.call, facts: first.facts }
          yield* Ref.update(past, (before) => [...before.slice(1 - mostPast), call])
        }
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
        confinement: Effect.gen(function* () {
          const planning = (yield* Ref.get(mode)) === "plan"
          return confinementFor(settings.values.sandbox ?? "off", planning, (yield* RunsOutside)?.said === true)
        }),
        allowing: (texts) => {
          const given = new Set(
            texts.flatMap((text) => {
              const rule = parseRule({ behavior: "allow", text, scope: "session", file: undefined }, book.ground)
              return isDead(rule) ? [] : [rule]
            })
          )
          return Effect.acquireRelease(
            Ref.update(remembered, (before) => [...before, ...given]),
            () => Ref.update(remembered, (before) => before.filter((rule) => !given.has(rule)))
          )
        },
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
