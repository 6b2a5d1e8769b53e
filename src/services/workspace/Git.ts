import { Context, type Effect } from "effect"

/** The state of the repository, read without running anything that it configures. */
export class Git extends Context.Service<
  Git,
  {
    /** One line for the system prompt (`branch main, 2 files changed`); undefined outside a repository or where it cannot be read. */
    readonly summary: Effect.Effect<string | undefined>
  }
>()("coderx/workspace/Git") {}
