import { Effect, Option, Predicate, Stream } from "effect"
import { ChildProcess, ChildProcessSpawner } from "effect/process"
import { Host } from "../host/Host.ts"
import { keyNames } from "../settings/keyNames.ts"
import { Settings } from "../settings/Settings.ts"
import { expandTilde } from "../workspace/pathSyntax.ts"
import { childEnvironment } from "../workspace/shellScript.ts"
import { Workspace } from "../workspace/Workspace.ts"

/** The setting `statusLine`; `padding` is blanks on both sides. */
export interface StatusLineSetting {
  readonly command: string
  readonly padding: number
}

/** What the shell knows of the session when the line is drawn. */
export interface StatusLineFacts {
  readonly sessionId: string
  /** The session's file; undefined where nothing is kept. */
  readonly transcriptPath: string | undefined
  readonly model: { readonly id: string; readonly title: string }
  /** USD; null where a price is unknown. */
  readonly costUsd: number | null
  /** Milliseconds since the session was opened, and those spent waiting for models. */
  readonly durationMs: number
  readonly apiDurationMs: number
  readonly linesAdded: number
  readonly linesRemoved: number
  /** Tokens of the next request, and that fit. */
  readonly contextTokens: number
  readonly contextWindow: number
  /** Tokens of the session in all. */
  readonly inputTokens: number
  readonly outputTokens: number
}

/** A line that takes longer is not worth waiting for. */
const patience = "500 millis"
/** Rows that a status line may take from the conversation. */
const mostLines = 3
const longestOutput = 16_384

/** The setting, from the user's files or a trusted project's; undefined where there is none. */
export const statusLineSetting: Effect.Effect<StatusLineSetting | undefined, never, Settings> = Effect.map(
  Settings,
  ({ values }) => {
    const setting = values.rest["statusLine"]
    if (!Predicate.isObject(setting) || !Predicate.isString(setting["command"])) return undefined
    return { command: setting["command"], padding: Predicate.isNumber(setting["padding"]) ? setting["padding"] : 0 }
  }
)

const rounded = (value: number): number => Math.round(value * 10) / 10

/** The JSON that status line scripts of Claude Code read on stdin. */
export const statusLineJson = (
  facts: StatusLineFacts,
  place: { readonly cwd: string; readonly projectRoot: string; readonly version: string }
) => {
  const used = facts.contextWindow === 0 ? 0 : (facts.contextTokens / facts.contextWindow) * 100
  return {
    hook_event_name: "Status",
    session_id: facts.sessionId,
    transcript_path: facts.transcriptPath ?? "",
    cwd: place.cwd,
    model: { id: facts.model.id, display_name: facts.model.title },
    workspace: { current_dir: place.cwd, project_dir: place.projectRoot },
    version: place.version,
    output_style: { name: "default" },
    cost: {
      total_cost_usd: facts.costUsd,
      total_duration_ms: Math.round(facts.durationMs),
      total_api_duration_ms: Math.round(facts.apiDurationMs),
      total_lines_added: facts.linesAdded,
      total_lines_removed: facts.linesRemoved
    },
    context_window: {
      total_input_tokens: facts.inputTokens,
      total_output_tokens: facts.outputTokens,
      context_window_size: facts.contextWindow,
      used_tokens: facts.contextTokens,
      used_percentage: rounded(used),
      remaining_percentage: rounded(Math.max(0, 100 - used))
    },
    exceeds_200k_tokens: facts.contextTokens > 200_000
  }
}

/** What a status line's command said, or why there is nothing: a sentence for the user. */
export type StatusLineSaid =
  | { readonly _tag: "Line"; readonly text: string }
  | { readonly _tag: "Failed"; readonly reason: string }

const collect = (bytes: Stream.Stream<Uint8Array, unknown>) =>
  bytes.pipe(
    Stream.decodeText,
    Stream.runFold(
      () => "",
      (all, piece: string) => (all.length >= longestOutput ? all : all + piece)
    ),
    Effect.orElseSucceed(() => "")
  )

/**
 * Runs a status line's command with the facts on stdin; its output is the status line (three lines of it at most), colours and all
 * (clean it before it is drawn). Never fails; takes half a second at most, and ends the command with all its children.
 * The command gets no keys of ours in its environment.
 */
export const runStatusLine = Effect.fn("Slash.statusLine")(function* (command: string, facts: StatusLineFacts) {
  const host = yield* Host
  const { values } = yield* Settings
  const { cwd, projectRoot } = yield* Workspace
  const spawner = yield* ChildProcessSpawner.ChildProcessSpawner
  const json = `${JSON.stringify(statusLineJson(facts, { cwd, projectRoot, version: host.version }))}\n`
  const options = {
    cwd,
    env: {
      ...childEnvironment(host.env, values.env, keyNames(values.providers)),
      ...(host.env["TERM"] === undefined ? {} : { TERM: host.env["TERM"] })
    },
    stdin: Stream.make(new TextEncoder().encode(json)),
    forceKillAfter: 100
  } as const
  const child =
    host.platform === "win32"
      ? ChildProcess.make(command, [], { ...options, shell: true })
      : ChildProcess.make("sh", ["-c", expandTilde(command, host.home)], options)
  const work = Effect.scoped(
    Effect.gen(function* () {
      const handle = yield* spawner.spawn(child)
      const [out, err] = yield* Effect.all([collect(handle.stdout), collect(handle.stderr)], { concurrency: 2 })
      return { out, err, code: yield* handle.exitCode }
    })
  )
  const ended = yield* Effect.option(Effect.timeoutOption(work, patience))
  const failed = (reason: string): StatusLineSaid => ({ _tag: "Failed", reason })
  if (Option.isNone(ended)) return failed(`The status line's command did not start: ${command}`)
  if (Option.isNone(ended.value)) return failed(`The status line's command took longer than half a second: ${command}`)
  const { code, err, out } = ended.value.value
  if (code !== 0) {
    const why = err.trim().split("\n")[0] ?? ""
    return failed(`The status line's command ended with code ${code}${why === "" ? "" : `: ${why}`}`)
  }
  return { _tag: "Line", text: out.trimEnd().split(/\r?\n/).slice(0, mostLines).join("\n") } satisfies StatusLineSaid
})
