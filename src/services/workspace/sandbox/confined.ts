import { Effect, Schema } from "effect"
import type { ConfinedRun } from "./signs.ts"

/** A command that must be confined cannot be. `message` says why and what to do. */
export class NotConfined extends Schema.TaggedError<NotConfined>()("NotConfined", { message: Schema.String }) {}

/** A command line that is to be confined. */
export interface Inner {
  readonly program: string
  /** `confined` or not. */
  readonly args: (confined: boolean) => ReadonlyArray<string>
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  /** Files and directories of the session that it may read wherever they are. */
  readonly readable: ReadonlyArray<string>
}

/** A command as it is run. */
export interface Confined {
  readonly program: string
  readonly args: ReadonlyArray<string>
  readonly env: Readonly<Record<string, string>>
  /** Undefined where it is not run in a sandbox. */
  readonly run: ConfinedRun | undefined
  /** To be done when it has ended: takes away what it planted. */
  readonly tidy: Effect.Effect<void>
  /**
   * The same, and what there is to tell of it and of commands in the background before it, in sentences.
   * @param over nothing of it runs any more: once is enough
   */
  readonly after: (over: boolean) => Effect.Effect<ReadonlyArray<string>>
}

/** The command as it is. */
export const unconfined = (inner: Inner): Confined => ({
  ...inner,
  args: inner.args(false),
  run: undefined,
  tidy: Effect.void,
  after: () => Effect.succeed([])
})
