import { Context, Effect, Fiber, FileSystem, Layer, Option, Path, Stream } from "effect"
import { ChildProcess, ChildProcessSpawner } from "effect/process"
import { printableLine } from "../domain/printable.ts"
import { Host } from "../host/Host.ts"
import { canRunPrograms, countChanges, gitEnvironment, parseGitFile, parseHead, statusArguments } from "./gitState.ts"
import { Workspace } from "./Workspace.ts"

/** How long the branch waits for the number of changed files. */
const patienceMs = 12
/** A repository that takes longer is left uncounted. */
const statusLimitMs = 3_000

/** The state of the repository, read without running anything that it configures. */
export class Git extends Context.Service<
  Git,
  {
    /**
     * One line for the system prompt (`branch main, 2 files changed`); undefined outside a repository or where it cannot
     * be read. Where counting takes longer than a few milliseconds the branch stands alone.
     */
    readonly summary: Effect.Effect<string | undefined>
  }
>()("coderx/workspace/Git") {
  static readonly layer = Layer.effect(
    Git,
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const path = yield* Path.Path
      const spawner = yield* ChildProcessSpawner.ChildProcessSpawner
      const host = yield* Host
      const { projectRoot } = yield* Workspace

      const text = (file: string) => Effect.map(Effect.option(fs.readFileString(file)), Option.getOrUndefined)

      /** Where `HEAD` and the configuration are. */
      const directories = Effect.gen(function* () {
        const dot = path.join(projectRoot, ".git")
        const link = parseGitFile((yield* text(dot)) ?? "")
        const own = link === undefined ? dot : path.resolve(projectRoot, link)
        const common = (yield* text(path.join(own, "commondir")))?.trim()
        return { own, common: common === undefined ? own : path.resolve(own, common) }
      })

      const changes = Effect.fnUntraced(function* (configs: ReadonlyArray<string>) {
        const texts = yield* Effect.forEach(configs, text)
        if (texts.some((config) => config !== undefined && canRunPrograms(config))) return undefined
        const command = ChildProcess.make("git", [...statusArguments], {
          cwd: projectRoot,
          env: gitEnvironment(host.env),
          stdin: "ignore",
          stderr: "ignore",
          forceKillAfter: 100
        })
        const status = yield* Effect.scoped(
          Effect.gen(function* () {
            const handle = yield* spawner.spawn(command)
            const out = yield* Stream.mkString(Stream.decodeText(handle.stdout))
            return (yield* handle.exitCode) === 0 ? out : undefined
          })
        )
        return status === undefined ? undefined : countChanges(status)
      })

      const summary = Effect.gen(function* () {
        const { common, own } = yield* directories
        const head = parseHead((yield* text(path.join(own, "HEAD"))) ?? "")
        if (head === undefined) return undefined
        const branch = printableLine(head)
        const counting = yield* changes([path.join(common, "config"), path.join(own, "config.worktree")]).pipe(
          Effect.timeoutOption(statusLimitMs),
          Effect.map(Option.getOrUndefined),
          // No git, or one that says no (a folder of another user): the branch is known all the same.
          Effect.orElseSucceed(() => undefined),
          Effect.forkDetach
        )
        const counted = yield* Effect.timeoutOption(Fiber.join(counting), patienceMs)
        const count = Option.getOrUndefined(counted)
        if (count === undefined) return branch
        if (count === 0) return `${branch}, nothing changed`
        return `${branch}, ${count} ${count === 1 ? "file" : "files"} changed`
      }).pipe(Effect.withSpan("Git.summary"))

      return Git.of({ summary })
    })
  )
}
