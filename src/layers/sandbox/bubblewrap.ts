import { Effect, Exit, FileSystem, Option, Scope, Stream } from "effect"
import { ChildProcess, ChildProcessSpawner } from "effect/process"
import { bubblewrapArguments } from "../../services/workspace/sandbox/bubblewrapArguments.ts"
import type { Sandbox, SandboxState } from "../../services/workspace/Sandbox.ts"

/** Where systems keep it. The search path is not asked: a project may stand on it. */
const candidates = ["/usr/bin/bwrap", "/bin/bwrap", "/usr/local/bin/bwrap", "/run/current-system/sw/bin/bwrap"]

const tryMs = 5000

const install = "Install it: apt install bubblewrap, dnf install bubblewrap, or pacman -S bubblewrap."

/** What a try says where namespaces are forbidden, and what can be done. */
const advise = (said: string): string =>
  /userns|user namespace|uid map|new namespace|not permitted|permission/i.test(said)
    ? "Unprivileged user namespaces are forbidden here (a container's seccomp profile, AppArmor, or kernel.unprivileged_userns_clone): whoever runs the machine can allow them for bwrap."
    : "Run it by hand to see why: bwrap --ro-bind / / true"

/** Confines by bubblewrap, run directly: a socket-relaying wrapper around it would cost each command 30 to 50 ms. */
export const make = Effect.gen(function* () {
  const fs = yield* FileSystem.FileSystem
  const spawner = yield* ChildProcessSpawner.ChildProcessSpawner

  const isRoot = Effect.match(fs.stat("/proc/self"), {
    onSuccess: ({ uid }) => Option.getOrElse(uid, () => 0) === 0,
    onFailure: () => true
  })

  /** The same namespaces and mounts as in earnest, around `true`. */
  const tried = Effect.fnUntraced(function* (bwrap: string): Effect.fn.Return<SandboxState> {
    const policy = {
      cwd: "/",
      places: [],
      stand: { scratch: "/", file: "/", directory: "/" },
      network: { _tag: "None" }
    } as const
    const root = yield* isRoot
    const command = ChildProcess.make(bwrap, [...bubblewrapArguments(policy, root), "/bin/sh", "-c", ":"], {
      env: {},
      stdin: "ignore",
      stdout: "ignore"
    })
    const scope = yield* Scope.make()
    const attempt = Effect.gen(function* () {
      const handle = yield* Scope.provide(scope)(spawner.spawn(command))
      const said = yield* Stream.mkString(Stream.decodeText(handle.stderr))
      return { said: said.trim(), code: Number(yield* handle.exitCode) }
    }).pipe(
      Effect.timeoutOrElse({ duration: tryMs, orElse: () => Effect.succeed({ said: "it does not end", code: 1 }) }),
      // Its dead child is taken away by PID 1, which need not be waited for.
      Effect.ensuring(Effect.forkDetach(Scope.close(scope, Exit.void)))
    )
    const { code, said } = yield* Effect.catch(attempt, (error) => Effect.succeed({ said: error.message, code: 1 }))
    if (code === 0) {
      return {
        _tag: "Ready",
        name: "bubblewrap",
        confine: (confined, { args, program }) => ({
          program: bwrap,
          args: [...bubblewrapArguments(confined, root), program, ...args],
          env: {}
        })
      }
    }
    return {
      _tag: "Missing",
      reason: `bubblewrap cannot confine anything here: ${said.slice(0, 200) || `exit code ${code}`}.`,
      advice: advise(said)
    }
  })

  const state = yield* Effect.cached(
    Effect.gen(function* (): Effect.fn.Return<SandboxState> {
      for (const candidate of candidates) {
        if (!(yield* Effect.orElseSucceed(fs.exists(candidate), () => false))) continue
        return yield* tried(candidate)
      }
      return { _tag: "Missing", reason: "bubblewrap is not installed.", advice: install }
    })
  )
  return { state } satisfies Sandbox["Service"]
})
