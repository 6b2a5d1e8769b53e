import { Effect, Exit, FileSystem, Option, Scope, Stream } from "effect"
import { ChildProcess, ChildProcessSpawner } from "effect/process"
import {
  bubblewrapArguments,
  joinArguments,
  networkArguments
} from "../../services/workspace/sandbox/bubblewrapArguments.ts"
import type { ConfinedCommand, Sandbox, SandboxState } from "../../services/workspace/Sandbox.ts"
import type { SandboxPolicy } from "../../services/workspace/sandbox/policy.ts"

/** Where systems keep programs. The search path is not asked: a project may stand on it. */
const directories = ["/usr/bin", "/bin", "/usr/local/bin", "/run/current-system/sw/bin"]

/** Milliseconds that a try may take. */
const tryMs = 5000

const install = "Install it: apt install bubblewrap, dnf install bubblewrap, or pacman -S bubblewrap."

/** What a try says where namespaces are forbidden, and what can be done. */
const advise = (said: string): string =>
  /userns|user namespace|uid map|new namespace|not permitted|permission/i.test(said)
    ? "Unprivileged user namespaces are forbidden here (a container's seccomp profile, AppArmor, or kernel.unprivileged_userns_clone): whoever runs the machine can allow them for bwrap."
    : "Run it by hand to see why: bwrap --ro-bind / / true"

/** The least that a policy can say: for tries. */
const bare: SandboxPolicy = {
  cwd: "/",
  places: [],
  stand: { scratch: "/", file: "/", directory: "/" },
  network: { _tag: "None" }
}

type Wrap = (
  policy: SandboxPolicy,
  command: { readonly program: string; readonly args: ReadonlyArray<string> }
) => ConfinedCommand

/**
 * Confines by bubblewrap, run directly: a socket-relaying wrapper around it would cost each command 30 to 50 ms. The
 * commands of a session share one network, so that a later one reaches the server that an earlier one left running; it is
 * made at the first use and ends with the layer's scope. Where it cannot be had each command has one of its own.
 */
export const make = Effect.gen(function* () {
  const fs = yield* FileSystem.FileSystem
  const spawner = yield* ChildProcessSpawner.ChildProcessSpawner
  const session = yield* Effect.scope

  const found = Effect.fnUntraced(function* (name: string) {
    for (const directory of directories) {
      const file = `${directory}/${name}`
      if (yield* Effect.orElseSucceed(fs.exists(file), () => false)) return file
    }
    return undefined
  })

  const isRoot = Effect.match(fs.stat("/proc/self"), {
    onSuccess: ({ uid }) => Option.getOrElse(uid, () => 0) === 0,
    onFailure: () => true
  })

  /** A scope that is closed without waiting: PID 1 may take its time to take dead children away. */
  const passing = Effect.map(Scope.make(), (scope) => ({
    scope,
    close: Effect.forkDetach(Scope.close(scope, Exit.void))
  }))

  /** What a command confined by `wrap` says when it fails; undefined where it does not. */
  const tried = Effect.fnUntraced(function* (wrap: Wrap) {
    const { args, program } = wrap(bare, { program: "/bin/sh", args: ["-c", ":"] })
    const { close, scope } = yield* passing
    const attempt = Effect.gen(function* () {
      const command = ChildProcess.make(program, [...args], { env: {}, stdin: "ignore", stdout: "ignore" })
      const handle = yield* Scope.provide(scope)(spawner.spawn(command))
      const said = yield* Stream.mkString(Stream.decodeText(handle.stderr))
      const code = Number(yield* handle.exitCode)
      return code === 0 ? undefined : said.trim() || `exit code ${code}`
    }).pipe(
      Effect.timeoutOrElse({ duration: tryMs, orElse: () => Effect.succeed("it does not end") }),
      Effect.ensuring(close)
    )
    return yield* Effect.catch(attempt, (error) => Effect.succeed(error.message))
  })

  /** The id of a process in the session's network; undefined where there is none. */
  const network = Effect.fnUntraced(function* (bwrap: string) {
    const { close, scope } = yield* passing
    yield* Scope.addFinalizer(session, close)
    const told = Effect.gen(function* () {
      const command = ChildProcess.make(bwrap, [...networkArguments], { env: {}, stdin: "ignore", stderr: "ignore" })
      const handle = yield* Scope.provide(scope)(spawner.spawn(command))
      return yield* Stream.runHead(Stream.splitLines(Stream.decodeText(handle.stdout)))
    }).pipe(Effect.timeoutOrElse({ duration: tryMs, orElse: () => Effect.succeed(Option.none<string>()) }))
    const id = Number(Option.getOrUndefined(yield* Effect.orElseSucceed(told, () => Option.none<string>())))
    return Number.isInteger(id) && id > 1 ? id : undefined
  })

  const state = yield* Effect.cached(
    Effect.gen(function* (): Effect.fn.Return<SandboxState> {
      const bwrap = yield* found("bwrap")
      if (bwrap === undefined) return { _tag: "Missing", reason: "bubblewrap is not installed.", advice: install }
      const root = yield* isRoot
      const nsenter = yield* found("nsenter")
      const holder = nsenter === undefined ? undefined : yield* network(bwrap)
      if (nsenter !== undefined && holder !== undefined) {
        const joined: Wrap = (policy, { args, program }) => ({
          program: nsenter,
          args: [
            ...joinArguments(holder),
            bwrap,
            ...bubblewrapArguments(policy, { root, joined: true }),
            program,
            ...args
          ],
          env: {}
        })
        if ((yield* tried(joined)) === undefined) return { _tag: "Ready", name: "bubblewrap", confine: joined }
      }
      const alone: Wrap = (policy, { args, program }) => ({
        program: bwrap,
        args: [...bubblewrapArguments(policy, { root, joined: false }), program, ...args],
        env: {}
      })
      const said = yield* tried(alone)
      if (said === undefined) return { _tag: "Ready", name: "bubblewrap", confine: alone }
      const reason = `bubblewrap cannot confine anything here: ${said.slice(0, 200)}.`
      return { _tag: "Missing", reason, advice: advise(said) }
    })
  )
  return { state } satisfies Sandbox["Service"]
})
