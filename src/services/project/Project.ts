import { Context, Effect, type FileSystem, Layer, Path, Schema } from "effect"
import { CliError } from "effect/cli"
import { printableLine } from "../domain/printable.ts"
import { Host } from "../host/Host.ts"
import { findProjectRoot } from "../workspace/projectRoot.ts"
import { type PathRefused, Workspace } from "../workspace/Workspace.ts"
import { collectTree } from "./collect.ts"
import type { Detection } from "./detection.ts"

/** The place that was asked about is no file or directory. */
export class PlaceMissing extends Schema.TaggedError<PlaceMissing>()("PlaceMissing", { path: Schema.String }) {
  override get [CliError.userMessage](): string {
    return `${printableLine(this.path)} is no file or directory`
  }
}

/** What is known of the project that holds a place. */
export interface Known {
  readonly detection: Detection
  /** Absolute directory that the paths of the detection start from: the repository's root. */
  readonly top: string
  /** The file that was asked about, absolute; undefined for a directory. */
  readonly file: string | undefined
}

/** Which commands test, lint, check, format and build a project. Looking runs nothing. */
export class Project extends Context.Service<
  Project,
  {
    /** For the nearest project that holds `from`, a path as a user writes it; the working directory where it is left out. */
    readonly detect: (from?: string) => Effect.Effect<Known, PathRefused | PlaceMissing>
  }
>()("coderx/project/Project") {
  static readonly layer = Layer.effect(
    Project,
    Effect.gen(function* () {
      const context = yield* Effect.context<FileSystem.FileSystem | Path.Path | Host | Workspace>()
      const path = yield* Path.Path
      const host = yield* Host
      const workspace = yield* Workspace

      const detect = Effect.fn("Project.detect")(function* (from?: string) {
        const target = yield* workspace.resolve(from ?? workspace.cwd)
        if (target.kind !== "file" && target.kind !== "directory") return yield* new PlaceMissing({ path: from ?? "" })
        const file = target.kind === "file" ? target.real : undefined
        const directory = file === undefined ? target.real : path.dirname(file)
        const top = yield* findProjectRoot(directory, host.home)
        const inside = directory === workspace.projectRoot || directory.startsWith(workspace.projectRoot + path.sep)
        const start = inside && top === directory ? workspace.projectRoot : top
        const [{ detect: find }, tree] = yield* Effect.all(
          [Effect.promise(() => import("./detect.ts")), collectTree(start, directory)],
          { concurrency: 2 }
        )
        const below = path.relative(start, directory).split(path.sep).join("/")
        return { detection: find(tree, below), top: start, file }
      }, Effect.provide(context))
      return Project.of({ detect })
    })
  )
}
