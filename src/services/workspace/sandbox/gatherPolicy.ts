import { Effect, type FileSystem, type Path } from "effect"
import { protectedFromRead, protectedFromWrite } from "../protectedPaths.ts"
import { type GitPlaces, gitPlaces } from "./gitPlaces.ts"
import { hiddenAtHome, hiddenBelowHome, hiddenDeep, hiddenOfSystem, socketPaths } from "./hiddenNames.ts"
import { hidden, lookAt, namesIn, openTo } from "./look.ts"
import { isWithin, type Place } from "./policy.ts"

/** What the policy of a run is made of. All paths are absolute. */
export interface Surroundings {
  readonly home: string
  readonly temporary: ReadonlyArray<string>
  /** Our own files: never to be read. */
  readonly own: ReadonlyArray<string>
  /** Of our own files those that commands may read: skills have scripts. */
  readonly shown: ReadonlyArray<string>
}

/** Directories of sockets and of what else changes while the system runs; of NixOS they hold the programs, too. */
const runtime = ["/run", "/var/run"]
const programsInRuntime = ["/run/current-system", "/run/booted-system", "/run/opengl-driver", "/run/wrappers"]

/** What is the same for every command of a run: looked at once. */
export const gatherLasting = Effect.fnUntraced(function* (
  fs: FileSystem.FileSystem,
  path: Path.Path,
  { home, own, shown, temporary }: Surroundings
) {
  const homes = [home, "/root"]
  const secrets = yield* Effect.forEach(
    homes,
    (directory) =>
      Effect.gen(function* () {
        const parents = [".config", ".local/share"]
        const names = yield* namesIn(fs, directory)
        const below = yield* Effect.forEach(parents, (parent) =>
          Effect.map(namesIn(fs, path.join(directory, parent)), (inside) =>
            inside.filter((name) => hiddenBelowHome(parent, name)).map((name) => path.join(directory, parent, name))
          )
        )
        return [...names.filter(hiddenAtHome), ...hiddenDeep]
          .map((name) => path.join(directory, name))
          .concat(below.flat())
      }),
    { concurrency: 2 }
  )
  const private_ = yield* hidden(fs, [...secrets.flat(), ...(yield* openTo(fs, hiddenOfSystem)), ...own, ...runtime])
  const visible = yield* Effect.forEach([...shown, ...programsInRuntime], (one) => lookAt(fs, one), { concurrency: 8 })
  const temporaries = yield* Effect.forEach(temporary, (one) => lookAt(fs, one))
  return [
    ...temporaries.flatMap(
      (found): ReadonlyArray<Place> => (found?.directory === true ? [{ kind: "scratch", path: found.path }] : [])
    ),
    ...private_,
    ...visible.flatMap(
      (found): ReadonlyArray<Place> => (found === undefined ? [] : [{ kind: "read", path: found.path }])
    )
  ]
})

/** What is protected at the top of a working directory, and what would be if it were there. */
const rootPlaces = Effect.fnUntraced(function* (fs: FileSystem.FileSystem, path: Path.Path, root: string) {
  const listed = yield* Effect.orElseSucceed(fs.readDirectory(root), () => undefined)
  const names = (listed ?? []).filter((name) => name !== ".git")
  const fixed = names.filter((name) => protectedFromWrite([name]) !== undefined)
  const found = yield* Effect.forEach(fixed, (name) => lookAt(fs, path.join(root, name)), { concurrency: 8 })
  const secret = yield* hidden(
    fs,
    names.filter((name) => protectedFromRead([name]) !== undefined).map((name) => path.join(root, name))
  )
  return {
    names: listed,
    places: [
      ...found.flatMap(
        (one): ReadonlyArray<Place> =>
          one !== undefined && isWithin(one.path, root) ? [{ kind: "read", path: one.path }] : []
      ),
      ...secret
    ]
  }
})

/** What a command is confined to, as it stands now, besides what lasts. */
export const gatherPassing = Effect.fnUntraced(function* (
  fs: FileSystem.FileSystem,
  path: Path.Path,
  roots: ReadonlyArray<string>,
  projectRoot: string,
  lasting: ReadonlyArray<Place>
) {
  const trees = new Set([projectRoot, ...roots])
  const [git, tops, table] = yield* Effect.all(
    [
      Effect.forEach(trees, (root) => gitPlaces(fs, path, root), { concurrency: 8 }),
      Effect.forEach(roots, (root) => rootPlaces(fs, path, root), { concurrency: 8 }),
      Effect.orElseSucceed(fs.readFileString("/proc/net/unix"), () => "")
    ],
    { concurrency: 3 }
  )
  const away = lasting.flatMap((place) => (place.kind === "hide" || place.kind === "scratch" ? [place.path] : []))
  const sockets = socketPaths(table).filter(
    (socket) => !away.some((place) => isWithin(socket, place)) && !roots.some((root) => isWithin(socket, root))
  )
  const places: ReadonlyArray<Place> = [
    ...roots.map((root): Place => ({ kind: "write", path: root })),
    ...git.flatMap((one: GitPlaces) => one.places),
    ...tops.flatMap((one) => one.places),
    ...(yield* hidden(fs, sockets))
  ]
  return { places, absent: git.flatMap((one: GitPlaces) => one.absent), names: tops.map((one) => one.names) }
})

/**
 * All places in the order in which they hold: what is hidden must not be shown by a working directory of the same path,
 * and what is below a temporary directory is not there, unless a working directory holds it.
 */
export const together = (
  lasting: ReadonlyArray<Place>,
  passing: ReadonlyArray<Place>,
  writable: ReadonlyArray<string>
): ReadonlyArray<Place> => {
  const scratches = lasting.filter(
    (place) => place.kind === "scratch" && !writable.some((root) => isWithin(place.path, root))
  )
  const gone = (place: Place) =>
    scratches.some((scratch) => isWithin(place.path, scratch.path)) &&
    !writable.some((root) => isWithin(place.path, root))
  const rest = [...passing, ...lasting.filter((place) => place.kind !== "scratch")]
  return [...scratches, ...rest.filter((place) => !gone(place))]
}
