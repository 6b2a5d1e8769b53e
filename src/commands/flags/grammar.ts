import type { FlagRow, Takes } from "./argv.ts"

const rows = (takes: Takes, names: string): ReadonlyArray<FlagRow> =>
  names.split(" ").map((entry) => {
    const [name = "", short] = entry.split("/")
    return { name, takes, ...(short === undefined ? {} : { short }) }
  })

/** The flags of a run as `readLine` needs to know them: `name/short`. A test keeps them equal to the parser's own. */
export const flagRows: ReadonlyArray<FlagRow> = [
  ...rows(
    "nothing",
    "print/p plain continue/c fork-session no-session-persistence strict-mcp-config json include-partial-messages trust offline sandbox verbose debug dangerously-skip-permissions allow-dangerously-skip-permissions help/h version/v"
  ),
  ...rows(
    "value",
    "cwd model permission-mode settings setting-sources model-storage-path session-id effort system-prompt append-system-prompt max-turns max-budget-usd output-format input-format json-schema record replay permission-prompt-tool completions"
  ),
  ...rows("values", "add-dir fallback-model mcp-config"),
  ...rows("optional", "resume/r"),
  ...rows("rules", "allowed-tools disallowed-tools tools")
]

/** Commands of later versions: nobody means them as a prompt. */
export const reservedCommands: Readonly<Record<string, string>> = {
  key: "Keys are read from the environment: ANTHROPIC_API_KEY, OPENAI_API_KEY.",
  login: "Keys are read from the environment: ANTHROPIC_API_KEY, OPENAI_API_KEY.",
  logout: "Keys are read from the environment: unset ANTHROPIC_API_KEY or OPENAI_API_KEY.",
  user: "Your own settings: coderx config show.",
  mcp: "MCP servers are not connected yet."
}

/** The names of the commands of `tree.ts`, which is not loaded for a run. A test holds the two together. */
export const commandNames: ReadonlyArray<string> = [
  "build",
  "config",
  "demo",
  "doctor",
  "init",
  "lint",
  "map",
  "memory",
  "model",
  "net",
  "permissions",
  "session",
  "test",
  "trust",
  "usage"
]
