import { readFileSync } from "node:fs"
import { describe, expect, it } from "@effect/vitest"
import { Schema } from "effect"
import { decodeValue, encodeLine } from "../../../src/services/session/codec.ts"
import { SessionRecord } from "../../../src/services/session/SessionRecord.ts"
import { call, input, reply, result } from "./sessionsWorld.ts"

const page = readFileSync(new URL("../../../docs/session-format.md", import.meta.url), "utf8")
const examples = (/```jsonl\n([\s\S]*?)```/.exec(page)?.[1] ?? "").trim().split("\n")

const roundTrip = (record: SessionRecord) => decodeValue(JSON.parse(encodeLine(record)))

describe("codec", () => {
  it.each(examples)("decodes the documented example %s", (line) => {
    const decoded = decodeValue(JSON.parse(line))
    expect(decoded._tag).toBe("Record")
    if (decoded._tag === "Record") expect(encodeLine(decoded.record)).toBe(`${line}\n`)
  })

  it("is documented with an example and a row for each kind", () => {
    const kinds = SessionRecord.members.map((member) => member.fields._tag.schema.literal)
    expect(examples.map((line) => JSON.parse(line).type).sort()).toEqual([...kinds].sort())
    for (const kind of kinds) expect(page).toContain(`| \`${kind}\` |`)
  })

  it.prop(
    "writes any record as one line and reads the same one back",
    { text: Schema.String, params: Schema.Record(Schema.String, Schema.Json), output: Schema.Json },
    ({ output, params, text }) => {
      const records = [
        input(text),
        reply([{ type: "text", text }, call(text, text, params)]),
        { ...result(text, output), output }
      ]
      for (const record of records) {
        const line = encodeLine(record)
        expect(line.indexOf("\n")).toBe(line.length - 1)
        expect(roundTrip(record)).toEqual({ _tag: "Record", record: JSON.parse(JSON.stringify(record)) })
      }
    }
  )

  it("writes the type first, and half a surrogate pair as an escape", () => {
    expect(encodeLine(input("\ud83d"))).toMatch(/^{"type":"input","id":"[^"]+","at":"[^"]+","content":"\\ud83d"}\n$/)
  })

  it("keeps bytes of a picture in the form that is read back", () => {
    const record = {
      ...input(""),
      content: [{ type: "file", mediaType: "image/png", data: new Uint8Array([0, 255]) }]
    } as SessionRecord
    expect(roundTrip(record)).toMatchObject({ record: { content: [{ data: { _tag: "Uint8Array", base64: "AP8=" } }] } })
  })

  it("keeps keys that it does not know", () => {
    const decoded = decodeValue({ ...JSON.parse(encodeLine(input("x"))), later: [1] })
    expect(decoded._tag === "Record" && JSON.parse(encodeLine(decoded.record)).later).toEqual([1])
  })

  const { _tag: _1, ...replyKeys } = reply("x")
  const { _tag: _2, ...resultKeys } = result("a")
  it.each<readonly [unknown, string]>([
    [null, "no JSON object"],
    [[], "no JSON object"],
    ["text", "no JSON object"],
    [{}, "without a type"],
    [{ type: 5 }, "without a type"],
    [{ type: "hologram" }, 'not known here, "hologram"'],
    [{ type: "input", id: "1", at: "x" }, "kind input"],
    [{ type: "input", id: "1", at: "x", content: 5 }, "kind input"],
    [{ type: "input", id: "1", at: "x", content: ["text"] }, "kind input"],
    [{ ...replyKeys, type: "reply", content: "text" }, "kind reply"],
    [{ ...replyKeys, type: "reply", usage: { inputTokens: "1" } }, "kind reply"],
    [{ ...resultKeys, type: "tool_result", part: { type: "tool-result" } }, "kind tool_result"],
    [{ type: "mode", id: "1", at: "x", mode: "everything" }, "kind mode"]
  ])("says why %j is no record", (value, reason) => {
    const decoded = decodeValue(value)
    expect(decoded._tag === "NotRecord" ? decoded.reason : decoded._tag).toContain(reason)
  })

  it.prop("never throws at a JSON value", { value: Schema.Json }, ({ value }) => {
    for (const record of [input("x"), reply("x"), result("a")]) {
      const plain = JSON.parse(encodeLine(record))
      for (const key of Object.keys(plain)) expect(decodeValue({ ...plain, [key]: value })._tag).toMatch(/Record$/)
    }
    decodeValue(value)
  })
})
