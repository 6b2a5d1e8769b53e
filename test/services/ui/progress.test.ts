import { describe, expect, it } from "vitest"
import { callLine } from "../../../src/services/ui/progress.ts"

const patch = "*** Begin Patch\n*** Update File: a.ts\n@@\n-x\n+y\n*** Add File: b/c.ts\n+z\n*** End Patch"

describe("a call in one line", () => {
  it.each([
    ["Bash", { command: "npm test" }, 80, "Bash npm test"],
    ["Read", { file_path: "src/a.ts", limit: 3 }, 80, "Read src/a.ts"],
    ["ApplyPatch", { input: patch }, 80, "ApplyPatch a.ts, b/c.ts"],
    ["ApplyPatch", { input: "no patch" }, 80, "ApplyPatch"],
    ["TodoWrite", { todos: [] }, 80, "TodoWrite"],
    ["Bash", undefined, 80, "Bash"],
    ["Bash", { command: "a\n\u001b[2Jb" }, 80, "Bash a\\n\\u001b[2Jb"],
    ["Bash", { command: "x".repeat(50) }, 10, "Bash xxxx…"]
  ])("%s %j", (name, input, width, line) => expect(callLine({ id: "1", name, input }, width)).toBe(line))
})
