/** How the text of a variable becomes a value. What cannot be read stays text, and the schema says what is wrong. */
type Read = (text: string) => unknown

const asText: Read = (text) => text
const asNumber: Read = (text) => (Number.isNaN(Number(text)) ? text : Number(text))
const asList: Read = (text) =>
  text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "")
const asBoolean: Read = (text) => {
  if (/^(1|true|yes|on)$/i.test(text)) return true
  return /^(0|false|no|off)$/i.test(text) ? false : text
}

/** `OLLAMA_HOST` as Ollama reads it: scheme and port may be missing, and the address that listens everywhere is this machine. */
const asOllamaAddress: Read = (text) => {
  const [, scheme = "http", rest = ""] = /^(?:(https?):\/\/)?(.*)$/i.exec(text) ?? []
  const [, host = "", port, path = ""] = /^(\[[^\]]*\]|[^:/]*)(?::(\d+))?(.*)$/.exec(rest) ?? []
  const reachable = /^(0\.0\.0\.0|\[::\])?$/.test(host) ? "127.0.0.1" : host
  const usual = /^(https?):\/\//i.test(text) ? (scheme.toLowerCase() === "https" ? "443" : "80") : "11434"
  return `${scheme.toLowerCase()}://${reachable}:${port ?? usual}${path.replace(/\/+$/, "")}`
}

/** Variables and the keys that they set. Contract section 5. */
export const variables: ReadonlyArray<readonly [name: string, key: string, read: Read]> = [
  ["CODERX_MODEL", "model", asText],
  ["CODERX_FALLBACK_MODELS", "fallbackModels", asList],
  ["CODERX_EFFORT", "effort", asText],
  ["CODERX_PERMISSION_MODE", "permissions.mode", asText],
  ["CODERX_SANDBOX", "permissions.sandbox", asText],
  ["CODERX_DANGEROUS", "permissions.dangerous", asText],
  ["CODERX_SECRETS_FIREWALL", "secrets.firewall", asText],
  ["CODERX_OFFLINE", "offline", asBoolean],
  ["CODERX_MAX_TURNS", "maxTurns", asNumber],
  ["CODERX_MAX_BUDGET_USD", "maxBudgetUsd", asNumber],
  ["CODERX_MAX_RETRIES", "maxRetries", asNumber],
  ["CODERX_COMPACT_AT", "compactAt", asNumber],
  ["CODERX_IDLE_TIMEOUT_MS", "idleTimeoutMs", asNumber],
  ["CODERX_MODEL_STORAGE_PATH", "modelStoragePath", asText],
  ["ANTHROPIC_BASE_URL", "baseUrls.anthropic", asText],
  ["OPENAI_BASE_URL", "baseUrls.openai", asText],
  ["OLLAMA_HOST", "baseUrls.ollama", asOllamaAddress],
  ["OPENROUTER_BASE_URL", "baseUrls.openrouter", asText],
  ["LLAMACPP_BASE_URL", "baseUrls.llamacpp", asText],
  ["LMSTUDIO_BASE_URL", "baseUrls.lmstudio", asText],
  ["VLLM_BASE_URL", "baseUrls.vllm", asText],
  ["DEEPSEEK_BASE_URL", "baseUrls.deepseek", asText],
  ["OLLAMA_MODELS", "modelStoragePath", asText]
]

/** One variable that is set: what it says, as a settings file with one key. Empty ones count as not set. */
export const environmentDocuments = (
  env: Readonly<Record<string, string | undefined>>
): ReadonlyArray<{ readonly name: string; readonly document: Readonly<Record<string, unknown>> }> =>
  variables.flatMap(([name, key, read]) => {
    const text = env[name]?.trim()
    if (text === undefined || text === "") return []
    const [first = "", second] = key.split(".")
    const value = read(text)
    return [{ name, document: { [first]: second === undefined ? value : { [second]: value } } }]
  })
