import type { FileSystem, Path } from "effect"
import type { ChildProcessSpawner } from "effect/process"
import type { Agent } from "../agent/Agent.ts"
import type { Host } from "../host/Host.ts"
import type { Instructions } from "../instructions/Instructions.ts"
import type { Models } from "../model/Models.ts"
import type { Providers } from "../model/Providers.ts"
import type { Permission } from "../permission/Permission.ts"
import type { RuleUses } from "../permission/RuleUses.ts"
import type { Project } from "../project/Project.ts"
import type { Secrets } from "../secrets/Secrets.ts"
import type { Sessions } from "../session/Sessions.ts"
import type { Approvals } from "../settings/Approvals.ts"
import type { Paths } from "../settings/Paths.ts"
import type { Settings } from "../settings/Settings.ts"
import type { SettingsFiles } from "../settings/SettingsFiles.ts"
import type { Trust } from "../settings/Trust.ts"
import type { Todos } from "../tool/Todos.ts"
import type { Tools } from "../tool/Tools.ts"
import type { Sandbox } from "../workspace/Sandbox.ts"
import type { Search } from "../workspace/Search.ts"
import type { Shell } from "../workspace/Shell.ts"
import type { Workspace } from "../workspace/Workspace.ts"

/** Everything that a slash command may have a door to. */
export type SlashServices =
  | Approvals
  | Agent
  | ChildProcessSpawner.ChildProcessSpawner
  | FileSystem.FileSystem
  | Host
  | Instructions
  | Models
  | Path.Path
  | Paths
  | Permission
  | Project
  | Providers
  | RuleUses
  | Sandbox
  | Search
  | Secrets
  | Sessions
  | Settings
  | SettingsFiles
  | Shell
  | Todos
  | Tools
  | Trust
  | Workspace
