import { Context } from "effect"
import type { Confinement } from "./sandbox/policy.ts"

/**
 * How the commands of this piece of work are confined; not at all by default, as for commands that the user types. Stated
 * around `Shell.run` and `Shell.start` by whoever runs a command for the model.
 */
export class ConfinedTo extends Context.Reference<Confinement | undefined>("coderx/workspace/ConfinedTo", {
  defaultValue: () => undefined
}) {}
