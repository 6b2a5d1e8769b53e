import { Context } from "effect"
import type { Target } from "./target.ts"

/**
 * Where the paths of one tool call lead, decided at the first look: the question, the check and the tool see the same
 * target even if a link is swapped between them. The pipeline gives each call a map of its own; without one, every
 * `Workspace.resolve` looks anew.
 */
export class Resolutions extends Context.Reference<Map<string, Target> | undefined>("coderx/workspace/Resolutions", {
  defaultValue: () => undefined
}) {}
