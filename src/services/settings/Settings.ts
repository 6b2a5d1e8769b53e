import { Context, Effect, FileSystem, Layer, Path, Runtime, Schema } from "effect"
import { CliError } from "effect/cli"
import { printableLine } from "../domain/printable.ts"
import { Host } from "../host/Host.ts"
import { answeredRule } from "./approvalHash.ts"
import { Approvals } from "./Approvals.ts"
import { check } from "./check.ts"
import { environmentDocuments } from "./environmentSource.ts"
import { flagDocument } from "./flagSource.ts"
import { merge, type Source } from "./merge.ts"
import { Paths } from "./Paths.ts"
import { parse } from "./parse.ts"
import { findPlaces, formatOf } from "./places.ts"
import { readSource, sourceOf } from "./readSource.ts"
import { RunFlags } from "./RunFlags.ts"
import { Trust } from "./Trust.ts"
import type { Settled, SettingsProblem, SettingsScope, SettingsValues, SourcedRule, Withheld } from "./values.ts"

export type { ProviderRow, SettingsProblem, SettingsScope, SettingsValues, SourcedRule, Withheld } from "./values.ts"

/** `--settings` names a file that cannot be used, or is no valid JSON. Wrong usage: nothing runs. */
export class SettingsFlagRefused extends Schema.TaggedError<SettingsFlagRefused>()("SettingsFlagRefused", {
  value: Schema.String,
  reason: Schema.String
}) {
  override readonly [Runtime.errorExitCode] = 2
  override get message(): string {
    return `--settings ${printableLine(this.value)}: ${this.reason}`
  }
  override get [CliError.userMessage](): string {
    return `${this.message}. It takes a settings file's path, or settings as JSON text such as '{"model":"ollama/qwen3"}'.`
  }
}

const readSettingsFlag = Effect.fnUntraced(function* (value: string, cwd: string) {
  const path = yield* Path.Path
  const inline = value.trimStart().startsWith("{")
  const file = path.resolve(cwd, value)
  const read = inline
    ? sourceOf(yield* parse(value, "json"), "flag", "--settings")
    : yield* readSource({ scope: "flag", file, format: formatOf(file) })
  const fatal = read?.problems.find(({ fatalForFile }) => fatalForFile)
  const reason = read === undefined ? "there is no such file" : fatal?.reason
  if (read === undefined || reason !== undefined) {
    const line = fatal?.line === undefined ? "" : ` (line ${fatal.line})`
    return yield* new SettingsFlagRefused({ value: inline ? "JSON" : value, reason: `${reason}${line}` })
  }
  return read
})

/** Where the directories lead that sources add: a link must not make a wide one look narrow. */
const realPaths = Effect.fnUntraced(function* (
  sources: ReadonlyArray<Source>,
  absolute: (directory: string, scope: SettingsScope) => string
) {
  const fs = yield* FileSystem.FileSystem
  const written = sources.flatMap(({ checked, scope }) =>
    checked.entries
      .filter(({ key }) => key === "permissions.additionalDirectories")
      .flatMap(({ value }) => (Array.isArray(value) ? value.map((item) => absolute(String(item), scope)) : []))
  )
  const pairs = yield* Effect.forEach(new Set(written), (directory) =>
    Effect.map(
      Effect.orElseSucceed(fs.realPath(directory), () => directory),
      (real) => [directory, real] as const
    )
  )
  return new Map(pairs)
})

const isSource = (source: Source | undefined): source is Source => source !== undefined

/** The settings of this run: merged by precedence, each with its origin. One loader for run time and tests. */
export class Settings extends Context.Service<
  Settings,
  {
    readonly values: SettingsValues
    readonly rules: ReadonlyArray<SourcedRule>
    /** Scope and file of the winning value of a dotted key. */
    readonly origin: (key: string) => { readonly scope: SettingsScope; readonly file: string | undefined }
    readonly problems: ReadonlyArray<SettingsProblem>
    /** What the project's files asked for and did not get, because the folder is not trusted (or never may). */
    readonly withheld: ReadonlyArray<Withheld>
    /** Every value in force with its origin, the defaults too, by key; rules are in `rules`. */
    readonly settled: ReadonlyArray<Settled>
  }
>()("coderx/settings/Settings") {
  static readonly layer = Layer.effect(
    Settings,
    Effect.gen(function* () {
      const host = yield* Host
      const path = yield* Path.Path
      const paths = yield* Paths
      const flags = yield* RunFlags
      const trust = yield* Trust
      const approvals = yield* Approvals

      const whereabouts = { home: paths.home, projectRoot: trust.folder, cwd: host.cwd }
      const wants = (source: "user" | "project" | "local") => flags.settingSources?.includes(source) ?? true
      const found = yield* findPlaces(whereabouts, wants)
      const places =
        flags.strictMcpConfig === true ? found.places.filter(({ file }) => !file.endsWith(".mcp.json")) : found.places
      const read = yield* Effect.forEach(places, readSource, { concurrency: "unbounded" })
      const extra = flags.settings === undefined ? undefined : yield* readSettingsFlag(flags.settings, host.cwd)

      const environment = environmentDocuments(host.env).map(({ document, name }) => ({
        name,
        checked: check(document, false)
      }))
      const flagged = check(flagDocument(flags), false)
      const sources = [
        ...read.map((one) => one?.source),
        ...environment.toReversed().map(({ checked }) => ({ scope: "environment" as const, file: undefined, checked })),
        extra?.source,
        { scope: "flag" as const, file: undefined, checked: flagged }
      ].filter(isSource)

      const expanded = (directory: string): string => directory.replace(/^~(?=$|[/\\])/, () => host.home)
      const holds = (directory: string, other: string): boolean => {
        const relative = path.relative(directory, other)
        return relative !== ".." && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative)
      }
      const absolute = (directory: string, scope: SettingsScope): string =>
        path.resolve(scope === "flag" || scope === "user" ? host.cwd : trust.folder, expanded(directory))
      const real = yield* realPaths(sources, absolute)
      const merged = merge(sources, {
        trusted: trust.trusted,
        approved: approvals.allows,
        answered: (rule) => approvals.given(answeredRule(rule), rule),
        absolute: (directory, scope) => real.get(absolute(directory, scope)) ?? absolute(directory, scope),
        tooWide: (directory) =>
          holds(directory, host.home) || (directory !== trust.folder && holds(directory, trust.folder))
      })

      const problem = (file: string, key: string | undefined, reason: string): SettingsProblem => ({
        file,
        line: undefined,
        key,
        reason,
        fatalForFile: false
      })
      const problems = [
        ...(trust.problem === undefined
          ? []
          : [problem(paths.trustFile, undefined, `${trust.problem}: no folder is trusted`)]),
        ...(approvals.problem === undefined || !trust.trusted
          ? []
          : [problem(paths.home, undefined, `${approvals.problem}: nothing of the project runs by itself`)]),
        ...found.problems,
        ...read.flatMap((one) => one?.problems ?? []),
        ...environment.flatMap(({ checked, name }) =>
          checked.flaws.map(({ reason }) => problem(`$${name}`, undefined, reason))
        ),
        ...(extra?.problems ?? []),
        ...flagged.flaws.map(({ path: at, reason }) => problem("the command line", at.join("."), reason))
      ]
      const byKey = new Map(merged.settled.map((one) => [one.key, one]))
      return Settings.of({
        ...merged,
        problems,
        origin: (key) => {
          const exact = byKey.get(key) ?? merged.settled.find((one) => one.key.startsWith(`${key}.`))
          return { scope: exact?.scope ?? "default", file: exact?.file }
        }
      })
    })
  )
}
