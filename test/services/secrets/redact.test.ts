import { describe, expect, it } from "@effect/vitest"
import { Schema } from "effect"
import { dotenvEntries, isDotenv, secretsOf } from "../../../src/services/secrets/dotenv.ts"
import { isSecretName } from "../../../src/services/secrets/names.ts"
import { findSecrets, redact, redactValue } from "../../../src/services/secrets/redact.ts"
import { redactedStream } from "../../../src/services/secrets/stream.ts"
import { introduce, unveil, veil, veilTable } from "../../../src/services/secrets/veil.ts"
import { kinds } from "./kinds.ts"

const value = "Zx81-plain-words-and-Qk7wLm2"
const known = [
  { name: "MY_KEY", value },
  { name: "SHORT", value: "abc123xyz" }
]

/** A run of 16 characters of the value is left. */
const leaks = (text: string): boolean =>
  Array.from({ length: value.length - 15 }, (_, i) => value.slice(i, i + 16)).some((part) => text.includes(part))

describe("known values", () => {
  const base64 = (text: string) => Buffer.from(text).toString("base64")
  const table: ReadonlyArray<readonly [string, string]> = [
    ["as it is", `a ${value} b`],
    ["glued to words", `x${value}y`],
    ["in JSON", JSON.stringify({ a: value })],
    [
      "with its characters escaped",
      [...value].map((c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`).join("")
    ],
    ["percent-encoded", [...value].map((c) => `%${c.charCodeAt(0).toString(16)}`).join("")],
    ["coloured within", `${value.slice(0, 9)}\u001b[1;31m${value.slice(9)}\u001b[0m`],
    ["with invisible characters", [...value].join("\u200b")],
    ["in hexadecimal", Buffer.from(value).toString("hex")],
    ["its beginning alone", value.slice(0, 20)],
    ["its end alone", value.slice(-20)]
  ]
  for (const [name, text] of table) it(name, () => expect(redact(text, known)).toContain("‹secret:MY_KEY"))
  for (const before of ["", "a", "ab", "abc", "user:"]) {
    it(`in base64 after ${JSON.stringify(before)}`, () => {
      const shown = redact(`Basic ${base64(`${before}${value}:tail`)}`, known)
      expect(shown).toContain("‹secret:")
      expect(leaks(Buffer.from(shown.replace(/‹[^›]*›/g, ""), "base64").toString())).toBe(false)
    })
  }
  it("over lines of base64", () => {
    const text = base64(`${"word ".repeat(30)}${value}${" word".repeat(30)}`).replace(/(.{76})/g, "$1\n")
    expect(redact(text, known)).toContain("‹secret:MY_KEY›")
  })
  it("keeps a colour that goes on after a secret", () => {
    expect(redact(`${value.slice(0, 9)}\u001b[31m${value.slice(9)} red`, known)).toBe("‹secret:MY_KEY›\u001b[31m red")
  })
  it("masks once: a mark stays as it is", () => {
    const once = redact(`password=${value} and abc123xyz`, known)
    expect(redact(once, known)).toBe(once)
  })
})

describe("values", () => {
  it("are masked by the names that they stand under", () => {
    expect(
      redactValue({ env: { DB_PASSWORD: "Wq7tuRk2Lm9x", PORT: "3000" }, list: ["a"], n: 1, nothing: null })
    ).toEqual({ env: { DB_PASSWORD: "‹secret:DB_PASSWORD›", PORT: "3000" }, list: ["a"], n: 1, nothing: null })
  })

  const secret = [
    "DB_PASSWORD",
    "apiKey",
    "client_secret",
    "GITHUB_TOKEN",
    "x-api-key",
    "PGPASSWORD",
    "_authToken",
    "STRIPE_KEY"
  ]
  const open = [
    "max_tokens",
    "publicKey",
    "primary_key",
    "PWD",
    "keyboard",
    "nextPageToken",
    "tokenizer",
    "author",
    "PATH"
  ]
  it("names", () => {
    expect(secret.filter((name) => !isSecretName(name))).toEqual([])
    expect(open.filter((name) => isSecretName(name))).toEqual([])
  })
})

describe(".env files", () => {
  it("are known by name, samples are none", () => {
    const names = [".env", "a/.env.local", "prod.env", ".envrc", ".env.example", "env.ts", "a.environment"]
    expect(names.map(isDotenv)).toEqual([true, true, true, true, false, false, false])
  })
  it("give the values that are secret", () => {
    const text = [
      "# comment",
      "PORT=3000",
      "NODE_ENV=production",
      "export API_TOKEN='Wq7tuRk2Lm9xZ4'",
      'DB_PASSWORD="with \\"quotes\\" 7x"',
      "DATABASE_URL=postgres://app:Wq7tuRk2@db.test/app",
      "NEXT_PUBLIC_URL=https://example.com",
      "PLACEHOLDER_TOKEN=your-token-here"
    ].join("\n")
    expect(secretsOf(dotenvEntries(text), "@x/.env")).toEqual([
      { name: "API_TOKEN@x/.env", value: "Wq7tuRk2Lm9xZ4" },
      { name: "DATABASE_URL@x/.env", value: "Wq7tuRk2" }
    ])
  })
})

describe("veil", () => {
  let state = 7
  const random = () => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff
    return state / 0x7fffffff
  }

  it.prop(
    "unveil(veil(x)) is x, and no value is left",
    [
      Schema.Array(
        Schema.Union([
          Schema.String,
          Schema.Literals([
            value,
            "abc123xyz",
            "‹secret:MY_KEY›",
            "‹secret:other›",
            "\u001b[31m",
            "\\",
            '"',
            "\n",
            "=",
            value.slice(0, 18),
            encodeURIComponent(`${value}/+`),
            btoa(value),
            JSON.stringify(`a"${value}`)
          ])
        ])
      )
    ],
    ([parts]) => {
      for (const reach of ["known", "all"] as const) {
        const table = veilTable()
        introduce(table, known)
        const text = parts.join("")
        const hidden = veil({ table, known, reach }, text)
        expect(unveil(table, hidden)).toBe(text)
        expect(hidden.includes(value)).toBe(false)
        expect(leaks(hidden)).toBe(false)
      }
    },
    { arbitrary: { runs: 300 } }
  )

  it("gives each value back, of every kind of secret", () => {
    let count = 0
    for (const [name, make] of Object.entries(kinds(random))) {
      const table = veilTable()
      const [text, secret] = make()
      const hidden = veil({ table, known: [], reach: "all" }, `a\n${text}\nb`)
      expect(unveil(table, hidden), name).toBe(`a\n${text}\nb`)
      const again = veil({ table: veilTable(), known: [], reach: "all" }, `a\n${text}\nb`)
      expect(again, name).toBe(hidden)
      if (hidden.includes(secret)) count++
    }
    expect(count).toBeLessThanOrEqual(1)
  })
})

describe("streams", () => {
  it("mask what is longer than all that is held back", () => {
    const body = Array.from({ length: 3000 }, (_, i) => "aB3dE5gH7jK9mN1pQ2rS4tU6vW8xY0zA"[(i * 7) % 32]).join("")
    const text = `password="${body.repeat(12)}" rest ${"word ".repeat(9000)}`
    const stream = redactedStream(() => [])
    let shown = ""
    for (let at = 0; at < text.length; at += 97) shown += stream.push(text.slice(at, at + 97))
    shown += stream.end()
    expect(shown.includes(body.slice(0, 64))).toBe(false)
    expect(shown).toContain("‹secret:password›")
    expect(shown.endsWith("word word ")).toBe(true)
  })

  it("give a text without secrets as it is, whatever its pieces", () => {
    const text = "one line\n\nanother, with ünïcödé 🎉 and more\r\n".repeat(400) + "x".repeat(40_000)
    for (const size of [1, 7, 4096]) {
      const stream = redactedStream(() => known)
      const bytes = new TextEncoder().encode(text)
      let shown = ""
      for (let at = 0; at < bytes.length; at += size) shown += stream.pushBytes(bytes.slice(at, at + size))
      expect(shown + stream.end() === text).toBe(true)
    }
  })
})

describe("hostile text", () => {
  const size = 100_000
  const fill = (unit: string) => unit.repeat(Math.ceil(size / unit.length)).slice(0, size)
  const units = [
    "a",
    "=",
    "sk-",
    "eyJ",
    "eyJ.",
    "eyJa.eyJb.",
    "-----BEGIN ",
    "-----BEGIN PRIVATE KEY-----",
    "-----BEGIN PRIVATE KEY-----\n",
    "://",
    "a:b@",
    "://a:",
    "://a:b",
    "password",
    "password=",
    'password="',
    "password: ",
    "token token ",
    "key=",
    "a=",
    "a.",
    "a-",
    "_",
    "Authorization: ",
    "Basic ",
    "Bearer ",
    "curl -u ",
    "curl ",
    "mysql ",
    "login a ",
    "?key=",
    "&sig=",
    "\\",
    '\\\\"',
    "\\u0041",
    "%41",
    "%25",
    "\u001b[",
    "\u001b[31m",
    "\u001b]",
    "AAAA",
    "Zm9v",
    "0a",
    "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC",
    "1:",
    "123456789:",
    "https://hooks.",
    "a.b.c.",
    "<a ",
    "<password ",
    "name: a\nvalue: ",
    "ENV A ",
    "--token ",
    "AKIA",
    "‹secret:",
    "‹secret:a›",
    '{"a":',
    "Cookie: ",
    "hooks.slack.com/services/",
    "A\n",
    "\n"
  ]
  it(`takes linear time over ${units.length} units of 100,000 characters`, () => {
    let worst = 0
    let which = ""
    for (const unit of units) {
      const started = performance.now()
      findSecrets(fill(unit), known, "all")
      const took = performance.now() - started
      if (took > worst) [worst, which] = [took, unit]
    }
    console.info(
      `secrets: slowest hostile text: ${JSON.stringify(which)}, ${Math.round(worst)} ms for 100,000 characters`
    )
    // No bound of speed: only that nothing hangs. Quadratic work would take minutes.
    expect(worst).toBeLessThan(20_000)
  })
})
