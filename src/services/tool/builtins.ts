import type { FileSystem, Path } from "effect"
import type { CodeMaps } from "../codemap/CodeMaps.ts"
import type { Interaction } from "../interaction/Interaction.ts"
import type { Permission } from "../permission/Permission.ts"
import type { Settings } from "../settings/Settings.ts"
import type { Syntax } from "../syntax/Syntax.ts"
import type { Files } from "../workspace/Files.ts"
import type { Images } from "../workspace/Images.ts"
import type { Pdfs } from "../workspace/Pdfs.ts"
import type { Search } from "../workspace/Search.ts"
import type { Shell } from "../workspace/Shell.ts"
import type { Workspace } from "../workspace/Workspace.ts"
import { applyPatch } from "./applyPatch.ts"
import { askUserQuestion } from "./askUserQuestion.ts"
import { bash } from "./bash.ts"
import { codeMap } from "./codeMap.ts"
import type { CoderTool } from "./CoderTool.ts"
import { edit } from "./edit.ts"
import { exitPlanMode } from "./exitPlanMode.ts"
import { glob } from "./glob.ts"
import { grep } from "./grep.ts"
import { multiEdit } from "./multiEdit.ts"
import { notebookEdit } from "./notebookEdit.ts"
import { read } from "./read.ts"
import type { Todos } from "./Todos.ts"
import { taskOutput } from "./taskOutput.ts"
import { taskStop } from "./taskStop.ts"
import { todoWrite } from "./todoWrite.ts"
import type { WebPages } from "./WebPages.ts"
import { webFetch } from "./webFetch.ts"
import { write } from "./write.ts"

/** What the built-in tools need to run. */
export type BuiltinServices =
  | CodeMaps
  | FileSystem.FileSystem
  | Path.Path
  | Files
  | Images
  | Interaction
  | Pdfs
  | Permission
  | Search
  | Settings
  | Shell
  | Syntax
  | Todos
  | WebPages
  | Workspace

/** The built-in tools in the order in which models see them. A new tool is one file and one line here. */
export const builtins: ReadonlyArray<CoderTool<BuiltinServices>> = [
  read,
  write,
  edit,
  multiEdit,
  applyPatch,
  glob,
  grep,
  codeMap,
  bash,
  taskOutput,
  taskStop,
  todoWrite,
  webFetch,
  notebookEdit,
  askUserQuestion,
  exitPlanMode
]
