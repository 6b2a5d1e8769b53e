import { Effect, Layer, Path } from "effect"
import { Host, type HostFacts } from "../../../src/services/host/Host.ts"
import {
  Interaction,
  type PermissionAnswer,
  type PermissionQuestion
} from "../../../src/services/interaction/Interaction.ts"
import { explain, questionOf } from "../../../src/services/permission/explain.ts"
import { Permission } from "../../../src/services/permission/Permission.ts"
import { RuleUses } from "../../../src/services/permission/RuleUses.ts"
import { Approvals } from "../../../src/services/settings/Approvals.ts"
import { Paths } from "../../../src/services/settings/Paths.ts"
import { RunFlags, type RunFlagValues } from "../../../src/services/settings/RunFlags.ts"
import { Settings, type SettingsValues, type SourcedRule } from "../../../src/services/settings/Settings.ts"
import { SettingsFiles } from "../../../src/services/settings/SettingsFiles.ts"
import { Trust } from "../../../src/services/settings/Trust.ts"
import { Sandbox, type SandboxState } from "../../../src/services/workspace/Sandbox.ts"
import { Shell } from "../../../src/services/workspace/Shell.ts"
import { Workspace } from "../../../src/services/workspace/Workspace.ts"

const values: SettingsValues = {
  model: undefined,
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
  idleTimeoutMs: 1000,
  maxRetries: 0,
  modelStoragePath: undefined,
  cleanupPeriodDays: undefined,
  rejectBroken: false,
  rest: {}
}

export interface PermissionWorld {
  readonly cwd: string
  readonly home?: string
  /** Where earlier commands have left the shell. */
  readonly shellCwd?: string
  readonly env?: HostFacts["env"]
  readonly platform?: HostFacts["platform"]
  readonly flags?: RunFlagValues
  readonly settings?: Partial<SettingsValues>
  /** `allow Bash(git *)`: the behaviour, then the rule. */
  readonly rules?: ReadonlyArray<string>
  /** Somebody answers the questions, in this way. */
  readonly answer?: ((question: PermissionQuestion) => Effect.Effect<PermissionAnswer>) | undefined
  /** Whether commands can be confined; they cannot by default. */
  readonly sandbox?: SandboxState
  /** Where rules are saved: each as `scope behavior rule`. */
  readonly saved?: Array<string>
}

const none: SandboxState = { _tag: "Missing", reason: "There is no sandbox.", advice: "Do without." }

const ruleOf = (line: string): SourcedRule => {
  const [behavior = "", ...text] = line.split(" ")
  if (behavior !== "allow" && behavior !== "ask" && behavior !== "deny") throw new Error(`no rule: ${line}`)
  return { behavior, text: text.join(" "), scope: "project", file: "/ws/.coderx/config.json" }
}

/** The production `Permission` and `Workspace` over stated settings, and a shell that never moves; the file system is left open. */
export const permissionLayer = (world: PermissionWorld) =>
  permissionOver(world).pipe(
    Layer.provideMerge(
      Layer.mock(Shell, {
        cwd: Effect.succeed(world.shellCwd ?? world.cwd),
        outputDirectory: Effect.succeed(undefined)
      })
    )
  )

/** The same over whatever shell stands below it. */
export const permissionOver = (world: PermissionWorld) => {
  const unused = () => Effect.die("not used here")
  const files = SettingsFiles.of({
    path: unused,
    read: unused,
    set: unused,
    unset: unused,
    check: unused,
    addRule: (scope, behavior, rule) =>
      Effect.sync(() => {
        world.saved?.push(`${scope} ${behavior} ${rule}`)
        return { file: "config.local.json", changed: true }
      })
  })
  return Permission.layer.pipe(
    Layer.provideMerge(Layer.merge(Workspace.layer, RuleUses.layer)),
    Layer.provideMerge(
      Layer.mergeAll(
        Layer.succeed(Settings, {
          values: { ...values, ...world.settings },
          rules: (world.rules ?? []).map(ruleOf),
          origin: () => ({ scope: "default", file: undefined }),
          problems: [],
          withheld: [],
          settled: []
        }),
        Layer.succeed(SettingsFiles, files),
        Layer.succeed(Sandbox, { state: Effect.succeed(world.sandbox ?? none) }),
        Layer.provideMerge(Approvals.layer, Trust.layer),
        Layer.succeed(Interaction, {
          available: world.answer !== undefined,
          askPermission: world.answer ?? (() => Effect.die("nobody to ask")),
          askUser: () => Effect.die("not asked here"),
          approvePlan: () => Effect.die("not asked here")
        })
      )
    ),
    Layer.provideMerge(Paths.layer),
    Layer.provideMerge(
      Layer.succeed(Host, {
        cwd: world.cwd,
        home: world.home ?? "/home/u",
        tmp: "/tmp",
        platform: world.platform ?? "linux",
        release: "test",
        pid: 1,
        timeZone: "UTC",
        env: world.env ?? { PATH: "/usr/bin:/bin" },
        version: "0.0.0",
        dataDir: "/data"
      })
    ),
    Layer.provideMerge(Layer.merge(Path.layer, Layer.succeed(RunFlags, world.flags ?? {})))
  )
}

/** The verdict over a command line or a call such as `Read(x)`. */
export const verdict = (what: string) => explain(questionOf(what))
/** Its decision alone. */
export const decided = (what: string) => Effect.map(verdict(what), ({ decision }) => decision)
