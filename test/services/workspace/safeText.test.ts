import { describe, expect, it } from "vitest"
import { safeText } from "../../../src/services/workspace/safeText.ts"

const bytes = (text: string) => new TextEncoder().encode(text)

describe("what a command wrote", () => {
  const rows: ReadonlyArray<readonly [written: string, told: string]> = [
    ["a\b\bb\n", "b\n"],
    // Backspaces stay in their line: lines before it are not taken away.
    ["first\n\b\b\bsecond\n", "first\nsecond\n"],
    ["first\nno\r\b\b\b\b\bsecond", "first\nsecond"],
    ["N\bNA\bAM\bME\bE\n", "NAME\n"],
    // A sequence that nobody ends hides nothing of the lines after it.
    ["\u001b]0;title\nseen\nalso seen\n", "0;title\nseen\nalso seen\n"],
    ["\u001bPdata\nseen\n", "data\nseen\n"],
    ["\u001b]0;title\u0007seen\n", "seen\n"],
    ["seen\u001b]8;;http://a.example\u001b\\link\u001b]8;;\u001b\\\n", "seenlink\n"],
    ["a\u001bPqpicture\nof two lines\u001b\\b", "ab"],
    ["seen\u001b]0;cut off", "seen"]
  ]
  it.each(rows)("%j is told as %j", (written, told) => {
    expect(safeText(bytes(written))).toBe(told)
  })
})
