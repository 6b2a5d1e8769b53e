/** Names of the tools that a permission rule can be about: ours (contract section 3) and those of Claude Code that mean the same. */
export const toolNames: ReadonlySet<string> = new Set([
  "Read",
  "Write",
  "Edit",
  "MultiEdit",
  "ApplyPatch",
  "Glob",
  "Grep",
  "CodeMap",
  "Bash",
  "TaskOutput",
  "TaskStop",
  "TodoWrite",
  "WebFetch",
  "NotebookEdit",
  "AskUserQuestion",
  "ExitPlanMode",
  "Agent",
  "Skill"
])

/** Tools that Claude Code has or had and Coder-X has not: rules about them are let be, they can match nothing. */
export const foreignToolNames: ReadonlySet<string> = new Set([
  "BashOutput",
  "KillBash",
  "KillShell",
  "LS",
  "LSP",
  "NotebookRead",
  "SlashCommand",
  "Task",
  "TodoRead",
  "WebSearch"
])

/** Whether `--tools` may name it: a tool of ours or of Claude Code, or one of an MCP server. */
export const isToolName = (name: string): boolean =>
  toolNames.has(name) || foreignToolNames.has(name) || name.startsWith("mcp__")
