import { expect, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { bash } from "../../../src/services/tool/bash.ts"
import { Shell } from "../../../src/services/workspace/Shell.ts"

it.effect("Bash: a command that the user puts into the background is told to the model with its task id", () =>
  Effect.gen(function* () {
    const prepared = yield* bash.prepare({ command: "npm start" })
    const { content, output } = yield* prepared.run({ callId: "c7", progress: () => Effect.void })
    expect(output).toEqual({
      stdout: "ready\n",
      stderr: "",
      interrupted: false,
      exitCode: 0,
      backgroundTaskId: "bash_1 of c7",
      backgroundedByUser: true
    })
    expect(content).toMatch(/^ready\nThe user put it into the background as bash_1 of c7 while it runs\. TaskOutput/)
  }).pipe(
    Effect.provide(
      Layer.mock(Shell, {
        cwd: Effect.succeed("/work"),
        run: (_, options) =>
          Effect.succeed({
            stdout: "ready\n",
            stderr: "",
            text: "ready\n",
            exitCode: 0,
            signal: undefined,
            timedOut: false,
            waited: undefined,
            taskId: `bash_1 of ${options?.callId}`,
            notices: []
          })
      })
    )
  )
)
