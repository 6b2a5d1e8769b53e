import * as NodeChildProcessSpawner from "@effect/platform-node/NodeChildProcessSpawner"
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import * as NodePath from "@effect/platform-node/NodePath"
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { afterAll, describe, expect, it } from "@effect/vitest"
import { Cause, Effect, Exit, Fiber, Layer, Runtime, Terminal } from "effect"
import { CliError, Command } from "effect/cli"
import { TestConsole } from "effect/testing"
import { build } from "../../src/commands/build.ts"
import { lint } from "../../src/commands/lint.ts"
import { test } from "../../src/commands/test.ts"
import { Project } from "../../src/services/project/Project.ts"
import { Trust } from "../../src/services/settings/Trust.ts"
import { shellWorld } from "../contracts/shellWorld.ts"
import { capturedStdio } from "../layers/CapturedStdio.ts"

const base = realpathSync(mkdtempSync(join(tmpdir(), "coderx-project-")))
afterAll(() => rmSync(base, { recursive: true, force: true }))

const machine = NodeChildProcessSpawner.layer.pipe(
  Layer.provideMerge(Layer.merge(NodeFileSystem.layer, NodePath.layer))
)

let made = 0
const projectOf = (files: Readonly<Record<string, string>>): string => {
  const directory = join(base, `p${++made}`)
  for (const [name, text] of Object.entries({ ".git/HEAD": "", ...files })) {
    mkdirSync(dirname(join(directory, name)), { recursive: true })
    writeFileSync(join(directory, name), text)
  }
  return directory
}

const tree = Command.make("coderx").pipe(Command.withSubcommands([test, lint, build]))

/** Types a command line in a real directory, with the real shell. */
const type = (directory: string, args: ReadonlyArray<string>, trusted = false) =>
  Effect.gen(function* () {
    const streams = capturedStdio({ args: [] })
    const world = Project.layer.pipe(
      Layer.provideMerge(
        shellWorld(machine, { cwd: directory, tmp: base, env: { PATH: `${dirname(process.execPath)}:/usr/bin:/bin` } })
      ),
      Layer.provideMerge(Layer.mock(Trust, { trusted, folder: directory, problem: undefined })),
      Layer.provideMerge(streams.layer),
      Layer.provideMerge(Layer.mock(Terminal.Terminal, { "~effect/Terminal": "~effect/Terminal" }))
    )
    const [logged, told] = [(yield* TestConsole.logLines).length, (yield* TestConsole.errorLines).length]
    const exit = yield* Effect.exit(Command.runWith(tree, { version: "1" })(args)).pipe(
      Effect.provide(world, { local: true })
    )
    const error = Exit.isFailure(exit) ? Cause.squash(exit.cause) : undefined
    return {
      code: Exit.isSuccess(exit) ? 0 : Runtime.getErrorExitCode(error),
      stdout: (yield* TestConsole.logLines).slice(logged).join("\n"),
      stderr: [...(yield* TestConsole.errorLines).slice(told), streams.stderr()].join("\n"),
      message: error instanceof Error ? (CliError.getUserMessage(error) ?? error.message) : ""
    }
  }).pipe(Effect.provide(TestConsole.layer))

const nodeTests = (product: number) => `
import test from "node:test"
import assert from "node:assert"
test("adds", () => assert.equal(1 + 1, 2))
test("multiplies", () => assert.equal(2 * 2, ${product}))
test("later", { skip: true }, () => {})
`

describe("coderx test, lint, build", () => {
  it.live("runs the tests of a real project and says what failed, then that all is well", () =>
    Effect.gen(function* () {
      const directory = projectOf({ "package.json": "{}", "a.test.mjs": nodeTests(5) })
      const red = yield* type(directory, ["test"])
      expect(red.stdout).toMatch(
        /^ {2}multiplies \(a\.test\.mjs:5:\d+\): AssertionError \[ERR_ASSERTION\]: 4 == 5\nnode:test: 1 failed, 1 passed, 1 skipped$/
      )
      expect(red).toMatchObject({ code: 1, message: "node --test ended with exit code 1" })
      expect(red.stderr).toContain(`coderx: node --test (a.test.mjs) in ${directory}`)
      expect(red.stderr).toContain("✖ multiplies")

      writeFileSync(join(directory, "a.test.mjs"), nodeTests(4))
      const green = yield* type(directory, ["test", "a.test.mjs"])
      expect(green).toMatchObject({ code: 0, stdout: "node:test: 0 failed, 2 passed, 1 skipped", message: "" })
      expect(green.stderr).toContain("coderx: node --test a.test.mjs")
    })
  )

  it.live("gives one JSON value for scripts", () =>
    Effect.gen(function* () {
      const directory = projectOf({ "package.json": "{}", "sub dir/it's.test.mjs": nodeTests(5) })
      const { code, stdout } = yield* type(directory, ["test", "--json", "sub dir/it's.test.mjs"])
      expect(code).toBe(1)
      expect(JSON.parse(stdout)).toMatchObject({
        command: "node --test 'sub dir/it'\\''s.test.mjs'",
        directory,
        exit_code: 1,
        kind: "test",
        passed: 1,
        failed: 1,
        skipped: 1,
        errors: null,
        failures: [{ name: "multiplies", file: "sub dir/it's.test.mjs", line: 5 }]
      })
    })
  )

  it.live("runs a command of the repository's own only where it is trusted", () =>
    Effect.gen(function* () {
      const directory = projectOf({ Makefile: "lint:\n\t@echo 'a.c:1:2: error: bad [-Wx]'; touch ran; exit 1\n" })
      const refused = yield* type(directory, ["lint"])
      expect(refused.code).toBe(1)
      expect(refused.message).toContain("not trusted: make lint (from Makefile)")
      expect(refused.message).toContain("coderx lint --trust")
      expect(existsSync(join(directory, "ran"))).toBe(false)
      const ran = yield* type(directory, ["lint"], true)
      expect(ran).toMatchObject({ code: 1, stdout: "  a.c:1:2: bad [-Wx]\ncompiler: 1 error" })
    })
  )

  it.live("says where the command has no form that is known, and what it ended with", () =>
    Effect.gen(function* () {
      const directory = projectOf({ Makefile: "all:\n\t@echo done\n" })
      const { code, stdout } = yield* type(directory, ["build"])
      expect({ code, stdout }).toEqual({
        code: 0,
        stdout: "make: exit code 0; what it wrote has no form that is known"
      })
    })
  )

  it.live("shows what it found and runs nothing with --detect", () =>
    Effect.gen(function* () {
      const directory = projectOf({
        "package.json": '{"scripts":{"test":"touch ran"}}',
        "web/Cargo.toml": "",
        "AGENTS.md": "- Lint: `make l`"
      })
      const shown = yield* type(directory, ["test", "--detect"])
      expect(shown).toMatchObject({ code: 0, stderr: "" })
      expect(shown.stdout.split("\n")).toEqual([
        `${directory} (node)`,
        "Test  npm test  script of package.json",
        "Lint  make l    written down in AGENTS.md",
        "Projects below: web"
      ])
      const json = JSON.parse((yield* type(directory, ["build", "--detect", "--json", "web"])).stdout)
      expect(json).toMatchObject({
        root: `${directory}/web`,
        pm: null,
        test: "cargo test",
        build: "cargo build",
        lint: "make l"
      })
      expect(json.found.test).toEqual({
        command: "cargo test",
        source: "default",
        file: `${directory}/web/Cargo.toml`,
        directory: `${directory}/web`
      })
    })
  )

  it.live("says what to do where nothing is known, and where the place is another project's", () =>
    Effect.gen(function* () {
      const directory = projectOf({ "README.md": "", "a/go.mod": "" })
      const unknown = yield* type(directory, ["build"])
      expect(unknown).toMatchObject({ code: 1, stdout: "" })
      expect(unknown.message).toContain(`coderx build PATH with ${directory}/a`)
      const other = projectOf({ "go.mod": "" })
      expect((yield* type(directory, ["test", other], true)).message).toContain(`coderx test --cwd ${other}`)
      expect((yield* type(directory, ["test", "nowhere"])).message).toBe("nowhere is no file or directory")
    })
  )

  it.live("ends the command when it is interrupted", () =>
    Effect.gen(function* () {
      const directory = projectOf({ Makefile: "test:\n\t@touch started; sleep 1.5; touch late\n" })
      const running = yield* Effect.forkChild(type(directory, ["test"], true))
      while (!existsSync(join(directory, "started"))) yield* Effect.sleep(20)
      yield* Fiber.interrupt(running)
      yield* Effect.sleep(1600)
      expect(existsSync(join(directory, "late"))).toBe(false)
    })
  )
})
