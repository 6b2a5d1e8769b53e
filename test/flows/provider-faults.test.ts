import { afterAll, assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Redacted, Schema, type Scope } from "effect"
import * as network from "../../src/layers/network.ts"
import * as registry from "../../src/layers/providers/registry.ts"
import { printable } from "../../src/services/domain/printable.ts"
import { Host } from "../../src/services/host/Host.ts"
import type { ModelInfo } from "../../src/services/model/Provider.ts"
import { Providers } from "../../src/services/model/Providers.ts"
import { Permission } from "../../src/services/permission/Permission.ts"
import { Keys } from "../../src/services/settings/Keys.ts"
import { Settings } from "../../src/services/settings/Settings.ts"
import { defineTool } from "../../src/services/tool/CoderTool.ts"
import { settle } from "../../src/services/tool/settle.ts"
import { type FaultRow, type FaultServer, faultRows, goodText, serveFault } from "../layers/faultServer.ts"
import { collect, hostFacts, modelsOver, type Outcome, request, settingsValues } from "../services/model/modelsWorld.ts"
import { silentNetLog } from "../layers/SilentNetLog.ts"

/** Retries of the settings in these runs. */
const maxRetries = 2

interface Renewable {
  token: string
  renewed: number
}

/** What the user's run has, with the row's server as the vendor's address. Connections, SDKs and decoding are the real ones. */
const world = (row: FaultRow, server: FaultServer, renewable?: Renewable) => {
  const baseUrls: Record<string, string> = {
    [row.api === "openai-chat" ? "openai" : row.api]: server.baseUrl
  }
  const settings = { baseUrls, maxRetries, idleTimeoutMs: 500 }
  const env = { ...server.env, CODERX_CONNECT_TIMEOUT_MS: "400" }
  const keys = Keys.of({
    find: (name) => Effect.succeed({ key: Redacted.make(renewable?.token ?? "sk-test-key"), source: name }),
    names: Effect.succeed([])
  })
  const outside = Layer.mergeAll(
    Layer.succeed(Host, Host.of({ ...hostFacts, env })),
    Layer.succeed(Keys, keys),
    Layer.succeed(
      Settings,
      Settings.of({
        values: { ...settingsValues, ...settings },
        rules: [],
        origin: () => ({ scope: "default", file: undefined }),
        problems: [],
        withheld: [],
        settled: []
      })
    )
  )
  const real = registry.layer.pipe(Layer.provide(Layer.provide(network.layer, silentNetLog)), Layer.provide(outside))
  const providers =
    renewable === undefined
      ? real
      : Layer.effect(
          Providers,
          Effect.map(Providers, (inner) =>
            Providers.of({
              ids: inner.ids,
              get: (id) =>
                Effect.map(inner.get(id), (provider) => ({
                  ...provider,
                  renewKey: Effect.sync(() => {
                    renewable.token = "sk-renewed"
                    renewable.renewed++
                    return true
                  })
                }))
            })
          )
        ).pipe(Layer.provide(real))
  return modelsOver(providers, {
    settings,
    env,
    keys: { ANTHROPIC_API_KEY: "sk-test-key", OPENAI_API_KEY: "sk-test-key" }
  })
}

const providerOf = { "openai-chat": "openai", anthropic: "anthropic", ollama: "ollama" } as const

const infoOf = (row: FaultRow): ModelInfo => ({
  provider: providerOf[row.api],
  name: "x",
  title: "x",
  contextWindow: 128_000,
  maxOutputTokens: 4_096,
  price: undefined,
  tools: true,
  images: false,
  thinking: false,
  source: "test"
})

interface Seen extends Outcome {
  readonly server: FaultServer
}

/** One reply for the row, as a run asks for it. */
const ask = (row: FaultRow, renewable?: Renewable): Effect.Effect<Seen, never, Scope.Scope> =>
  Effect.gen(function* () {
    const server = yield* serveFault(row)
    const content = row.id === "f086" ? "word ".repeat(10_000) : "hello"
    const tools = [{ name: "bash", description: "Runs a command", inputSchema: { type: "object" } }]
    const asked = request(infoOf(row), { messages: [{ role: "user", content }], tools })
    const outcome = yield* Effect.provide(collect(asked), world(row, server, renewable))
    return { ...outcome, server }
  })

const isWhole = (seen: Seen) => {
  assert.isUndefined(seen.fault, seen.fault?.message)
  assert.strictEqual(seen.kinds.at(-1), "finish")
}

/** Told how often it was tried again; then the good reply, or the fault where the server never mends. */
const isRetried = (row: FaultRow, seen: Seen, kinds: ReadonlyArray<string>) => {
  if (row.times === undefined) {
    assert.strictEqual(seen.retries.length, maxRetries)
    assert.include(kinds, seen.fault?.kind)
    assert.include(seen.fault?.message, `after ${maxRetries} retries`)
    assert.strictEqual(seen.text, "")
    return
  }
  isWhole(seen)
  assert.strictEqual(seen.retries.length, row.times)
  assert.strictEqual(seen.text, goodText)
}

const stopsAt = (seen: Seen, kind: string) => {
  assert.strictEqual(seen.fault?.kind, kind, seen.fault?.message)
  assert.strictEqual(seen.retries.length, 0)
  assert.isAtMost(seen.server.requests.length, 1)
}

const Command = Schema.Struct({ command: Schema.String })
const Nothing = Schema.String

/** The pipeline's own verdict on a call that the model made: what would have run is counted. */
const settled = (seen: Seen) =>
  Effect.gen(function* () {
    let ran = 0
    const bash = defineTool({
      name: "bash",
      description: "Runs a command",
      input: Command,
      output: Nothing,
      effect: "runs",
      inputSchema: {},
      accesses: () => [],
      run: () => Effect.sync(() => String(++ran)),
      forModel: (output) => output
    })
    const permission = Permission.of({
      mode: Effect.succeed("bypassPermissions"),
      setMode: () => Effect.void,
      confinement: Effect.succeed(undefined),
      decide: () => Effect.die("not asked"),
      authorize: ({ call }) => Effect.succeed(call.input),
      denials: Effect.succeed([]),
      allowing: () => Effect.void,
      offers: () => Effect.succeed(true)
    })
    const calls = seen.signals.flatMap((one) => (one.type === "tool-call" ? [one] : []))
    const kinds = yield* Effect.forEach(calls, (part) => {
      const own = part.metadata?.["coderx"]
      const malformed =
        typeof own === "object" && own !== null && "malformed" in own ? String(own["malformed"]) : undefined
      const call = {
        id: part.id,
        name: part.name,
        input: part.params,
        ...(malformed === undefined ? {} : { malformed })
      }
      return Effect.map(
        settle([bash], permission, call, { callId: part.id, progress: () => Effect.void }),
        (one) => one.settled
      )
    })
    return { kinds: kinds.map((one) => one.kind), texts: kinds.map((one) => String(one.content)), ran }
  })

type Check = (row: FaultRow, seen: Seen) => void | Effect.Effect<void>

const passing = ["network", "timeout", "conflict", "server", "overloaded", "empty", "idle", "cut"]

/** What each `expect` of the data means for a run. */
const checks: Readonly<Record<string, Check>> = {
  retry: (row, seen) => isRetried(row, seen, passing),
  "retry:idle": (row, seen) => isRetried(row, seen, ["idle", "timeout"]),
  "retry:header": (row, seen) => {
    isRetried(row, seen, ["rate-limit"])
    const delay = seen.retries[0]?.delayMs ?? 0
    assert.isAtLeast(delay, 1_500)
    assert.isAtMost(delay, 4_100)
  },
  "retry:backoff": (row, seen) => {
    isRetried(row, seen, ["rate-limit"])
    assert.isAtMost(seen.retries[0]?.delayMs ?? 9_999, 500)
  },
  "stop:request": (_, seen) => stopsAt(seen, "request"),
  "stop:redirect": (_, seen) => stopsAt(seen, "redirect"),
  "stop:capability": (_, seen) => stopsAt(seen, "capability"),
  "stop:model": (_, seen) => {
    stopsAt(seen, "model-missing")
    assert.match(`${seen.fault?.message} ${seen.fault?.hint}`, /ollama pull x/)
  },
  "stop:quota": (row, seen) => {
    stopsAt(seen, "quota")
    if (row.headers?.["retry-after"] !== undefined)
      assert.match(seen.fault?.message ?? "", /lifted at \d{4}-\d{2}-\d{2} \d{2}:\d{2} \(in 6 h\)/)
  },
  "stop:proxy": (_, seen) => {
    stopsAt(seen, "proxy")
    const words = `${seen.fault?.message} ${seen.fault?.hint}`
    assert.include(words, "HTTPS_PROXY")
    assert.notInclude(words, "hunter2secret")
  },
  "stop-or-retry:by-type": (row, seen) => isRetried(row, seen, ["server"]),
  accept: (_, seen) => {
    isWhole(seen)
    assert.isTrue(seen.text !== "" || seen.kinds.includes("tool-call"))
    assert.notInclude(seen.text, "\ufffd")
    assert.isTrue(seen.signals.every((one) => one.type !== "tool-call" || one.id !== ""))
  },
  "accept-or-partial": (_, seen) => {
    isWhole(seen)
    assert.strictEqual(seen.text, "Hello")
  },
  "partial-kept": (_, seen) => {
    assert.strictEqual(seen.fault?.kind, "cut", seen.fault?.message)
    assert.match(seen.text, /^(Hel(lo)?|x)$/)
    assert.strictEqual(seen.server.requests.length, 1)
  },
  bounded: (_, seen) => {
    assert.isDefined(seen.fault)
    assert.isBelow(seen.server.written(), 64 * 1024 * 1024)
    assert.strictEqual(seen.server.requests.length, 1)
  },
  inert: (_, seen) => {
    isWhole(seen)
    assert.include(seen.text, "\u001b[2J")
    for (const bad of ["\u001b", "\u0007", "\u202e"]) assert.notInclude(printable(seen.text), bad)
  },
  "notice:filter": (_, seen) => {
    isWhole(seen)
    assert.match(seen.notices.join(" "), /content filter/)
  },
  notice: (row, seen) => {
    isWhole(seen)
    assert.match(seen.notices.join(" "), row.id === "f080" ? /wrote a tool call as text/ : /read only 2048 tokens/)
    assert.notInclude(seen.kinds, "tool-call")
  },
  "retry-once": (_, seen) => {
    isWhole(seen)
    assert.strictEqual(seen.server.requests.length, 2)
    assert.match(seen.notices.join(" "), /neither text nor a tool call, twice/)
  },
  "tool-error": (row, seen) =>
    Effect.gen(function* () {
      isWhole(seen)
      const outcome = yield* settled(seen)
      assert.deepStrictEqual(outcome.kinds, ["invalid"])
      assert.strictEqual(outcome.ran, 0)
      if (row.fault.includes("required field")) assert.match(outcome.texts[0] ?? "", /command/)
      if (row.fault.includes("unknown tool")) assert.match(outcome.texts[0] ?? "", /The tools are: bash/)
    })
}

const counts = { passed: 0, failed: 0 }

describe("provider faults", () => {
  for (const row of faultRows())
    it.live(`${row.id} ${row.api}: ${row.fault} → ${row.expect}`, () =>
      Effect.gen(function* () {
        counts.failed++
        if (row.expect === "refresh-once") {
          const renewable: Renewable = { token: "sk-old", renewed: 0 }
          const seen = yield* ask(row, renewable)
          isWhole(seen)
          assert.strictEqual(renewable.renewed, 1)
          assert.deepStrictEqual(
            seen.server.requests.map((one) => one.headers.authorization),
            ["Bearer sk-old", "Bearer sk-renewed"]
          )
          const plain = yield* ask(row)
          stopsAt(plain, "authentication")
          assert.include(plain.fault?.hint, "OPENAI_API_KEY")
        } else {
          const check = checks[row.expect]
          assert.isDefined(check, `no check for ${row.expect}`)
          const more = check?.(row, yield* ask(row))
          if (more !== undefined) yield* more
        }
        counts.failed--
        counts.passed++
      }).pipe(Effect.scoped)
    )
  afterAll(() => {
    process.stdout.write(`provider faults: ${counts.passed} rows as expected, ${counts.failed} not\n`)
  })
})
