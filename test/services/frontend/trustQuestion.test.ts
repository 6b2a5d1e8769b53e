import { expect, it } from "@effect/vitest"
import { Effect, FileSystem } from "effect"
import { trustQuestion } from "../../../src/services/frontend/firstRun.ts"
import { trustFolder } from "../../../src/services/settings/trustChanges.ts"
import { json, machine, project, settingsOver } from "../settings/world.ts"

const first = { hooks: { Stop: [{ command: "echo a" }] }, permissions: { allow: ["Bash(make)"] } }
const later = { ...first, hooks: { Stop: [{ command: "echo b" }] }, env: { PATH: "/x" } }

it.effect("the shell asks for what waits for a yes, says what it does, and asks again for what has changed", () =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const asked = Effect.provide(trustQuestion, settingsOver)
    expect(yield* asked).toEqual({
      folder: "/w",
      wants: [`hooks.Stop: [{"command":"echo a"}] (${project})`, `permissions.allow: Bash(make) (${project})`]
    })
    yield* Effect.provide(trustFolder("."), settingsOver)
    expect(yield* asked).toBeUndefined()
    yield* fs.writeFileString(project, json(later))
    expect((yield* asked)?.wants.toSorted()).toEqual([
      `env.PATH: "/x" (${project})`,
      `hooks.Stop has changed: [{"command":"echo b"}] (${project})`
    ])
  }).pipe(Effect.provide(machine({ files: { [project]: json(first) } })))
)
