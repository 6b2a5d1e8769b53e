import { Context, type Effect } from "effect"
import type { SandboxPolicy } from "./sandbox/policy.ts"

/** A command line that runs another one confined. */
export interface ConfinedCommand {
  readonly program: string
  readonly args: ReadonlyArray<string>
  /** Variables on top of the command's own; undefined takes one away. */
  readonly env: Readonly<Record<string, string | undefined>>
}

/** Whether commands can be confined on this computer, and by what. */
export type SandboxState =
  | {
      readonly _tag: "Ready"
      readonly name: string
      readonly confine: (
        policy: SandboxPolicy,
        command: { readonly program: string; readonly args: ReadonlyArray<string> }
      ) => ConfinedCommand
    }
  /** `reason` and `advice` are sentences for the user. */
  | { readonly _tag: "Missing"; readonly reason: string; readonly advice: string }

/**
 * Port: the operating system's own means to confine a process. `layers/sandbox` has bubblewrap (Linux), Seatbelt (macOS)
 * and none. What is confined to what is decided in `workspace/sandbox`, not here.
 */
export class Sandbox extends Context.Service<
  Sandbox,
  {
    /** Looked for at its first use, once. */
    readonly state: Effect.Effect<SandboxState>
  }
>()("coderx/workspace/Sandbox") {}
