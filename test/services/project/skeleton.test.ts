import { describe, expect, it } from "vitest"
import type { Detection, Found } from "../../../src/services/project/detection.ts"
import { commandsOf, skeleton, titleOf } from "../../../src/services/project/skeleton.ts"

const found = (command: string, directory = ""): Found => ({ command, directory, source: "default", file: "x" })
const detection = (manager: string | undefined, commands: Detection["commands"]): Detection => ({
  root: "",
  ecosystems: [],
  manager,
  commands,
  testFile: undefined,
  members: []
})

describe("a first AGENTS.md", () => {
  it("names the commands in the order in which they are needed", () => {
    const commands = { build: found("make"), test: found("pnpm test", "web") }
    expect(commandsOf(detection("pnpm", commands))).toEqual([
      { purpose: "Install", command: "pnpm install" },
      { purpose: "Test", command: "cd web && pnpm test" },
      { purpose: "Build", command: "make" }
    ])
    expect(commandsOf(detection("toString", {}))).toEqual([])
  })

  it("takes name and description from the manifest, and the directory where there is none", () => {
    const title = titleOf('{"name":"n","description":"d"}')
    expect(skeleton(title, [{ purpose: "Test", command: "npm `t`" }], "dir")).toMatch(
      /^# n\n\nd\n\n## Commands\n\n- Test: `npm 't'`\n\n## Conventions\n/
    )
    expect(skeleton(titleOf("{"), [], "dir")).toMatch(/^# dir\n\nWhat this project is.+\n\n## Commands\n\n- Test: how/)
    expect(titleOf(undefined)).toEqual({})
  })
})
