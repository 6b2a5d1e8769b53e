import { Context, type Effect } from "effect"

/** By which a file is known to be unchanged: size in bytes, time of change in milliseconds of the epoch. */
export interface Stamp {
  readonly size: number
  readonly mtime: number
}

/**
 * Port: looks at very many files at once. It is there for its speed alone: 10,000 files in a tenth of the time that
 * `FileSystem.stat` takes for them.
 */
export class Stamps extends Context.Service<
  Stamps,
  {
    /** The stamp of each path below the root, in their order; undefined for what is no readable file. */
    readonly of: (root: string, paths: ReadonlyArray<string>) => Effect.Effect<ReadonlyArray<Stamp | undefined>>
  }
>()("coderx/codemap/Stamps") {}
