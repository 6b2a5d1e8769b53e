import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { environment } from "../../../src/layers/keys/environment.ts"
import { Host } from "../../../src/services/host/Host.ts"
import { Keys } from "../../../src/services/settings/Keys.ts"
import { Settings } from "../../../src/services/settings/Settings.ts"
import { scriptedModel } from "../../layers/ScriptedModel.ts"
import { world } from "../../layers/world.ts"
import { hostFacts, settingsValues } from "../model/modelsWorld.ts"

const key = ["sk", "ant", "api03", "Qf83kdLs02mXbT71vRzY5pNcW9"].join("-")
const token = ["ghp", "k3J9xQ2mW7rT5vB8nL1cF6hD4gS0pZyAeUi"].join("_")
const ambient = "Wq7tuRk2Lm9xZ4"
const env = { ANTHROPIC_API_KEY: key, DEPLOY_PASSWORD: ambient }
const message = `the server said: key ${key}, token ${token}, password ${ambient}`

const clean = (text: string) => {
  for (const secret of [key, token, ambient]) expect(text).not.toContain(secret)
}

describe("no sink tells a secret", () => {
  for (const args of [[], ["--json"], ["--output-format", "stream-json", "--verbose"]]) {
    it.live(`an error of a model, ${args[1] ?? args[0] ?? "as text"}`, () =>
      Effect.gen(function* () {
        const one = world({ env, model: scriptedModel([[{ fault: { kind: "request", message } }]]) })
        const typed = yield* one.coderx(["-p", "go", ...args])
        expect(typed.code).toBe(1)
        expect(typed.stdout + typed.stderr).toContain("the server said: key ‹secret:ANTHROPIC_API_KEY›")
        clean(typed.stdout + typed.stderr)
        const sessions = "/home/me/.coderx/sessions"
        for (const name of yield* one.fs.readDirectory(sessions, { recursive: true })) {
          clean(yield* Effect.orElseSucceed(one.fs.readFileString(`${sessions}/${name}`), () => ""))
        }
      })
    )
  }

  it.live("retries and their reasons", () =>
    Effect.gen(function* () {
      const one = world({
        env: { ...env, CODERX_MAX_RETRIES: "1" },
        model: scriptedModel([[{ fault: { kind: "server", message, retryAfterMs: 1 } }], "Done."])
      })
      const typed = yield* one.coderx(["-p", "go", "--output-format", "stream-json", "--verbose"])
      expect(typed.stdout).toContain("api_retry")
      clean(typed.stdout + typed.stderr)
    })
  )

  it.live("the calls that were refused", () =>
    Effect.gen(function* () {
      const model = scriptedModel([[{ call: "Bash", id: "t1", input: { command: `deploy --token ${token}` } }], "No."])
      const typed = yield* world({ env, model }).coderx(["-p", "go", "--json"])
      expect(JSON.parse(typed.stdout).permission_denials).toHaveLength(1)
      clean(typed.stdout + typed.stderr)
    })
  )

  it.live("the log of --debug", () =>
    Effect.gen(function* () {
      const one = world({ env, model: scriptedModel([[{ fault: { kind: "request", message } }]]) })
      const typed = yield* one.coderx(["-p", "go", "--debug"])
      const directory = "/home/me/.coderx/logs"
      const names = yield* one.fs.readDirectory(directory)
      const log = yield* one.fs.readFileString(`${directory}/${names[0]}`)
      expect(log).toContain("the server said")
      clean(log + typed.stdout + typed.stderr)
    })
  )

  it.live("settings that hold them, under any name", () =>
    Effect.gen(function* () {
      const config = { env: { DB_PASSWD: ambient, NOTE: `use ${token}`, DSN: `postgres://a:${ambient}@h/d` } }
      const one = world({ files: { "/home/me/.coderx/config.json": JSON.stringify(config) } })
      for (const args of [["show"], ["show", "--json"], ["show", "--origin"], ["get", "env.NOTE"]]) {
        clean((yield* one.coderx(["config", ...args])).stdout)
      }
    })
  )

  it.effect("no child gets our keys, under another name neither", () =>
    Effect.gen(function* () {
      const names = yield* (yield* Keys).names
      expect(names).toContain("ANTHROPIC_API_KEY")
      expect(names).toContain("MY_COPY")
      expect(names).not.toContain("HOME")
    }).pipe(
      Effect.provide(environment),
      Effect.provideService(
        Host,
        Host.of({ ...hostFacts, env: { ANTHROPIC_API_KEY: key, MY_COPY: key, HOME: "/h", EMPTY: "" } })
      ),
      Effect.provideService(
        Settings,
        Settings.of({
          values: settingsValues,
          rules: [],
          origin: () => ({ scope: "default", file: undefined }),
          problems: [],
          withheld: [],
          settled: []
        })
      )
    )
  )
})
