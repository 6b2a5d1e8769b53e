import { Context, Effect, FileSystem, Layer, Option, Ref, Schema } from "effect"
import { CliError } from "effect/cli"
import { printableLine } from "../domain/printable.ts"
import { Host } from "../host/Host.ts"
import { Paths } from "../settings/Paths.ts"
import { RunFlags } from "../settings/RunFlags.ts"
import { Settings } from "../settings/Settings.ts"
import { isBelow, styleOf } from "./pathStyle.ts"
import { expandTilde, lexical, refuseSyntax } from "./pathSyntax.ts"
import { findProjectRoot } from "./projectRoot.ts"
import { protectedFromRead, protectedFromWrite } from "./protectedPaths.ts"
import { Resolutions } from "./Resolutions.ts"
import type { Target } from "./target.ts"
import { inKernelTree, type Walked, walk } from "./walk.ts"

/** A path that cannot be used at all: a NUL or control character, a loop of links, a name too long, a lone surrogate. */
export class PathRefused extends Schema.TaggedError<PathRefused>()("PathRefused", {
  path: Schema.String,
  message: Schema.String
}) {
  override get [CliError.userMessage](): string {
    return this.message
  }
}

export type { Target } from "./target.ts"

type Names = ReadonlyArray<string>

/** The working directories, and the one function that says where a path leads. */
export class Workspace extends Context.Service<
  Workspace,
  {
    /** Where the run started. Relative paths of file tools start here. */
    readonly cwd: string
    /** Root of the repository that holds `cwd`, or `cwd`. `/x` in a rule means this. */
    readonly projectRoot: string
    /** The working directories, real paths, `cwd` first. */
    readonly roots: Effect.Effect<ReadonlyArray<string>>
    /** Directories of the flags and settings that could not be added, a sentence each. */
    readonly rootProblems: Effect.Effect<ReadonlyArray<string>>
    readonly addRoot: (directory: string) => Effect.Effect<void, PathRefused>
    readonly resolve: (path: string) => Effect.Effect<Target, PathRefused>
  }
>()("coderx/workspace/Workspace") {
  static readonly layer = Layer.effect(
    Workspace,
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const host = yield* Host
      const paths = yield* Paths
      const flags = yield* RunFlags
      const settings = yield* Settings
      const style = styleOf(host.platform)

      const refuse = (path: string, reason: string) =>
        new PathRefused({
          path,
          message: `The path ${JSON.stringify(printableLine(path).slice(0, 300))} cannot be used: ${reason}.`
        })

      const follow = Effect.fnUntraced(function* (path: string, cwd: ReadonlyArray<string>) {
        const refused = refuseSyntax(path, host.platform)
        if (refused !== undefined) return yield* refuse(path, refused)
        const expanded = expandTilde(path, host.home)
        const absolute = style.absolute(expanded)
        const parts = absolute ?? style.split(expanded)
        const below = absolute !== undefined && isBelow(absolute, cwd)
        const walked = yield* below
          ? walk(fs, style, cwd, absolute.slice(cwd.length))
          : walk(fs, style, absolute === undefined ? cwd : [], parts)
        if (
          (expanded.endsWith("/") || (host.platform === "win32" && expanded.endsWith("\\"))) &&
          walked.info !== undefined &&
          walked.info.type !== "Directory"
        ) {
          return yield* refuse(path, "it ends with a slash but is not a directory")
        }
        return walked
      })
      const followed = (path: string, cwd: ReadonlyArray<string>) =>
        Effect.catchTag(follow(path, cwd), "Stuck", (error) => refuse(path, error.reason))

      const start = style.absolute(host.cwd) ?? []
      const cwdNames = yield* Effect.match(followed(host.cwd, []), {
        onSuccess: (walked) => walked.real,
        onFailure: () => start
      })
      const cwd = style.join(cwdNames)
      const projectRoot = yield* findProjectRoot(cwd, host.home)

      const directory = Effect.fnUntraced(function* (path: string) {
        const walked = yield* followed(path, cwdNames)
        if (walked.info === undefined) return yield* refuse(path, "there is no such directory")
        if (walked.info.type !== "Directory" || walked.kernel) return yield* refuse(path, "it is not a directory")
        return walked.real
      })

      const added = yield* Ref.make<ReadonlyArray<Names>>([])
      const configured = yield* Effect.cached(
        // The flag's directories stand in the settings too: each is looked at, and told, once.
        Effect.partition(new Set([...(flags.addDirs ?? []), ...settings.values.additionalDirectories]), directory)
      )
      /** Our own files, as they are named and where they really are. */
      const own = yield* Effect.cached(
        Effect.forEach([paths.home, paths.keyFile], (path) => {
          const named = style.absolute(path) ?? []
          const real = Effect.orElseSucceed(walk(fs, style, [], named), () => ({ real: named }))
          return Effect.map(real, (walked) => [named, walked.real])
        })
      )
      const allRoots = Effect.gen(function* () {
        const [found] = yield* configured
        return [cwdNames, ...found, ...(yield* Ref.get(added))]
      })

      const judge = (
        path: string,
        walked: Walked,
        roots: ReadonlyArray<Names>,
        [home, key]: ReadonlyArray<ReadonlyArray<Names>>
      ): Target => {
        const real = walked.real
        const root = roots.find((candidate) => isBelow(real, candidate))
        const kernel = walked.kernel && (root === undefined || !inKernelTree(root))
        const spellings = [...walked.spellings.map(lexical), real]
        const ours = spellings.some((names) => [...(home ?? []), ...(key ?? [])].some((mine) => isBelow(names, mine)))
        const keys = spellings.some((names) => key?.some((mine) => isBelow(names, mine)))
        const seen = spellings.map((names) => namesToJudge(names, roots))
        return {
          requested: path,
          real: style.join(real),
          inside: root !== undefined && !kernel,
          kind: kernel ? "device" : kindOf(walked),
          linked: walked.linked,
          links: walked.info?.type === "File" ? Number(Option.getOrElse(walked.info.nlink, () => 1n)) : 1,
          protectedWrite: ours ? "it belongs to Coder-X itself" : firstOf(seen, protectedFromWrite),
          protectedRead: keys ? "it holds the keys of Coder-X" : firstOf(seen, protectedFromRead)
        }
      }

      const resolve = Effect.fn("Workspace.resolve")(function* (path: string) {
        const remembered = yield* Resolutions
        const known = remembered?.get(path)
        if (known !== undefined) return known
        const walked = yield* followed(path, cwdNames)
        const target = judge(path, walked, yield* allRoots, yield* own)
        remembered?.set(path, target)
        return target
      })

      return Workspace.of({
        cwd,
        projectRoot,
        roots: Effect.map(allRoots, (roots) => [...new Set(roots.map(style.join))]),
        rootProblems: Effect.map(configured, ([, problems]) => problems.map((problem) => problem.message)),
        addRoot: Effect.fn("Workspace.addRoot")(function* (path) {
          const names = yield* directory(path)
          yield* Ref.update(added, (before) => [...before, names])
        }),
        resolve
      })
    })
  )
}

/** A working directory's own names do not count (a checkout in `.claude/worktrees`), unless it lies in a repository's or key directory. */
const namesToJudge = (names: ReadonlyArray<string>, roots: ReadonlyArray<Names>): ReadonlyArray<string> => {
  const root = roots.find((candidate) => isBelow(names, candidate))
  if (root === undefined || root.some((name) => name === ".git" || name === ".ssh" || name === ".gnupg")) return names
  return names.slice(root.length)
}

const firstOf = (
  spellings: ReadonlyArray<Names>,
  judge: (names: ReadonlyArray<string>) => string | undefined
): string | undefined => {
  for (const names of spellings) {
    const why = judge(names)
    if (why !== undefined) return why
  }
  return undefined
}

const kindOf = ({ info }: Walked): Target["kind"] => {
  if (info === undefined) return "missing"
  switch (info.type) {
    case "File":
      return "file"
    case "Directory":
      return "directory"
    case "BlockDevice":
    case "CharacterDevice":
      return "device"
    case "Socket":
      return "socket"
    case "FIFO":
      return "fifo"
    default:
      return "other"
  }
}
