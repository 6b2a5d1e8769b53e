import { Runtime, Schema } from "effect"

/** The shell had to end: there is no terminal any more. Nobody is left to be told. */
export class ShellLeft extends Schema.TaggedError<ShellLeft>()("ShellLeft", { code: Schema.Int }) {
  override readonly [Runtime.errorReported] = false
  override get [Runtime.errorExitCode](): number {
    return this.code
  }
}

/** What was answered at the beginning is kept, and holds once settings are read anew: the shell is to be started again. */
export class ShellRestarted extends Schema.TaggedError<ShellRestarted>()("ShellRestarted", {
  /** What is written in the composer: it goes on there. */
  draft: Schema.String
}) {
  override readonly [Runtime.errorReported] = false
}
