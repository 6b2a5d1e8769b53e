import { Effect, Exit, type FileSystem, Scope, Stream } from "effect"
import { ChildProcess, type ChildProcessSpawner } from "effect/process"
import type { HostFacts } from "../host/Host.ts"
import { childEnvironment, shellName } from "./shellScript.ts"

type Environment = Readonly<Record<string, string | undefined>>

/** What login shells read of the user's own, below the home directory. */
const profiles: Readonly<Record<string, ReadonlyArray<string>>> = {
  bash: [".bash_profile", ".bash_login", ".profile"],
  zsh: [".zshenv", ".zprofile", ".zlogin"],
  sh: [".profile"],
  dash: [".profile"],
  ksh: [".profile"],
  fish: [".config/fish/config.fish"]
}

const limitMs = 5_000
const end = "CODERX_END\0"

/** What a shell keeps for itself, and what would change how other commands are read than they were judged. */
const shellsOwn = /^(?:_|SHLVL|PWD|OLDPWD|CDPATH|ENV|BASH_ENV|BASHOPTS|SHELLOPTS|GLOBIGNORE|PS\d|PROMPT_COMMAND)$/
/** Secrets that the process does not hold itself are not known to it, and so could not be kept from the model. */
const secret = /KEY|TOKEN|SECRET|PASSW|CREDENTIAL|AUTH/i

/**
 * The environment with what a login shell adds to it: variables that are not set, and directories at the end of the search
 * path. What is set stays, since whoever started the program may have meant it. `refused` are directories that are not
 * searched for programs.
 */
export const withLogin = (host: Environment, login: string, refused: (directory: string) => boolean): Environment => {
  const found = login.split("\0").flatMap((entry): ReadonlyArray<readonly [string, string]> => {
    const [, name, value] = /^([A-Za-z_]\w*)=([\s\S]*)$/.exec(entry) ?? []
    return name === undefined || value === undefined ? [] : [[name, value]]
  })
  const added = found.filter(([name]) => host[name] === undefined && !shellsOwn.test(name) && !secret.test(name))
  const searched = (host["PATH"] ?? "").split(":").filter((directory) => directory !== "")
  const more = (found.find(([name]) => name === "PATH")?.[1] ?? "")
    .split(":")
    .filter((directory) => directory.startsWith("/") && !searched.includes(directory) && !refused(directory))
  const path = [host["PATH"] ?? "", ...new Set(more)].filter((part) => part !== "").join(":")
  return { ...Object.fromEntries(added), ...host, ...(path === "" ? {} : { PATH: path }) }
}

/** What the login shell says its environment is, `NAME=value` with NULs between; empty where there is no answer in time. */
const ask = Effect.fnUntraced(function* (
  spawner: ChildProcessSpawner.ChildProcessSpawner["Service"],
  shell: string,
  home: string,
  env: Readonly<Record<string, string>>
) {
  let said = ""
  const decoder = new TextDecoder()
  const scope = yield* Scope.make()
  yield* Effect.gen(function* () {
    const handle = yield* spawner.spawn(
      // Not on stdout: there the user's files may say something.
      ChildProcess.make(shell, ["-l", "-c", `env -0 >&3; printf 'CODERX_END\\0' >&3`], {
        cwd: home,
        env,
        stdin: "ignore",
        stdout: "ignore",
        stderr: "ignore",
        additionalFds: { fd3: { type: "output" } },
        forceKillAfter: 100
      })
    )
    yield* Stream.runDrain(
      Stream.takeUntil(handle.getOutputFd(3), (bytes) => {
        said += decoder.decode(bytes, { stream: true })
        return said.endsWith(end)
      })
    )
  }).pipe(
    Scope.provide(scope),
    Effect.timeoutOption(limitMs),
    Effect.ignore,
    // What the user's files have left running may hold the pipe: its end is not waited for.
    Effect.ensuring(Effect.forkDetach(Scope.close(scope, Exit.void)))
  )
  return said.endsWith(end) ? said : ""
})

/**
 * The environment that commands begin with: that of the program, with what the user's login shell adds to it. Where the
 * user has no files for such a shell nothing is started: it would cost the first command its time.
 *
 * @param hidden names that the login shell does not get
 * @param roots the working directories: no program is searched for there because of a profile
 */
export const loginEnvironment = Effect.fnUntraced(function* (
  fs: FileSystem.FileSystem,
  spawner: ChildProcessSpawner.ChildProcessSpawner["Service"],
  host: HostFacts,
  hidden: ReadonlyArray<string>,
  roots: ReadonlyArray<string>
): Effect.fn.Return<Environment> {
  const shell = host.env["SHELL"]?.startsWith("/") === true ? host.env["SHELL"] : "/bin/bash"
  const own = profiles[shellName(shell)]
  if (own === undefined || host.platform === "win32" || !host.env["HOME"]) return host.env
  const there = yield* Effect.forEach(own, (name) =>
    Effect.orElseSucceed(fs.exists(`${host.home}/${name}`), () => false)
  )
  if (!there.includes(true)) return host.env
  const env = { ...childEnvironment(host.env, {}, hidden), HOME: host.home }
  const login = yield* ask(spawner, shell, host.home, env)
  return withLogin(host.env, login, (place) => roots.some((root) => place === root || place.startsWith(`${root}/`)))
})
