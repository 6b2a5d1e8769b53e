import { Option, Schema } from "effect"
import { Argument, Flag } from "effect/cli"
import { isToolName, toolNames } from "../../services/domain/toolNames.ts"
import { list, maybe, text, toggle } from "./shared.ts"
import { splitRules } from "./values.ts"

const uuid = Schema.String.check(
  Schema.isPattern(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i, { message: "a UUID" })
)

const jsonText = (name: string, description: string) =>
  maybe(
    Flag.String(name).pipe(
      Flag.withMetavar("JSON"),
      Flag.withDescription(description),
      Flag.withSchema(Schema.String.check(Schema.makeFilter((value) => isJsonObject(value) || "a JSON object")))
    )
  )

const isJsonObject = (value: string): boolean => {
  try {
    const parsed: unknown = JSON.parse(value)
    return typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)
  } catch {
    return false
  }
}

/** What a run takes besides the shared flags. Contract section 1. */
export const runFlags = {
  prompt: Argument.String("prompt").pipe(Argument.withDescription("What is to be done"), Argument.variadic()),
  print: toggle("print", "Run the prompt, print the answer and exit").pipe(Flag.withAlias("p")),
  plain: toggle("plain", "The shell line by line, without moving the cursor: for screen readers"),
  continue: toggle("continue", "Go on with the newest session of this project").pipe(Flag.withAlias("c")),
  resume: maybe(
    Flag.String("resume").pipe(
      Flag.withOptionalValue(""),
      Flag.withAlias("r"),
      Flag.withMetavar("ID"),
      Flag.withDescription("Go on with this session (an id or words of it)")
    )
  ),
  forkSession: toggle("fork-session", "With --continue or --resume: go on in a new session"),
  sessionId: maybe(
    Flag.String("session-id").pipe(
      Flag.withMetavar("UUID"),
      Flag.withDescription("Id of the new session"),
      Flag.withSchema(uuid)
    )
  ),
  noSessionPersistence: toggle("no-session-persistence", "Keep no session file"),
  fallbackModels: list("fallback-model", "a,b", "Models that take over when the first one fails"),
  effort: maybe(
    Flag.Literals("effort", ["low", "medium", "high"]).pipe(
      Flag.withMetavar("low|medium|high"),
      Flag.withDescription("How much the model thinks")
    )
  ),
  tools: maybe(
    Flag.String("tools").pipe(
      Flag.withMetavar("NAME,..."),
      Flag.withDescription('The only tools offered; "" offers none'),
      Flag.filterMap(
        (value) => (splitRules(value).every(isToolName) ? Option.some(value) : Option.none()),
        () => [...toolNames].map((name) => `"${name}"`).join(" | ")
      ),
      Flag.atLeast(1)
    )
  ),
  systemPrompt: text("system-prompt", "TEXT", "Replace the system prompt"),
  appendSystemPrompt: text("append-system-prompt", "TEXT", "Add to the system prompt"),
  mcpConfig: Flag.String("mcp-config").pipe(
    Flag.withMetavar("FILE|JSON"),
    Flag.withDescription("MCP servers of this run (repeatable)"),
    Flag.filterMap(
      (value) => (!value.trimStart().startsWith("{") || isJsonObject(value) ? Option.some(value) : Option.none()),
      () => 'a file\'s path, or JSON such as {"mcpServers":{}}'
    ),
    Flag.atLeast(0)
  ),
  strictMcpConfig: toggle("strict-mcp-config", "Only the servers of --mcp-config"),
  maxTurns: maybe(
    Flag.String("max-turns").pipe(
      Flag.withMetavar("N"),
      Flag.withDescription("End after this many turns"),
      Flag.filterMap(
        (value) => (/^0*[1-9]\d{0,8}$/.test(value) ? Option.some(Number(value)) : Option.none()),
        () => "a whole number above 0"
      )
    )
  ),
  maxBudgetUsd: maybe(
    Flag.String("max-budget-usd").pipe(
      Flag.withMetavar("X"),
      Flag.withDescription("Make no call that would pass this cost"),
      Flag.filterMap(
        (value) => (Number.isFinite(Number(value)) && Number(value) > 0 ? Option.some(Number(value)) : Option.none()),
        () => "a number above 0"
      )
    )
  ),
  outputFormat: maybe(
    Flag.Literals("output-format", ["text", "json", "stream-json"]).pipe(
      Flag.withMetavar("text|json|stream-json"),
      Flag.withDescription("What is printed on stdout")
    )
  ),
  json: toggle("json", "Same as --output-format json"),
  inputFormat: maybe(
    Flag.Literals("input-format", ["text", "stream-json"]).pipe(
      Flag.withMetavar("text|stream-json"),
      Flag.withDescription("What is read from stdin")
    )
  ),
  includePartialMessages: toggle("include-partial-messages", "With stream-json: pieces of the reply as they arrive"),
  jsonSchema: jsonText("json-schema", "JSON Schema that the answer must fit"),
  record: text("record", "FILE", "Write the model's replies and the tools' results to a file"),
  replay: text("replay", "FILE", "Use recorded replies instead of a model"),
  permissionPromptTool: text("permission-prompt-tool", "stdio", "Who answers questions of permission").pipe(
    Flag.withHidden
  ),
  allowSkipPermissions: toggle("allow-dangerously-skip-permissions", "Accepted for hosts").pipe(Flag.withHidden)
}
