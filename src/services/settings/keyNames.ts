import type { ProviderRow } from "./values.ts"

/** Variables that hold keys of model providers, and the one that opens our own store. None of them reaches a child process. */
const known: ReadonlyArray<string> = [
  "ANTHROPIC_API_KEY",
  "ANTHROPIC_AUTH_TOKEN",
  "AZURE_OPENAI_API_KEY",
  "CEREBRAS_API_KEY",
  "CLAUDE_CODE_OAUTH_TOKEN",
  "CODERX_PASSPHRASE",
  "COHERE_API_KEY",
  "DEEPSEEK_API_KEY",
  "FIREWORKS_API_KEY",
  "GEMINI_API_KEY",
  "GOOGLE_API_KEY",
  "GROQ_API_KEY",
  "LLAMACPP_API_KEY",
  "LMSTUDIO_API_KEY",
  "MISTRAL_API_KEY",
  "MOONSHOT_API_KEY",
  "OLLAMA_API_KEY",
  "OPENAI_API_KEY",
  "OPENROUTER_API_KEY",
  "PERPLEXITY_API_KEY",
  "TOGETHER_API_KEY",
  "VLLM_API_KEY",
  "XAI_API_KEY"
]

/** The variable that holds the key of a server of the settings, where its row names none. */
const usualName = (id: string): string => `${id.toUpperCase().replace(/[^A-Z0-9]+/g, "_")}_API_KEY`

/** Every variable that holds a key in this run, without repetition. */
export const keyNames = (providers: ReadonlyArray<ProviderRow>): ReadonlyArray<string> => [
  ...new Set([
    ...known,
    ...providers.flatMap(({ apiKeyEnv, id }) => [usualName(id), ...(apiKeyEnv === undefined ? [] : [apiKeyEnv])])
  ])
]

/** A key as it goes over the wire: what a copy brought along (white space, line breaks, other control characters) is no part of it. */
export const cleanKey = (text: string): string => text.replace(/[\s\u0000-\u001f\u007f]/g, "")
