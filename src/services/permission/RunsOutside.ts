import { Context } from "effect"

/**
 * Whether the call that is being settled may run outside of the sandbox: said by an answer, or by a rule that names this
 * very command. The pipeline gives each call a note of its own; without one nothing runs outside.
 */
export class RunsOutside extends Context.Reference<{ said: boolean } | undefined>("coderx/permission/RunsOutside", {
  defaultValue: () => undefined
}) {}
