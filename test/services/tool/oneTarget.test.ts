import { layer as nodeFileSystem } from "@effect/platform-node/NodeFileSystem"
import { expect, it } from "@effect/vitest"
import { Effect, FileSystem, type Layer } from "effect"
import { Permission } from "../../../src/services/permission/Permission.ts"
import type { CoderTool } from "../../../src/services/tool/CoderTool.ts"
import { read } from "../../../src/services/tool/read.ts"
import { settle } from "../../../src/services/tool/settle.ts"
import { write } from "../../../src/services/tool/write.ts"
import type { Target } from "../../../src/services/workspace/target.ts"
import { Workspace } from "../../../src/services/workspace/Workspace.ts"
import { fileWorld } from "./fileWorld.ts"

it.live("a file swapped for a link between the decision and the tool is neither read nor written", () =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const dir = yield* fs.realPath(yield* fs.makeTempDirectoryScoped({ prefix: "coderx-swap-" }))
    yield* fs.makeDirectory(`${dir}/ws`)
    yield* fs.writeFileString(`${dir}/outside`, "OUTSIDE\n")
    yield* Effect.gen(function* () {
      const workspace = yield* Workspace
      const seen: Array<Target> = []
      /** Decides over the path, as the real one does, and is then cheated. */
      const permission = Permission.of({
        mode: Effect.succeed("default"),
        setMode: () => Effect.void,
        confinement: Effect.succeed(undefined),
        decide: () => Effect.die("not asked"),
        authorize: ({ call }) =>
          Effect.gen(function* () {
            seen.push(yield* Effect.orDie(workspace.resolve("x")))
            yield* Effect.orDie(fs.remove(`${dir}/ws/x`))
            yield* Effect.orDie(fs.symlink(`${dir}/outside`, `${dir}/ws/x`))
            return call.input
          }),
        denials: Effect.succeed([]),
        allowing: () => Effect.void,
        offers: () => Effect.succeed(true)
      })
      const tools: ReadonlyArray<CoderTool<Layer.Success<ReturnType<typeof fileWorld>> | FileSystem.FileSystem>> = [
        read,
        write
      ]
      const calls = [
        { id: "1", name: "Read", input: { file_path: "x" } },
        { id: "2", name: "Write", input: { file_path: "x", content: "evil" } }
      ]
      for (const call of calls) {
        yield* fs.remove(`${dir}/ws/x`, { force: true })
        yield* fs.writeFileString(`${dir}/ws/x`, "inside\n")
        const context = { callId: call.id, progress: () => Effect.void }
        const { settled } = yield* settle(tools, permission, call, context)
        expect(settled.kind).toBe("failed")
        expect(settled.content).toContain("replaced by a link")
      }
      expect(seen.map((target) => target.inside)).toEqual([true, true])
      expect(yield* fs.readFileString(`${dir}/outside`)).toBe("OUTSIDE\n")
    }).pipe(Effect.provide(fileWorld({ host: { cwd: `${dir}/ws` } })))
  }).pipe(Effect.scoped, Effect.provide(nodeFileSystem))
)
