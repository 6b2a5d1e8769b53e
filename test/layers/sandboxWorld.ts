import { execFileSync } from "node:child_process"
import { accessSync, constants, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import * as NodeChildProcessSpawner from "@effect/platform-node/NodeChildProcessSpawner"
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import * as NodePath from "@effect/platform-node/NodePath"
import { Effect, Layer } from "effect"
import { ConfinedTo } from "../../src/services/workspace/ConfinedTo.ts"
import { type RunOptions, Shell, type ShellResult } from "../../src/services/workspace/Shell.ts"
import type { Confinement } from "../../src/services/workspace/sandbox/policy.ts"
import { shellWorld, type WorkWorld } from "../contracts/shellWorld.ts"

export const machine = NodeChildProcessSpawner.layer.pipe(
  Layer.provideMerge(Layer.mergeAll(NodeFileSystem.layer, NodePath.layer))
)

/** Has the sandbox a directory of its own in the place of the one that holds this? Then nothing of it could be reached. */
const isTemporary = (directory: string): boolean =>
  ["/tmp", "/var/tmp", "/dev/shm", realpathSync(tmpdir())].some(
    (top) => directory === top || directory.startsWith(`${top}/`)
  )

/** Where the grounds are made: in the project, or where that lies in a temporary directory, in one that may be written. */
const parent = ((): string | undefined => {
  const own = realpathSync(new URL("../../node_modules/", import.meta.url).pathname)
  if (!isTemporary(own)) return join(own, ".cache")
  return ["/var/cache", "/opt", "/srv"].find((directory) => {
    try {
      accessSync(directory, constants.W_OK)
      return true
    } catch {
      return false
    }
  })
})()

/** Why the sandbox of this computer cannot be tried; undefined where it can. */
export const noBubblewrap = ((): string | undefined => {
  if (process.platform !== "linux") return `it is ${process.platform}, and bubblewrap is Linux's`
  const program = ["/usr/bin/bwrap", "/bin/bwrap", "/usr/local/bin/bwrap"].find(existsSync)
  if (program === undefined) return "bubblewrap is not installed"
  if (parent === undefined) return "the project lies in a temporary directory, and none outside of those may be written"
  try {
    execFileSync(program, ["--unshare-all", "--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc", "true"], {
      stdio: "pipe"
    })
    return undefined
  } catch (error) {
    return `bubblewrap does not work here: ${error instanceof Error ? error.message : String(error)}`
  }
})()
if (noBubblewrap !== undefined) process.stderr.write(`sandbox: the suite is left out, because ${noBubblewrap}\n`)

export interface Ground {
  /** Holds `work` (the project, a repository), `home`, `outside` and `tmp`. */
  readonly dir: string
  readonly put: (path: string, content: string) => string
  readonly path: (path: string) => string
}

const git = (directory: string, ...args: ReadonlyArray<string>) =>
  execFileSync("git", ["-c", "init.defaultBranch=main", ...args], {
    cwd: directory,
    stdio: "pipe",
    env: { PATH: process.env["PATH"], HOME: join(directory, "..", "home"), GIT_CONFIG_NOSYSTEM: "1" }
  })

/** A directory with a project that is a repository with one commit, a home with secrets, and a place outside. */
export const makeGround = (): Ground & { readonly remove: () => void } => {
  if (parent === undefined) throw new Error(noBubblewrap)
  mkdirSync(parent, { recursive: true })
  const dir = realpathSync(mkdtempSync(join(parent, "sandboxed-")))
  const path = (name: string) => join(dir, name)
  const put = (name: string, content: string) => {
    mkdirSync(dirname(path(name)), { recursive: true })
    writeFileSync(path(name), content)
    return path(name)
  }
  for (const name of ["work/sub", "home", "outside", "tmp"]) mkdirSync(path(name), { recursive: true })
  put("home/.gitconfig", "[user]\n\tname = T\n\temail = t@example.com\n")
  put("home/.ssh/id_ed25519", "SECRET-ssh\n")
  put("home/.aws/credentials", "SECRET-aws\n")
  put("home/.netrc", "SECRET-netrc\n")
  put("home/.npmrc", "SECRET-npmrc\n")
  put("home/.config/gh/hosts.yml", "SECRET-gh\n")
  put("home/.coderx/config.json", '{"note":"SECRET-coderx"}\n')
  put("home/.coderx/skills/one/run.sh", "echo skill runs\n")
  put("home/.coder_x_key.enc", "SECRET-key\n")
  put("outside/file.txt", "outside\n")
  put("work/a.txt", "one\n")
  put("work/.gitignore", ".env\n")
  git(path("work"), "init", "-q")
  git(path("work"), "add", "-A")
  git(path("work"), "commit", "-qm", "first")
  put("work/.env", "TOKEN=SECRET-env\n")
  return { dir, path, put, remove: () => rmSync(dir, { recursive: true, force: true }) }
}

export type Confined = (
  command: string,
  options?: RunOptions & { readonly as?: Confinement | "none" }
) => Effect.Effect<ShellResult, unknown, Shell>

/** Runs a command as the model's are run, confined to work unless said otherwise. */
export const confined: Confined = (command, { as, ...options } = {}) =>
  Effect.flatMap(Effect.service(Shell), (shell) => shell.run(command, options)).pipe(
    Effect.provideService(ConfinedTo, as === "none" ? undefined : (as ?? { kind: "work", must: true }))
  )

/** Runs an effect over the production `Shell` in that ground. */
export const inGround = <A>(
  ground: Ground,
  effect: Effect.Effect<A, unknown, Shell>,
  world: Partial<WorkWorld> = {}
): Promise<A> =>
  Effect.runPromise(
    Effect.provide(
      effect,
      shellWorld(machine, {
        cwd: ground.path("work"),
        tmp: ground.path("tmp"),
        home: ground.path("home"),
        env: { PATH: process.env["PATH"], HOME: ground.path("home") },
        ...world
      })
    )
  )
