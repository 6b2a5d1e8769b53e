/** What a project's commands are for, in the order in which they are shown. */
export const purposes = ["test", "lint", "typecheck", "formatCheck", "build"] as const
export type Purpose = (typeof purposes)[number]

/** Where a command comes from, strongest first: the order in which they are asked. */
export const sources = ["instructions", "ci", "task-runner", "script", "default"] as const
export type Source = (typeof sources)[number]

/** A command of a project. Paths are relative to the tree that was looked at, with `/` between names. */
export interface Found {
  readonly command: string
  readonly source: Source
  /** The file that names the command, or by which its kind of project is known. */
  readonly file: string
  /** Where it is to be run; empty for the top of the tree. */
  readonly directory: string
  /** What has to be done once before it: configuring a build directory. */
  readonly prepare?: string
}

/** All that is known of a project without running anything. */
export interface Detection {
  /** The project's own directory; empty for the top of the tree. */
  readonly root: string
  /** Kinds of project that it is, by id. */
  readonly ecosystems: ReadonlyArray<string>
  /** Package manager: `pnpm`, `uv`. */
  readonly manager: string | undefined
  readonly commands: Readonly<Partial<Record<Purpose, Found>>>
  /** How one test file is run; `FILE`, `DIR` and `NAME` stand for it, its directory and its bare name. Relative to `root`. */
  readonly testFile: Found | undefined
  /** Directories below that are projects of their own. */
  readonly members: ReadonlyArray<string>
}

/** Whether the words of a command are the repository's own, and not what is usual for such a project. */
export const isFromRepository = (found: Found): boolean => found.source !== "default"
