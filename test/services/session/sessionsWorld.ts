import { Effect, Layer, Path } from "effect"
import { Host, type HostFacts } from "../../../src/services/host/Host.ts"
import type { SessionRecord } from "../../../src/services/session/SessionRecord.ts"
import { Sessions } from "../../../src/services/session/Sessions.ts"
import { Paths } from "../../../src/services/settings/Paths.ts"
import { Workspace } from "../../../src/services/workspace/Workspace.ts"

export interface WorldOptions {
  /** Directory that stands for the user's home. */
  readonly home: string
  readonly cwd: string
  readonly projectRoot?: string
  readonly pid?: number
}

export const hostFacts = (options: WorldOptions): HostFacts => ({
  cwd: options.cwd,
  home: options.home,
  tmp: "/tmp",
  platform: "linux",
  release: "test",
  pid: options.pid ?? 4242,
  timeZone: "UTC",
  env: {},
  version: "0.0.0-test",
  dataDir: "/nowhere"
})

/** The production `Sessions` for a project, over whatever file system and processes stand below it. */
export const sessionsLayer = (options: WorldOptions) => {
  const workspace = Workspace.of({
    cwd: options.cwd,
    projectRoot: options.projectRoot ?? options.cwd,
    roots: Effect.succeed([options.cwd]),
    rootProblems: Effect.succeed([]),
    addRoot: () => Effect.void,
    resolve: () => Effect.die("not used by sessions")
  })
  return Sessions.layer.pipe(
    Layer.provideMerge(Paths.layer),
    Layer.provide(Layer.succeed(Workspace, workspace)),
    Layer.provide(Layer.succeed(Host, hostFacts(options))),
    Layer.provideMerge(Path.layer)
  )
}

let made = 0
const base = () => {
  made += 1
  return { id: `r${made}`, at: new Date(Date.UTC(2026, 0, 2, 3, 4, 5, made)).toISOString() }
}

export const input = (content: string): SessionRecord => ({ _tag: "input", ...base(), content })

export const usage = (inputTokens: number, outputTokens = 1) => ({
  inputTokens,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  outputTokens
})

type Reply = Extract<SessionRecord, { readonly _tag: "reply" }>

export const reply = (content: string | Reply["content"], extra: Partial<Reply> = {}): SessionRecord => ({
  _tag: "reply",
  ...base(),
  model: "scripted/one",
  messageId: "m1",
  content: typeof content === "string" ? [{ type: "text", text: content }] : content,
  stopReason: "end_turn",
  usage: usage(10),
  costUsd: 0,
  ...extra
})

export const call = (id: string, name = "Read", params: unknown = { file_path: "/w/a" }) =>
  ({ type: "tool-call", id, name, params }) as const

export const result = (id: string, text: unknown = "ok"): SessionRecord => ({
  _tag: "tool_result",
  ...base(),
  part: { type: "tool-result", id, name: "Read", isFailure: false, result: text },
  kind: "done",
  output: { text }
})

export const end = (): SessionRecord => ({ _tag: "end", ...base(), ending: "success", errors: [] })

export const compaction = (summary: string): SessionRecord => ({
  _tag: "compaction",
  ...base(),
  trigger: "auto",
  summary,
  dropped: [],
  tokensBefore: 100,
  tokensAfter: 10
})
