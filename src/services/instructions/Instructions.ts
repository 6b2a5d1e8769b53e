import { Context, type Effect } from "effect"

export interface MemoryFile {
  readonly path: string
  readonly scope: "user" | "project" | "local"
  /** The text with its imports put in. */
  readonly text: string
  /** Files that it imported, in order. */
  readonly imports: ReadonlyArray<string>
}

/** The memory files that apply here. Contract section 5. Read on first use, once. */
export class Instructions extends Context.Service<
  Instructions,
  {
    readonly load: Effect.Effect<{
      /** Farthest first, nearest last: later ones weigh more. */
      readonly files: ReadonlyArray<MemoryFile>
      /** What was skipped and why, in sentences. */
      readonly notices: ReadonlyArray<string>
    }>
  }
>()("coderx/instructions/Instructions") {}
