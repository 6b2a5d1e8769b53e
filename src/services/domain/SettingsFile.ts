import { Schema } from "effect"
import { PermissionMode } from "./PermissionMode.ts"

const key = Schema.optionalKey

/** One rule or one path of a list. */
export const Line = Schema.NonEmptyString
const Lines = Schema.Array(Line)

/** An `http` or `https` address. */
export const Address = Schema.String.check(
  Schema.isPattern(/^https?:\/\/[^\s/?#@]+([/?#]\S*)?$/i, {
    expected: "an http:// or https:// address without a user name"
  })
)

/** A name like `example.com` or `*.example.com`: no scheme, path or port, and no wildcard that spans a top-level domain. */
export const Domain = Schema.String.check(
  Schema.isPattern(/^(localhost|(\*\.)?([a-z0-9_-]+\.)+[a-z0-9-]{2,}|(\d{1,3}\.){3}\d{1,3})$/i, {
    expected: "a domain such as example.com or *.example.com, without scheme, path or bare wildcard"
  })
)

export const PermissionSettings = Schema.Struct({
  allow: key(Lines.annotate({ description: "Rules for what runs without a question, such as Bash(npm test)" })),
  ask: key(Lines.annotate({ description: "Rules for what always asks" })),
  deny: key(Lines.annotate({ description: "Rules for what never runs. Deny beats ask beats allow, from every file" })),
  mode: key(PermissionMode.annotate({ description: "Permission mode of a new run" })),
  defaultMode: key(PermissionMode.annotate({ description: "Claude Code's name for permissions.mode" })),
  dangerous: key(
    Schema.Literals(["block", "ask", "allow"]).annotate({
      description: "What happens to dangerous commands. Without it: ask where someone can answer, else block"
    })
  ),
  sandbox: key(
    Schema.Literals(["off", "auto", "required"]).annotate({
      description:
        "Confine commands by the operating system: auto where it can be (what needs nothing outside then runs unasked), required or not at all, off (the default)"
    })
  ),
  additionalDirectories: key(Lines.annotate({ description: "More working directories; ~/ is the home directory" }))
})

export const SandboxSettings = Schema.Struct({
  enabled: key(Schema.Boolean.annotate({ description: "Run commands in a sandbox" })),
  allowedDomains: key(
    Schema.Array(Domain).annotate({
      description:
        "Hosts that sandboxed commands may reach in Claude Code; checked, but commands have no network in the sandbox"
    })
  ),
  excludedCommands: key(
    Lines.annotate({
      description:
        "Commands that Claude Code runs outside the sandbox; checked, but without effect: allow them by rules such as Bash(docker:*)"
    })
  ),
  allowUnsandboxedCommands: key(
    Schema.Boolean.annotate({
      description: "With false, enabled means permissions.sandbox: required: nothing asks to run outside the sandbox"
    })
  )
})

export const EditSettings = Schema.Struct({
  rejectBroken: key(
    Schema.Boolean.annotate({
      description: "Undo an edit after which a file that parsed no longer does, instead of only telling the model"
    })
  )
})

export const SecretsSettings = Schema.Struct({
  firewall: key(
    Schema.Literals(["off", "own", "all"]).annotate({
      description:
        "Which secrets models never see: own (our keys, values of .env files; the default), all (whatever looks like one too), or none"
    })
  )
})

export const ProviderSettings = Schema.Struct({
  baseUrl: Address.annotate({
    description: "Address of an OpenAI-compatible server, such as http://127.0.0.1:8080/v1"
  }),
  apiKeyEnv: key(
    Schema.String.check(Schema.isPattern(/^[A-Za-z_][A-Za-z0-9_]*$/, { expected: "the name of a variable" })).annotate({
      description: "Variable that holds its key"
    })
  ),
  title: key(Schema.NonEmptyString.annotate({ description: "Name to show" })),
  contextWindow: key(
    Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 100_000_000 })).annotate({
      description: "Tokens that fit"
    })
  )
})

export const McpServerSettings = Schema.Struct({
  type: key(Schema.Literals(["stdio", "http", "sse"])),
  command: key(Schema.NonEmptyString),
  args: key(Schema.Array(Schema.String)),
  env: key(Schema.Record(Schema.String, Schema.String)),
  url: key(Address),
  headers: key(Schema.Record(Schema.String, Schema.String))
})

export const HookSettings = Schema.Array(Schema.Record(Schema.String, Schema.Unknown))

/**
 * A settings file of Coder-X, whole: every key is optional, unknown ones are kept. The one schema behind reading,
 * `config set` and `config schema`. Contract section 5; names follow Claude Code where it has the same thing.
 */
export const SettingsFile = Schema.Struct({
  $schema: key(Schema.String.annotate({ description: "Address of this schema, for editors" })),
  model: key(
    Schema.NonEmptyString.annotate({ description: "Model as provider/name, such as anthropic/claude-sonnet-5-5" })
  ),
  fallbackModels: key(
    Lines.annotate({
      description: "Models that take over, in order, when the first is down"
    })
  ),
  effort: key(Schema.Literals(["low", "medium", "high"]).annotate({ description: "How hard a thinking model thinks" })),
  permissions: key(PermissionSettings.annotate({ description: "What may run, with and without a question" })),
  edits: key(EditSettings.annotate({ description: "What becomes of edits" })),
  env: key(
    Schema.Record(Schema.String, Schema.String).annotate({ description: "Variables for the commands that tools run" })
  ),
  providers: key(
    Schema.Record(Schema.String, ProviderSettings).annotate({
      description: "OpenAI-compatible servers, by the name in provider/name"
    })
  ),
  baseUrls: key(
    Schema.Record(Schema.String, Address).annotate({
      description: "Other addresses of built-in providers, by provider"
    })
  ),
  offline: key(Schema.Boolean.annotate({ description: "Refuse connections to hosts other than this computer" })),
  maxTurns: key(
    Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 1_000_000 })).annotate({
      description: "Most turns of one run"
    })
  ),
  maxBudgetUsd: key(
    Schema.Finite.check(Schema.isBetween({ minimum: 0, maximum: 1_000_000 })).annotate({
      description: "Most US dollars of one run"
    })
  ),
  compactAt: key(
    Schema.Finite.check(Schema.isBetween({ minimum: 0.1, maximum: 0.95 })).annotate({
      description: "Share of the context window at which a conversation is compacted (0.8)"
    })
  ),
  idleTimeoutMs: key(
    Schema.Int.check(Schema.isBetween({ minimum: 1000, maximum: 3_600_000 })).annotate({
      description: "Milliseconds without a byte from the model before the call counts as hung"
    })
  ),
  maxRetries: key(
    Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 100 })).annotate({
      description: "Retries of a failed model call"
    })
  ),
  modelStoragePath: key(Schema.NonEmptyString.annotate({ description: "Directory of local models" })),
  cleanupPeriodDays: key(
    Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 36_500 })).annotate({
      description: "Age in days from which `coderx session` offers to remove sessions; nothing goes unasked"
    })
  ),
  hooks: key(
    Schema.Record(Schema.String, HookSettings).annotate({ description: "Commands at events, as in Claude Code" })
  ),
  statusLine: key(
    Schema.Struct({
      type: key(Schema.Literals(["command"])),
      command: Schema.NonEmptyString,
      padding: key(Schema.Int)
    }).annotate({
      description: "Command whose output is the status line of the interactive shell"
    })
  ),
  theme: key(Schema.NonEmptyString.annotate({ description: "Colours of the interactive shell" })),
  editorMode: key(Schema.Literals(["normal", "emacs", "vim"]).annotate({ description: "Keys of the composer" })),
  mcpServers: key(
    Schema.Record(Schema.String, McpServerSettings).annotate({ description: "MCP servers by name, as in .mcp.json" })
  ),
  secrets: key(SecretsSettings.annotate({ description: "How secrets are kept from models and session files" })),
  sandbox: key(SandboxSettings.annotate({ description: "Sandbox of commands" })),
  apiKeyHelper: key(Schema.NonEmptyString.annotate({ description: "Command that prints a key" }))
}).annotate({
  title: "Settings of Coder-X",
  description: "~/.coderx/config.json, .coderx/config.json and .coderx/config.local.json"
})
export type SettingsFile = typeof SettingsFile.Type
