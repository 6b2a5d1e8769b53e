import { type ChildProcess, execFileSync, spawn } from "node:child_process"
import { createSocket } from "node:dgram"
import { chmodSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs"
import { createServer, type Server } from "node:net"
import { Effect } from "effect"
import { afterEach, assert, beforeEach, describe, it } from "vitest"
import { ConfinedTo } from "../../src/services/workspace/ConfinedTo.ts"
import { Shell } from "../../src/services/workspace/Shell.ts"
import { confined, inGround, makeGround, noBubblewrap } from "../layers/sandboxWorld.ts"

/** Every test tries to get out of a real sandbox, and looks from outside whether it did. */

let ground: ReturnType<typeof makeGround>
beforeEach(() => {
  ground = makeGround()
})
afterEach(() => ground.remove())

const run = (command: string, world: Parameters<typeof inGround>[2] = {}) =>
  inGround(ground, confined(command.replaceAll("$D", ground.dir)), world)

const python = (code: string) => `python3 -c '${code}'`

describe.skipIf(noBubblewrap !== undefined)("nothing is written outside of the working directories", () => {
  it.each<readonly [name: string, command: string]>([
    ["by its path", "echo x > $D/outside/file.txt"],
    ["by a path with ..", "echo x > ../outside/file.txt"],
    ["by a new file", "touch $D/outside/new"],
    ["through a link", "ln -s $D/outside l && echo x > l/file.txt"],
    ["through a hard link", "ln $D/outside/file.txt h && echo x > h"],
    ["through /proc/self/root", "echo x > /proc/self/root$D/outside/file.txt"],
    ["through /proc/1/root", "echo x > /proc/1/root$D/outside/file.txt"],
    ["through the root of any process", "for r in /proc/[0-9]*/root; do echo x > $r$D/outside/file.txt; done; false"],
    [
      "through a directory of any process",
      "for r in /proc/[0-9]*/cwd; do echo x > $r/../outside/file.txt; done; false"
    ],
    ["by moving it", "mv $D/outside/file.txt ."],
    ["by removing it", "rm -rf $D/outside"],
    ["by exchanging names", python(`import os; os.rename("$D/outside/file.txt", "a.txt")`)],
    ["by mounting again", "mount -o remount,rw / && echo x > $D/outside/file.txt"],
    [
      "by mounting in namespaces of its own",
      "unshare -Urm sh -c 'mount -o remount,rw,bind / ; mount -o remount,rw / ; umount -l / ; echo x > $D/outside/file.txt'"
    ],
    ["by binding", "unshare -Urm sh -c 'mkdir m; mount --bind $D/outside m && echo x > m/file.txt'"],
    ["by another sandbox within", "bwrap --bind / / sh -c 'echo x > $D/outside/file.txt'"],
    ["by setuid", "cp /bin/sh s && chmod u+s s && ./s -p -c 'echo x > $D/outside/file.txt'"],
    ["by sudo", "sudo -n sh -c 'echo x > $D/outside/file.txt'"],
    ["by a device", "mknod d b 8 0 && dd if=/dev/zero of=d count=1"],
    ["at home", "echo x > ~/.bashrc"],
    ["in our settings", "echo x > ~/.coderx/config.json"],
    ["by a change of mode", "chmod 777 $D/outside/file.txt"],
    ["by its times", "touch -d 2001-01-01 $D/outside/file.txt"],
    // What is written is what is there: the machine that this runs on is not to be harmed by a hole.
    [
      "by settings of the kernel",
      "cat /proc/sys/kernel/core_pattern > /tmp/c && cat /tmp/c > /proc/sys/kernel/core_pattern"
    ],
    [
      "through a held directory",
      python(
        `import os; d=os.open("/",os.O_RDONLY); os.write(os.open("$D/outside/file.txt"[1:],os.O_WRONLY,dir_fd=d),b"x")`
      )
    ]
  ])("%s", async (_, command) => {
    const file = ground.path("outside/file.txt")
    const { mode, mtimeMs } = lstatSync(file)
    const result = await run(command)
    assert.notStrictEqual(result.exitCode, 0, result.text)
    assert.strictEqual(result.confined?.failure, undefined, result.text)
    assert.strictEqual(readFileSync(file, "utf8"), "outside\n")
    assert.deepStrictEqual([lstatSync(file).mode, lstatSync(file).mtimeMs], [mode, mtimeMs])
    assert.isFalse(existsSync(ground.path("outside/new")))
    assert.isFalse(existsSync(ground.path("home/.bashrc")))
    assert.include(readFileSync(ground.path("home/.coderx/config.json"), "utf8"), "SECRET-coderx")
  })

  it("lets a directory that may be written be left by no link that is made meanwhile", async () => {
    const result = await run("ln -sfn $D/outside sub/l; cp a.txt sub/l/planted; ls $D/outside")
    assert.strictEqual(result.stdout, "file.txt\n")
  })

  it("writes nothing at all where it may only read", async () => {
    const result = await inGround(
      ground,
      confined("cat a.txt; echo x > a.txt; touch new; echo tmp > /tmp/x; cat /tmp/x", {
        as: { kind: "read", must: true }
      })
    )
    assert.strictEqual(result.stdout, "one\ntmp\n")
    assert.strictEqual(readFileSync(ground.path("work/a.txt"), "utf8"), "one\n")
    assert.isFalse(existsSync(ground.path("work/new")))
  })
})

describe.skipIf(noBubblewrap !== undefined)("secrets cannot be read", () => {
  it.each<readonly [string, string]>([
    ["a private key", "cat ~/.ssh/id_ed25519"],
    ["the directory of keys", "ls ~/.ssh"],
    ["credentials of a cloud", "cat ~/.aws/credentials"],
    ["passwords of machines", "cat ~/.netrc"],
    ["a token of npm", "cat ~/.npmrc"],
    ["a token of a code host", "cat ~/.config/gh/hosts.yml"],
    ["our settings", "cat ~/.coderx/config.json"],
    ["our keys", "cat ~/.coder_x_key.enc"],
    ["the project's .env", "cat .env"],
    ["the project's .env, by a copy", "cp .env copy && cat copy"],
    ["the project's .env, by another name", "mv .env copy && cat copy"],
    ["the project's .env, by a link", "ln -s .env l && cat l"],
    ["the project's .env, by a hard link", "ln .env l && cat l"],
    ["through /proc/self/root", "cat /proc/self/root$D/home/.ssh/id_ed25519"],
    ["by moving the directory above", "mv ~/.ssh ~/x; cat ~/x/id_ed25519"],
    ["by a change of mode", "chmod -R 777 ~/.ssh; cat ~/.ssh/id_ed25519"],
    [
      "by taking the cover away",
      "unshare -Urm sh -c 'umount ~/.ssh; umount -l $D/home/.ssh; cat $D/home/.ssh/id_ed25519'"
    ],
    ["by everything that can be found", "grep -rs SECRET- $D | grep . && false"],
    ["the passwords of this machine", "cat /etc/shadow && echo SECRET-shadow"]
  ])("%s", async (_, command) => {
    const result = await run(command)
    assert.notStrictEqual(result.exitCode, 0, result.text)
    assert.notInclude(result.text, "SECRET-")
  })

  it("keeps keys and the ways to agents out of the environment", async () => {
    const env = {
      PATH: process.env["PATH"],
      HOME: ground.path("home"),
      OUR_KEY: "SECRET-own",
      SSH_AUTH_SOCK: "/tmp/agent.1",
      DBUS_SESSION_BUS_ADDRESS: "unix:path=/run/bus",
      DOCKER_HOST: "unix:///var/run/docker.sock"
    }
    const { stdout } = await run("env; cat /proc/*/environ | tr '\\0' '\\n'", { env, keyNames: ["OUR_KEY"] })
    assert.notMatch(stdout, /SECRET-|SSH_AUTH_SOCK|DBUS_SESSION|DOCKER_HOST/)
    assert.include(stdout, "CODERX_CONFINED=bubblewrap")
  })

  it("lets the scripts of skills be run", async () => {
    assert.strictEqual(
      (await run("sh ~/.coderx/skills/one/run.sh; ls -a ~/.coderx")).stdout,
      "skill runs\n.\n..\nskills\n"
    )
  })
})

describe.skipIf(noBubblewrap !== undefined)("there is no network", () => {
  const listening = (server: Server, where: string | number, host?: string) =>
    new Promise<number>((resolve, reject) => {
      server.once("error", reject)
      const ready = () => {
        const address = server.address()
        resolve(typeof address === "object" && address !== null ? address.port : 0)
      }
      if (typeof where === "number") server.listen(where, host, ready)
      else server.listen(where, ready)
    })
  let heard = 0
  let server: Server
  beforeEach(() => {
    heard = 0
    server = createServer((socket) => {
      heard++
      socket.end("LEAK")
    })
  })
  afterEach(() => new Promise((resolve) => server.close(resolve)))

  const connect = (family: string, address: string) =>
    python(`import socket; s=socket.socket(socket.${family}); s.settimeout(3); s.connect(${address}); print(s.recv(9))`)

  it.each<readonly [string, string, string]>([
    ["IPv4", "127.0.0.1", "AF_INET"],
    ["IPv6", "::1", "AF_INET6"]
  ])("by %s to this machine", async (_, host, family) => {
    const port = await listening(server, 0, host)
    const { exitCode, text } = await run(connect(family, `("${host}",${port})`))
    assert.deepStrictEqual([exitCode === 0, text.includes("LEAK"), heard], [false, false, 0])
  })

  it("to anywhere, by any way out", async () => {
    const { stdout } = await run(
      "cat /proc/net/route | wc -l; ls /sys/class/net; (exec 9<>/dev/tcp/192.0.2.1/80) 2>/dev/null || echo none"
    )
    assert.match(stdout, /^[01]\n/)
    assert.include(stdout, "none")
  })

  it("by datagrams", async () => {
    const socket = createSocket("udp4")
    let datagrams = 0
    socket.on("message", () => {
      datagrams++
    })
    const port = await new Promise<number>((resolve) => {
      socket.bind(0, "127.0.0.1", () => resolve(socket.address().port))
    })
    await run(
      python(`import socket; socket.socket(socket.AF_INET,socket.SOCK_DGRAM).sendto(b"x",("127.0.0.1",${port}))`)
    )
    await new Promise((resolve) => setTimeout(resolve, 50))
    socket.close()
    assert.strictEqual(datagrams, 0)
  })

  it("by abstract sockets", async () => {
    await listening(server, `\0coderx-test-${process.pid}`)
    const { exitCode } = await run(connect("AF_UNIX", `"\\0coderx-test-${process.pid}"`))
    assert.deepStrictEqual([exitCode === 0, heard], [false, 0])
  })

  it.each(["home/agent.sock", "outside/docker.sock", "tmp/bus"])("by the socket %s", async (name) => {
    await listening(server, ground.path(name))
    const { exitCode } = await run(connect("AF_UNIX", `"$D/${name}"`))
    assert.deepStrictEqual([exitCode === 0, heard], [false, 0])
  })

  it("but a server within can be talked to", async () => {
    const serve = python(
      `import socket; s=socket.socket(); s.bind(("127.0.0.1",7777)); s.listen(); c,_=s.accept(); c.send(b"within")`
    )
    const { stdout } = await run(`${serve} & sleep 0.5; ${connect("AF_INET", '("127.0.0.1",7777)')}; wait`)
    assert.include(stdout, "within")
  })
})

describe.skipIf(noBubblewrap !== undefined)("other processes are out of reach", () => {
  let stranger: ChildProcess
  beforeEach(() => {
    stranger = spawn("sleep", ["300"], { stdio: "ignore" })
  })
  afterEach(() => {
    stranger.kill("SIGKILL")
  })

  it.each<readonly [string, (id: number) => string]>([
    ["by a signal", (id) => `kill -9 ${id}`],
    ["by signals to all", () => "kill -9 -1; kill -TERM -- -1"],
    ["by name", () => "pkill -9 -f 'sleep 300'; killall -9 sleep"],
    [
      "by ptrace",
      (id) =>
        python(`import ctypes,os; l=ctypes.CDLL(None,use_errno=True); os._exit(0 if l.ptrace(16,${id},0,0)==0 else 1)`)
    ],
    ["by its memory", (id) => `cat /proc/${id}/environ /proc/${id}/maps`],
    ["by that of the parent", () => "kill -9 $PPID"]
  ])("%s", async (_, command) => {
    const id = stranger.pid ?? 0
    await run(`(${command(id)}); false`)
    assert.doesNotThrow(() => process.kill(id, 0))
    assert.strictEqual(stranger.signalCode, null)
  })

  it("sees its own only, and has no more files open than it was given", async () => {
    const { stdout } = await run("ls -d /proc/[0-9]* | wc -l; ls /proc/self/fd | tr '\\n' ' '; tty; cat /dev/tty 2>&1")
    assert.isBelow(Number(stdout.split("\n")[0]), 8)
    assert.match(stdout, /\n0 1 2 3( 4)? /)
    assert.match(stdout, /not a tty/)
  })

  it("types nothing into a terminal", async () => {
    const push = python(`import fcntl; fcntl.ioctl(open("/dev/tty"),0x5412,b"x")`)
    assert.notStrictEqual((await run(push)).exitCode, 0)
  })

  it("leaves nothing behind, whatever it does to stay", async () => {
    const mark = `9${process.pid}.75`
    await run(
      `sleep ${mark} & setsid sleep ${mark} & (env -i setsid sh -c 'trap "" TERM HUP; sleep ${mark}' >/dev/null 2>&1 &) ; sleep 0.2`
    )
    const alive = () =>
      readdirSync("/proc").filter((name) => {
        try {
          return /^\d+$/.test(name) && readFileSync(`/proc/${name}/cmdline`, "utf8").includes(`sleep\0${mark}`)
        } catch {
          return false
        }
      })
    for (let tries = 0; tries < 50 && alive().length > 0; tries++)
      await new Promise((resolve) => setTimeout(resolve, 100))
    assert.deepStrictEqual(alive(), [])
  })
})

describe.skipIf(noBubblewrap !== undefined)("git can be used, and not bent", () => {
  it("commits", async () => {
    const { exitCode, text } = await run(
      "echo two > b.txt && git add -A && git commit -qm second && git log --oneline | wc -l && git status --short && git checkout -qb other && git stash list && git tag v1 && git gc -q"
    )
    assert.deepStrictEqual([exitCode, text], [0, "2\n"])
    const log = execFileSync("git", ["log", "--format=%s"], { cwd: ground.path("work") }).toString()
    assert.strictEqual(log, "second\nfirst\n")
  })

  it.each<readonly [string, string]>([
    ["a hook is written", "echo evil > .git/hooks/pre-commit"],
    ["hooks are replaced", "rm -rf .git/hooks; mkdir .git/hooks && echo evil > .git/hooks/pre-commit"],
    ["hooks are moved away", "mv .git/hooks .git/h && mkdir .git/hooks && echo evil > .git/hooks/pre-commit"],
    ["hooks become a link", "ln -sfn ../evil .git/hooks && test -L .git/hooks"],
    ["configuration is written", "echo '[core] fsmonitor = evil' >> .git/config"],
    ["git config writes it", "git config core.fsmonitor evil"],
    ["git config sets hooksPath", "git config core.hooksPath evil"],
    ["git remote writes it", "git remote add evil evil"],
    ["git branch writes it", "git branch --edit-description; git config branch.main.description evil"],
    ["configuration is replaced", "cp .git/config c && echo evil >> c && mv c .git/config"],
    ["git's directory is moved away", "mv .git .g && mkdir .git && echo evil > .git/config"],
    ["git's directory is removed", "rm -rf .git; mkdir -p .git && echo evil > .git/config"],
    ["git's directory is exchanged", "cp -r .git .g && echo evil >> .g/config && rm -rf .git; mv -T .g .git"]
  ])("not if %s", async (_, command) => {
    const before = readFileSync(ground.path("work/.git/config"), "utf8")
    const result = await run(command)
    assert.notStrictEqual(result.exitCode, 0, result.text)
    assert.strictEqual(readFileSync(ground.path("work/.git/config"), "utf8"), before)
    assert.isFalse(existsSync(ground.path("work/.git/hooks/pre-commit")))
    assert.isTrue(lstatSync(ground.path("work/.git/hooks")).isDirectory())
  })

  it.each<readonly [string, string]>([
    ["a common directory", "echo ../evil > .git/commondir"],
    ["configuration of a worktree", "echo '[core] fsmonitor = evil' > .git/config.worktree"],
    ["servers of tools", "echo '{}' > .mcp.json"],
    ["our settings", "mkdir .coderx && echo '{}' > .coderx/config.json"],
    ["tasks of an editor", "mkdir .vscode && echo '{}' > .vscode/tasks.json"],
    ["what a shell runs in this directory", "echo evil > .envrc"],
    ["hooks of a project", "mkdir .husky && echo evil > .husky/pre-commit"],
    ["a link to them", "ln -s /etc .claude"]
  ])("takes away what a command plants: %s", async (_, command) => {
    const name = /\S+$/.exec(command.replace(/ &&.*/, ""))?.[0] ?? ""
    const result = await run(command)
    assert.isFalse(existsSync(ground.path(`work/${name}`)), name)
    assert.include(result.notices.join("\n"), name)
  })

  it("takes away also what a command in the background plants, and tells with the next", async () => {
    const notices = await inGround(
      ground,
      Effect.gen(function* () {
        const shell = yield* Shell
        const task = yield* shell
          .start("echo '{}' > .mcp.json")
          .pipe(Effect.provideService(ConfinedTo, { kind: "work", must: true }))
        yield* shell.output(task, 5000)
        while (existsSync(ground.path("work/.mcp.json"))) yield* Effect.sleep(20)
        return (yield* confined("true")).notices
      })
    )
    assert.include(notices.join("\n"), ".mcp.json")
  })

  it.each([".mcp.json", ".coderx/config.json", ".vscode/tasks.json", ".envrc"])("leaves %s as it is", async (name) => {
    ground.put(`work/${name}`, "mine\n")
    const top = name.split("/")[0] ?? ""
    for (const command of [`echo x > ${name}`, `rm -rf ${top}`, `mv ${top} other`, `sed -i s/m/n/ ${name}`])
      assert.notStrictEqual((await run(command)).exitCode, 0, command)
    assert.strictEqual(readFileSync(ground.path(`work/${name}`), "utf8"), "mine\n")
  })

  it("protects repositories and packages below the working directory in the same way", async () => {
    ground.put("work/packages/api/.env", "TOKEN=SECRET-deep\n")
    ground.put("work/packages/api/.vscode/tasks.json", "mine\n")
    mkdirSync(ground.path("work/repos/one"), { recursive: true })
    execFileSync("git", ["init", "-q"], { cwd: ground.path("work/repos/one") })
    const { text } = await run(
      "cat packages/api/.env; echo x > packages/api/.vscode/tasks.json; cd repos/one; echo evil > .git/hooks/x; git config core.fsmonitor evil; mv .git g; echo f > f; git add f; git commit -qm c; git log --oneline | wc -l; echo ../e > .git/commondir"
    )
    assert.notInclude(text, "SECRET-deep")
    assert.match(text, /^1$/m)
    assert.strictEqual(readFileSync(ground.path("work/packages/api/.vscode/tasks.json"), "utf8"), "mine\n")
    assert.notInclude(readFileSync(ground.path("work/repos/one/.git/config"), "utf8"), "evil")
    for (const name of ["hooks/x", "commondir"])
      assert.isFalse(existsSync(ground.path(`work/repos/one/.git/${name}`)), name)
  })

  it("makes nothing of what was protected and is gone", async () => {
    ground.put("work/packages/api/.env", "TOKEN=SECRET-deep\n")
    await inGround(
      ground,
      Effect.gen(function* () {
        yield* confined("true")
        rmSync(ground.path("work/packages"), { recursive: true })
        assert.strictEqual((yield* confined("find . -name packages")).text, "")
      })
    )
    assert.isFalse(existsSync(ground.path("work/packages")))
  })

  it("commits in a worktree, whose repository lies outside", async () => {
    execFileSync("git", ["worktree", "add", "-q", ground.path("tree")], { cwd: ground.path("work"), stdio: "pipe" })
    const cwd = ground.path("tree")
    const { exitCode, text } = await run(
      "echo t > t.txt && git add -A && git commit -qm tree && git log --oneline | wc -l",
      { cwd }
    )
    assert.deepStrictEqual([exitCode, text], [0, "2\n"])
    const bent = await run(
      "git config core.fsmonitor evil; echo evil > $D/work/.git/hooks/x; echo x > $D/work/a.txt; false",
      { cwd }
    )
    assert.notInclude(readFileSync(ground.path("work/.git/config"), "utf8"), "evil", bent.text)
    assert.isFalse(existsSync(ground.path("work/.git/hooks/x")))
    assert.strictEqual(readFileSync(ground.path("work/a.txt"), "utf8"), "one\n")
  })

  it("believes no .git file that names a directory which does not know of it", async () => {
    mkdirSync(ground.path("trap"))
    for (const place of ["work/.git", "outside", "work/.git/worktrees/x"]) {
      mkdirSync(ground.path(place), { recursive: true })
      ground.put("trap/.git", `gitdir: ${ground.path(place)}\n`)
      const { exitCode } = await run(`touch ${ground.path(place)}/planted`, { cwd: ground.path("trap") })
      assert.notStrictEqual(exitCode, 0, place)
    }
  })

  it("writes nothing to a repository whose hooks lead nowhere, and takes nothing of it away", async () => {
    rmSync(ground.path("work/.git/hooks"), { recursive: true })
    symlinkSync("../planted", ground.path("work/.git/hooks"))
    await run("mkdir planted && echo evil > planted/pre-commit; touch .git/x; rm .git/hooks")
    assert.isFalse(existsSync(ground.path("work/.git/x")))
    assert.isTrue(lstatSync(ground.path("work/.git/hooks")).isSymbolicLink())
    assert.isTrue(existsSync(ground.path("work/.git/config")))
  })

  it("follows no link that stands for git's directory", async () => {
    mkdirSync(ground.path("linked"))
    symlinkSync(ground.path("work/.git"), ground.path("linked/.git"))
    const { exitCode } = await run("touch .git/planted", { cwd: ground.path("linked") })
    assert.notStrictEqual(exitCode, 0)
  })
})

describe.skipIf(noBubblewrap !== undefined)("work goes on as before", () => {
  it.each<readonly [string, string, string | RegExp]>([
    ["temporary files", "f=$(mktemp) && echo t > $f && cat $f", "t\n"],
    ["from one command to the next", "echo kept > /tmp/kept; cat /tmp/kept", "kept\n"],
    [
      "pipes and descriptors",
      "echo a | tee /dev/stderr | cat; echo b > /dev/null; diff <(echo 1) <(echo 1) && echo same",
      /same/
    ],
    ["here-documents", "cat <<E\nx\nE", "x\n"],
    ["node", `node -e 'console.log(require("fs").readFileSync("a.txt","utf8"))'`, /one/],
    ["tests of node", 'printf \'require("node:test")("t",()=>{})\' > t.test.js; node --test t.test.js', /pass 1/],
    ["npm", `printf '{"scripts":{"test":"echo tested"}}' > package.json; npm test --silent`, "tested\n"],
    [
      "python",
      "printf 'import unittest\\nclass T(unittest.TestCase):\\n  def test(self): pass\\n' > test_t.py; python3 -m unittest 2>&1",
      /OK/
    ],
    ["processes of python", python(`import multiprocessing as m; print(m.Pool(2).map(abs,[-1,-2]))`), "[1, 2]\n"],
    ["exit codes", "exit 7", ""],
    ["both outputs", "echo out; echo err >&2; touch /etc/x; true", /out\nerr\n.*Read-only/],
    ["much output", "seq 1 200000 | tail -1; seq 1 100000", /200000/]
  ])("%s", async (name, command, said) => {
    const result = await run(command)
    assert.strictEqual(result.exitCode, name === "exit codes" ? 7 : 0, result.text)
    if (typeof said === "string") assert.strictEqual(result.stdout, said)
    else assert.match(result.text, said)
  })

  it("keeps the directory, tells signals, ends in time, reads long outputs again", async () => {
    await inGround(
      ground,
      Effect.gen(function* () {
        const shell = yield* Shell
        assert.strictEqual((yield* confined("cd sub && pwd")).stdout, `${ground.path("work/sub")}\n`)
        assert.strictEqual((yield* confined("pwd")).stdout, `${ground.path("work/sub")}\n`)
        const killed = yield* confined("kill -KILL $$")
        assert.deepStrictEqual([killed.exitCode, killed.signal], [137, "SIGKILL"])
        const late = yield* confined("trap 'echo stopped; exit' TERM; sleep 60 & wait", { timeoutMs: 300 })
        assert.deepStrictEqual([late.timedOut, late.stdout], [true, "stopped\n"])
        yield* confined("seq 1 300000")
        const outputs = yield* shell.outputDirectory
        assert.strictEqual((yield* confined(`cat ${outputs}/* | head -1`)).stdout, "1\n")
      })
    )
  })

  it("reaches from one command the server that another one left running", async () => {
    const serve = `require("http").createServer((_, r) => r.end("served")).listen(7788, "127.0.0.1", () => console.log("up"))`
    const text = await inGround(
      ground,
      Effect.gen(function* () {
        yield* confined(`node -e '${serve}' > log 2>&1 & until grep -q up log; do sleep 0.05; done`)
        const { text } = yield* confined(`node -e 'fetch("http://127.0.0.1:7788").then(r=>r.text()).then(console.log)'`)
        return text
      })
    )
    assert.include(text, "served")
  })

  it("runs a command that is longer than an argument may be", async () => {
    assert.strictEqual((await run(`echo ${"x".repeat(200_000)} | wc -c`)).stdout, "200001\n")
  })

  it("does without where files of the project are not ours to open", async () => {
    ground.put("work/closed.txt", "x")
    chmodSync(ground.path("work/closed.txt"), 0o000)
    assert.notStrictEqual((await run("cat closed.txt")).exitCode, 0)
  })
})
