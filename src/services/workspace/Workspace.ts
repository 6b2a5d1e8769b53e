import { Context, type Effect, Schema } from "effect"

/** A path that cannot be used at all: a NUL or control character, a loop of links, a name too long, a lone surrogate. */
export class PathRefused extends Schema.TaggedError<PathRefused>()("PathRefused", {
  path: Schema.String,
  message: Schema.String
}) {}

/** Where a path really leads, decided once and used by the question, the check and the tool alike. */
export interface Target {
  /** As the model wrote it. */
  readonly requested: string
  /** Absolute, every link resolved; for a path that does not exist yet, its nearest existing parent is resolved. */
  readonly real: string
  /** Below one of the working directories. */
  readonly inside: boolean
  readonly kind: "file" | "directory" | "missing" | "device" | "socket" | "fifo" | "other"
  /** The path goes through a symbolic link: a question must show `real`. */
  readonly linked: boolean
  /** Names of the file on disk; more than one needs a question before a write. */
  readonly links: number
  /** Why a write (or, for secrets, a read) needs an explicit yes in every mode: `.git/hooks`, `.ssh`, our own settings … */
  readonly protectedWrite: string | undefined
  readonly protectedRead: string | undefined
}

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
    readonly addRoot: (directory: string) => Effect.Effect<void, PathRefused>
    readonly resolve: (path: string) => Effect.Effect<Target, PathRefused>
  }
>()("coderx/workspace/Workspace") {}
