import { assert, describe, it } from "@effect/vitest"
import { hasFailed, type SettledCall } from "../../../src/services/domain/ToolCall.ts"

const settled = (kind: SettledCall["kind"], output: unknown): SettledCall => ({
  call: { id: "1", name: "Bash", input: {} },
  kind,
  content: "",
  output
})
const ran = (exitCode: number, stdout = "", stderr = "") => ({ exitCode, stdout, stderr, interrupted: false })

describe("hasFailed", () => {
  it.each([
    ["a tool that could not run", settled("failed", "Error: no"), true],
    ["a refused call", settled("refused", "Error: no"), true],
    ["a command that went well", settled("done", ran(0, "ok")), false],
    ["a test run that is red", settled("done", ran(1, "1 failed")), true],
    ["a command that is not there", settled("done", ran(127, "", "not found")), true],
    ["grep without a match", settled("done", ran(1)), false],
    ["a silent command with another code", settled("done", ran(2)), true],
    ["a tool without an exit code", settled("done", { filePath: "x" }), false]
  ] as const)("%s", (_, call, expected) => {
    assert.strictEqual(hasFailed(call), expected)
  })
})
