import { Effect, FileSystem, Path } from "effect"
import { ChildProcess, ChildProcessSpawner } from "effect/process"
import { Host } from "../host/Host.ts"
import { Paths } from "../settings/Paths.ts"
import { Settings } from "../settings/Settings.ts"
import { Sandbox } from "../workspace/Sandbox.ts"
import { Search } from "../workspace/Search.ts"
import { Shell } from "../workspace/Shell.ts"
import { Workspace } from "../workspace/Workspace.ts"
import { fail, type Finding, ok, warn } from "./finding.ts"

/** The oldest Node that the package runs on, as `package.json` says. */
const oldestNode: readonly [major: number, minor: number] = [22, 19]

/** Milliseconds that a program may take to say its version. */
const patience = 5000

/** The Node that runs us. */
export const node: Effect.Effect<Finding, never, Host> = Effect.gen(function* () {
  const { runtime } = yield* Host
  if (runtime === undefined)
    return warn("node", "its version is not known", `Coder-X needs Node ${oldestNode.join(".")} or newer.`)
  const [major = 0, minor = 0] = runtime.split(".").map(Number)
  const [wantedMajor, wantedMinor] = oldestNode
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)
    ? ok("node", `version ${runtime}`)
    : fail("node", `version ${runtime} is too old`, `Install Node ${oldestNode.join(".")} or newer: https://nodejs.org`)
})

export const git: Effect.Effect<Finding, never, ChildProcessSpawner.ChildProcessSpawner> = Effect.gen(function* () {
  const spawner = yield* ChildProcessSpawner.ChildProcessSpawner
  const said = yield* spawner.string(ChildProcess.make("git", ["--version"], { forceKillAfter: 200 })).pipe(
    Effect.timeout(patience),
    Effect.orElseSucceed(() => "")
  )
  return said.startsWith("git version")
    ? ok("git", said.trim().replace(/^git /, ""))
    : warn("git", "not found", "Install git: without it the model is not told of branches and changes.")
})

/** Searches for real, in the project. */
export const search: Effect.Effect<Finding, never, Search | Workspace> = Effect.gen(function* () {
  const service = yield* Search
  const workspace = yield* Workspace
  const query = { pattern: "*", root: workspace.projectRoot, limit: 1, secret: () => Effect.succeed(false) }
  const searched = yield* service.glob(query).pipe(
    Effect.as(""),
    Effect.catch((error) => Effect.succeed(error.message))
  )
  if (searched !== "") return fail("search", `finds nothing: ${searched}`, "Reinstall Coder-X; ripgrep comes with it.")
  const program = service.program === undefined ? undefined : yield* service.program
  return program === undefined
    ? warn("search", "works, without ripgrep", "Install ripgrep (rg): large projects are searched much faster with it.")
    : ok("search", `ripgrep, ${program}`)
})

/** Runs a command for real. */
export const shell: Effect.Effect<Finding, never, Shell> = Effect.gen(function* () {
  const service = yield* Shell
  return yield* service.run('echo "$0"', { timeoutMs: patience }).pipe(
    Effect.map((result) =>
      result.exitCode === 0
        ? ok("shell", result.stdout.trim())
        : fail(
            "shell",
            `a command ended with ${result.exitCode}: ${result.stderr.trim()}`,
            "Install bash, or mend what it runs at its start."
          )
    ),
    Effect.catch((error) => Effect.succeed(fail("shell", error.message, "Install bash.")))
  )
})

/** Whether what must be kept can be: the directory of settings and sessions, or the nearest one above that exists. */
export const home: Effect.Effect<Finding, never, FileSystem.FileSystem | Path.Path | Paths> = Effect.gen(function* () {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const paths = yield* Paths
  let directory = paths.home
  while (!(yield* Effect.orElseSucceed(fs.exists(directory), () => false)) && path.dirname(directory) !== directory) {
    directory = path.dirname(directory)
  }
  return yield* fs.access(directory, { writable: true }).pipe(
    Effect.as(ok("home", paths.home)),
    Effect.orElseSucceed(() =>
      fail(
        "home",
        `${directory} cannot be written to`,
        "Mend its permissions, or set CODERX_HOME to a directory that can be: sessions and settings are kept there."
      )
    )
  )
})

/** Whether commands can be confined, where that is wanted. */
export const sandbox: Effect.Effect<Finding, never, Sandbox | Settings> = Effect.gen(function* () {
  const { sandbox: setting = "off" } = (yield* Settings).values
  const state = yield* (yield* Sandbox).state
  if (state._tag === "Ready") return ok("sandbox", `${state.name}, permissions.sandbox is ${setting}`)
  if (setting === "required") return fail("sandbox", `required, and not there: ${state.reason}`, state.advice)
  if (setting === "auto") return warn("sandbox", `wanted, and not there: ${state.reason}`, state.advice)
  return ok("sandbox", `off, and not there: ${state.reason}`)
})
