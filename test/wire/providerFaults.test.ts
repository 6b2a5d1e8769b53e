import { describe, expect, it } from "@effect/vitest"
import { Cause, Effect, Exit, Stream } from "effect"
import { ModelFault } from "../../src/services/model/ModelFault.ts"
import type { ModelPart } from "../../src/services/model/Provider.ts"
import { type FaultRow, faultRows, serveFault } from "../layers/faultServer.ts"
import { type ProviderWorld, providerOf, requestTo, testKey } from "../layers/providerWorld.ts"

/** What a row comes to at the provider, before anything is retried. */
interface Outcome {
  readonly text: string
  readonly calls: ReadonlyArray<{ readonly name: string; readonly params: unknown; readonly malformed?: unknown }>
  readonly finish: string | undefined
  readonly fault: ModelFault | undefined
}

const providers = { "openai-chat": "openai", anthropic: "anthropic", ollama: "ollama" } as const
const addresses = { "openai-chat": "OPENAI_BASE_URL", anthropic: "ANTHROPIC_BASE_URL", ollama: "OLLAMA_HOST" } as const

const outcomeOf = (parts: ReadonlyArray<ModelPart>, fault: ModelFault | undefined): Outcome => ({
  text: parts.flatMap((part) => (part.type === "text-delta" ? [part.delta] : [])).join(""),
  calls: parts.flatMap((part) =>
    part.type === "tool-call"
      ? [
          {
            name: part.name,
            params: part.params,
            ...(part.metadata === undefined ? {} : { malformed: Object(part.metadata["coderx"])["malformed"] })
          }
        ]
      : []
  ),
  finish: parts.flatMap((part) => (part.type === "finish" ? [part.reason] : []))[0],
  fault
})

const run = Effect.fnUntraced(function* (row: FaultRow, patience = 20_000) {
  const server = yield* serveFault(row)
  const world: ProviderWorld = {
    env: { [addresses[row.api]]: server.baseUrl, CODERX_CONNECT_TIMEOUT_MS: "500", ...server.env }
  }
  const provider = yield* providerOf(providers[row.api], world)
  const parts: Array<ModelPart> = []
  const reading = Stream.runForEachArray(provider.stream(requestTo(provider.id)), (more) =>
    Effect.sync(() => void parts.push(...more))
  )
  const exit = yield* Effect.exit(Effect.timeoutOption(reading, patience))
  const fault = Exit.isFailure(exit) ? Cause.squash(exit.cause) : undefined
  if (fault !== undefined && !(fault instanceof ModelFault)) throw fault
  return {
    outcome: outcomeOf(parts, fault),
    server,
    parts,
    provider,
    timedOut: Exit.isSuccess(exit) && exit.value._tag === "None"
  }
})

/** By row: the fault's kind and what is known of it, and what came before; or the reply that is accepted. */
const expected: Readonly<Record<string, Record<string, unknown>>> = {
  f002: { fault: { kind: "authentication", status: 401 } },
  f008: { fault: { kind: "conflict", status: 409 } },
  f010: { fault: { kind: "request", status: 422 } },
  f011: { fault: { kind: "rate-limit", retryAfterMs: 2_000 } },
  f013: { fault: { kind: "rate-limit", retryAfterMs: expect.closeTo(3_000, -3.4) } },
  f015: { fault: { kind: "rate-limit" } },
  f018: { fault: { kind: "rate-limit", retryAfterMs: 21_600_000 } },
  f019: { fault: { kind: "quota", status: 429 } },
  f020: { fault: { kind: "overloaded", status: 500 } },
  f021: { fault: { kind: "overloaded", status: 502 } },
  f026: { fault: { kind: "redirect" } },
  f028: { fault: { kind: "empty" } },
  f029: { fault: { kind: "server" } },
  f030: { fault: { kind: "network", message: expect.stringContaining("no-such-host.invalid") } },
  f034: { fault: { kind: "timeout", message: expect.stringContaining("127.0.0.1") } },
  f037: { fault: { kind: "network", message: expect.stringContaining("closed the connection") } },
  f039: { text: "Hello", finish: "stop" },
  f040: { text: "Hello", fault: { kind: "cut" } },
  f044: { text: "hi", finish: "stop" },
  f046: { text: "日本", finish: "unknown" },
  f047: { text: "x", finish: "stop" },
  f048: { text: "Hello", finish: "stop" },
  f052: { text: "Hello", fault: { kind: "server", message: expect.stringContaining("boom") } },
  f056: { text: "Hello", finish: "stop" },
  f059: { text: "", fault: { kind: "too-long" } },
  f060: { text: "Hello", fault: { kind: "cut" } },
  f061: { text: "\u001b[2J\u001b]52;c;ZXZpbA==\u0007\u202egpj.exe", finish: "stop" },
  f063: { text: "Hello", finish: "content-filter" },
  f064: { text: "", calls: [], finish: "stop" },
  f066: { calls: [{ name: "bash", params: {}, malformed: '{"command":"ls"}{"command":"rm"}' }], finish: "tool-calls" },
  f067: { calls: [{ name: "bash", params: {}, malformed: "not json" }], finish: "tool-calls" },
  f069: { calls: [{ name: "bash", params: {} }], finish: "tool-calls" },
  f070: {
    calls: [{ name: "bash", params: {}, malformed: '{"command":"ls","__proto__":{"x":1}}' }],
    finish: "tool-calls"
  },
  f072: { calls: [{ name: "bash", params: {} }], finish: "tool-calls" },
  f073: { calls: [{ name: "bash", params: { command: "ls\0; touch x" } }], finish: "tool-calls" },
  f075: { calls: [{ name: "no_such_tool", params: {} }], finish: "tool-calls" },
  f078: { calls: [{ name: "read", params: { path: "a" } }], finish: "tool-calls" },
  f080: { text: expect.stringContaining("<tool_call>"), calls: [], finish: "stop" },
  f082: { fault: { kind: "model-missing", hint: expect.stringContaining("ollama pull x") } },
  f084: {
    text: "x",
    fault: { kind: "server", message: expect.stringContaining("llama runner process has terminated") }
  },
  f085: { fault: { kind: "capability", message: expect.stringContaining("does not support tools") } },
  f086: { text: "", finish: "stop" },
  f087: { fault: { kind: "proxy", message: expect.stringContaining("HTTPS_PROXY") } },
  f088: { text: "recovered", finish: "stop" }
}

describe("faults on the wire, at the provider", () => {
  const rows = faultRows()

  it("knows every row", () => {
    expect(rows.map((row) => row.id).filter((id) => !(id in expected) && id !== "f042")).toEqual([])
  })

  for (const row of rows.filter(({ id }) => id in expected)) {
    it.live(`${row.id} ${row.fault}: ${row.expect}`, () =>
      Effect.gen(function* () {
        const { outcome, parts } = yield* run(row)
        const want = expected[row.id] ?? {}
        expect(outcome).toMatchObject(want)
        if (!("fault" in want)) expect(outcome.fault).toBeUndefined()
        else expect(outcome.finish).toBeUndefined()
        if (row.id === "f015") expect(outcome.fault?.retryAfterMs).toBeUndefined()
        expect(parts.filter((part) => part.type === "finish").length).toBeLessThanOrEqual(1)
        const shown = JSON.stringify([outcome.fault, outcome.fault?.message, parts])
        for (const secret of [testKey, "hunter2secret"]) expect(shown).not.toContain(secret)
      })
    )
  }

  it.live("f042 silent after headers: interrupting closes the connection", () =>
    Effect.gen(function* () {
      const row = rows.find(({ id }) => id === "f042")
      if (row === undefined) throw new Error("no such row")
      const { timedOut, server } = yield* run(row, 300)
      expect(timedOut).toBe(true)
      yield* Effect.sleep(100)
      expect(server.aborted()).toBe(1)
    })
  )

  it.live("f059: reads no more of an endless line than its limit, in little memory", () =>
    Effect.gen(function* () {
      const row = rows.find(({ id }) => id === "f059")
      if (row === undefined) throw new Error("no such row")
      const { server } = yield* run(row)
      yield* Effect.sleep(100)
      expect(server.aborted()).toBe(1)
      expect(server.written()).toBeLessThan(32 * 1024 * 1024)
    })
  )

  it.live("a fault that passes is followed by a good reply on the same provider", () =>
    Effect.gen(function* () {
      const row = rows.find(({ id }) => id === "f020")
      if (row === undefined) throw new Error("no such row")
      const { provider, outcome } = yield* run({ ...row, times: 1 })
      expect(outcome.fault?.kind).toBe("overloaded")
      expect(yield* Stream.runCollect(provider.stream(requestTo("anthropic")))).toContainEqual(
        expect.objectContaining({ type: "text-delta", delta: "recovered" })
      )
    }).pipe(Effect.scoped)
  )
})
