import { layer as nodeFileSystem } from "@effect/platform-node/NodeFileSystem"
import { describe, expect, it } from "@effect/vitest"
import { Effect, FileSystem, type Layer } from "effect"
import { edit } from "../../../src/services/tool/edit.ts"
import { multiEdit } from "../../../src/services/tool/multiEdit.ts"
import { read } from "../../../src/services/tool/read.ts"
import { write } from "../../../src/services/tool/write.ts"
import { call, fileWorld } from "./fileWorld.ts"

const before = "export const a = () => {\n  return 1\n}\n"
const after = "export const a = () => {\n  return (1\n}\n"

/** Each way of changing a file, with a change that breaks it. */
const ways = [
  [edit, { file_path: "a.ts", old_string: "return 1", new_string: "return (1" }],
  [multiEdit, { file_path: "a.ts", edits: [{ old_string: "return 1", new_string: "return (1" }] }],
  [write, { file_path: "a.ts", content: after }]
] as const

type Services = Layer.Success<ReturnType<typeof fileWorld>> | FileSystem.FileSystem

const inProject = (rejectBroken: boolean, body: Effect.Effect<void, unknown, Services>) =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const ws = yield* fs.realPath(yield* fs.makeTempDirectoryScoped({ prefix: "coderx-checked-" }))
    yield* fs.writeFileString(`${ws}/a.ts`, before)
    const run = Effect.andThen(call(read, { file_path: "a.ts" }), body)
    yield* Effect.provide(run, fileWorld({ host: { cwd: ws }, rejectBroken }))
    return yield* fs.readFileString(`${ws}/a.ts`)
  }).pipe(Effect.scoped, Effect.provide(nodeFileSystem))

describe("checked edits", () => {
  for (const [tool, input] of ways) {
    it.live(`${tool.name} tells at once what it broke`, () =>
      Effect.gen(function* () {
        const text = yield* inProject(
          false,
          Effect.gen(function* () {
            const broke = yield* call<Services>(tool, input)
            expect(broke.text).toContain("2 +  return (1")
            expect(broke.text).toMatch(/The file parsed before and no longer does: line \d+, column \d+: .+\.$/)
            expect(broke.output).toMatchObject({ broken: expect.stringContaining("line") })
            const more = yield* call<Services>(edit, { file_path: "a.ts", old_string: "a = ", new_string: "b = " })
            expect(more.text).not.toContain("parsed")
          })
        )
        expect(text).toBe(after.replace("a = ", "b = "))
      })
    )

    it.live(`${tool.name} with edits.rejectBroken leaves the file as it was`, () =>
      Effect.gen(function* () {
        const text = yield* inProject(
          true,
          Effect.gen(function* () {
            const refused = yield* call<Services>(tool, input)
            expect(refused.text).toMatch(/^! a\.ts was not changed, .+ no longer does: line \d+/)
            const good = { file_path: "a.ts", old_string: "return 1", new_string: "return 2" }
            expect((yield* call<Services>(edit, good)).text).toContain("2 +  return 2")
          })
        )
        expect(text).toBe(before.replace("1", "2"))
      })
    )
  }
})
