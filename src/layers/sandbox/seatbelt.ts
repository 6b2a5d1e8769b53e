import { Effect, FileSystem } from "effect"
import { seatbeltProfile } from "../../services/workspace/sandbox/seatbeltProfile.ts"
import type { Sandbox, SandboxState } from "../../services/workspace/Sandbox.ts"

const program = "/usr/bin/sandbox-exec"

/** Confines by Seatbelt: `sandbox-exec` with a profile of the policy, handed over as an argument. */
export const make = Effect.gen(function* () {
  const fs = yield* FileSystem.FileSystem
  const state = yield* Effect.cached(
    Effect.map(
      Effect.orElseSucceed(fs.exists(program), () => false),
      (there): SandboxState =>
        there
          ? {
              _tag: "Ready",
              name: "Seatbelt",
              confine: (policy, command) => ({
                program,
                args: ["-p", seatbeltProfile(policy), command.program, ...command.args],
                env: { TMPDIR: policy.stand.scratch }
              })
            }
          : {
              _tag: "Missing",
              reason: `${program} is not there.`,
              advice: "It is a part of macOS."
            }
    )
  )
  return { state } satisfies Sandbox["Service"]
})
