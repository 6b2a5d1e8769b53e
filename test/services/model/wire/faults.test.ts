import { describe, expect, it } from "vitest"
import { faultOfAnswer, retryAfterMs } from "../../../../src/services/model/wire/faults.ts"
import { excerpt, kindOf, toldError } from "../../../../src/services/model/wire/toldError.ts"
import { checkToolParams, readToolParams } from "../../../../src/services/model/wire/toolParams.ts"
import { mediaOf } from "../../../../src/services/model/wire/media.ts"

const now = Date.UTC(2026, 10, 22, 12, 0, 0)
const headers = (values: Readonly<Record<string, string>>) => (name: string) => values[name] ?? null

describe("retry-after", () => {
  it.each([
    [{ "retry-after": "2" }, 2_000],
    [{ "retry-after": "0" }, 0],
    [{ "retry-after": "1.5" }, 1_500],
    [{ "retry-after-ms": "1500", "retry-after": "9" }, 1_500],
    [{ "retry-after-ms": "x", "retry-after": "9" }, 9_000],
    [{ "retry-after": "Sun, 22 Nov 2026 12:00:03 GMT" }, 3_000],
    [{ "retry-after": "Sun, 22 Nov 2026 11:00:00 GMT" }, undefined],
    [{ "retry-after": "soon" }, undefined],
    [{ "retry-after": "-5" }, undefined],
    [{ "retry-after": "1e9" }, undefined],
    [{ "retry-after": "Infinity" }, undefined],
    [{ "retry-after": "" }, undefined],
    [{}, undefined]
  ])("%j is %s", (values, expected) => {
    expect(retryAfterMs(headers(values), now)).toBe(expected)
  })
})

describe("errors as servers tell them", () => {
  it.each([
    [{ error: { type: "a", message: "b" } }, { type: "a", message: "b", status: 0 }],
    [{ error: { type: "a", code: "c", message: "b" } }, { type: "a c", message: "b", status: 0 }],
    [{ error: { code: 429, message: "b" } }, { type: "", message: "b", status: 429 }],
    [{ error: "b" }, { type: "", message: "b", status: 0 }],
    [
      { message: "b", code: "c" },
      { type: "c", message: "b", status: 0 }
    ],
    [{ detail: [{ loc: ["x"] }] }, { type: "", message: '[{"loc":["x"]}]', status: 0 }],
    [[{ error: { message: "b" } }], { type: "", message: "b", status: 0 }],
    [{ choices: [{ message: { content: "x" } }] }, undefined],
    [{}, undefined],
    [[], undefined],
    [null, undefined],
    ["text", undefined]
  ])("%j", (body, expected) => {
    expect(toldError(body)).toEqual(expected)
  })

  it("an error inside of a reply goes by its words, or by the status in it", () => {
    expect(kindOf(0, { type: "server_error", message: "", status: 0 })).toBe("server")
    expect(kindOf(0, { type: "", message: "x", status: 429 })).toBe("rate-limit")
    expect(kindOf(0, { type: "invalid_request_error", message: "x", status: 0 })).toBe("request")
    expect(kindOf(0, { type: "", message: "the request exceeds the available context size", status: 0 })).toBe(
      "context-length"
    )
    expect(kindOf(500, { type: "", message: "exceeded context", status: 0 })).toBe("context-length")
    expect(kindOf(429, { type: "", message: "context window tokens per minute", status: 0 })).toBe("rate-limit")
  })

  it("shows one short line without keys and control characters", () => {
    const secret = "very-own-secret"
    const text = `a\u001b[2J\n\tb sk-ant-api03-abcdef ${secret} Bearer abc.def ${"x".repeat(1_000)}`
    const shown = excerpt(text, secret)
    expect(shown.length).toBe(300)
    expect(shown).toMatch(/^a \[2J b \*\*\* \*\*\* Bearer \*\*\* x+…$/)
  })

  it("takes words out of a page of HTML", () => {
    const context = { provider: "p", title: "P", keyName: undefined, secret: undefined, model: "m", missingHint: "h" }
    const answer = { status: 502, body: "<html>\n<title>Bad gateway</title></html>", header: () => null }
    expect(faultOfAnswer(context, answer, now)).toMatchObject({
      kind: "server",
      message: "P answered 502: Bad gateway."
    })
  })
})

describe("arguments of a call", () => {
  it.each([
    ["", { params: {} }],
    ["  \n", { params: {} }],
    ['{"a":1}', { params: { a: 1 } }],
    ['{"a":"\\u0000"}', { params: { a: "\0" } }],
    ['{"text":"__proto__"}', { params: { text: "__proto__" } }],
    ["[1]", { malformed: "[1]" }],
    ["null", { malformed: "null" }],
    ["3", { malformed: "3" }],
    ['"{}"', { malformed: '"{}"' }],
    ['{"a":1', { malformed: '{"a":1' }],
    ['{"a":1}{"b":2}', { malformed: '{"a":1}{"b":2}' }],
    ["prose", { malformed: "prose" }],
    ['{"a":[{"__proto__":{}}]}', { malformed: '{"a":[{"__proto__":{}}]}' }],
    ['{"\\u005f_proto__":{}}', { malformed: '{"\\u005f_proto__":{}}' }]
  ])("%j", (raw, expected) => {
    expect(readToolParams(raw)).toEqual(expected)
    expect(Object.prototype).not.toHaveProperty("x")
  })

  it("are taken as an object too", () => {
    expect(checkToolParams({ a: 1 })).toEqual({ params: { a: 1 } })
    expect(checkToolParams(undefined)).toEqual({ params: {} })
    expect(checkToolParams([1])).toEqual({ malformed: "[1]" })
    expect(checkToolParams('{"a":1}')).toEqual({ params: { a: 1 } })
    expect(checkToolParams(JSON.parse('{"__proto__":1}'))).toEqual({ malformed: '{"__proto__":1}' })
  })
})

describe("files of a message", () => {
  it.each([
    ["aGk=", { mediaType: "image/png", base64: "aGk=" }],
    ["data:image/gif;base64,aGk=", { mediaType: "image/gif", base64: "aGk=" }],
    ["https://a.test/x.png", { mediaType: "image/png", url: "https://a.test/x.png" }],
    [new Uint8Array([104, 105]), { mediaType: "image/png", base64: "aGk=" }],
    [new URL("https://a.test/x.png"), { mediaType: "image/png", url: "https://a.test/x.png" }],
    [{ _tag: "Uint8Array", base64: "aGk=" } as const, { mediaType: "image/png", base64: "aGk=" }],
    [{ _tag: "URL", href: "https://a.test/" } as const, { mediaType: "image/png", url: "https://a.test/" }]
  ])("%j", (data, expected) => {
    expect(mediaOf({ type: "file", mediaType: "image/png", data })).toEqual(expected)
  })
})
