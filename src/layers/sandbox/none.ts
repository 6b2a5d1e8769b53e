import { Effect } from "effect"
import type { Sandbox } from "../../services/workspace/Sandbox.ts"

/** No means to confine a process. */
export const none = (platform: string): Sandbox["Service"] => ({
  state: Effect.succeed({
    _tag: "Missing",
    reason: `Commands cannot be confined on ${platform}.`,
    advice: "Use Linux, macOS or WSL 2 for a sandbox."
  })
})
