import { Context, Effect, Layer, Path } from "effect"
import { Host } from "../host/Host.ts"

/** Where Coder-X keeps its files. Contract section 5. */
export class Paths extends Context.Service<
  Paths,
  {
    /** `~/.coderx` or `CODERX_HOME`. */
    readonly home: string
    /** `~/.coder_x_key.enc` or `CODERX_KEY_FILE`. */
    readonly keyFile: string
    readonly sessions: string
    readonly logs: string
    readonly cache: string
    /** Which folders the user trusts. */
    readonly trustFile: string
  }
>()("coderx/settings/Paths") {
  static readonly layer = Layer.effect(
    Paths,
    Effect.gen(function* () {
      const host = yield* Host
      const path = yield* Path.Path
      const home = path.resolve(host.cwd, host.env["CODERX_HOME"] || path.join(host.home, ".coderx"))
      return Paths.of({
        home,
        keyFile: path.resolve(host.cwd, host.env["CODERX_KEY_FILE"] || path.join(host.home, ".coder_x_key.enc")),
        sessions: path.join(home, "sessions"),
        logs: path.join(home, "logs"),
        cache: path.join(home, "cache"),
        trustFile: path.join(home, "trust.json")
      })
    })
  )
}
