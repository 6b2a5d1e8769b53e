import type { RunFlagValues } from "../../services/settings/RunFlags.ts"

/** What the shared flags parse to. */
export interface SharedInput {
  readonly cwd: string | undefined
  readonly model: string | undefined
  readonly permissionMode: RunFlagValues["permissionMode"] | undefined
  readonly skipPermissions: boolean
  readonly sandbox: RunFlagValues["sandbox"] | undefined
  readonly allowedTools: ReadonlyArray<string>
  readonly disallowedTools: ReadonlyArray<string>
  readonly addDirs: ReadonlyArray<string>
  readonly settings: string | undefined
  readonly settingSources: RunFlagValues["settingSources"] | undefined
  readonly trust: boolean
  readonly modelStoragePath: string | undefined
  readonly offline: boolean
  readonly verbose: boolean
  readonly debug: boolean
}

/** What a run's own flags parse to; a subcommand has none of them. */
export interface RunInput {
  readonly prompt: ReadonlyArray<string>
  readonly print: boolean
  readonly plain: boolean
  readonly continue: boolean
  readonly resume: string | undefined
  readonly forkSession: boolean
  readonly sessionId: string | undefined
  readonly noSessionPersistence: boolean
  readonly fallbackModels: ReadonlyArray<string>
  readonly effort: RunFlagValues["effort"] | undefined
  readonly tools: ReadonlyArray<string> | undefined
  readonly systemPrompt: string | undefined
  readonly appendSystemPrompt: string | undefined
  readonly mcpConfig: ReadonlyArray<string>
  readonly strictMcpConfig: boolean
  readonly maxTurns: number | undefined
  readonly maxBudgetUsd: number | undefined
  readonly outputFormat: RunFlagValues["outputFormat"] | undefined
  readonly json: boolean
  readonly inputFormat: RunFlagValues["inputFormat"] | undefined
  readonly includePartialMessages: boolean
  readonly jsonSchema: string | undefined
  readonly record: string | undefined
  readonly replay: string | undefined
  readonly permissionPromptTool: string | undefined
}

/** Splits at commas and blanks that do not stand within a rule's brackets: `Bash(git add *), Edit`. */
export const splitRules = (text: string): ReadonlyArray<string> => {
  const found: Array<string> = []
  let depth = 0
  let current = ""
  for (const character of text) {
    if (character === "(") depth++
    if (character === ")") depth = Math.max(0, depth - 1)
    if (depth === 0 && /[\s,]/.test(character)) {
      if (current !== "") found.push(current)
      current = ""
      continue
    }
    current += character
  }
  return current === "" ? found : [...found, current]
}

const commas = (text: string): ReadonlyArray<string> =>
  text.split(",").flatMap((part) => (part.trim() === "" ? [] : [part.trim()]))

type Loose<A> = { readonly [K in keyof A]?: A[K] | undefined }

/** Leaves out what was not said, so that settings can fill it. */
const said = (values: Loose<RunFlagValues>): RunFlagValues =>
  Object.fromEntries(
    Object.entries(values).filter(
      ([, value]) => value !== undefined && value !== false && !(Array.isArray(value) && value.length === 0)
    )
  )

const ofShared = (input: SharedInput): Loose<RunFlagValues> => ({
  cwd: input.cwd,
  model: input.model,
  permissionMode: input.skipPermissions ? "bypassPermissions" : input.permissionMode,
  sandbox: input.sandbox,
  allowedTools: input.allowedTools.flatMap(splitRules),
  disallowedTools: input.disallowedTools.flatMap(splitRules),
  addDirs: input.addDirs,
  settings: input.settings,
  trust: input.trust,
  modelStoragePath: input.modelStoragePath,
  offline: input.offline,
  verbose: input.verbose,
  debug: input.debug
})

const ofRun = (input: RunInput): Loose<RunFlagValues> => ({
  print: input.print,
  plain: input.plain,
  prompt: input.prompt.length === 0 ? undefined : input.prompt.join(" "),
  continue: input.continue,
  resume: input.resume === "" ? true : input.resume,
  forkSession: input.forkSession,
  sessionId: input.sessionId?.toLowerCase(),
  noSessionPersistence: input.noSessionPersistence,
  fallbackModels: input.fallbackModels.flatMap(commas),
  effort: input.effort,
  systemPrompt: input.systemPrompt,
  appendSystemPrompt: input.appendSystemPrompt,
  mcpConfig: input.mcpConfig,
  strictMcpConfig: input.strictMcpConfig,
  maxTurns: input.maxTurns,
  maxBudgetUsd: input.maxBudgetUsd,
  outputFormat: input.outputFormat ?? (input.json ? "json" : undefined),
  inputFormat: input.inputFormat,
  includePartialMessages: input.includePartialMessages,
  jsonSchema: input.jsonSchema,
  permissionPromptTool: input.permissionPromptTool,
  recordFile: input.record,
  replayFile: input.replay
})

const isRun = (input: SharedInput | (SharedInput & RunInput)): input is SharedInput & RunInput => "print" in input

/** The flags as the services know them, from what the parser made of the command line. */
export const flagValues = (input: SharedInput | (SharedInput & RunInput)): RunFlagValues => ({
  ...said({ ...ofShared(input), ...(isRun(input) ? ofRun(input) : {}) }),
  // Empty lists that mean something: no tools at all, no settings files at all.
  ...(isRun(input) && input.tools !== undefined ? { tools: input.tools.flatMap(splitRules) } : {}),
  ...(input.settingSources === undefined ? {} : { settingSources: input.settingSources })
})
