import { Effect, FileSystem, Path } from "effect"
import type { Place } from "./readSource.ts"
import type { SettingsProblem } from "./values.ts"

/** Where settings may be. All absolute. */
export interface Whereabouts {
  /** `~/.coderx`. */
  readonly home: string
  readonly projectRoot: string
  readonly cwd: string
}

/** What a scope's settings are called, the preferred name first. Only the first that is there counts. */
export const fileNames = {
  config: ["config.json", "config.yaml", "config.yml"],
  local: ["config.local.json", "config.local.yaml", "config.local.yml"]
} as const

export const formatOf = (file: string): "json" | "yaml" => (file.endsWith(".json") ? "json" : "yaml")

/** Directories whose settings belong to the project, the nearest first. The user's own directory is none, even inside. */
export const projectDirectories = ({ cwd, projectRoot }: Whereabouts): ReadonlyArray<string> =>
  cwd === projectRoot ? [cwd] : [cwd, projectRoot]

/** Finds the settings files that are there, the weakest first, and files that another one beside them puts out of force. */
export const findPlaces = Effect.fnUntraced(function* (
  whereabouts: Whereabouts,
  wants: (source: "user" | "project" | "local") => boolean
) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const places: Array<Place> = []
  const problems: Array<SettingsProblem> = []

  const names = (directory: string) =>
    fs.readDirectory(directory).pipe(
      Effect.catch((error) => {
        if (error.reason._tag !== "NotFound") {
          const reason = `cannot be read (${error.reason._tag}): no settings of it apply`
          problems.push({ file: directory, line: undefined, key: undefined, reason, fatalForFile: true })
        }
        return Effect.succeed<ReadonlyArray<string>>([])
      }),
      Effect.map((found) => ({ directory, found: new Set(found) }))
    )
  const projects = projectDirectories(whereabouts)
  const [user, claude, coderx, mcp] = yield* Effect.all(
    [
      names(whereabouts.home),
      Effect.forEach(projects, (directory) => names(path.join(directory, ".claude")), { concurrency: "unbounded" }),
      Effect.forEach(projects, (directory) => names(path.join(directory, ".coderx")), { concurrency: "unbounded" }),
      Effect.forEach(
        projects,
        (directory) => {
          const file = path.join(directory, ".mcp.json")
          return Effect.map(
            Effect.orElseSucceed(fs.exists(file), () => false),
            (there) => ({ file, there })
          )
        },
        { concurrency: "unbounded" }
      )
    ],
    { concurrency: "unbounded" }
  )

  const add = (scope: Place["scope"], { directory, found }: typeof user, candidates: ReadonlyArray<string>): void => {
    const [first, ...others] = candidates.filter((name) => found.has(name))
    if (first === undefined) return
    places.push({ scope, file: path.join(directory, first), format: formatOf(first) })
    for (const other of others) {
      const reason = `has no effect: ${first} stands beside it`
      problems.push({ file: path.join(directory, other), line: undefined, key: undefined, reason, fatalForFile: true })
    }
  }

  const only = ["permissions", "env"]
  const farthestFirst = claude.toReversed()
  for (const [name, source] of [
    ["settings.json", "project"],
    ["settings.local.json", "local"]
  ] as const) {
    for (const { directory, found } of farthestFirst) {
      if (wants(source) && found.has(name)) {
        places.push({ scope: "claude", file: path.join(directory, name), format: "json", only })
      }
    }
  }
  if (wants("user")) add("user", user, fileNames.config)
  const projectFirst = coderx.filter(({ directory }) => directory !== whereabouts.home).toReversed()
  if (wants("project")) {
    for (const { file, there } of mcp.toReversed()) {
      if (there) places.push({ scope: "project", file, format: "json", only: ["mcpServers"] })
    }
    for (const listing of projectFirst) add("project", listing, fileNames.config)
  }
  if (wants("local")) for (const listing of projectFirst) add("local", listing, fileNames.local)
  return { places, problems }
})
