import { createHash } from "node:crypto"
import { describe, expect, it } from "vitest"
import { sha256 } from "../../../src/services/domain/sha256.ts"

describe("sha256", () => {
  it.each([...Array(200).keys(), 1000, 65_536, 100_001])("is that of the platform for %i characters", (length) => {
    for (const unit of ["a", "é", "𝒳", "\u0000"]) {
      const text = unit.repeat(length)
      expect(sha256(text)).toBe(createHash("sha256").update(text, "utf8").digest("hex"))
    }
  })
})
