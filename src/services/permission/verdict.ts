export type Decision = "allow" | "ask" | "deny"
export type CommandClass = "safe-readonly" | "needs-approval" | "dangerous"

/** A decision with everything that led to it. The shape of `coderx permissions explain --json`. */
export interface Verdict {
  readonly decision: Decision
  readonly class: CommandClass
  /** The simple commands that were found in a command line, unwrapped. */
  readonly commands: ReadonlyArray<{
    readonly argv: ReadonlyArray<string>
    readonly redirections: ReadonlyArray<string>
  }>
  readonly accesses: ReadonlyArray<{
    readonly kind: string
    readonly target: string
    readonly real?: string
    readonly inside?: boolean
  }>
  readonly rule?: { readonly text: string; readonly behavior: Decision; readonly scope: string; readonly file?: string }
  readonly reason: string
  readonly blockedPath?: string
}
