import { describe, expect, it } from "@effect/vitest"
import { Console, Effect, Fiber, FileSystem, type Layer, Option } from "effect"
import type { HostFacts } from "../../src/services/host/Host.ts"
import { Shell } from "../../src/services/workspace/Shell.ts"
import { type Machine, shellWorld, type WorkWorld } from "./shellWorld.ts"

type Body = (
  shell: Shell["Service"],
  place: { readonly dir: string; readonly fs: FileSystem.FileSystem }
) => Effect.Effect<void, unknown>

/** Ids of the processes whose command line holds `text`. */
const processesWith = Effect.fnUntraced(function* (fs: FileSystem.FileSystem, text: string) {
  const names = yield* fs.readDirectory("/proc")
  return yield* Effect.filter(
    names.filter((name) => /^\d+$/.test(name)),
    (id) =>
      Effect.orElseSucceed(
        Effect.map(fs.readFileString(`/proc/${id}/cmdline`), (line) => line.includes(text)),
        () => false
      )
  )
})

/** Waits until it holds; a test that hangs here is stopped by its own limit. */
const until = <E>(holds: Effect.Effect<boolean, E>): Effect.Effect<void, E> =>
  Effect.flatMap(holds, (yes) => (yes ? Effect.void : Effect.andThen(Effect.sleep(20), until(holds))))

/**
 * What Coder-X relies on in its `Shell` over the processes of a real machine: real bash, real signals, real pipes.
 * `environment` is what the host's process has.
 */
export const shellContract = (
  name: string,
  machine: Layer.Layer<Machine>,
  environment: HostFacts["env"],
  /** A plain `sh` counts no lines, has no `>(…)`, and ends otherwise at an unset variable. */
  shellKind: "bash" | "sh" = "bash"
): void => {
  const check = (title: string, body: Body, world: Partial<WorkWorld> = {}) =>
    it.live(title, () =>
      Effect.gen(function* () {
        const fs = yield* FileSystem.FileSystem
        const dir = yield* fs.realPath(yield* fs.makeTempDirectoryScoped({ prefix: "coderx-shell-" }))
        yield* fs.makeDirectory(`${dir}/work/sub`, { recursive: true })
        yield* fs.makeDirectory(`${dir}/tmp`)
        const layer = shellWorld(machine, { cwd: `${dir}/work`, tmp: `${dir}/tmp`, env: environment, ...world })
        yield* Effect.provide(
          Effect.flatMap(Effect.service(Shell), (shell) => body(shell, { dir, fs })),
          layer
        )
      }).pipe(Effect.scoped, Effect.provide(machine))
    )

  describe(`Shell contract: ${name}`, () => {
    check("keeps the two outputs apart, and gives the exit code", (shell) =>
      Effect.gen(function* () {
        const result = yield* shell.run("echo out; echo err >&2; exit 3")
        expect(result).toMatchObject({ stdout: "out\n", stderr: "err\n", exitCode: 3, timedOut: false, notices: [] })
        expect([result.signal, (yield* shell.run("true")).exitCode]).toEqual([undefined, 0])
      })
    )

    check("puts both outputs in the order of their arrival", (shell) =>
      Effect.gen(function* () {
        const { text } = yield* shell.run("echo 1; sleep 0.1; echo 2 >&2; sleep 0.1; echo 3")
        expect(text).toBe("1\n2\n3\n")
      })
    )

    if (shellKind === "bash")
      check("also where the lines of a command write to both in turn, and changes nothing else in them", (shell) =>
        Effect.gen(function* () {
          const lines =
            "set -eu; say() { echo f >&2; }; for i in 1 2; do echo o$i; echo e$i >&2; done; say; (echo s; echo t >&2; echo u)"
          const wanted = "o1\ne1\no2\ne2\nf\ns\nt\nu\n"
          let turns = yield* shell.run(lines)
          // The pause may be too short for a machine that is very busy.
          for (let more = 0; more < 20 && turns.text !== wanted; more++) turns = yield* shell.run(lines)
          expect(turns.text).toBe(wanted)
          expect(turns).toMatchObject({ stdout: "o1\no2\ns\nu\n", stderr: "e1\ne2\nf\nt\n", exitCode: 0 })
          const plain = yield* shell.run(
            "echo x >&2; (exit 7); echo $?; : a b; echo $_; f() { return 5; }; f || echo $?; exec 3>&-; echo y >&2; false"
          )
          expect(plain).toMatchObject({ stdout: "7\nb\n5\n", stderr: "x\ny\n", exitCode: 1 })
          const loop = yield* shell.run("for i in {1..20000}; do echo $i >&2; done; echo end")
          expect(loop.stderr.endsWith("\n20000\n")).toBe(true)
        })
      )

    const endings: ReadonlyArray<readonly [string, number, string | undefined]> = [
      ["false", 1, undefined],
      ["set -e; false; echo not here", 1, undefined],
      ["set -u; echo $nowhere", shellKind === "bash" ? 127 : 2, undefined],
      ["if then", 2, undefined],
      ["nosuchcommand", 127, undefined],
      ["trap 'echo bye' EXIT; exit 4", 4, undefined],
      ["exec 3>&-; exit 5", 5, undefined],
      ["exec sh -c 'exit 6'", 6, undefined],
      ["kill -KILL $$", 137, "SIGKILL"],
      ["kill -TERM $$", 143, "SIGTERM"],
      ["sh -c 'kill -SEGV $$'", 139, undefined],
      ["(exit 9)", 9, undefined]
    ]
    for (const [command, exitCode, signal] of endings) {
      check(`${command} ends with ${exitCode}`, (shell) =>
        Effect.gen(function* () {
          const result = yield* shell.run(command)
          expect([result.exitCode, result.signal, result.stdout.includes("not here")]).toEqual([
            exitCode,
            signal,
            false
          ])
        })
      )
    }

    check("takes a command of several lines, here-documents, quotes and comments as they are", (shell) =>
      Effect.gen(function* () {
        const { stdout } = yield* shell.run(`cat <<'X'\n$HOME "it's" \\\nX\necho "a  'b'" # no\necho $#`)
        expect(stdout).toBe(`$HOME "it's" \\\na  'b'\n1\n`)
      })
    )

    check("takes a command that is longer than one argument may be", (shell) =>
      Effect.gen(function* () {
        const { stdout } = yield* shell.run(`: ${"x".repeat(300_000)}\necho done; pwd`)
        expect(stdout).toMatch(/^done\n\/.*\/work\n$/)
      })
    )

    check("gives nothing on stdin", (shell) =>
      Effect.gen(function* () {
        expect((yield* shell.run("cat; echo end")).stdout).toBe("end\n")
      })
    )

    if (shellKind === "bash")
      check("can write to /dev/stdout and /dev/stderr by name", (shell) =>
        Effect.gen(function* () {
          const result = yield* shell.run("echo a > /dev/stdout; echo b | tee /dev/stderr; exit 2")
          expect(result).toMatchObject({ stdout: "a\nb\n", stderr: "b\n", exitCode: 2 })
        })
      )

    check("keeps the directory between commands, also of one that failed", (shell, { dir }) =>
      Effect.gen(function* () {
        const moved = yield* shell.run("cd sub; false")
        expect(moved.notices).toEqual([`The shell is now in ${dir}/work/sub.`])
        expect((yield* shell.run("pwd")).stdout).toBe(`${dir}/work/sub\n`)
        expect(yield* shell.cwd).toBe(`${dir}/work/sub`)
        expect((yield* shell.run("cd ..; exit 1")).exitCode).toBe(1)
        expect(yield* shell.cwd).toBe(`${dir}/work`)
      })
    )

    check("keeps the directory of a command with an EXIT trap of its own", (shell, { dir }) =>
      Effect.gen(function* () {
        yield* shell.run("trap 'echo bye' EXIT; cd sub")
        expect(yield* shell.cwd).toBe(`${dir}/work/sub`)
      })
    )

    check("does not stay outside the working directories, also behind a link", (shell, { dir, fs }) =>
      Effect.gen(function* () {
        yield* fs.symlink("/usr", `${dir}/work/door`)
        for (const command of ["cd /usr", "cd door", "cd ..", `cd ${dir}/work/../tmp`]) {
          const { notices } = yield* shell.run(command)
          expect(notices.join()).toContain("not in the working directories")
          expect((yield* shell.run("pwd")).stdout).toBe(`${dir}/work\n`)
        }
      })
    )

    check("says so when its directory is gone, and starts anew", (shell, { dir, fs }) =>
      Effect.gen(function* () {
        yield* shell.run("cd sub")
        yield* fs.remove(`${dir}/work/sub`, { recursive: true })
        const error = yield* Effect.flip(shell.run("touch here"))
        expect(error.message).toContain(`${dir}/work/sub is gone. Nothing was run.`)
        expect((yield* shell.run("pwd; ls")).stdout).toBe(`${dir}/work\n`)
      })
    )

    check(
      "gives a command the environment of the host and the settings, without keys, and tools that ask nothing",
      (shell) =>
        Effect.gen(function* () {
          const { stdout } = yield* shell.run("env")
          expect(stdout).toMatch(/^FROM_HOST=1$/m)
          expect(stdout).toMatch(/^FROM_SETTINGS=2$/m)
          expect(stdout).toMatch(/^GIT_TERMINAL_PROMPT=0$/m)
          expect(stdout).toMatch(/^TERM=dumb$/m)
          expect(stdout).not.toMatch(/sk-|hidden words/)
        }),
      {
        env: {
          ...environment,
          FROM_HOST: "1",
          ACME_API_KEY: "sk-host",
          CODERX_PASSPHRASE: "hidden words",
          TERM: "xterm"
        },
        settingsEnv: { FROM_SETTINGS: "2", OTHER_KEY: "sk-settings" },
        keyNames: ["ACME_API_KEY", "OTHER_KEY"]
      }
    )

    it.live("adds what a login shell of the user would have, and keeps what is set", () =>
      Effect.gen(function* () {
        const fs = yield* FileSystem.FileSystem
        const dir = yield* fs.realPath(yield* fs.makeTempDirectoryScoped({ prefix: "coderx-login-" }))
        yield* fs.makeDirectory(`${dir}/work/bin`, { recursive: true })
        const profile = [
          "echo said by the profile; echo and this >&2; (sleep 30.77 &)",
          "export ADDED='two\nlines' SET=of-profile MY_TOKEN=secret-of-profile CDPATH=/usr",
          `PATH=/opt/of-profile/bin:${dir}/work/bin:$PATH`
        ]
        yield* fs.writeFileString(`${dir}/.profile`, `${profile.join("\n")}\n`)
        const env = { ...environment, SHELL: "/bin/sh", SET: "before" }
        const layer = shellWorld(machine, { cwd: `${dir}/work`, tmp: dir, home: dir, env })
        const { stderr, stdout } = yield* Effect.provide(
          Effect.flatMap(Effect.service(Shell), (shell) =>
            shell.run('echo "$ADDED,$SET,$MY_TOKEN,$CDPATH"; echo "$PATH"')
          ),
          layer
        )
        expect([stdout, stderr]).toEqual([`two\nlines,before,,\n${environment["PATH"]}:/opt/of-profile/bin\n`, ""])
      }).pipe(Effect.scoped, Effect.provide(machine))
    )

    check("cleans what a model or a terminal could trip over", (shell) =>
      Effect.gen(function* () {
        const { stdout } = yield* shell.run(`printf 'a\\0b \\033[31mred\\033[0m \\377\\r\\n10%%\\r100%%\\n'`)
        expect(stdout).toBe("a\ufffdb red \ufffd\n100%\n")
        expect((yield* shell.run("head -c 5000 /bin/sh")).stdout).toBe("[binary output, 5000 bytes, not shown]\n")
      })
    )

    check("keeps the beginning and the end of a long output, and all of it in a file", (shell, { dir, fs }) =>
      Effect.gen(function* () {
        const { stdout, text } = yield* shell.run("seq 200000")
        expect(text.length).toBeLessThan(30_000)
        expect(text).toMatch(/^1\n2\n3\n/)
        expect(text).toMatch(/\n199999\n200000\n$/)
        const [, bytes, lines, path] =
          /\[… (\d+) bytes \((\d+) lines\) left out here; the whole output is in (\S+):/.exec(text) ?? []
        const shown = text.split("\n").filter((line) => /^\d+$/.test(line))
        expect(Number(lines) + shown.length).toBe(200_000)
        expect(Number(bytes) + shown.join("\n").length + 1).toBe(1_288_895)
        expect(path?.startsWith(`${dir}/tmp/coderx-output-`)).toBe(true)
        expect(yield* shell.outputDirectory).toBe(path?.slice(0, path.lastIndexOf("/")))
        const whole = yield* fs.readFileString(path ?? "")
        expect(whole).toBe(`${Array.from({ length: 200_000 }, (_, i) => i + 1).join("\n")}\n`)
        expect(stdout).toContain("left out here")
      })
    )

    check("removes those files at the end, and only then", (_, { dir, fs }) =>
      Effect.gen(function* () {
        const layer = shellWorld(machine, { cwd: `${dir}/work`, tmp: `${dir}/tmp`, env: environment })
        yield* Effect.provide(
          Effect.gen(function* () {
            yield* (yield* Shell).run("seq 20000")
            expect((yield* fs.readDirectory(`${dir}/tmp`)).length).toBe(1)
          }),
          layer,
          { local: true }
        )
        expect(yield* fs.readDirectory(`${dir}/tmp`)).toEqual([])
      })
    )

    check("ends a command that takes too long, and tells what it said until then", (shell) =>
      Effect.gen(function* () {
        const result = yield* shell.run("echo before; sleep 30; echo after", { timeoutMs: 150 })
        expect(result).toMatchObject({ stdout: "before\n", timedOut: true, exitCode: 143, signal: "SIGTERM" })
      })
    )

    check("kills children that ignore TERM with it", (shell, { fs }) =>
      Effect.gen(function* () {
        const result = yield* shell.run("trap '' TERM; (trap '' TERM; sleep 31.7531) & sleep 31.7531", {
          timeoutMs: 100
        })
        expect(result).toMatchObject({ timedOut: true, exitCode: 137, signal: "SIGKILL" })
        yield* until(Effect.map(processesWith(fs, "31.7531"), (ids) => ids.length === 0))
      })
    )

    check("kills the whole group when it is interrupted", (shell, { fs }) =>
      Effect.gen(function* () {
        const fiber = yield* Effect.forkChild(shell.run("sh -c 'trap \"\" TERM; sleep 32.1571; sleep 32.1571' | cat"))
        yield* until(Effect.map(processesWith(fs, "32.1571"), (ids) => ids.length > 0))
        yield* Fiber.interrupt(fiber)
        expect(yield* processesWith(fs, "32.1571")).toEqual([])
        expect((yield* shell.run("echo on")).stdout).toBe("on\n")
      })
    )

    check("kills a child with a session of its own too", (shell, { fs }) =>
      Effect.gen(function* () {
        const fiber = yield* Effect.forkChild(shell.run("setsid sh -c 'sleep 33.3571; true' & sleep 33.3571"))
        yield* until(Effect.map(processesWith(fs, "33.3571"), (ids) => ids.length >= 3))
        yield* Fiber.interrupt(fiber)
        yield* until(Effect.map(processesWith(fs, "33.3571"), (ids) => ids.length === 0))
      })
    )

    check("kills a child that has left its group and closed its pipes", (shell, { fs }) =>
      Effect.gen(function* () {
        const command = "setsid sh -c 'exec >/dev/null 2>&1 3>&-; sleep 37.1531; true' & sleep 0.2; sleep 37.1531"
        const result = yield* shell.run(command, { timeoutMs: 600 })
        expect(result.timedOut).toBe(true)
        yield* until(Effect.map(processesWith(fs, "37.1531"), (ids) => ids.length === 0))
      })
    )

    check("kills a child that has cleared its environment too, as long as it is below the shell", (shell, { fs }) =>
      Effect.gen(function* () {
        const fiber = yield* Effect.forkChild(shell.run("env -i setsid sh -c 'sleep 38.1531; true' & sleep 38.1531"))
        yield* until(Effect.map(processesWith(fs, "38.1531"), (ids) => ids.length >= 3))
        yield* Fiber.interrupt(fiber)
        yield* until(Effect.map(processesWith(fs, "38.1531"), (ids) => ids.length === 0))
      })
    )

    check("ends with the session a child that has left all but its outputs", (_, { dir, fs }) =>
      Effect.gen(function* () {
        const layer = shellWorld(machine, { cwd: `${dir}/work`, tmp: `${dir}/tmp`, env: environment })
        yield* Effect.flatMap(Effect.service(Shell), (shell) =>
          Effect.andThen(
            shell.run("(env -i setsid sh -c 'sleep 40.1531; true' &) ; sleep 0.2; echo begun"),
            until(Effect.map(processesWith(fs, "40.1531"), (ids) => ids.length >= 2))
          )
        ).pipe(Effect.provide(layer, { local: true }))
        yield* until(Effect.map(processesWith(fs, "40.1531"), (ids) => ids.length === 0))
      })
    )

    check("ends a command that waits for somebody to type, long before its limit of time", (shell) =>
      Effect.gen(function* () {
        // An editor reads its output when stdin says nothing: nobody will ever write there.
        const result = yield* shell.run("echo name?; head -c 1 <&2 | cat")
        expect(result).toMatchObject({ stdout: "name?\n", timedOut: false, waited: { command: "head -c 1" } })
        expect(result.notices).toEqual([])
      })
    )

    if (shellKind === "bash")
      check("ends an editor that waits for events where its stdin should be", (shell) =>
        Effect.gen(function* () {
          const editor =
            'import os, select, sys; print("~", flush=True); os.dup2(2, 0); select.select([0], [], [], 30); sys.exit(3)'
          const result = yield* shell.run(`python3 -c '${editor}'`, { timeoutMs: 20_000 })
          expect(result).toMatchObject({ stdout: "~\n", timedOut: false })
          expect(result.waited?.command).toContain("python3 -c")
        })
      )

    check("lets a command wait that waits for something else", (shell) =>
      Effect.gen(function* () {
        const result = yield* shell.run("mkfifo p; (sleep 5.5; echo late > p) & cat p; sleep 0.1 | cat; rm p")
        expect(result).toMatchObject({ stdout: "late\n", exitCode: 0, waited: undefined })
      })
    )

    check("lists at the end of the session what still runs", (_, { dir, fs }) =>
      Effect.gen(function* () {
        const said: Array<unknown> = []
        const layer = shellWorld(machine, { cwd: `${dir}/work`, tmp: `${dir}/tmp`, env: environment })
        const told: Console.Console = Object.assign(Object.create(globalThis.console), {
          error: (line: unknown) => said.push(line)
        })
        const daemon = "setsid sh -c 'exec >/dev/null 2>&1 3>&-; sleep 39.1531; true' & true"
        yield* Effect.flatMap(Effect.service(Shell), (shell) =>
          Effect.andThen(shell.run(daemon), until(Effect.map(processesWith(fs, "39.1531"), (ids) => ids.length >= 2)))
        ).pipe(Effect.provide(layer, { local: true }), Effect.provideService(Console.Console, told))
        expect(said.join()).toMatch(
          /^coderx: still running, started by commands of this session:\n {2}\d+ {2}s[\s\S]*sleep 39.1531[\s\S]*\nEnd them with: kill \d+/
        )
        for (const id of yield* processesWith(fs, "39.1531")) process.kill(Number(id), "SIGKILL")
      })
    )

    check("does not wait for a child in the background that keeps the output open", (shell, { fs }) =>
      Effect.gen(function* () {
        const result = yield* Effect.timeoutOption(shell.run("sleep 34.7531 & echo started"), 10_000)
        const { exitCode, notices, stdout } = Option.getOrThrow(result)
        expect([stdout, exitCode]).toEqual(["started\n", 0])
        expect(notices.join()).toContain("still running")
        expect((yield* processesWith(fs, "34.7531")).length).toBe(1)
      })
    )

    check("lets that child live until the session ends, whatever the command's own exit code", (_, { dir, fs }) =>
      Effect.gen(function* () {
        const layer = shellWorld(machine, { cwd: `${dir}/work`, tmp: `${dir}/tmp`, env: environment })
        yield* Effect.provide(
          Effect.gen(function* () {
            const shell = yield* Shell
            yield* shell.run("sleep 35.1531 > /dev/null 2>&1 & false")
            yield* shell.run("sleep 35.1531 > /dev/null 2>&1 & exit 0")
            yield* shell.start("sleep 35.1531; true")
            yield* until(Effect.map(processesWith(fs, "35.1531"), (ids) => ids.length === 4))
          }),
          layer,
          { local: true }
        )
        expect(yield* processesWith(fs, "35.1531")).toEqual([])
      })
    )

    check("tells what arrives while it runs", (shell) =>
      Effect.gen(function* () {
        const told: Array<string> = []
        yield* shell.run("echo one; sleep 0.4; echo two; sleep 0.4", {
          onOutput: (text) => Effect.sync(() => told.push(text))
        })
        expect(told).toEqual(["one\n", "two\n"])
      })
    )

    check("takes two million lines in flat memory", (shell) =>
      Effect.gen(function* () {
        yield* shell.run("seq 200000")
        const heap = () => process.memoryUsage()
        const before = heap()
        const { text } = yield* shell.run("seq 2000000")
        const after = heap()
        expect(text.endsWith("\n2000000\n")).toBe(true)
        expect(after.rss - before.rss).toBeLessThan(60 * 1024 * 1024)
      })
    )

    describe("background tasks", () => {
      check("give what is new and whether they run", (shell, { dir }) =>
        Effect.gen(function* () {
          const id = yield* shell.start(
            `echo one; cd sub; while [ ! -e ${dir}/go ]; do sleep 0.02; done; echo two; exit 3`
          )
          yield* until(Effect.map(shell.output(id, 0), (report) => report.output === "one\n"))
          expect(yield* shell.output(id, 0)).toMatchObject({ id, status: "running", output: "", exitCode: undefined })
          expect(yield* shell.cwd).toBe(`${dir}/work`)
          yield* shell.run(`touch ${dir}/go`)
          expect(yield* shell.output(id, 20_000)).toMatchObject({ status: "exited", output: "two\n", exitCode: 3 })
          expect(yield* shell.output(id, 0)).toMatchObject({ status: "exited", output: "", exitCode: 3 })
          expect((yield* shell.tasks).map((task) => [task.id, task.status])).toEqual([[id, "exited"]])
        })
      )

      check("do not block longer than they were asked to", (shell) =>
        Effect.gen(function* () {
          const id = yield* shell.start("sleep 30")
          expect((yield* shell.output(id, 50)).status).toBe("running")
          expect((yield* shell.output(id, 50)).status).toBe("running")
        })
      )

      check("are waited for until a line of their output matches, whether it was there or comes", (shell, { dir }) =>
        Effect.gen(function* () {
          const id = yield* shell.start(
            `echo early; while [ ! -e ${dir}/go ]; do sleep 0.02; done; seq 20000; printf 'now rea'; sleep 0.1; printf 'dy> '; sleep 30`
          )
          yield* until(Effect.map(shell.output(id, 20_000, /^early$/g), (report) => report.output === "early\n"))
          expect((yield* shell.output(id, 100, /^early$/g)).output).toBe("")
          yield* Effect.forkChild(Effect.andThen(Effect.sleep(100), shell.run(`touch ${dir}/go`)))
          const report = yield* shell.output(id, 20_000, /ready>$/g)
          expect([report.status, report.output.endsWith("20000\nnow ready> ")]).toEqual(["running", true])
        })
      )

      check("are stopped with all their children", (shell, { fs }) =>
        Effect.gen(function* () {
          const id = yield* shell.start("echo up; sh -c 'sleep 36.1531; true'; true")
          yield* until(Effect.map(processesWith(fs, "36.1531"), (ids) => ids.length >= 2))
          const report = yield* shell.stop(id)
          expect(report).toMatchObject({ status: "stopped", output: "up\n", signal: "SIGTERM" })
          expect(yield* processesWith(fs, "36.1531")).toEqual([])
          expect((yield* shell.stop(id)).status).toBe("stopped")
        })
      )

      check("keep everything in a file where it is too much", (shell, { fs }) =>
        Effect.gen(function* () {
          const id = yield* shell.start("seq 50000")
          const { output, status } = yield* shell.output(id, 20_000)
          const path = /the whole output is in (\S+):/.exec(output)?.[1] ?? ""
          expect([status, output.endsWith("\n50000\n")]).toEqual(["exited", true])
          expect((yield* fs.readFileString(path)).split("\n").length).toBe(50_001)
        })
      )

      check("may be commands that were waited for: they are let go at once and go on", (shell, { dir }) =>
        Effect.gen(function* () {
          const command = `echo one; cd sub; while [ ! -e ${dir}/go ]; do sleep 0.02; done; echo two; exit 3`
          const told: Array<string> = []
          const running = yield* Effect.forkChild(
            shell.run(command, {
              callId: "call-1",
              timeoutMs: 2_000,
              onOutput: (text) => Effect.sync(() => void told.push(text))
            })
          )
          yield* until(Effect.sync(() => told.join("") === "one\n"))
          expect(yield* shell.background("call-2")).toBeUndefined()
          const id = yield* shell.background("call-1")
          const result = yield* Fiber.join(running)
          expect(result).toMatchObject({ taskId: id, text: "one\n", timedOut: false, notices: [] })
          expect(yield* shell.background()).toBeUndefined()
          expect(yield* shell.output(id ?? "", 50)).toMatchObject({ status: "running", output: "" })
          // Beyond the limit of time of the command that was waited for.
          yield* Effect.sleep(2_000)
          expect((yield* shell.output(id ?? "", 0)).status).toBe("running")
          yield* shell.run(`touch ${dir}/go`)
          expect(yield* shell.output(id ?? "", 20_000)).toMatchObject({
            status: "exited",
            output: "two\n",
            exitCode: 3
          })
          expect(yield* shell.cwd).toBe(`${dir}/work`)
        })
      )

      check("that were let go keep all of their output in the file, from the beginning", (shell, { dir, fs }) =>
        Effect.gen(function* () {
          const command = `seq 100; while [ ! -e ${dir}/go ]; do sleep 0.02; done; seq 101 50000`
          const told: Array<string> = []
          const running = yield* Effect.forkChild(
            shell.run(command, { onOutput: (text) => Effect.sync(() => void told.push(text)) })
          )
          yield* until(Effect.sync(() => told.join("").endsWith("\n100\n")))
          const id = (yield* shell.background()) ?? ""
          expect((yield* Fiber.join(running)).text.endsWith("\n100\n")).toBe(true)
          yield* shell.run(`touch ${dir}/go`)
          const { output } = yield* shell.output(id, 20_000)
          const path = /the whole output is in (\S+):/.exec(output)?.[1] ?? ""
          expect((yield* fs.readFileString(path)).split("\n").length).toBe(50_001)
        })
      )

      check("that were let go are stopped with all their children", (shell, { fs }) =>
        Effect.gen(function* () {
          const running = yield* Effect.forkChild(shell.run("sh -c 'sleep 36.1532; true'; true"))
          yield* until(Effect.map(processesWith(fs, "36.1532"), (ids) => ids.length >= 2))
          const id = (yield* shell.background()) ?? ""
          yield* Fiber.join(running)
          expect((yield* shell.stop(id)).status).toBe("stopped")
          expect(yield* processesWith(fs, "36.1532")).toEqual([])
        })
      )

      check("are known by their id only", (shell) =>
        Effect.gen(function* () {
          const id = yield* shell.start("true")
          const error = yield* Effect.flip(shell.output("bash_9", 0))
          expect(error.message).toBe(`No background task has the id "bash_9". There are: ${id}.`)
        })
      )
    })
  })
}
