import { describe, expect, it } from "vitest"
import { bypasses, isLoopback, masked, routeOf } from "../../../src/services/network/route.ts"

const shown = (url: string, env: Record<string, string>) => {
  const route = routeOf(new URL(url), env)
  return route._tag === "Proxied" ? `${route.variable} ${masked(route.proxy)}` : route._tag
}

describe("route", () => {
  it.each([
    ["no variable", "https://a.test/", {}, "Direct"],
    ["https", "https://a.test/", { HTTPS_PROXY: "http://p:1" }, "HTTPS_PROXY http://p:1"],
    [
      "lower case first",
      "https://a.test/",
      { HTTPS_PROXY: "http://p:1", https_proxy: "http://q:2" },
      "https_proxy http://q:2"
    ],
    [
      "an empty one counts as unset",
      "https://a.test/",
      { https_proxy: "", HTTPS_PROXY: "http://p:1" },
      "HTTPS_PROXY http://p:1"
    ],
    ["http has its own", "http://a.test/", { HTTPS_PROXY: "http://p:1" }, "Direct"],
    ["without a scheme", "http://a.test/", { HTTP_PROXY: "p:1" }, "HTTP_PROXY http://p:1"],
    ["all", "http://a.test/", { ALL_PROXY: "p:1" }, "ALL_PROXY http://p:1"],
    ["its password is masked", "http://a.test/", { HTTP_PROXY: "http://u:secret@p:1" }, "HTTP_PROXY http://u:***@p:1"],
    ["socks is not spoken", "http://a.test/", { HTTP_PROXY: "socks5://p:1" }, "BadProxy"],
    ["nonsense", "http://a.test/", { HTTP_PROXY: "http://" }, "BadProxy"],
    ["loopback too, unless it is listed", "http://127.0.0.1:9/", { HTTP_PROXY: "p:1" }, "HTTP_PROXY http://p:1"],
    ["loopback listed", "http://127.0.0.1:9/", { HTTP_PROXY: "p:1", NO_PROXY: "127.0.0.1,localhost" }, "Direct"]
  ])("%s", (_, url, env, expected) => {
    expect(shown(url, env)).toBe(expected)
  })

  it.each([
    ["*", "a.test", "80", true],
    ["a.test", "a.test", "80", true],
    ["a.test", "b.a.test", "80", true],
    ["a.test", "ba.test", "80", false],
    [".a.test", "b.a.test", "80", true],
    ["*.a.test", "b.a.test", "80", true],
    ["a.test:8080", "a.test", "8080", true],
    ["a.test:8080", "a.test", "80", false],
    ["x, A.TEST", "a.test", "80", true],
    ["x a.test", "a.test", "80", true],
    ["10.0.0.0/8", "10.9.8.7", "80", true],
    ["10.0.0.0/8", "11.9.8.7", "80", false],
    ["10.0.0.0/x", "10.9.8.7", "80", false],
    ["::1", "::1", "80", true],
    ["[::1]:80", "::1", "80", true],
    ["[::1]:81", "::1", "80", false],
    ["", "a.test", "80", false]
  ])("NO_PROXY %s for %s:%s is %s", (list, host, port, expected) => {
    expect(bypasses(list, host, port)).toBe(expected)
  })

  it.each([
    ["localhost", true],
    ["x.localhost", true],
    ["LOCALHOST.", true],
    ["127.0.0.1", true],
    ["127.255.1.2", true],
    ["::1", true],
    ["[::1]", true],
    ["::ffff:127.0.0.1", true],
    ["::ffff:7f00:1", true],
    ["localhost.evil.test", false],
    ["128.0.0.1", false],
    ["127.0.0.1.evil.test", false],
    ["0x7f.1", false],
    ["notlocalhost", false]
  ])("%s is loopback: %s", (host, expected) => {
    expect(isLoopback(host)).toBe(expected)
  })
})
