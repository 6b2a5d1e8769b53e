import { Context, Effect, FileSystem, Layer, Path, Redacted } from "effect"
import { Host } from "../host/Host.ts"
import { Keys } from "../settings/Keys.ts"
import { Settings } from "../settings/Settings.ts"
import { Trust } from "../settings/Trust.ts"
import { dotenvEntries, isDotenv, secretsOf } from "./dotenv.ts"
import { type KnownSecret, leastSecret } from "./known.ts"
import { redact, redactValue } from "./redact.ts"
import { type RedactedStream, redactedStream } from "./stream.ts"
import { introduce, mapTexts, unveil, veil, veilTable } from "./veil.ts"

/** Masks what a sink is given. Known values are those of this run; shapes are always looked for. */
export interface Redactor {
  readonly text: (text: string) => string
  /** Every text of a value, with the names that it stands under. */
  readonly value: (value: unknown) => unknown
  /** For text that comes in pieces. One for each text. */
  readonly stream: () => RedactedStream
}

/** A value with its marks turned back, and the marks that nobody knows any more. */
export interface Unveiled {
  readonly value: unknown
  readonly unknown: ReadonlyArray<string>
}

/** What keeps secrets from the model and from the session file. One table for the run. */
export interface Firewall {
  /** Replaces secrets by marks in every text of a value; the value itself where there are none. */
  readonly veil: (value: unknown) => Effect.Effect<unknown>
  /** The same for a text on its way to the first request: it waits for no file. */
  readonly veilEarly: (text: string) => Effect.Effect<string>
  readonly unveil: (value: unknown) => Effect.Effect<Unveiled>
  /** Reads the values of `.env` files that a call touches, and again those of the project where something `ran`. */
  readonly learn: (paths: ReadonlyArray<string>, ran: boolean) => Effect.Effect<void>
}

/** A larger `.env` file is no such file. */
const longestFile = 65_536

/**
 * The secrets of this run: masks them wherever something is shown or kept, and keeps them from the model. Nothing is read
 * before the first use; what is read is kept for the run.
 */
export class Secrets extends Context.Service<
  Secrets,
  {
    /** Gathers the known values once. */
    readonly redactor: Effect.Effect<Redactor>
    readonly redact: (text: string) => Effect.Effect<string>
    /** Names of variables that no child process gets. */
    readonly environment: Effect.Effect<ReadonlyArray<string>>
    /** Undefined where `secrets.firewall` is off. */
    readonly firewall: Firewall | undefined
  }
>()("coderx/secrets/Secrets") {
  static readonly layer = Layer.effect(
    Secrets,
    Effect.gen(function* () {
      const host = yield* Host
      const keys = yield* Keys
      const settings = yield* Settings
      const trust = yield* Trust
      const fs = yield* FileSystem.FileSystem
      const path = yield* Path.Path
      const reach = settings.values.firewall ?? "own"

      const own = yield* Effect.cached(
        Effect.gen(function* () {
          const found = yield* Effect.forEach(yield* keys.names, (name) =>
            Effect.map(keys.find(name), (key) => ({ name, value: key === undefined ? "" : Redacted.value(key.key) }))
          )
          return found.filter(({ value }) => value.length >= leastSecret)
        })
      )
      /** Variables of the environment and of the settings whose values are secret. */
      const ambient = yield* Effect.cached(
        Effect.sync(() => secretsOf([...Object.entries(host.env), ...Object.entries(settings.values.env)]))
      )

      /** Values of `.env` files, by the file's path. A file that is read again adds what is new; what it held stays known. */
      const files = new Map<string, ReadonlyArray<KnownSecret>>()
      const roots = [...new Set([trust.folder, host.cwd])]
      const nameIn = (file: string): string => {
        const relative = path.relative(trust.folder, file)
        return relative === ".env" ? "" : `@${relative.replaceAll("\\", "/")}`
      }
      const readFile = Effect.fnUntraced(
        function* (file: string) {
          const info = yield* fs.stat(file)
          if (info.type !== "File" || info.size > longestFile) return
          const found = secretsOf(dotenvEntries(yield* fs.readFileString(file)), nameIn(file))
          const before = files.get(file) ?? []
          files.set(file, [...before, ...found.filter((one) => !before.some((old) => old.value === one.value))])
        },
        (reading) => Effect.ignore(reading)
      )
      const readRoots = Effect.forEach(
        roots,
        (root) =>
          Effect.flatMap(
            Effect.orElseSucceed(fs.readDirectory(root), () => []),
            (names) =>
              Effect.forEach(names.filter(isDotenv), (name) => readFile(path.join(root, name)), { discard: true })
          ),
        { discard: true }
      )

      const known = Effect.gen(function* () {
        return distinct([...(yield* own), ...[...files.values()].flat(), ...(yield* ambient)])
      })
      const redactor = Effect.gen(function* () {
        const fixed = distinct([...(yield* own), ...(yield* ambient)])
        let size = 0
        let all = fixed
        const now = (): ReadonlyArray<KnownSecret> => {
          const learnt = [...files.values()].flat()
          if (learnt.length !== size) {
            size = learnt.length
            all = distinct([...fixed, ...learnt])
          }
          return all
        }
        return {
          text: (text: string) => redact(text, now()),
          value: (value: unknown) => redactValue(value, now()),
          stream: () => redactedStream(now)
        }
      })
      const cachedRedactor = yield* Effect.cached(redactor)

      const table = veilTable()
      const begun = yield* Effect.cached(readRoots)
      const firewalled = Effect.gen(function* () {
        yield* begun
        const values = reach === "all" ? yield* known : distinct([...(yield* own), ...[...files.values()].flat()])
        introduce(table, values)
        return { table, known: values, reach: reach === "all" ? ("all" as const) : ("known" as const) }
      })
      const firewall: Firewall = {
        veil: Effect.fn("Secrets.veil")(function* (value: unknown) {
          const curtain = yield* firewalled
          return mapTexts(value, (text) => veil(curtain, text))
        }),
        veilEarly: (text) =>
          Effect.map(own, (values) => {
            introduce(table, values)
            return veil({ table, known: values, reach: reach === "all" ? "all" : "known" }, text)
          }),
        unveil: Effect.fn("Secrets.unveil")(function* (value: unknown) {
          const unknown = new Set<string>()
          yield* firewalled
          const turned = mapTexts(value, (text) => unveil(table, text, unknown))
          return { value: turned, unknown: [...unknown] }
        }),
        learn: Effect.fn("Secrets.learn")(function* (paths: ReadonlyArray<string>, ran: boolean) {
          yield* ran ? readRoots : begun
          const named = paths.filter(isDotenv).map((one) => path.resolve(host.cwd, one))
          yield* Effect.forEach(new Set(named), readFile, { discard: true })
        })
      }

      return Secrets.of({
        redactor: cachedRedactor,
        redact: (text) => Effect.map(cachedRedactor, (one) => one.text(text)),
        environment: keys.names,
        firewall: reach === "off" ? undefined : firewall
      })
    })
  )
}

/** The first name of a value counts. Longer values first: one may hold another. */
const distinct = (secrets: ReadonlyArray<KnownSecret>): ReadonlyArray<KnownSecret> => {
  const seen = new Map<string, KnownSecret>()
  for (const secret of secrets) if (!seen.has(secret.value)) seen.set(secret.value, secret)
  return [...seen.values()].sort((a, b) => b.value.length - a.value.length)
}
