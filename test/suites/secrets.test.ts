import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { redact } from "../../src/services/secrets/redact.ts"
import { redactedStream } from "../../src/services/secrets/stream.ts"
import { harmless } from "../services/secrets/harmless.ts"
import { kinds } from "../services/secrets/kinds.ts"

const folder = join(import.meta.dirname, "..", "data", "secrets")

interface Row {
  readonly id: string
  readonly kind: string
  readonly text: string
  readonly secret: string
}

const lines = (text: string): ReadonlyArray<Row> =>
  text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line))

const secrets = lines(Buffer.from(readFileSync(join(folder, "secrets.jsonl.b64"), "utf8"), "base64").toString("utf8"))
const negatives = lines(readFileSync(join(folder, "secrets-negative.jsonl"), "utf8"))

/** A run of 16 characters of the secret, or all of a shorter one, that is still there. */
const leak = (shown: string, secret: string): string | undefined => {
  const size = Math.min(16, secret.length)
  for (let i = 0; i + size <= secret.length; i++) {
    const part = secret.slice(i, i + size)
    if (shown.includes(part)) return part
  }
  return undefined
}

const leaks = (shown: (row: Row) => string): ReadonlyArray<string> =>
  secrets.flatMap((row) => (leak(shown(row), row.secret) === undefined ? [] : [`${row.id} ${row.kind}`]))

const coloured = (text: string): string =>
  text.replace(/(.{7})/gs, (part, _all, at: number) => `\u001b[${31 + (at % 6)}m${part}\u001b[0m`)

/** Deterministic: a failure can be seen again. */
const seeded = (seed: number) => {
  let state = seed
  return () => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff
    return state / 0x7fffffff
  }
}

const told = (what: string, missed: ReadonlyArray<unknown>, of: number) =>
  console.info(`secrets: ${what}: ${missed.length} of ${of} missed`)

describe("the corpus of secrets", () => {
  it("has not shrunk", () => {
    expect(secrets.length).toBeGreaterThanOrEqual(46)
    expect(negatives.length).toBeGreaterThanOrEqual(37)
  })

  const forms: ReadonlyArray<readonly [string, (row: Row) => string]> = [
    ["as they are", ({ text }) => redact(text)],
    ["in a longer text", ({ text }) => redact(`some words before\n${text}\nand after`)],
    ["as JSON", ({ text }) => redact(JSON.stringify({ log: text }))],
    ["as JSON in JSON", ({ text }) => redact(JSON.stringify(JSON.stringify({ log: text })))],
    ["coloured", ({ text }) => redact(coloured(text))],
    ["coloured, as JSON", ({ text }) => redact(JSON.stringify({ log: coloured(text) }))],
    ["twice", ({ text }) => redact(redact(text))]
  ]
  for (const [name, shown] of forms) {
    it(`is masked: ${name}`, () => {
      const missed = leaks(shown)
      told(name, missed, secrets.length)
      expect(missed).toEqual([])
    })
  }

  it("is masked when the whole text is encoded", () => {
    const ways: ReadonlyArray<readonly [string, (text: string) => string]> = [
      ["base64", (text) => Buffer.from(text).toString("base64")],
      [
        "base64 in lines",
        (text) =>
          Buffer.from(text)
            .toString("base64")
            .replace(/(.{76})/g, "$1\n")
      ],
      ["base64 for addresses", (text) => Buffer.from(text).toString("base64url")],
      ["hexadecimal", (text) => Buffer.from(text).toString("hex")],
      ["for an address", encodeURIComponent]
    ]
    for (const [name, encode] of ways) {
      const missed = secrets.filter(({ secret, text }) => {
        const shown = redact(`x ${encode(text)} y`)
        // Of an encoded text what stands before the secret may stay; of the secret itself nothing.
        return name === "for an address"
          ? leak(shown, encodeURIComponent(secret)) !== undefined
          : !shown.includes("‹secret:")
      })
      told(name, missed, secrets.length)
      expect(missed.map(({ id }) => id)).toEqual([])
    }
  })

  it("is masked when it is split at any place, in two pieces and in single characters", () => {
    let splits = 0
    for (const { id, secret, text } of secrets) {
      const whole = `first line\n${text}\nlast line\n`
      const expected = redact(whole)
      for (let at = 0; at <= whole.length; at++) {
        const stream = redactedStream(() => [])
        const shown = stream.push(whole.slice(0, at)) + stream.push(whole.slice(at)) + stream.end()
        splits++
        if (shown !== expected) expect(`${id} at ${at}: ${shown}`).toBe(expected)
        if (leak(shown, secret) !== undefined) expect(`${id} at ${at}`).toBe("masked")
      }
      const stream = redactedStream(() => [])
      const bytes = Buffer.from(whole)
      let shown = ""
      for (const byte of bytes) shown += stream.pushBytes(Uint8Array.of(byte))
      expect(shown + stream.end()).toBe(expected)
    }
    console.info(`secrets: ${splits} splits`)
  })

  it("leaves alone what is none", () => {
    const touched = negatives.filter(({ text }) => redact(text) !== text)
    told("harmless texts touched", touched, negatives.length)
    expect(touched.map(({ id, text }) => `${id} ${text} => ${redact(text)}`)).toEqual([])
    const more = harmless.filter((text) => redact(text) !== text)
    told("more harmless texts touched", more, harmless.length)
    expect(more.map((text) => `${text} => ${redact(text)}`)).toEqual([])
  })

  it("stands for its kind: secrets that were made for this run are masked", () => {
    const table = Object.entries(kinds(seeded(12345)))
    const missed: Array<string> = []
    const rounds = 25
    for (let round = 0; round < rounds; round++) {
      for (const [name, make] of table) {
        const [text, secret] = make()
        if (leak(redact(text), secret) !== undefined) missed.push(`${name}: ${text.slice(0, 80)}`)
      }
    }
    told(`${table.length} kinds, made anew`, missed, table.length * rounds)
    // A secret that happens to read like words cannot be told from words: one in a thousand may.
    expect(missed.length, missed.join("\n")).toBeLessThanOrEqual((table.length * rounds) / 1000)
  })
})
