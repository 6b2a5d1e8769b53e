import { Effect } from "effect"
import { Host } from "../host/Host.ts"
import { Settings } from "../settings/Settings.ts"
import { Workspace } from "../workspace/Workspace.ts"
import { type DeadRule, isDead, parseRule, type Rule, type RuleGround } from "./rules.ts"

/** The rules of this run, read, and the places that the beginnings of path rules mean. */
export interface RuleBook {
  readonly rules: ReadonlyArray<Rule>
  readonly dead: ReadonlyArray<DeadRule>
  readonly ground: RuleGround
}

/** Reads the rules of all settings and flags. Beginnings of paths count as they are written and as they really are. */
export const ruleBook = Effect.gen(function* () {
  const settings = yield* Settings
  const host = yield* Host
  const workspace = yield* Workspace
  const real = (path: string) =>
    Effect.map(
      Effect.match(workspace.resolve(path), { onSuccess: (target) => target.real, onFailure: () => path }),
      (resolved) => [...new Set([path, resolved])]
    )
  const ground: RuleGround = {
    home: yield* real(host.home),
    project: yield* real(workspace.projectRoot),
    cwd: yield* real(workspace.cwd),
    foldsNames: host.platform === "darwin" || host.platform === "win32"
  }
  const read = settings.rules.map((rule) => parseRule(rule, ground))
  const book: RuleBook = {
    rules: read.filter((rule): rule is Rule => !isDead(rule)),
    dead: read.filter(isDead),
    ground
  }
  return book
})
