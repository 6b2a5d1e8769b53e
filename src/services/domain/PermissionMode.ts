import { Schema } from "effect"

/** How much a run may do without asking. Contract section 4. */
export const PermissionMode = Schema.Literals(["default", "acceptEdits", "plan", "dontAsk", "bypassPermissions"])
export type PermissionMode = typeof PermissionMode.Type
