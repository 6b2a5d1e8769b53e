import type { ProviderRow } from "../../../services/settings/values.ts"

/** A server that speaks OpenAI's Chat Completions, as a row of data. A new vendor is a new row. */
export interface OpenAiRow {
  /** What stands before the slash of a model's name. `ID_BASE_URL` and `ID_API_KEY` are its variables. */
  readonly id: string
  readonly title: string
  /** With the path that comes before `/chat/completions`. */
  readonly baseUrl: string
  readonly baseUrlEnv: string
  readonly keyName: string
  /** False where the server answers without a key; one that is set is sent all the same. */
  readonly needsKey: boolean
  /** On this machine or network, at no price. */
  readonly local: boolean
  readonly limitField: "max_tokens" | "max_completion_tokens"
  readonly effort: "reasoning_effort" | "reasoning" | "none"
  /** Beside `/models`: where the server tells the window that it really runs with, from its origin. */
  readonly factsPath?: "/props" | "/api/v0/models"
  /** Names on its list that are no models to talk with. */
  readonly hidden?: RegExp
  /** True where its list says no more than names, so that nothing is asked before the first request. */
  readonly bareList: boolean
  /** Where settings say so for all its models. */
  readonly contextWindow?: number
  /** How to start it, where it runs on this machine. */
  readonly startHint?: string
}

const localRow = { needsKey: false, local: true, limitField: "max_tokens", effort: "none", bareList: false } as const

const openai: OpenAiRow = {
  id: "openai",
  title: "OpenAI",
  baseUrl: "https://api.openai.com/v1",
  baseUrlEnv: "OPENAI_BASE_URL",
  keyName: "OPENAI_API_KEY",
  needsKey: true,
  local: false,
  limitField: "max_completion_tokens",
  effort: "reasoning_effort",
  hidden: /embedding|whisper|tts|dall-e|image|moderation|realtime|audio|transcribe|sora|davinci|babbage|-instruct/,
  bareList: true
}

/** All rows that ship, in the order in which they are shown. */
export const openaiRows: ReadonlyArray<OpenAiRow> = [
  openai,
  {
    id: "openrouter",
    title: "OpenRouter",
    baseUrl: "https://openrouter.ai/api/v1",
    baseUrlEnv: "OPENROUTER_BASE_URL",
    keyName: "OPENROUTER_API_KEY",
    needsKey: true,
    local: false,
    limitField: "max_tokens",
    effort: "reasoning",
    bareList: false
  },
  {
    ...localRow,
    id: "llamacpp",
    title: "llama.cpp",
    baseUrl: "http://127.0.0.1:8080/v1",
    baseUrlEnv: "LLAMACPP_BASE_URL",
    keyName: "LLAMACPP_API_KEY",
    factsPath: "/props",
    startHint: "Start it, with its template for tools: llama-server --jinja -m MODEL.gguf"
  },
  {
    ...localRow,
    id: "lmstudio",
    title: "LM Studio",
    baseUrl: "http://127.0.0.1:1234/v1",
    baseUrlEnv: "LMSTUDIO_BASE_URL",
    keyName: "LMSTUDIO_API_KEY",
    factsPath: "/api/v0/models",
    startHint: "Start its server in the app (Developer) or with: lms server start"
  },
  {
    ...localRow,
    id: "vllm",
    title: "vLLM",
    baseUrl: "http://127.0.0.1:8000/v1",
    baseUrlEnv: "VLLM_BASE_URL",
    keyName: "VLLM_API_KEY",
    effort: "reasoning_effort",
    startHint: "Start it, with tools: vllm serve MODEL --enable-auto-tool-choice --tool-call-parser PARSER"
  },
  {
    id: "deepseek",
    title: "DeepSeek",
    baseUrl: "https://api.deepseek.com/v1",
    baseUrlEnv: "DEEPSEEK_BASE_URL",
    keyName: "DEEPSEEK_API_KEY",
    needsKey: true,
    local: false,
    limitField: "max_tokens",
    effort: "none",
    bareList: true
  }
]

/** Addresses of this machine and of private networks: what runs there costs nothing. */
const isPrivate = (host: string): boolean =>
  /^(localhost|127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|\[::1\]|\[f[cd])|\.(local|lan|internal|localhost)$/i.test(
    host
  )

const nameOf = (id: string): string => id.toUpperCase().replace(/[^A-Z0-9]+/g, "_")

/** A row of the settings: over the row that ships under its name, or a server of the user's own. */
const rowOf = (own: ProviderRow): OpenAiRow => {
  const shipped = openaiRows.find((row) => row.id === own.id)
  const local = URL.canParse(own.baseUrl) && isPrivate(new URL(own.baseUrl).hostname)
  const base: OpenAiRow = shipped ?? {
    ...localRow,
    id: own.id,
    title: own.id,
    baseUrl: own.baseUrl,
    baseUrlEnv: `${nameOf(own.id)}_BASE_URL`,
    keyName: `${nameOf(own.id)}_API_KEY`,
    effort: "reasoning_effort"
  }
  return {
    ...base,
    baseUrl: own.baseUrl.replace(/\/+$/, ""),
    title: own.title ?? base.title,
    keyName: own.apiKeyEnv ?? base.keyName,
    needsKey: own.apiKeyEnv !== undefined,
    local: local && own.apiKeyEnv === undefined,
    bareList: false,
    ...(own.contextWindow === undefined ? {} : { contextWindow: own.contextWindow })
  }
}

/** The rows of a run: those that ship, changed and followed by those of the settings. */
export const rowsOf = (own: ReadonlyArray<ProviderRow>): ReadonlyArray<OpenAiRow> => {
  const mine = own.filter((row) => row.id !== "anthropic" && row.id !== "ollama").map(rowOf)
  const shipped = openaiRows.map((row) => mine.find((one) => one.id === row.id) ?? row)
  return [...shipped, ...mine.filter((row) => openaiRows.every((one) => one.id !== row.id))]
}
