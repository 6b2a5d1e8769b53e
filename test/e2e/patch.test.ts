import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "vitest"
import { ask, call, coderx, makeMachine, say } from "./binary.ts"

const named = (tools: unknown): ReadonlyArray<string> =>
  Array.isArray(tools) ? tools.map((tool) => tool.name ?? tool.function?.name) : []

describe("a patch over several files", () => {
  it("is offered to the model that prefers it, made, and listed with its hashes", async () => {
    const machine = makeMachine()
    try {
      const at = (name: string) => join(machine.project, name)
      writeFileSync(at("a.txt"), "one\ntwo\n")
      writeFileSync(at("b.txt"), "bee\n")
      const input = [
        "*** Begin Patch",
        "*** Update File: a.txt",
        " one",
        "-two",
        "+2",
        "*** Update File: b.txt",
        "*** Move to: c.txt",
        "*** Add File: d.txt",
        "+new",
        "*** End Patch"
      ].join("\n")
      const turns = [
        call("Read", { file_path: "a.txt" }),
        call("Read", { file_path: "b.txt" }),
        call("ApplyPatch", { input }),
        say("done")
      ]
      const run = await ask(machine, turns, ["--permission-mode", "acceptEdits"], { wire: "openai" })
      assert.strictEqual(run.code, 0, run.stderr + run.stdout)
      const offered = named(run.requests[0]?.tools)
      assert.include(offered, "ApplyPatch")
      assert.notIncludeMembers([...offered], ["Edit", "MultiEdit"])
      assert.strictEqual(readFileSync(at("a.txt"), "utf8"), "one\n2\n")
      assert.strictEqual(readFileSync(at("c.txt"), "utf8"), "bee\n")
      assert.strictEqual(readFileSync(at("d.txt"), "utf8"), "new\n")
      assert.isFalse(existsSync(at("b.txt")))
      const listed = await coderx(machine, ["session", "files", "--json"])
      const files: ReadonlyArray<Record<string, unknown>> = JSON.parse(listed.stdout)
      assert.deepStrictEqual(
        files.map((file) => [file["path"], file["tool"], file["before"] === null]),
        [
          [at("a.txt"), "ApplyPatch", false],
          [at("c.txt"), "ApplyPatch", false],
          [at("d.txt"), "ApplyPatch", true]
        ]
      )
      assert.strictEqual(files[1]?.["before"], files[1]?.["after"])

      const other = await ask(machine, [say("hi")], [], { wire: "anthropic" })
      const toOther = named(other.requests[0]?.tools)
      assert.includeMembers([...toOther], ["Edit", "MultiEdit"])
      assert.notInclude(toOther, "ApplyPatch")
    } finally {
      machine.remove()
    }
  })
})
