import { linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import { afterAll, describe, expect, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { permissionLayer, type PermissionWorld, verdict } from "./permissionWorld.ts"

const base = mkdtempSync(join(tmpdir(), "coderx-permission-"))
afterAll(() => rmSync(base, { recursive: true, force: true }))

const ws = join(base, "ws")
const home = join(base, "home")
const out = join(base, "out")
for (const directory of [join(ws, "src"), join(ws, "secrets"), join(ws, ".git/hooks"), join(home, "docs"), out]) {
  mkdirSync(directory, { recursive: true })
}
const files = [
  "ws/a.txt",
  "ws/src/index.ts",
  "ws/.env",
  "ws/secrets/k.txt",
  "home/docs/x.md",
  "home/other.txt",
  "out/x.txt",
  "ws/.git/HEAD"
]
for (const file of files) writeFileSync(join(base, file), "x\n")
symlinkSync(join(out, "x.txt"), join(ws, "away"))
symlinkSync(join(ws, ".git"), join(ws, "repo"))
linkSync(join(out, "x.txt"), join(ws, "twin"))

const somebody: PermissionWorld["answer"] = () => Effect.succeed({ _tag: "Refused", message: "no", interrupt: false })

/** Each line of a table: a command or call, and the decision that must come. */
const decide = (world: Omit<PermissionWorld, "cwd">, lines: ReadonlyArray<readonly [what: string, decision: string]>) =>
  Effect.gen(function* () {
    const found = yield* Effect.forEach(lines, ([what]) =>
      Effect.map(verdict(what), ({ decision }) => [what, decision] as const)
    )
    expect(found).toEqual(lines.map(([what, decision]) => [what, decision]))
  }).pipe(
    Effect.provide(Layer.provide(permissionLayer({ cwd: ws, home, answer: somebody, ...world }), NodeFileSystem.layer))
  )

describe("default mode", () => {
  it.effect("reads freely inside, asks outside, and asks to write", () =>
    decide({}, [
      ["Read(a.txt)", "allow"],
      ["Read(src/index.ts)", "allow"],
      ["Glob(.)", "allow"],
      ["Grep(src)", "allow"],
      [`Read(${out}/x.txt)`, "ask"],
      ["Read(away)", "ask"],
      ["Read(~/docs/x.md)", "ask"],
      ["Read(.env)", "ask"],
      ["Write(new.txt)", "ask"],
      ["Edit(a.txt)", "ask"],
      ["Read(a\u0000b)", "deny"],
      ["TodoWrite(x)", "allow"],
      ["WebFetch(https://example.com)", "ask"],
      ["mcp__server__tool", "ask"],
      ["ls -la", "allow"],
      ["cat away", "ask"],
      ["cat a.txt > b.txt", "ask"],
      ["npm test", "ask"]
    ])
  )

  it.effect("judges a command where the shell is now", () =>
    decide({ shellCwd: join(ws, "src") }, [
      ["cat ../a.txt", "allow"],
      ["cat ../../out/x.txt", "ask"],
      ["Read(a.txt)", "allow"]
    ])
  )

  it.effect("does not trust names that the environment leads elsewhere", () =>
    decide({ env: { PATH: `/usr/bin:${ws}`, CDPATH: "/etc" } }, [
      ["cd src", "ask"],
      ["cd ./src", "allow"],
      ["ls", "allow"]
    ])
  )

  it.effect("has only the tools that --tools names", () =>
    decide({ flags: { tools: ["Read"] } }, [
      ["Read(a.txt)", "allow"],
      ["ls", "deny"]
    ])
  )
})

describe("rules", () => {
  it.effect("match commands exactly, by beginnings and by stars", () =>
    decide({ rules: ["allow Bash(git add .)", "allow Bash(npm run test:*)", "allow Bash(make *)"] }, [
      ["git add .", "allow"],
      ["git 'add' \".\"", "allow"],
      ["git add . -v", "ask"],
      ["npm run test", "allow"],
      ["npm run test -- --watch", "allow"],
      ["npm run tests", "ask"],
      ["npm run test:unit", "ask"],
      ["npm 'run test' x", "ask"],
      ["make", "allow"],
      ["make all CC=x", "allow"],
      ["makes all", "ask"]
    ])
  )

  it.effect("let a line pass only if every command in it may", () =>
    decide({ rules: ["allow Bash(npm test:*)", "allow Bash(touch:*)"] }, [
      ["npm test && touch x", "allow"],
      ["npm test | tee x", "ask"],
      ["npm test; curl x", "ask"],
      ["npm test & node x", "ask"],
      ["npm test\nnode x", "ask"],
      ["npm test $(node x)", "ask"],
      ["npm test `node x`", "ask"],
      ["npm test <(node x)", "ask"],
      ["(npm test; node x)", "ask"],
      ["{ npm test; node x; }", "ask"],
      ["if npm test; then node x; fi", "ask"],
      ["while npm test; do node x; done", "ask"],
      ["for i in a; do npm test; touch $i; done", "allow"],
      ["timeout 5 npm test", "allow"],
      ["nohup npm test", "allow"],
      ["env npm test", "allow"],
      ["CI=1 npm test", "allow"],
      ["NODE_OPTIONS='-r ./x' npm test", "ask"],
      ["env PATH=. npm test", "ask"],
      ["bash -c 'npm test'", "allow"],
      ["bash -c 'npm test; node x'", "ask"],
      ["ls | xargs touch", "allow"],
      ["find . -exec touch {} +", "ask"],
      ["sudo npm test", "ask"],
      ["npm test > out.log", "ask"],
      ["npm test > /dev/null 2>&1", "allow"],
      ["ls && npm test", "allow"],
      ["npm test 'unclosed", "ask"]
    ])
  )

  it.effect("for a wrapper do not reach what it starts, unless they say so", () =>
    decide(
      {
        rules: [
          "allow Bash(find:*)",
          "allow Bash(timeout:*)",
          "allow Bash(timeout 9 node:*)",
          "allow Bash(xargs *)",
          "allow Bash(bash -c 'npm test')",
          "allow Bash(poetry run:*)",
          "allow Bash(bash:*)"
        ]
      },
      [
        ["find . -name x", "allow"],
        ["find . -exec node {} +", "ask"],
        ["timeout 5 node x", "ask"],
        ["timeout 9 node x", "allow"],
        ["ls | xargs node", "ask"],
        ["bash -c 'npm test'", "allow"],
        ["bash -c 'npm start'", "ask"],
        ["bash x.sh", "allow"],
        ["poetry run pytest -x", "allow"]
      ]
    )
  )

  it.effect("deny cannot be escaped by a program that is not known", () =>
    decide({ rules: ["allow Bash", "deny Bash(curl:*)"] }, [
      ["$x y", "ask"],
      ["$(echo node) y", "ask"],
      ["node y", "allow"]
    ])
  )

  it.effect("deny through every wrapper, spelling and guess", () =>
    decide({ rules: ["allow Bash", "deny Bash(curl:*)", "deny Bash(git push *)"] }, [
      ["echo hi", "allow"],
      ["node x", "allow"],
      ["curl x", "deny"],
      ["/usr/bin/curl x", "deny"],
      ["\\curl x", "deny"],
      ["c'ur'l x", "deny"],
      ["ls; curl x", "deny"],
      ["ls & curl x", "deny"],
      ["$(curl x)", "deny"],
      ["echo `curl x`", "deny"],
      ["cat <(curl x)", "deny"],
      ["env A=1 curl x", "deny"],
      ["nohup timeout 3 nice -n 5 curl x", "deny"],
      ["sudo -u me curl x", "deny"],
      ["bash -c 'curl x'", "deny"],
      ["eval curl x", "deny"],
      ["find . -exec curl {} \\;", "deny"],
      ["ls | xargs -n1 curl", "deny"],
      ["cat <<E\n$(curl x)\nE", "deny"],
      ["f() { curl x; }; f", "deny"],
      ["c=curl; $c x", "deny"],
      ["echo 'curl x' | sh", "deny"],
      ["git push origin main", "deny"],
      ["git push", "deny"],
      ["echo curl x", "allow"]
    ])
  )

  it.effect("deny beats ask beats allow", () =>
    decide(
      { rules: ["allow Bash(npm *)", "ask Bash(npm publish:*)", "ask Bash(npm view x)", "deny Bash(npm view:*)"] },
      [
        ["npm test", "allow"],
        ["npm view x", "deny"],
        ["npm publish --dry-run", "ask"]
      ]
    )
  )

  it.effect("match paths at home, at the root, absolutely and from here", () =>
    decide(
      {
        rules: [
          "allow Read(~/docs/**)",
          "allow Edit(/src/**)",
          `allow Edit(/${out}/**)`,
          "deny Read(secrets/)",
          "deny Read(*.pem)",
          "allow Read(.env)"
        ]
      },
      [
        ["Read(~/docs/x.md)", "allow"],
        ["Read(~/other.txt)", "ask"],
        ["cat ~/docs/x.md", "allow"],
        ["Edit(src/index.ts)", "allow"],
        ["Write(src/new/x.ts)", "allow"],
        ["MultiEdit(src/index.ts)", "allow"],
        ["NotebookEdit(src/x.ipynb)", "allow"],
        ["Edit(a.txt)", "ask"],
        [`Write(${out}/new.txt)`, "allow"],
        ["Read(secrets/k.txt)", "deny"],
        ["Read(./secrets)", "deny"],
        ["Read(src/../secrets/k.txt)", "deny"],
        ["Grep(secrets)", "deny"],
        ["cat secrets/k.txt", "deny"],
        ["grep -r x secrets", "deny"],
        ["Read(src/deep/key.pem)", "deny"],
        ["Read(.env)", "allow"]
      ]
    )
  )

  it.effect("look at where a link leads, and for a deny also at how it is spelled", () =>
    decide({ rules: ["deny Read(away)", `allow Read(/${out}/**)`, "allow Read(/away)"] }, [
      ["Read(away)", "deny"],
      [`Read(${out}/x.txt)`, "allow"]
    ])
  )

  it.effect("match hosts and tools of MCP servers", () =>
    decide(
      {
        rules: [
          "allow WebFetch(domain:example.com)",
          "deny WebFetch(domain:evil.com)",
          "allow mcp__git",
          "deny mcp__git__push",
          "allow mcp__db__get_*"
        ]
      },
      [
        ["WebFetch(https://example.com/x)", "allow"],
        ["WebFetch(https://EXAMPLE.com./x)", "allow"],
        ["WebFetch(https://sub.example.com)", "ask"],
        ["WebFetch(https://example.com@other.com)", "ask"],
        ["WebFetch(https://example.com.evil.com)", "deny"],
        ["WebFetch(not an address)", "deny"],
        ["mcp__git__log", "allow"],
        ["mcp__git__push", "deny"],
        ["mcp__github__log", "ask"],
        ["mcp__db__get_row", "allow"],
        ["mcp__db__put_row", "ask"]
      ]
    )
  )

  it.effect("that name nothing allow nothing", () =>
    decide(
      {
        rules: [
          "allow toString",
          "allow constructor(x)",
          "allow __proto__",
          "allow Bsh(npm test)",
          "allow Bash(npm",
          "allow Edit(!x)"
        ]
      },
      [
        ["npm test", "ask"],
        ["Edit(a.txt)", "ask"],
        ["Write(x)", "ask"]
      ]
    )
  )
})

describe("danger", () => {
  const lines = (decision: string) =>
    ["rm -rf ../x", "sudo ls", "git push --force"].map((line): readonly [string, string] => [line, decision])
  it.effect("asks where somebody answers, whatever an allow rule says", () =>
    decide(
      { rules: ["allow Bash", "allow Bash(rm -rf ../x)", "allow Bash(sudo:*)", "allow Bash(git push:*)"] },
      lines("ask")
    )
  )
  it.effect.each([
    "chmod 777 /",
    "chmod -R 777 /",
    "chmod 777 //",
    "chmod u+w /.",
    "chown me ~",
    "chown -R me ~/",
    "chmod 700 /home/u",
    "chgrp x / a.txt",
    "env chmod 777 /",
    "chmod -R a+w ."
  ])("is changing the rights of the root or of the home directory: %s", (line) =>
    decide({ rules: ["allow Bash"] }, [[line, "ask"]])
  )
  it.effect("is not changing those of a file of the project", () =>
    decide({ rules: ["allow Bash"] }, [
      ["chmod +x a.txt", "allow"],
      ["chmod 755 ./sub/a.txt", "allow"],
      ["chmod -R u+w sub", "allow"]
    ])
  )
  it.effect("is not what a rule about paths forbids, in a line of however many commands", () => {
    const many = `${"true; ".repeat(600)}cat .env`
    return Effect.gen(function* () {
      const rules = ["deny Read(.env)"]
      yield* decide({ rules, settings: { permissionMode: "bypassPermissions" } }, [[many, "deny"]])
      yield* decide({ settings: { permissionMode: "bypassPermissions" } }, [[many, "allow"]])
      yield* decide({ rules: ["allow Read(.env)"] }, [[many, "ask"]])
    })
  })
  it.effect("is blocked where nobody answers", () =>
    decide({ rules: ["allow Bash"], answer: undefined }, lines("deny"))
  )
  it.effect("is blocked where the settings say so", () => decide({ settings: { dangerous: "block" } }, lines("deny")))
  it.effect("is a command like others where the settings allow it, but for the gravest", () =>
    decide({ settings: { dangerous: "allow" }, rules: ["allow Bash(sudo ls)"] }, [
      ["sudo ls", "allow"],
      ["git push --force", "ask"],
      ["rm -rf /", "ask"]
    ])
  )
})

describe("modes", () => {
  it.effect("acceptEdits lets files inside be changed, and four plain programs", () =>
    decide({ settings: { permissionMode: "acceptEdits" } }, [
      ["Edit(a.txt)", "allow"],
      ["Write(src/new.ts)", "allow"],
      ["mkdir -p src/x && touch src/x/y", "allow"],
      ["mv a.txt b.txt", "allow"],
      ["cp -r src copy", "allow"],
      ["cp a.txt ../b.txt", "ask"],
      ["mkdir /tmp/x", "ask"],
      ["touch .git/hooks/x", "ask"],
      ["rm a.txt", "ask"],
      ["mv -t /tmp a.txt", "ask"],
      ["mkdir x; node y", "ask"],
      [`Write(${out}/x.txt)`, "ask"],
      ["Write(away)", "ask"],
      ["Write(.git/config)", "ask"],
      ["Write(twin)", "ask"],
      ["Write(repo/config)", "ask"]
    ])
  )
  it.effect("plan lets nothing write or run", () =>
    decide({ settings: { permissionMode: "plan" }, rules: ["allow Bash(npm test)", "allow Edit"] }, [
      ["ls", "allow"],
      ["Read(a.txt)", "allow"],
      ["npm test", "deny"],
      ["Edit(a.txt)", "deny"],
      ["mcp__x__y", "deny"],
      ["Read(~/other.txt)", "ask"],
      ["cat ~/other.txt", "ask"]
    ])
  )
  it.effect("dontAsk denies what would ask", () =>
    decide({ settings: { permissionMode: "dontAsk" }, rules: ["allow Bash(npm test)"] }, [
      ["ls", "allow"],
      ["npm test", "allow"],
      ["npm start", "deny"],
      ["Write(x)", "deny"]
    ])
  )
  it.effect("bypassPermissions asks only about the gravest", () =>
    decide(
      {
        settings: { permissionMode: "bypassPermissions" },
        rules: ["deny Bash(npm publish)", "ask Bash(npm version:*)"]
      },
      [
        ["node x", "allow"],
        ["sudo ls", "allow"],
        [`Write(${out}/y.txt)`, "allow"],
        ["cat .env", "allow"],
        ["npm publish", "deny"],
        ["npm version major", "ask"],
        ["rm -rf /", "ask"],
        ["echo x > .git/hooks/pre-commit", "ask"],
        ["Write(.git/hooks/pre-commit)", "ask"],
        ["Edit(repo/config)", "ask"]
      ]
    )
  )
  it.effect("bypassPermissions still blocks what the settings block", () =>
    decide({ settings: { permissionMode: "bypassPermissions", dangerous: "block" } }, [
      ["sudo ls", "deny"],
      ["node x", "allow"]
    ])
  )
})

describe("the reason of a question", () => {
  it.effect("is of the command that needs the yes, not of one that a rule allows", () =>
    Effect.gen(function* () {
      const { reason } = yield* verdict("touch a.txt && npm install")
      expect(reason).toContain("npm")
      expect(reason).not.toContain("touch")
    }).pipe(
      Effect.provide(
        Layer.provide(
          permissionLayer({ cwd: ws, home, answer: somebody, rules: ["allow Bash(touch:*)"] }),
          NodeFileSystem.layer
        )
      )
    )
  )
})
