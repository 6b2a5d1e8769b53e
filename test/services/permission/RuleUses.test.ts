import { expect, it } from "@effect/vitest"
import { Effect, FileSystem, Layer, Path } from "effect"
import { TestClock } from "effect/testing"
import { RuleUses, ruleKey } from "../../../src/services/permission/RuleUses.ts"
import { Paths } from "../../../src/services/settings/Paths.ts"
import * as MemoryFileSystem from "../../layers/MemoryFileSystem.ts"

const rule = { behavior: "allow", text: "Bash(npm test:*)", file: "/ws/.coderx/config.local.json" } as const
const other = { ...rule, behavior: "deny", text: "Bash(curl:*)" } as const

/** One run of the program over the same files. */
const run = <A, E>(effect: Effect.Effect<A, E, RuleUses>) =>
  Effect.provide(
    effect,
    RuleUses.layer.pipe(
      Layer.provide(
        Layer.succeed(Paths, { home: "/h", keyFile: "", sessions: "", logs: "", cache: "", trustFile: "/h/trust.json" })
      ),
      Layer.provide(Path.layer)
    )
  )

const all = Effect.flatMap(RuleUses, (uses) => uses.all)
const used = (...rules: ReadonlyArray<typeof rule | typeof other>) =>
  Effect.flatMap(RuleUses, (uses) => Effect.forEach(rules, uses.used))

it.effect("keeps dates and counts across runs, in the user's own folder", () =>
  Effect.gen(function* () {
    yield* TestClock.setTime(Date.UTC(2026, 0, 1))
    yield* run(Effect.flatMap(RuleUses, (uses) => uses.added(rule)))
    yield* TestClock.setTime(Date.UTC(2026, 0, 2))
    yield* run(used(rule, rule, other))
    yield* TestClock.setTime(Date.UTC(2026, 0, 3))
    const seen = yield* run(Effect.andThen(used(rule), all))
    expect(seen.get(ruleKey(rule))).toMatchObject({
      since: "2026-01-01T00:00:00.000Z",
      uses: 3,
      last: "2026-01-03T00:00:00.000Z"
    })
    expect(seen.get(ruleKey(other))).toMatchObject({ since: undefined, uses: 1, last: "2026-01-02T00:00:00.000Z" })
    const fs = yield* FileSystem.FileSystem
    expect(yield* fs.readDirectory("/h")).toEqual(["rules.jsonl"])
  }).pipe(Effect.provide(MemoryFileSystem.layer({ files: { "/h": { directory: true } } })))
)

it.effect("writes nothing where no rule decided, and reads past a torn line", () =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    yield* run(all)
    expect(yield* fs.readDirectory("/h")).toEqual([])
    yield* fs.writeFileString("/h/rules.jsonl", '{"file":"/ws/.coderx/config.loc\n')
    yield* run(used(rule))
    expect((yield* run(all)).get(ruleKey(rule))?.uses).toBe(1)
  }).pipe(Effect.provide(MemoryFileSystem.layer({ files: { "/h": { directory: true } } })))
)

it.effect("does not grow without end", () =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const line = `${JSON.stringify({ file: rule.file, behavior: "allow", rule: rule.text, uses: 1, last: "2026" })}\n`
    yield* fs.writeFileString("/h/rules.jsonl", line.repeat(4000))
    yield* run(used(rule))
    expect((yield* fs.readFileString("/h/rules.jsonl")).split("\n").length).toBe(2)
    expect((yield* run(all)).get(ruleKey(rule))?.uses).toBe(4001)
  }).pipe(Effect.provide(MemoryFileSystem.layer({ files: { "/h": { directory: true } } })))
)
