import { Effect, FileSystem, Path } from "effect"
import { judge } from "./policy.ts"
import { findPlaces, projectDirectories, type Whereabouts } from "./places.ts"
import { readSource } from "./readSource.ts"
import { readText } from "./readText.ts"

/** Something of a project that runs programs or reaches hosts, and so needs a yes of its own. */
export interface ProjectItem {
  /** The dotted key of a setting (`hooks.Stop`, `mcpServers.github`, `env.PATH`), or a file's path from the project's root. */
  readonly name: string
  readonly file: string
  readonly value: unknown
}

/** Levels of folders below `commands`, files in all, and bytes of one. */
const deepest = 4
const most = 500
const largest = 262_144

/** The folders whose Markdown files are commands. */
const folders = [".coderx", ".claude"]

/** A command's text that does more than ask: it runs a program when it is expanded, or brings allow rules. */
export const asksForMore = (text: string): boolean =>
  text.includes("!`") || /^["']?(allowed-?tools|hooks)["']?\s*:/im.test(text)

const settingItems = Effect.fnUntraced(function* (whereabouts: Whereabouts) {
  const { places } = yield* findPlaces(whereabouts, (source) => source !== "user")
  const sources = yield* Effect.forEach(places, readSource, { concurrency: "unbounded" })
  const circumstances = {
    trusted: true,
    approved: () => false,
    current: () => undefined,
    tooWide: () => true
  }
  return sources.flatMap((one): ReadonlyArray<ProjectItem> => {
    const { source } = one ?? {}
    const file = source?.file
    if (source === undefined || file === undefined) return []
    return source.checked.entries.flatMap(({ key, value }) =>
      judge(key, value, circumstances) === "unapproved" ? [{ name: key, file, value }] : []
    )
  })
})

const commandItems = Effect.fnUntraced(function* (whereabouts: Whereabouts) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const items: Array<ProjectItem> = []
  let left = most
  const list = (directory: string, depth: number): Effect.Effect<void, never, FileSystem.FileSystem> =>
    Effect.gen(function* () {
      const names = yield* Effect.orElseSucceed(fs.readDirectory(directory), () => [])
      for (const name of [...names].sort()) {
        if (left <= 0) return
        const file = path.join(directory, name)
        if (!name.endsWith(".md")) {
          if (depth < deepest && !name.startsWith(".")) yield* list(file, depth + 1)
          continue
        }
        left -= 1
        const outcome = yield* readText(file, largest)
        if (outcome?._tag !== "Text" || !asksForMore(outcome.text)) continue
        items.push({ name: fileItemName(path, whereabouts.projectRoot, file), file, value: outcome.text })
      }
    })
  for (const directory of projectDirectories(whereabouts)) {
    for (const folder of folders) yield* list(path.join(directory, folder, "commands"), 0)
  }
  return items
})

/** The name of an item that is a whole file: its path from the project's root, with forward slashes. */
export const fileItemName = (path: Path.Path, projectRoot: string, file: string): string =>
  path.relative(projectRoot, file).replaceAll("\\", "/")

/** Everything of a project that needs a yes of its own after trust. Reads its files; runs and opens nothing. */
export const projectItems = Effect.fn("projectItems")(function* (whereabouts: Whereabouts) {
  const found = yield* Effect.all([settingItems(whereabouts), commandItems(whereabouts)], { concurrency: 2 })
  return found.flat()
})
