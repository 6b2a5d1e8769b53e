import { Effect, FileSystem, Layer, Path, Stdio } from "effect"
import type { Agent } from "../services/agent/Agent.ts"
import { Demo, DemoFailed } from "../services/frontend/Demo.ts"
import { demoPrompt, demoTest } from "../services/frontend/demoPrompt.ts"
import { Host } from "../services/host/Host.ts"
import { ReplayPace } from "../services/model/ReplayPace.ts"
import type { RunFlagValues } from "../services/settings/RunFlags.ts"

/** Between two parts of a reply: slow enough to read along, and the whole stays far below ten seconds. */
const paceMs = 25

/**
 * The demo over an application: copies the shipped project to a temporary directory, and runs the agent there with the
 * shipped recording. The user's own settings are left out, so that it goes the same everywhere; edits need no question
 * (`acceptEdits`), and one rule allows the one command that it runs.
 */
export const demo = <A, E, R>(
  appFor: (flags: RunFlagValues) => Layer.Layer<Agent | Host | A, E, R>
): Layer.Layer<Demo, never, FileSystem.FileSystem | Path.Path | Host | Stdio.Stdio | R> =>
  Layer.effect(
    Demo,
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const path = yield* Path.Path
      const { dataDir } = yield* Host
      const stdio = yield* Stdio.Stdio
      const outer = yield* Effect.context<R>()

      const copied = Effect.gen(function* () {
        const directory = yield* fs.makeTempDirectoryScoped({ prefix: "coderx-demo-" })
        yield* fs.copy(path.join(dataDir, "demo", "project"), directory, { overwrite: true })
        return yield* fs.realPath(directory)
      }).pipe(
        Effect.mapError((error) => new DemoFailed({ message: `its project could not be copied: ${error.message}` }))
      )

      const flags = (cwd: string): RunFlagValues => ({
        cwd,
        print: true,
        prompt: demoPrompt,
        replayFile: path.join(dataDir, "demo", "recording.jsonl"),
        permissionMode: "acceptEdits",
        allowedTools: [`Bash(${demoTest})`],
        settingSources: [],
        noSessionPersistence: true,
        offline: true
      })

      return Demo.of({
        run: (options) =>
          Effect.scoped(
            Effect.gen(function* () {
              const app = Layer.fresh(appFor(flags(yield* copied)))
              const built = yield* Layer.build(app).pipe(
                Effect.mapError((error) => new DemoFailed({ message: String(error) }))
              )
              const { demoRun } = yield* Effect.promise(() => import("../services/frontend/demoRun.ts"))
              yield* Effect.provideContext(demoRun(options), built)
            })
          ).pipe(
            Effect.provideService(ReplayPace, options.json ? 0 : paceMs),
            Effect.provideService(Stdio.Stdio, stdio),
            Effect.provideContext(outer)
          )
      })
    })
  )
