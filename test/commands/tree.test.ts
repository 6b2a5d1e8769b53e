import { assert, describe, it } from "@effect/vitest"
import { commandNames } from "../../src/commands/flags/grammar.ts"
import { tree } from "../../src/commands/tree.ts"

describe("the command tree", () => {
  it("has the names by which a command line is told from a prompt", () => {
    const names = tree.subcommands.flatMap((group) => group.commands.map((command) => command.name))
    assert.deepStrictEqual([...names].sort(), [...commandNames].sort())
  })
})
