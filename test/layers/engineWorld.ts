import { Context, Effect, Layer, Schema, Stream } from "effect"
import { Agent } from "../../src/services/agent/Agent.ts"
import type { AgentEvent, Todo } from "../../src/services/domain/AgentEvent.ts"
import { text } from "../../src/services/domain/Input.ts"
import type { PermissionMode } from "../../src/services/domain/PermissionMode.ts"
import { Host } from "../../src/services/host/Host.ts"
import { Instructions } from "../../src/services/instructions/Instructions.ts"
import { Models } from "../../src/services/model/Models.ts"
import { Permission, PermissionRefused } from "../../src/services/permission/Permission.ts"
import type { SessionRecord } from "../../src/services/session/SessionRecord.ts"
import { type Session, SessionNotFound, Sessions } from "../../src/services/session/Sessions.ts"
import { Keys } from "../../src/services/settings/Keys.ts"
import { RunFlags, type RunFlagValues } from "../../src/services/settings/RunFlags.ts"
import { Settings, type SettingsValues } from "../../src/services/settings/Settings.ts"
import { type CoderTool, defineTool, ToolFailed } from "../../src/services/tool/CoderTool.ts"
import { settle } from "../../src/services/tool/settle.ts"
import { Todos } from "../../src/services/tool/Todos.ts"
import { Tools } from "../../src/services/tool/Tools.ts"
import { Git } from "../../src/services/workspace/Git.ts"
import { Shell } from "../../src/services/workspace/Shell.ts"
import { Workspace } from "../../src/services/workspace/Workspace.ts"
import { noSecrets } from "./pretendSecrets.ts"
import type { ScriptedModel } from "./ScriptedModel.ts"

/**
 * The engine alone: the real agent, models, pipeline and history over a scripted provider, tools that only say what they
 * did, and sessions in memory. For everything with real tools and files there is `world.ts`.
 */
export interface EngineWorld {
  readonly model: ScriptedModel
  readonly flags?: RunFlagValues
  readonly values?: Partial<SettingsValues>
  /** Records of a session that is there to be resumed under the id `old`. */
  readonly old?: ReadonlyArray<SessionRecord>
  /** Instead of sessions in memory. */
  readonly sessions?: Layer.Layer<Sessions>
  /** A tool of the test's own, beside the three of this world. */
  readonly tool?: CoderTool
}

const values: SettingsValues = {
  model: "scripted/model",
  fallbackModels: [],
  effort: undefined,
  permissionMode: "default",
  dangerous: undefined,
  additionalDirectories: [],
  providers: [],
  baseUrls: {},
  env: {},
  maxTurns: undefined,
  maxBudgetUsd: undefined,
  offline: false,
  compactAt: 0.8,
  idleTimeoutMs: 300_000,
  maxRetries: 2,
  modelStoragePath: undefined,
  cleanupPeriodDays: undefined,
  rejectBroken: false,
  rest: {}
}

/** What the tools of this world did, in order: `start:x`, `end:x`. */
export class Journal extends Context.Service<
  Journal,
  {
    readonly lines: Array<string>
    readonly records: Array<SessionRecord>
    readonly todos: Effect.Effect<ReadonlyArray<Todo>>
    readonly setMode: (mode: PermissionMode) => Effect.Effect<void>
  }
>()("test/Journal") {}

const Name = Schema.Struct({ name: Schema.String, ms: Schema.optionalKey(Schema.Number) })
const schema = { type: "object", properties: { name: { type: "string" } }, required: ["name"] }

const journalTool = (name: string, effect: CoderTool["effect"], lines: Array<string>): CoderTool =>
  defineTool({
    name,
    description: name,
    input: Name,
    output: Schema.Struct({ said: Schema.String }),
    inputSchema: schema,
    effect,
    accesses: () => [],
    run: (input) =>
      Effect.gen(function* () {
        lines.push(`start:${input.name}`)
        if (input.name === "fails") return yield* new ToolFailed({ message: "it fails" })
        if (input.name === "dies") return yield* Effect.die(new Error("boom"))
        yield* Effect.sleep(input.ms ?? 1)
        lines.push(`end:${input.name}`)
        return { said: input.name }
      }).pipe(Effect.onInterrupt(() => Effect.sync(() => void lines.push(`cancel:${input.name}`)))),
    forModel: (output) => `done ${output.said}`
  })

const memorySession = (records: Array<SessionRecord>, before: ReadonlyArray<SessionRecord>): Session => ({
  id: "11111111-1111-4111-8111-111111111111",
  path: undefined,
  records: before,
  damage: [],
  append: (record) => Effect.sync(() => void records.push(record))
})

export const engineLayer = (world: EngineWorld): Layer.Layer<Agent | Journal> => {
  const lines: Array<string> = []
  const records: Array<SessionRecord> = []
  const tools = [
    journalTool("Look", "reads", lines),
    journalTool("Change", "writes", lines),
    journalTool("Refused", "runs", lines),
    ...(world.tool === undefined ? [] : [world.tool])
  ]
  let mode: PermissionMode = world.values?.permissionMode ?? "default"
  let list: ReadonlyArray<Todo> = []
  const denials: Array<{ toolName: string; toolUseId: string; toolInput: unknown }> = []
  const permission = Permission.of({
    mode: Effect.sync(() => mode),
    setMode: (next) =>
      Effect.sync(() => {
        mode = next
      }),
    confinement: Effect.succeed(undefined),
    decide: () => Effect.die("not asked here"),
    authorize: ({ call }) => {
      if (call.name !== "Refused") return Effect.succeed(call.input)
      denials.push({ toolName: call.name, toolUseId: call.id, toolInput: call.input })
      return Effect.fail(new PermissionRefused({ tool: call.name, message: "no", interrupt: false }))
    },
    denials: Effect.sync(() => denials.slice()),
    allowing: () => Effect.void,
    offers: () => Effect.succeed(true)
  })
  const missing = (wanted: string) => Effect.fail(new SessionNotFound({ wanted, message: `no ${wanted}` }))
  const ports = Layer.mergeAll(
    world.model.layer,
    Layer.succeed(RunFlags, world.flags ?? {}),
    Layer.succeed(Settings, {
      values: { ...values, ...world.values },
      rules: [],
      origin: () => ({ scope: "default", file: undefined }),
      problems: [],
      withheld: [],
      settled: []
    }),
    Layer.succeed(Keys, { find: () => Effect.succeed(undefined), names: Effect.succeed([]) }),
    Layer.succeed(Host, {
      cwd: "/work",
      home: "/home/u",
      tmp: "/tmp",
      platform: "linux",
      release: "test",
      pid: 1,
      timeZone: "UTC",
      env: {},
      version: "0.0.0",
      dataDir: "/data"
    }),
    Layer.succeed(Permission, permission),
    Layer.succeed(Tools, {
      offered: () => Effect.succeed(tools),
      settle: (offered, call, context) => settle(offered, permission, call, context)
    }),
    world.sessions ??
      Layer.succeed(Sessions, {
        create: () => Effect.succeed(memorySession(records, [])),
        resume: (wanted) =>
          world.old === undefined ? missing(wanted) : Effect.succeed(memorySession(records, world.old)),
        fork: missing,
        latest: Effect.succeed(undefined),
        list: () => Effect.succeed([]),
        spending: () => Effect.succeed([]),
        read: missing
      }),
    Layer.succeed(Workspace, {
      cwd: "/work",
      projectRoot: "/work",
      roots: Effect.succeed(["/work"]),
      rootProblems: Effect.succeed([]),
      addRoot: () => Effect.void,
      resolve: () => Effect.die("no paths here")
    }),
    Layer.mock(Shell, { background: () => Effect.succeed(undefined) }),
    Layer.succeed(Git, { summary: Effect.succeed("branch main, clean") }),
    Layer.succeed(Instructions, { load: Effect.succeed({ files: [], notices: [] }) }),
    noSecrets,
    Layer.succeed(Todos, {
      current: Effect.sync(() => list),
      replace: (next) =>
        Effect.sync(() => {
          list = next
        })
    })
  )
  return Layer.merge(
    Agent.layer.pipe(Layer.provide(Models.layer), Layer.provide(ports)),
    Layer.succeed(Journal, { lines, records, setMode: permission.setMode, todos: Effect.sync(() => list) })
  )
}

/** Sends one text and gives all events. */
export const send = (input: string): Effect.Effect<ReadonlyArray<AgentEvent>, unknown, Agent> =>
  Effect.flatMap(Agent, (agent) => Stream.runCollect(agent.send(text(input))))

/** The event that ends a run. */
export const endOf = (events: ReadonlyArray<AgentEvent>): Extract<AgentEvent, { _tag: "RunEnded" }> => {
  const last = events.at(-1)
  if (last?._tag !== "RunEnded") throw new Error(`The run did not end: ${JSON.stringify(events)}`)
  return last
}
