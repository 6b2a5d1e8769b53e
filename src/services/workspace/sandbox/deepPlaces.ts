import { Effect, type FileSystem, type Path } from "effect"
import { protectedFromRead, protectedFromWrite } from "../protectedPaths.ts"
import { type GitPlaces, gitPlaces } from "./gitPlaces.ts"
import { hidden, lookAt, namesIn } from "./look.ts"
import { isWithin, type Place } from "./policy.ts"

/** What lies below the top of a working directory and is protected: packages of a repository, repositories in a directory. */
export interface Deep {
  readonly secret: ReadonlyArray<string>
  readonly fixed: ReadonlyArray<string>
  readonly repositories: ReadonlyArray<string>
}

const deepest = 4
/** Directories that are looked into: the first command waits for them. */
const mostDirectories = 400
/** Each place is a mount, and costs every command time. */
const mostPlaces = 40

const skipped = new Set(
  "node_modules bower_components dist build out target vendor venv coverage __pycache__ Pods".split(" ")
)

/** Not looked into: what is skipped or hidden, and what its ending tells to be a file. */
const entered = (name: string): boolean => !/^\.|\.\w{1,4}$/.test(name) && !skipped.has(name)

/** Keys of tests lie deep in many projects, and their tests must run: only files that are made to hold secrets count here. */
const isSecret = (name: string): boolean =>
  protectedFromRead([name]) !== undefined && !/\.(pem|key|p12|pfx|jks|keystore|kdbx|ppk)$/i.test(name)

export const findDeep = Effect.fnUntraced(function* (fs: FileSystem.FileSystem, path: Path.Path, root: string) {
  const [secret, fixed, repositories]: [Array<string>, Array<string>, Array<string>] = [[], [], []]
  let level: ReadonlyArray<string> = [root]
  for (let depth = 0, left = mostDirectories; depth <= deepest && level.length > 0 && left > 0; depth++) {
    const looked = level.slice(0, left)
    left -= looked.length
    const listed = yield* Effect.forEach(looked, (directory) => namesIn(fs, directory), { concurrency: 16 })
    level = looked.flatMap((directory, at) => {
      const names = listed[at] ?? []
      for (const name of directory === root ? [] : names) {
        if (name === ".git") repositories.push(directory)
        else if (protectedFromWrite([name]) !== undefined) fixed.push(path.join(directory, name))
        if (isSecret(name)) secret.push(path.join(directory, name))
      }
      return names.filter(entered).map((name) => path.join(directory, name))
    })
  }
  return {
    secret: secret.slice(0, mostPlaces),
    fixed: fixed.slice(0, mostPlaces),
    repositories: repositories.slice(0, mostPlaces / 4)
  } satisfies Deep
})

/** The places of what was found, as far as it is still there: a mount would make what is not. */
export const deepPlaces = Effect.fnUntraced(function* (
  fs: FileSystem.FileSystem,
  path: Path.Path,
  root: string,
  { fixed, repositories, secret }: Deep
) {
  const [git, kept, hiding] = yield* Effect.all(
    [
      Effect.forEach(repositories, (repository) => gitPlaces(fs, path, repository), { concurrency: 8 }),
      Effect.forEach(fixed, (file) => lookAt(fs, file), { concurrency: 16 }),
      hidden(fs, secret)
    ],
    { concurrency: 3 }
  )
  return {
    places: [
      ...git.flatMap((one: GitPlaces) => one.places),
      ...kept.flatMap(
        (one): ReadonlyArray<Place> =>
          one !== undefined && isWithin(one.path, root) ? [{ kind: "read", path: one.path }] : []
      ),
      ...hiding
    ],
    absent: git.flatMap((one: GitPlaces) => one.absent)
  } satisfies GitPlaces
})
