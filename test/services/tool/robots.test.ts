import { describe, expect, it } from "vitest"
import { parseRobots } from "../../../src/services/tool/robots.ts"

const allows = (text: string, path: string) => parseRobots(text, "coderx").allows(path)

describe("robots.txt", () => {
  /** What it says, a path, and whether that may be fetched. */
  const table: ReadonlyArray<readonly [string, string, boolean]> = [
    ["", "/x", true],
    ["User-agent: *\nDisallow:", "/x", true],
    ["User-agent: *\nDisallow: /", "/x", false],
    ["user-agent:other\ndisallow:/", "/x", true],
    ["User-agent: CoderX # us\nDisallow: /x # here\n\nUser-agent: *\nDisallow: /", "/y", true],
    ["User-agent: CoderX\nDisallow: /x\nUser-agent: *\nDisallow: /", "/x/1", false],
    ["User-agent: other\nUser-agent: coderx\nCrawl-delay: 3\nDisallow: /x", "/x", false],
    ["User-agent: coderx\nDisallow: /a\nUser-agent: coderx\nDisallow: /b", "/b", false],
    ["User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", true],
    ["User-agent: *\nAllow: /a\nDisallow: /a", "/a", true],
    ["User-agent: *\nDisallow: /*.gif$", "/x/y.gif", false],
    ["User-agent: *\nDisallow: /*.gif$", "/x/y.gif?z", true],
    ["User-agent: *\nDisallow: /a*c", "/abbbc/d", false],
    ["User-agent: *\nDisallow: /a$", "/ab", true],
    ["User-agent: *\nDisallow: /search?q=", "/search?q=1", false],
    ["User-agent: *\nDisallow: /caf\u00e9", "/caf%c3%a9", false],
    ["User-agent: *\nDisallow: /a%7eb", "/a~b", false],
    ["\ufeffUser-agent: *\r\nDisallow: /\r\n", "/", false],
    ["Disallow: /\nnonsense", "/", true]
  ]
  for (const [text, path, may] of table) {
    it(`${JSON.stringify(text)} ${may ? "allows" : "forbids"} ${path}`, () => expect(allows(text, path)).toBe(may))
  }

  it("takes no time for a pattern with many stars", () => {
    expect(allows(`User-agent: *\nDisallow: /${"*a".repeat(200)}$`, `/${"a".repeat(5_000)}b`)).toBe(true)
  })
})
