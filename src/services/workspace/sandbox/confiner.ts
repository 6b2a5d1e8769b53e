import { Clock, Effect, type FileSystem, type Path, Scope, Semaphore } from "effect"
import type { HostFacts } from "../../host/Host.ts"
import type { Paths } from "../../settings/Paths.ts"
import type { Sandbox } from "../Sandbox.ts"
import type { Workspace } from "../Workspace.ts"
import { type Confined, type Inner, NotConfined, unconfined } from "./confined.ts"
import { type Deep, deepPlaces, findDeep } from "./deepPlaces.ts"
import { gatherLasting, gatherPassing, together } from "./gatherPolicy.ts"
import { awayFromEnvironment } from "./hiddenNames.ts"
import { namesIn } from "./look.ts"
import { planted } from "./plantedNames.ts"
import type { Confinement, Place, SandboxPolicy } from "./policy.ts"

/** For so many milliseconds what lies deep is not looked for again. */
const deepMs = 3000

/**
 * Turns command lines into confined ones. What the session's commands share
 * private directories, made at the first confined command and removed with the scope.
 */
export const makeConfiner = Effect.fnUntraced(function* (around: {
  readonly fs: FileSystem.FileSystem
  readonly path: Path.Path
  readonly host: HostFacts
  readonly paths: Paths["Service"]
  readonly workspace: Workspace["Service"]
  readonly sandbox: Sandbox["Service"]
  readonly session: Scope.Scope
}) {
  const { fs, host, path, paths, sandbox, session, workspace } = around

  const stand = yield* Effect.cached(
    Effect.gen(function* () {
      const made = yield* fs.realPath(
        yield* Scope.provide(session)(fs.makeTempDirectoryScoped({ directory: host.tmp, prefix: "coderx-sandbox-" }))
      )
      const places = { scratch: `${made}/tmp`, file: `${made}/closed`, directory: `${made}/shut`, away: `${made}/away` }
      yield* fs.makeDirectory(places.scratch, { mode: 0o700 })
      yield* fs.makeDirectory(places.away, { mode: 0o700 })
      yield* fs.makeDirectory(places.directory, { mode: 0o000 })
      yield* fs.writeFile(places.file, new Uint8Array(0), { mode: 0o000 })
      return places
    })
  )

  const lasting = yield* Effect.cached(
    gatherLasting(fs, path, {
      home: host.home,
      temporary: ["/tmp", "/var/tmp", host.tmp],
      own: [paths.home, paths.keyFile],
      shown: ["skills", "commands", "agents"].map((name) => path.join(paths.home, name))
    })
  )

  /** One command is tidied up after at a time; what is not told yet waits for the next that tells. */
  const tidying = Semaphore.makeUnsafe(1)
  let untold: ReadonlyArray<string> = []
  let warned = false

  /** By working directory; looked for again after a command, in the background. */
  const deep = new Map<string, Deep & { readonly at: number }>()
  const lookDeep = (root: string) =>
    Effect.gen(function* () {
      const found = { ...(yield* findDeep(fs, path, root)), at: yield* Clock.currentTimeMillis }
      deep.set(root, found)
      return found
    })
  const lookAgain = Effect.fnUntraced(function* (root: string) {
    const known = deep.get(root)
    if (known === undefined || (yield* Clock.currentTimeMillis) - known.at > deepMs) yield* lookDeep(root)
  })
  const deepBelow = Effect.fnUntraced(function* (root: string) {
    return yield* deepPlaces(fs, path, root, deep.get(root) ?? (yield* lookDeep(root)))
  })

  /** Moves what may not be there out of the way; nothing is deleted. */
  const putAway = Effect.fnUntraced(function* (file: string, directory: string) {
    const target = path.join(directory, `${path.basename(file)}.${(yield* Clock.currentTimeMillis).toString(36)}`)
    const copied = Effect.andThen(fs.copy(file, target), fs.remove(file, { recursive: true }))
    return yield* Effect.match(
      Effect.catch(fs.rename(file, target), () => copied),
      {
        onSuccess: () => `The command made ${file}, which the sandbox protects: it was moved to ${target}.`,
        onFailure: (error) =>
          `The command made ${file}, which the sandbox protects, and it could not be moved away: ${error.message}`
      }
    )
  })

  return Effect.fnUntraced(function* (confinement: Confinement, inner: Inner): Effect.fn.Return<Confined, NotConfined> {
    const state = yield* sandbox.state
    if (state._tag === "Missing") {
      if (!confinement.must) {
        /** Mode plan confines wherever it can without being asked to. Who wished for a sandbox hears that there is none. */
        if (confinement.kind === "read") return unconfined(inner)
        if (!warned) yield* Effect.logWarning(`Commands run without a sandbox: ${state.reason} ${state.advice}`)
        warned = true
        return {
          ...unconfined(inner),
          after: () => Effect.succeed([`It was run without a sandbox: ${state.reason}`])
        }
      }
      return yield* new NotConfined({
        message: `Commands must run in a sandbox here (permissions.sandbox is required), and there is none. ${state.reason} ${state.advice} Nothing was run.`
      })
    }
    const own = yield* Effect.mapError(
      stand,
      (error) => new NotConfined({ message: `The sandbox's private directory could not be made: ${error.message}` })
    )
    const roots = yield* workspace.roots
    const { absent, names, places } = yield* gatherPassing(fs, path, roots, workspace.projectRoot, yield* lasting)
    const works = confinement.kind === "work"
    const below = yield* Effect.forEach(roots, deepBelow, { concurrency: 4 })
    const all = [...places, ...below.flatMap((one) => one.places)]
    const policy: SandboxPolicy = {
      cwd: inner.cwd,
      stand: own,
      network: { _tag: "None" },
      places: [
        ...together(yield* lasting, works ? all : onlyReading(all), roots),
        ...inner.readable.map((file): Place => ({ kind: "read", path: file }))
      ]
    }
    const wrapped = state.confine(policy, { program: inner.program, args: inner.args(true) })
    const env: Record<string, string | undefined> = { ...inner.env, TMPDIR: "/tmp", CODERX_CONFINED: state.name }
    for (const name of awayFromEnvironment) env[name] = undefined
    let tidied = false
    const tidy = Effect.gen(function* () {
      if (tidied) return
      yield* Effect.forkIn(Effect.forEach(roots, lookAgain, { discard: true }), session)
      if (!works) return
      const now = yield* Effect.forEach(roots, (root) => namesIn(fs, root), { concurrency: 8 })
      const made = roots.flatMap((root, at) => planted(names[at], now[at] ?? []).map((name) => path.join(root, name)))
      const there = yield* Effect.filter(
        [...absent, ...below.flatMap((one) => one.absent)],
        (file) => Effect.orElseSucceed(fs.exists(file), () => false),
        {
          concurrency: 8
        }
      )
      untold = [...untold, ...(yield* Effect.forEach([...made, ...there], (file) => putAway(file, own.away)))]
    }).pipe(tidying.withPermits(1))
    const told = Effect.sync(() => {
      const sentences = untold
      untold = []
      return sentences
    })
    return {
      run: { by: state.name, kind: confinement.kind },
      program: wrapped.program,
      args: wrapped.args,
      env: Object.fromEntries(
        Object.entries({ ...env, ...wrapped.env }).filter((entry): entry is [string, string] => entry[1] !== undefined)
      ),
      tidy,
      after: (over) =>
        Effect.andThen(
          tidy,
          Effect.andThen(
            Effect.sync(() => {
              tidied = over
            }),
            told
          )
        )
    } satisfies Confined
  })
})

/** The same places with nothing to write to. */
const onlyReading = (places: ReadonlyArray<Place>): ReadonlyArray<Place> =>
  places.map((place): Place => (place.kind === "write" ? { kind: "read", path: place.path } : place))
