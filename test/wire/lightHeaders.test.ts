import { describe, expect, it } from "vitest"
import { LightHeaders } from "../../src/layers/network/lightHeaders.ts"

/** The platform's own, had before anything can stand in its place. */
const Platform = new Response().headers.constructor as typeof Headers

const inits: ReadonlyArray<RequestInit["headers"]> = [
  undefined,
  {},
  { B: "2", a: "1" },
  [
    ["x", "1"],
    ["X", "2"],
    ["set-cookie", "a=1"],
    ["Set-Cookie", "b=2"]
  ],
  { spaced: "  value\t", empty: "" },
  new Platform({ c: "3" }),
  new LightHeaders({ c: "3" })
]

describe("headers in small", () => {
  it.each(inits.map((init) => [init]))("%j reads like the platform's", (init) => {
    const mine = new LightHeaders(init)
    const theirs = new Platform(init)
    expect([...mine]).toEqual([...theirs])
    expect([...mine.keys()]).toEqual([...theirs.keys()])
    expect([...mine.values()]).toEqual([...theirs.values()])
    expect(mine.getSetCookie()).toEqual(theirs.getSetCookie())
    for (const name of ["a", "X", "set-cookie", "none"]) {
      expect(mine.get(name)).toBe(theirs.get(name))
      expect(mine.has(name)).toBe(theirs.has(name))
    }
  })

  it("changes like the platform's", () => {
    const [mine, theirs] = [new LightHeaders({ a: "1" }), new Platform({ a: "1" })]
    const seen: Array<string> = []
    for (const headers of [mine, theirs]) {
      headers.append("A", "2")
      headers.set("b", "3")
      headers.set("B", "4")
      headers.append("c", "5")
      headers.delete("C")
      headers.forEach((value, name) => void seen.push(`${name}=${value}`))
    }
    expect([...mine]).toEqual([...theirs])
    expect(seen).toEqual(["a=1, 2", "b=4", "a=1, 2", "b=4"])
  })

  it.each([
    ["a b", "1"],
    ["", "1"],
    ["a", "1\r\nb: 2"],
    ["a", "1\0"]
  ])("refuses %j: %j as the platform does", (name, value) => {
    expect(() => new Platform([[name, value]])).toThrow(TypeError)
    expect(() => new LightHeaders([[name, value]])).toThrow(TypeError)
  })

  it("is taken by the platform's own classes", () => {
    const headers = new LightHeaders({ a: "1" })
    expect(new Response("x", { headers: [...headers] }).headers.get("a")).toBe("1")
    expect(new Request("http://a.test", { headers }).headers.get("a")).toBe("1")
  })
})
