import { Effect, FileSystem, Path, Schema, Stream } from "effect"
import { CliError } from "effect/cli"
import { ChildProcess, ChildProcessSpawner } from "effect/process"
import { printableLine } from "../domain/printable.ts"
import { Host } from "../host/Host.ts"
import { canRunPrograms, gitEnvironment, parseGitFile } from "./gitState.ts"
import { Workspace } from "./Workspace.ts"

/** More is no reading matter; the rest is left out and said. */
const limit = 400_000
const patience = "10 seconds"

/** The changes cannot be told. */
export class DiffUnavailable extends Schema.TaggedError<DiffUnavailable>()("DiffUnavailable", {
  message: Schema.String
}) {
  override get [CliError.userMessage](): string {
    return this.message
  }
}

const unavailable = (message: string) => new DiffUnavailable({ message })

/** Arguments that show changes and neither write anything nor run what the repository configures. */
const safe = [
  "--no-optional-locks",
  "--no-pager",
  "--literal-pathspecs",
  ...["core.fsmonitor=false", "core.hooksPath=/dev/null", "protocol.allow=never", "core.quotePath=false"].flatMap(
    (setting) => ["-c", setting]
  )
]

const diffFlags = ["--no-color", "--no-ext-diff", "--no-textconv", "--ignore-submodules=all", "--find-renames"]

/**
 * What the working tree holds that the last commit does not, as git writes it, with the names of new files below.
 * Fails where the repository configures programs that git would run for it, and outside of a repository.
 * @param within a path that it is narrowed to, relative to the working directory
 */
export const readDiff = Effect.fn("Git.diff")(function* (within: string | undefined) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const host = yield* Host
  const spawner = yield* ChildProcessSpawner.ChildProcessSpawner
  const { cwd, projectRoot } = yield* Workspace
  const text = (file: string) => Effect.orElseSucceed(fs.readFileString(file), () => "")

  const dot = path.join(projectRoot, ".git")
  if (!(yield* Effect.orElseSucceed(fs.exists(dot), () => false))) {
    return yield* unavailable(`${printableLine(cwd)} is not in a git repository.`)
  }
  const link = parseGitFile(yield* text(dot))
  const own = link === undefined ? dot : path.resolve(projectRoot, link)
  const shared = (yield* text(path.join(own, "commondir"))).trim()
  const configs = [path.join(path.resolve(own, shared), "config"), path.join(own, "config.worktree")]
  if ((yield* Effect.forEach(configs, text)).some(canRunPrograms)) {
    return yield* unavailable(
      "This repository's configuration has filters or includes, so git could run programs of its choice. Look with your own `git diff`."
    )
  }

  const git = Effect.fnUntraced(function* (args: ReadonlyArray<string>) {
    const command = ChildProcess.make("git", [...safe, ...args], {
      cwd,
      env: gitEnvironment(host.env),
      stdin: "ignore",
      stderr: "ignore",
      forceKillAfter: 100
    })
    return yield* Effect.scoped(
      Effect.gen(function* () {
        const handle = yield* spawner.spawn(command)
        let left = limit
        const out = yield* handle.stdout.pipe(
          Stream.decodeText,
          Stream.takeWhile(() => left > 0),
          Stream.map((piece) => {
            left -= piece.length
            return piece
          }),
          Stream.mkString
        )
        const cut = left <= 0
        const code = cut ? 0 : yield* handle.exitCode
        return { code, out: cut ? `${out.slice(0, limit)}\n… the rest is left out` : out }
      })
    ).pipe(
      Effect.timeoutOrElse({
        duration: patience,
        orElse: () => Effect.fail(unavailable("git did not answer within 10 seconds."))
      }),
      Effect.mapError((error) =>
        error instanceof DiffUnavailable ? error : unavailable(`git could not be run: ${error.message}`)
      )
    )
  })

  const paths = ["--", within ?? "."]
  const head = yield* git(["rev-parse", "--verify", "--quiet", "HEAD"])
  const base = head.code === 0 ? ["HEAD"] : ["--cached"]
  const changed = yield* git(["diff", ...diffFlags, ...base, ...paths])
  if (changed.code !== 0) return yield* unavailable(`git diff ended with code ${changed.code}.`)
  const fresh = yield* git(["ls-files", "--others", "--exclude-standard", ...paths])
  const names = fresh.out.trim().split("\n").filter(Boolean)
  const listed =
    names.length === 0 ? "" : `New, and not known to git yet:\n${names.map((name) => `  ${name}`).join("\n")}\n`
  return [changed.out, listed].filter(Boolean).join("\n")
})
