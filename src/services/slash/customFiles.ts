import { Effect, FileSystem, Path } from "effect"
import { Host } from "../host/Host.ts"
import { Paths } from "../settings/Paths.ts"
import { projectDirectories } from "../settings/places.ts"
import { Trust } from "../settings/Trust.ts"

/** A Markdown file that is a command. */
export interface CustomFile {
  /** `git:commit` of `git/commit.md`. */
  readonly name: string
  readonly whose: "user" | "project"
  readonly file: string
}

/** Levels of folders below `commands`, and files in all: a link in a circle or a folder put there by mistake ends. */
const deepest = 4
const most = 500

const nameShape = /^[A-Za-z0-9][\w-]*$/

/** Where commands may be, the strongest first: the user's own stand before those that come with a project. */
const places = Effect.gen(function* () {
  const host = yield* Host
  const path = yield* Path.Path
  const paths = yield* Paths
  const { folder } = yield* Trust
  const projects = projectDirectories({ home: paths.home, projectRoot: folder, cwd: host.cwd })
  const below = (name: string) =>
    projects
      .map((directory) => path.join(directory, name, "commands"))
      .filter((directory) => directory !== path.join(paths.home, "commands"))
      .map((directory) => ({ whose: "project" as const, directory, within: folder }))
  return [
    { whose: "user" as const, directory: path.join(paths.home, "commands"), within: undefined },
    ...below(".coderx"),
    ...below(".claude")
  ]
})

/**
 * Finds the custom commands by listing folders; no file is read. A project's file must lie in the project, links
 * followed: what it says is sent to a model.
 */
export const findCustomFiles: Effect.Effect<
  ReadonlyArray<CustomFile>,
  never,
  FileSystem.FileSystem | Path.Path | Host | Paths | Trust
> = Effect.gen(function* () {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  let left = most

  const isInside = Effect.fnUntraced(function* (file: string, within: string | undefined) {
    if (within === undefined) return true
    const real = yield* Effect.orElseSucceed(fs.realPath(file), () => "")
    return real.startsWith(within.endsWith(path.sep) ? within : `${within}${path.sep}`)
  })

  const list = (
    place: { readonly whose: "user" | "project"; readonly within: string | undefined },
    directory: string,
    above: ReadonlyArray<string>
  ): Effect.Effect<ReadonlyArray<CustomFile>> =>
    Effect.gen(function* () {
      const entries = yield* Effect.orElseSucceed(fs.readDirectory(directory), (): Array<string> => [])
      const files: Array<CustomFile> = []
      for (const entry of entries.toSorted()) {
        const name = entry.replace(/\.md$/i, "")
        if (left <= 0 || !nameShape.test(name)) continue
        const file = path.join(directory, entry)
        if (name === entry) {
          if (above.length < deepest) files.push(...(yield* list(place, file, [...above, entry])))
        } else if (yield* isInside(file, place.within)) {
          left--
          files.push({ name: [...above, name].join(":"), whose: place.whose, file })
        }
      }
      return files
    })

  const found: Array<CustomFile> = []
  for (const place of yield* places) found.push(...(yield* list(place, place.directory, [])))
  return found
}).pipe(Effect.withSpan("Slash.findCustomFiles"))

/** The names by which each can be called: its own, unless a stronger one has it, and `user:…` or `project:…` always. */
export const named = (
  files: ReadonlyArray<CustomFile>,
  taken: ReadonlySet<string>
): ReadonlyArray<CustomFile & { readonly aliases: ReadonlyArray<string> }> => {
  const used = new Set(taken)
  const whole = files.map((file) => {
    const qualified = `${file.whose}:${file.name}`
    const name = used.has(file.name) ? qualified : file.name
    if (used.has(name)) return undefined
    used.add(name)
    return { ...file, name, aliases: name === qualified ? [] : [qualified] }
  })
  const kept = whole.filter((one) => one !== undefined)
  // Claude Code calls `git/commit.md` just /commit: so can the user, where that means one command.
  const lastParts = kept.map(({ name }) => name.slice(name.lastIndexOf(":") + 1))
  return kept.map((one, index) => {
    const last = lastParts[index] ?? ""
    const alone = last !== one.name && !used.has(last) && lastParts.filter((other) => other === last).length === 1
    return alone ? { ...one, aliases: [...one.aliases, last] } : one
  })
}
