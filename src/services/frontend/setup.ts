import { Effect, Runtime, Schema, Stdio } from "effect"
import { CliError, Prompt } from "effect/cli"
import type { PermissionMode } from "../domain/PermissionMode.ts"
import { Models } from "../model/Models.ts"
import { RunFlags } from "../settings/RunFlags.ts"
import { SettingsFiles } from "../settings/SettingsFiles.ts"

/** There is nobody to ask. Exit code 2. */
export class SetupNeedsTerminal extends Schema.TaggedError<SetupNeedsTerminal>()("SetupNeedsTerminal", {}) {
  override readonly [Runtime.errorExitCode] = 2
  override get [CliError.userMessage](): string {
    return "`coderx config setup` asks questions and needs a terminal. Without one: coderx config setup --model provider/name [--permission-mode MODE]."
  }
}

/** The dialogue was left; nothing was written. */
export class SetupLeft extends Schema.TaggedError<SetupLeft>()("SetupLeft", {}) {
  override readonly [Runtime.errorExitCode] = 130
  override get [CliError.userMessage](): string {
    return "Left without changing anything."
  }
}

const modes = [
  { title: "Ask before edits and commands", value: "default" },
  { title: "Edit files of the project without asking", value: "acceptEdits" },
  { title: "Plan only: nothing is changed", value: "plan" }
] as const

const typed = Prompt.String({
  message: "Model (provider/name, such as ollama/qwen3:8b)",
  validate: (value) => (value.includes("/") ? Effect.succeed(value.trim()) : Effect.fail("provider/name, please"))
})

const askModel = Effect.gen(function* () {
  const { models } = yield* (yield* Models).list
  const choices = models.filter(({ tools }) => tools).map(({ name, provider }) => `${provider}/${name}`)
  if (choices.length === 0) return yield* Prompt.run(typed)
  const chosen = yield* Prompt.run(
    Prompt.AutoComplete({
      message: "Which model?",
      choices: [...choices.map((value) => ({ title: value, value })), { title: "another one …", value: "" }]
    })
  )
  return chosen === "" ? yield* Prompt.run(typed) : chosen
})

const askMode = Prompt.run(Prompt.Select({ message: "How much should Coder-X ask?", choices: modes }))

/** Chooses model and permission mode, by the flags or by at most three questions, and writes them to the user's settings. */
export const setup = Effect.gen(function* () {
  const flags = yield* RunFlags
  const files = yield* SettingsFiles
  const stdio = yield* Stdio.Stdio
  const told = flags.model !== undefined || flags.permissionMode !== undefined
  if (!told && !((yield* stdio.stdinIsTerminal) && (yield* stdio.stdoutIsTerminal)))
    return yield* new SetupNeedsTerminal()
  const asked = Effect.catchTag(Effect.all({ model: askModel, mode: askMode }), "QuitError", () =>
    Effect.fail(new SetupLeft())
  )
  const { mode, model } = told ? { model: flags.model, mode: flags.permissionMode } : yield* asked
  if (model !== undefined) yield* files.set("user", "model", model)
  if (mode !== undefined) yield* files.set("user", "permissions.mode", mode satisfies PermissionMode)
  const file = yield* files.path("user")
  return {
    file,
    model: model ?? null,
    mode: mode ?? null,
    message: `Written to ${file}. Try: coderx -p "what is this project?"`
  }
})
