import type { Path } from "effect"
import type { Permission } from "../permission/Permission.ts"
import type { Search } from "../workspace/Search.ts"
import type { Shell } from "../workspace/Shell.ts"
import type { Workspace } from "../workspace/Workspace.ts"
import { bash } from "./bash.ts"
import type { CoderTool } from "./CoderTool.ts"
import { glob } from "./glob.ts"
import { grep } from "./grep.ts"
import type { Todos } from "./Todos.ts"
import { taskOutput } from "./taskOutput.ts"
import { taskStop } from "./taskStop.ts"
import { todoWrite } from "./todoWrite.ts"

/** What the built-in tools need to run. */
export type BuiltinServices = Path.Path | Permission | Search | Shell | Todos | Workspace

/** The built-in tools in the order in which models see them. A new tool is one file and one line here. */
export const builtins: ReadonlyArray<CoderTool<BuiltinServices>> = [bash, glob, grep, taskOutput, taskStop, todoWrite]
