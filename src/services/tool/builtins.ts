import type { CoderTool } from "./CoderTool.ts"

/** What the built-in tools need to run. */
export type BuiltinServices = never

/** The built-in tools in the order in which models see them. A new tool is one file and one line here. */
export const builtins: ReadonlyArray<CoderTool<BuiltinServices>> = []
