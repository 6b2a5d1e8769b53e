import { Effect, FileSystem, Path } from "effect"
import { Host } from "../host/Host.ts"
import { readText } from "../settings/readText.ts"
import { Workspace } from "../workspace/Workspace.ts"
import type { Tree } from "./projectFiles.ts"

/** Bounds of what is looked at: directories and names in all, names of one directory, files read, bytes of one. */
const most = { directories: 300, names: 12_000, inOne: 3_000, texts: 150, bytes: 262_144 }

/** Below a directory of the chain we look so deep. */
const depthLimit = 3

/** Never part of a project's own files, or too many. */
const skipped =
  /^(?:node_modules|bower_components|target|dist|build|out|vendor|venv|env|coverage|__pycache__|_build|deps|tmp|log|logs|\.git|\.hg|\.svn|\.tox|\.nox|\.next|\.nuxt|\.cache|\.gradle|\.idea|\.vscode|\.venv|\.mypy_cache|\.pytest_cache|\.ruff_cache|\.terraform|\.dart_tool)$/
/** Directories with a point in their names that are looked into. */
const pointed = /^\.(?:github|config)$|\.xc(?:odeproj|workspace)$|^xcshareddata$/

/** Files of which the text is needed, by their name or path in a directory of the chain. */
const wanted =
  /^(?:package\.json|project\.json|turbo\.json|nx\.json|deno\.jsonc?|composer\.json|pyproject\.toml|setup\.(?:py|cfg)|tox\.ini|Pipfile|[\w.-]*requirements[\w.-]*\.txt|requirements\/[\w.-]+\.txt|GNUmakefile|[Mm]akefile|\.?[Jj]ustfile|[Tt]askfile(?:\.dist)?\.ya?ml|\.?mise\.toml|\.config\/mise\.toml|mise\/config\.toml|\.github\/workflows\/[^/]+\.ya?ml|\.gitlab-ci\.ya?ml|AGENTS\.md|CODERX\.md|CLAUDE(?:\.local)?\.md|pom\.xml|(?:app\/)?build\.gradle(?:\.kts)?|Rakefile|mix\.exs|deps\.edn|pubspec\.yaml|CMakePresets\.json|common\/config\/rush\/command-line\.json)$/

const looksLikeDirectory = (name: string): boolean => !skipped.test(name) && (!name.includes(".") || pointed.test(name))

/** Names in a directory; none where it cannot be listed, or is a link that may lead anywhere. */
const namesIn = Effect.fnUntraced(function* (directory: string, linked: boolean) {
  const fs = yield* FileSystem.FileSystem
  const isLink = linked ? yield* Effect.isSuccess(fs.readLink(directory)) : false
  if (isLink) return []
  const names = yield* Effect.orElseSucceed(fs.readDirectory(directory), (): Array<string> => [])
  return names.sort().slice(0, most.inOne)
})

/** The paths below `start`, nearest first, within the bounds. */
const pathsBelow = Effect.fnUntraced(function* (start: string, budget: { directories: number; names: number }) {
  const path = yield* Path.Path
  const found: Array<string> = []
  let level = [""]
  for (let depth = 0; depth < depthLimit && level.length > 0; depth++) {
    const room = level.slice(0, Math.max(0, budget.directories))
    budget.directories -= room.length
    const lists = yield* Effect.forEach(
      room,
      (directory) => Effect.map(namesIn(path.join(start, directory), depth > 0), (names) => ({ directory, names })),
      { concurrency: 16 }
    )
    const next: Array<string> = []
    for (const { directory, names } of lists) {
      for (const name of names) {
        if (budget.names-- <= 0) return found
        const whole = directory === "" ? name : `${directory}/${name}`
        found.push(whole)
        if (looksLikeDirectory(name)) next.push(whole)
      }
    }
    level = next
  }
  return found
})

/** Whether a program is on the PATH or where cargo puts its own. */
const isInstalled = Effect.fnUntraced(function* (program: string) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const { env, home } = yield* Host
  const places = [
    ...(env["PATH"] ?? "").split(":").filter((place) => place.startsWith("/")),
    path.join(home, ".cargo/bin")
  ]
  for (const place of places.slice(0, 100)) {
    if (yield* Effect.orElseSucceed(fs.exists(path.join(place, program)), () => false)) return true
  }
  return false
})

/**
 * The tree that `detect` looks at: the names below `from` and below each directory above it up to `top`, and the text of the
 * files that say something. Links that lead out of `top`, protected files and everything that is no plain file are left out.
 */
export const collectTree = Effect.fnUntraced(function* (top: string, from: string) {
  const path = yield* Path.Path
  const workspace = yield* Workspace
  const below = path.relative(top, from)
  const steps = below === "" ? [] : below.split(path.sep)
  const chain = [...steps.map((_, index) => steps.slice(0, steps.length - index).join("/")), ""]
  const files = new Map<string, string>()
  const budget = { directories: most.directories, names: most.names }
  const texts: Array<string> = []
  for (const directory of chain) {
    for (const name of yield* pathsBelow(path.join(top, directory), budget)) {
      const whole = directory === "" ? name : `${directory}/${name}`
      if (!files.has(whole) && wanted.test(name)) texts.push(whole)
      files.set(whole, "")
    }
  }
  yield* Effect.forEach(
    texts.slice(0, most.texts),
    Effect.fnUntraced(function* (name) {
      const target = yield* Effect.orElseSucceed(workspace.resolve(path.join(top, name)), () => undefined)
      if (target?.kind !== "file" || target.protectedRead !== undefined) return
      if (!target.real.startsWith(top === path.sep ? top : `${top}${path.sep}`)) return
      const outcome = yield* readText(target.real, most.bytes)
      if (outcome?._tag === "Text") files.set(name, outcome.text.replaceAll("\r\n", "\n"))
    }),
    { concurrency: 16, discard: true }
  )
  const nextest = [...files.keys()].some((name) => name.endsWith(".config/nextest.toml"))
  const programs = new Set(nextest && (yield* isInstalled("cargo-nextest")) ? ["cargo-nextest"] : [])
  return { files, programs } satisfies Tree
})
