import { Context, Effect, FileSystem, Layer, Path } from "effect"
import { Host } from "../host/Host.ts"
import { check, type Flaw } from "./check.ts"
import { Paths } from "./Paths.ts"
import { parse } from "./parse.ts"
import { fileNames, formatOf, projectDirectories } from "./places.ts"
import { readSource } from "./readSource.ts"
import { readText } from "./readText.ts"
import { refusedBy, resolveKey, unknownKey } from "./resolveKey.ts"
import { SettingsFileRefused, type SettingsKeyUnknown, SettingsValueRefused } from "./settingsErrors.ts"
import { Trust } from "./Trust.ts"
import { pathIn, valueAt } from "./valuePath.ts"
import type { SettingsProblem } from "./values.ts"
import { writeWhole } from "./writeWhole.ts"

/** The files that `config set` may write. */
export type WritableScope = "user" | "project" | "local"

type Refused = SettingsFileRefused | SettingsKeyUnknown | SettingsValueRefused

/** Where a change went. */
export interface Change {
  readonly file: string
  readonly changed: boolean
}

/** The settings files themselves: changed key by key, every other byte of them kept. Contract section 5. */
export class SettingsFiles extends Context.Service<
  SettingsFiles,
  {
    /** The file of a scope: the one that is there, else where it would be made. */
    readonly path: (scope: WritableScope) => Effect.Effect<string>
    /** What the file says, without judging its values. An empty object where it is missing or empty. */
    readonly read: (scope: WritableScope) => Effect.Effect<Readonly<Record<string, unknown>>, SettingsFileRefused>
    /** Sets a dotted key. The file is made where it is missing; an invalid one is never touched. */
    readonly set: (scope: WritableScope, key: string, value: unknown) => Effect.Effect<Change, Refused>
    readonly unset: (scope: WritableScope, key: string) => Effect.Effect<Change, SettingsFileRefused>
    /** Adds a permission rule to a list, unless it stands there. */
    readonly addRule: (
      scope: WritableScope,
      behavior: "allow" | "ask" | "deny",
      rule: string
    ) => Effect.Effect<Change, Refused>
    /** What is wrong with the file. */
    readonly check: (scope: WritableScope) => Effect.Effect<ReadonlyArray<SettingsProblem>>
  }
>()("coderx/settings/SettingsFiles") {
  static readonly layer = Layer.effect(
    SettingsFiles,
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const host = yield* Host
      const path = yield* Path.Path
      const paths = yield* Paths
      const trust = yield* Trust
      const whereabouts = { home: paths.home, projectRoot: trust.folder, cwd: host.cwd }

      const pathTo = Effect.fn("SettingsFiles.path")(function* (scope: WritableScope) {
        const names = scope === "local" ? fileNames.local : fileNames.config
        const directories =
          scope === "user"
            ? [paths.home]
            : projectDirectories(whereabouts).map((directory) => path.join(directory, ".coderx"))
        const candidates = directories.flatMap((directory) => names.map((name) => path.join(directory, name)))
        const there = yield* Effect.forEach(candidates, (file) => Effect.orElseSucceed(fs.exists(file), () => true), {
          concurrency: "unbounded"
        })
        return candidates[there.indexOf(true)] ?? path.join(directories.at(-1) ?? paths.home, names[0])
      })

      /** The file's text and values. Before a change its other keys must be right: `mending` is the key that changes. */
      const open = Effect.fnUntraced(
        function* (scope: WritableScope, mending?: string) {
          const file = yield* pathTo(scope)
          const refuse = (reason: string, line?: number) => new SettingsFileRefused({ file, line, reason })
          const outcome = yield* readText(file)
          if (outcome?._tag === "Unusable") return yield* refuse(outcome.reason, outcome.line)
          const text = outcome?.text ?? ""
          const parsed = yield* parse(text, formatOf(file))
          if (parsed._tag === "Broken") return yield* refuse(parsed.reason, parsed.line)
          const [repeated] = parsed._tag === "Document" ? parsed.repeated : []
          if (parsed._tag === "Document" && repeated !== undefined) {
            return yield* refuse(`has the key ${repeated.join(".")} twice`, parsed.lineOf(repeated))
          }
          const value = parsed._tag === "Document" ? parsed.value : {}
          const flaw = mending === undefined ? undefined : flawBeside(value, mending)
          if (flaw !== undefined && parsed._tag === "Document") {
            return yield* refuse(`is not valid: ${flaw.path.join(".")}: ${flaw.reason}`, parsed.lineOf(flaw.path))
          }
          return { file, text, bom: outcome?.bom === true, value }
        },
        Effect.provideService(FileSystem.FileSystem, fs)
      )

      /** A link in a repository must not make `config set` write somewhere else. */
      const stayInside = Effect.fnUntraced(function* (file: string) {
        const real = yield* fs.realPath(file).pipe(
          Effect.catch(() => fs.realPath(path.dirname(file))),
          Effect.orElseSucceed(() => file)
        )
        const relative = path.relative(trust.folder, real)
        if (!relative.startsWith("..") && !path.isAbsolute(relative)) return
        return yield* new SettingsFileRefused({
          file,
          line: undefined,
          reason: `is a link out of the project, to ${real}`
        })
      })

      type Opened = Effect.Success<ReturnType<typeof open>>

      const save = Effect.fnUntraced(
        function* (scope: WritableScope, opened: Opened, at: ReadonlyArray<string>, value: unknown) {
          const { bom, file, text } = opened
          const edit =
            formatOf(file) === "json"
              ? (yield* Effect.promise(() => import("./editJson.ts"))).editJson
              : (yield* Effect.promise(() => import("./editYaml.ts"))).editYaml
          const edited = edit(text, at, value)
          if (edited === text) return { file, changed: false }
          if (scope !== "user") yield* stayInside(file)
          const bytes = new TextEncoder().encode(bom ? `\ufeff${edited}` : edited)
          const own = scope === "user"
          yield* writeWhole(file, bytes, { mode: own ? 0o600 : 0o644, directoryMode: own ? 0o700 : 0o755 }).pipe(
            Effect.mapError(
              (error) =>
                new SettingsFileRefused({ file, line: undefined, reason: `cannot be written (${error.reason._tag})` })
            )
          )
          return { file, changed: true }
        },
        Effect.provideService(FileSystem.FileSystem, fs),
        Effect.provideService(Path.Path, path)
      )

      const set = Effect.fn("SettingsFiles.set")(function* (scope: WritableScope, key: string, value: unknown) {
        const resolved = resolveKey(key)
        if (resolved === undefined) return yield* unknownKey(key)
        const opened = yield* open(scope, key)
        const reason = refusedBy(resolved, opened.value, value)
        if (reason !== undefined) return yield* new SettingsValueRefused({ key, value, reason })
        return yield* save(scope, opened, resolved.path, value)
      })

      return SettingsFiles.of({
        path: pathTo,
        read: (scope) => Effect.map(open(scope), ({ value }) => value),
        set,
        unset: Effect.fn("SettingsFiles.unset")(function* (scope, key) {
          const opened = yield* open(scope, key)
          return yield* save(scope, opened, pathIn(opened.value, key), undefined)
        }),
        addRule: Effect.fn("SettingsFiles.addRule")(function* (scope, behavior, rule) {
          const { file, value } = yield* open(scope)
          const key = `permissions.${behavior}`
          const before = valueAt(value, ["permissions", behavior])
          const rules: ReadonlyArray<unknown> = Array.isArray(before) ? before : []
          return rules.includes(rule) ? { file, changed: false } : yield* set(scope, key, [...rules, rule])
        }),
        check: Effect.fn("SettingsFiles.check")(function* (scope) {
          const file = yield* pathTo(scope)
          const read = yield* readSource({ scope, file, format: formatOf(file) }).pipe(
            Effect.provideService(FileSystem.FileSystem, fs)
          )
          return read?.problems ?? []
        })
      })
    })
  )
}

/** Something wrong in a document that is not the key itself, nor a part of it. */
const flawBeside = (value: Readonly<Record<string, unknown>>, key: string): Flaw | undefined =>
  check(value, false).flaws.find(({ invalid, path }) => invalid && !`${path.join(".")}.`.startsWith(`${key}.`))
