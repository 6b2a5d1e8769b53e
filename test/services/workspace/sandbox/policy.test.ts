import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { bubblewrapArguments, joinArguments } from "../../../../src/services/workspace/sandbox/bubblewrapArguments.ts"
import { together } from "../../../../src/services/workspace/sandbox/gatherPolicy.ts"
import { hiddenAtHome, hiddenBelowHome, socketPaths } from "../../../../src/services/workspace/sandbox/hiddenNames.ts"
import { planted } from "../../../../src/services/workspace/sandbox/plantedNames.ts"
import {
  confinementFor,
  inOrder,
  isWithin,
  type Place,
  type SandboxPolicy,
  type SandboxSetting
} from "../../../../src/services/workspace/sandbox/policy.ts"
import { seatbeltProfile } from "../../../../src/services/workspace/sandbox/seatbeltProfile.ts"
import { confinedRun, stoppedBySandbox } from "../../../../src/services/workspace/sandbox/signs.ts"

const policy = (places: ReadonlyArray<Place>): SandboxPolicy => ({
  cwd: "/work",
  places,
  stand: { scratch: "/s/tmp", file: "/s/closed", directory: "/s/shut" },
  network: { _tag: "None" }
})

const write = (path: string): Place => ({ kind: "write", path })
const read = (path: string): Place => ({ kind: "read", path })
const hide = (path: string, directory = true): Place => ({ kind: "hide", path, directory })
const scratch = (path: string): Place => ({ kind: "scratch", path })

describe("where a command runs", () => {
  it.each<[SandboxSetting, boolean, boolean, ReturnType<typeof confinementFor>]>([
    ["off", false, false, undefined],
    ["off", false, true, undefined],
    ["off", true, false, { kind: "read", must: false }],
    ["auto", false, false, { kind: "work", must: false }],
    ["auto", false, true, undefined],
    ["auto", true, true, { kind: "read", must: false }],
    ["required", false, false, { kind: "work", must: true }],
    ["required", false, true, { kind: "work", must: true }],
    ["required", true, false, { kind: "read", must: true }]
  ])("setting %s, planning %s, outside %s", (setting, planning, outside, expected) => {
    assert.deepStrictEqual(confinementFor(setting, planning, outside), expected)
  })
})

const name = Schema.Literals(["a", "b", "c", ".git", ".env"])
const kind = Schema.Literals(["write", "read", "scratch", "hide", "hideFile"])
const SomePlaces = Schema.Array(Schema.Tuple([kind, Schema.NonEmptyArray(name)]))

const placesOf = (some: typeof SomePlaces.Type): ReadonlyArray<Place> =>
  some.map(([kind, names]) => {
    const path = `/${names.join("/")}`
    return kind === "hide" || kind === "hideFile" ? hide(path, kind === "hide") : { kind, path }
  })

/** The places that bubblewrap's arguments mount, in their order. */
const mounted = (args: ReadonlyArray<string>): ReadonlyArray<string> => {
  const from = args.lastIndexOf("/proc/scsi") + 1
  const paths: Array<string> = []
  for (let at = from; args[at] !== "--chdir"; ) {
    const option = args[at]
    const path = option === "--tmpfs" || option === "--remount-ro" ? args[at + 1] : args[at + 2]
    if (option !== "--remount-ro") paths.push(path ?? "")
    at += option === "--tmpfs" || option === "--remount-ro" ? 2 : 3
  }
  return paths
}

describe("bubblewrap's arguments", () => {
  it("say what is shared, what is not, and hold the places in order", () => {
    const args = bubblewrapArguments(
      policy([
        hide("/home/u/.coderx"),
        read("/home/u/.coderx/skills"),
        hide("/work/.env", false),
        read("/work/.git/hooks"),
        write("/work/.git"),
        scratch("/tmp"),
        write("/work")
      ]),
      { root: false, joined: false }
    ).join(" ")
    for (const part of [
      "--unshare-user",
      "--unshare-pid",
      "--unshare-net",
      "--unshare-ipc",
      "--cap-drop ALL",
      "--ro-bind / /"
    ])
      assert.include(args, part)
    assert.include(
      args,
      "--bind /s/tmp /tmp --bind /work /work --ro-bind /s/closed /work/.env --bind /work/.git /work/.git --tmpfs /home/u/.coderx --ro-bind /work/.git/hooks /work/.git/hooks --ro-bind /home/u/.coderx/skills /home/u/.coderx/skills --remount-ro /home/u/.coderx --chdir /work --"
    )
  })

  it("make a network of their own unless they have joined the session's", () => {
    const makes = (joined: boolean) =>
      bubblewrapArguments(policy([]), { root: false, joined }).includes("--unshare-net")
    assert.deepStrictEqual([makes(false), makes(true)], [true, false])
    assert.deepStrictEqual(joinArguments(42), [
      "--preserve-credentials",
      "--user=/proc/42/ns/user",
      "--net=/proc/42/ns/net",
      "--"
    ])
  })

  it("keep the kernel's settings from root, who could write them", () => {
    const covers = (root: boolean) => bubblewrapArguments(policy([]), { root, joined: false }).includes("/proc/sys")
    assert.deepStrictEqual([covers(true), covers(false)], [true, false])
  })

  it.prop("mount no place over a deeper one, and each once", [SomePlaces], ([some]) => {
    const places = placesOf(some)
    const paths = mounted(bubblewrapArguments(policy(places), { root: true, joined: false }))
    assert.sameMembers([...paths], [...new Set(places.map((one) => one.path))])
    paths.forEach((one, at) => {
      for (const later of paths.slice(at + 1)) assert.isFalse(one !== later && isWithin(one, later), `${later}, ${one}`)
    })
  })

  it("let the last of several places of one path count", () => {
    assert.deepStrictEqual(inOrder([write("/a"), hide("/a")]), [hide("/a")])
  })
})

describe("Seatbelt's profile", () => {
  const text = seatbeltProfile(
    policy([write("/work"), read("/work/.git/hooks"), hide("/Users/u/.ssh"), scratch("/private/tmp")])
  )

  it("denies what is not allowed, lets the last rule count, and has no network", () => {
    assert.match(text, /^\(version 1\)\n\(deny default\)\n/)
    const rules = [
      "(allow file-read*)",
      '(allow file-read* file-write* (subpath "/work"))',
      '(deny file-read* file-write* (subpath "/Users/u/.ssh"))',
      '(deny file-write* (subpath "/work/.git/hooks"))',
      '(allow file-read* file-write* (subpath "/s/tmp"))',
      '(deny file-write-unlink (literal "/work/.git/hooks"))',
      "(deny network*)"
    ]
    const found = rules.map((rule) => text.indexOf(rule))
    assert.notInclude(found, -1)
    assert.isBelow(text.indexOf('(subpath "/work"))'), text.indexOf('(subpath "/work/.git/hooks"))'))
    assert.notMatch(text, /allow network\*\)|allow default/)
  })

  it("quotes a path so that it can be nothing else", () => {
    const evil = '/w") (allow default) ("\\'
    const quoted = seatbeltProfile(policy([write(evil)]))
    assert.include(quoted, '(subpath "/w\\") (allow default) (\\"\\\\")')
  })

  it.prop("has balanced brackets whatever the paths", [Schema.Array(Schema.String)], ([paths]) => {
    const text = seatbeltProfile(policy(paths.map((path) => write(`/${path}`))))
    const bare = text.replace(/"(?:[^"\\]|\\[\s\S])*"/g, "")
    assert.strictEqual(bare.split("(").length, bare.split(")").length)
  })
})

describe("places together", () => {
  it("leave out what lies below a temporary directory, but not a working directory there", () => {
    const lasting = [scratch("/tmp"), hide("/tmp/old/.ssh"), hide("/home/u/.ssh")]
    const passing = [write("/tmp/w"), hide("/tmp/w/.env", false), hide("/tmp/agent.sock", false)]
    assert.deepStrictEqual(together(lasting, passing, ["/tmp/w"]), [
      scratch("/tmp"),
      write("/tmp/w"),
      hide("/tmp/w/.env", false),
      hide("/home/u/.ssh")
    ])
  })

  it("have no private temporary directory over a working one", () => {
    assert.deepStrictEqual(together([scratch("/w/tmp")], [write("/w")], ["/w"]), [write("/w")])
  })

  it("hide a working directory that is secret", () => {
    const places = inOrder(together([hide("/home/u/.ssh")], [write("/home/u/.ssh")], ["/home/u/.ssh"]))
    assert.deepStrictEqual(places, [hide("/home/u/.ssh")])
  })
})

describe("names", () => {
  it.each([
    ".ssh",
    ".aws",
    ".netrc",
    ".npmrc",
    ".coderx",
    ".coder_x_key.enc",
    ".env",
    ".bash_history",
    "x.pem",
    ".claude"
  ])("%s at home is hidden", (one) => assert.isTrue(hiddenAtHome(one)))
  it.each([".gitconfig", ".config", ".cargo", ".nvm", "projects", ".bashrc", ".cache", ".local"])(
    "%s at home is not",
    (one) => assert.isFalse(hiddenAtHome(one))
  )
  it("are hidden in .config as well", () => {
    assert.deepStrictEqual(
      ["gh", "gcloud", "git", "nvim", "chromium"].map((one) => hiddenBelowHome(".config", one)),
      [true, true, false, false, true]
    )
  })

  it("of sockets are read from the kernel's table", () => {
    const table = [
      "Num       RefCount Protocol Flags    Type St Inode Path",
      "0000000000000000: 00000002 00000000 00010000 0001 01 21071 /run/user/1000/bus",
      "0000000000000000: 00000003 00000000 00000000 0001 03 21072",
      "0000000000000000: 00000002 00000000 00010000 0001 01 21073 @/tmp/.X11-unix/X0",
      "0000000000000000: 00000002 00000000 00010000 0001 01 21074 /home/u/a socket",
      "0000000000000000: 00000003 00000000 00000000 0001 03 21075 /run/user/1000/bus"
    ].join("\n")
    assert.deepStrictEqual(socketPaths(table), ["/run/user/1000/bus", "/home/u/a socket"])
  })

  it("that came with a command are told from those that were there", () => {
    assert.deepStrictEqual(
      planted([".vscode", "a"], ["a", ".vscode", ".mcp.json", ".MCP.json", "b", ".git", ".envrc", ".env"]),
      [".mcp.json", ".MCP.json", ".envrc"]
    )
    assert.deepStrictEqual(planted(undefined, [".mcp.json"]), [])
  })
})

describe("signs of the sandbox", () => {
  it.each([
    "touch: cannot touch '/etc/x': Read-only file system",
    "Error: EROFS: read-only file system, open '/home/u/.cache/x'",
    "fatal: unable to access 'https://x/': Could not resolve host: github.com",
    "npm error code EAI_AGAIN",
    "curl: (7) Failed to connect to 10.0.0.1 port 80: Network is unreachable",
    "cat: /home/u/.ssh/id: Permission denied",
    "error: could not write config file .git/config: Device or resource busy",
    "sudo: effective uid is not 0, is /usr/bin/sudo on a file system with the 'nosuid' option set",
    "Cannot connect to the Docker daemon at unix:///var/run/docker.sock."
  ])("%s", (text) => {
    assert.isNotEmpty(stoppedBySandbox(text, 1))
    assert.isEmpty(stoppedBySandbox(text, 0))
  })

  it.each(["AssertionError: expected 1 to be 2", "error: test failed", "bash: foo: command not found", ""])(
    "not: %s",
    (text) => assert.isEmpty(stoppedBySandbox(text, 1))
  )

  it("a sandbox that was not put up is told from a command that failed", () => {
    const run = { by: "bubblewrap", kind: "work" } as const
    const stderr = "bwrap: Can't mount proc on /newroot/proc: Operation not permitted\n"
    const failed = confinedRun(run, { exitCode: 1, cwd: undefined, stderr })
    assert.strictEqual(failed.confined?.failure, stderr.trim())
    assert.deepStrictEqual(confinedRun(run, { exitCode: 1, cwd: "/work", stderr }), { confined: run })
    assert.deepStrictEqual(confinedRun(run, { exitCode: 1, cwd: undefined, stderr: "no" }), { confined: run })
    assert.deepStrictEqual(confinedRun(undefined, { exitCode: 1, cwd: undefined, stderr }), {})
  })
})
