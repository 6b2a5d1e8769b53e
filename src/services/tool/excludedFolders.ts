import { Effect, FileSystem, Path } from "effect"
import { printableLine } from "../domain/printable.ts"

const ignoreFiles = [".gitignore", ".ignore", ".rgignore", ".git/info/exclude"]
/** Directories above the searched one whose ignore files are read, up to the root of the repository. */
const mostAbove = 20
const shownFolders = 10

/**
 * Why a search that found nothing may have missed something: the folders directly below `root` that ignore files leave
 * out, by name. Folders further down are not looked for. Undefined where there are none.
 */
export const excludedFolders = Effect.fnUntraced(function* (root: string) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const entries = yield* Effect.orElseSucceed(fs.readDirectoryEntries(root), () => [])
  const folders = entries.filter(({ name, type }) => type === "Directory" && name !== ".git").map(({ name }) => name)
  const { default: ignore } = yield* Effect.promise(() => import("ignore"))
  const out = new Set<string>()
  let at = root
  for (let up = 0; up < mostAbove && folders.length > 0; up++) {
    const texts = yield* Effect.forEach(ignoreFiles, (name) =>
      Effect.orElseSucceed(fs.readFileString(path.join(at, name)), () => "")
    )
    const rules = ignore({ ignorecase: false }).add(texts.join("\n"))
    for (const folder of folders) {
      if (rules.ignores(`${path.relative(at, path.join(root, folder))}/`)) out.add(folder)
    }
    const above = path.dirname(at)
    if (above === at || (yield* Effect.orElseSucceed(fs.exists(path.join(at, ".git")), () => true))) break
    at = above
  }
  if (out.size === 0) return undefined
  const names = [...out].sort().map(printableLine)
  const more = names.length > shownFolders ? ` and ${names.length - shownFolders} more` : ""
  return `Ignored, so not searched: ${names.slice(0, shownFolders).join(", ")}${more}. Give one as path to search it.`
})
