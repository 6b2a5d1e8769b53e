import { Context, type Effect } from "effect"

/** Whether this folder's own files may run things or loosen anything. Contract section 5. */
export class Trust extends Context.Service<
  Trust,
  {
    /** Yes by an earlier answer, or by `--trust` for this run. */
    readonly trusted: boolean
    /** The folder that the answer holds for: the root of the repository, or the working directory. */
    readonly folder: string
    /** Remembers a yes for the folder. */
    readonly grant: Effect.Effect<void>
    readonly revoke: Effect.Effect<void>
  }
>()("coderx/settings/Trust") {}
