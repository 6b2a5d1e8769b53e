// How the interactive programs are started that the bench of the shell compares: each in a fresh home, with its first
// questions answered, against a model server on loopback. `box` is what stands in the input box of a screen; undefined
// where there is none yet.
import fs from "node:fs"
import path from "node:path"
import process from "node:process"
import { fileURLToPath } from "node:url"

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..")
const write = (home, file, text) => {
  fs.mkdirSync(path.dirname(path.join(home, file)), { recursive: true })
  fs.writeFileSync(path.join(home, file), text)
}
const key = "sk-ant-bench-00000000000000000000"

const behind = (mark) => (seen) => {
  const found = [...seen.matchAll(new RegExp(`^${mark}(.*)$`, "gm"))].at(-1)
  return found?.[1]?.replace(/│$/, "").trim()
}

export const shellPrograms = {
  coderx: {
    prepare: ({ home }) => write(home, ".coderx/config.json", "{}"),
    argv: () => [process.execPath, path.join(root, "bin/coderx.cjs")],
    box: behind("│ >"),
    env: (url) => ({ ANTHROPIC_BASE_URL: url, ANTHROPIC_API_KEY: key, CODERX_MODEL: "anthropic/claude-sonnet-5" })
  },
  claude: {
    prepare: ({ home, project }) =>
      write(
        home,
        ".claude.json",
        JSON.stringify({
          hasCompletedOnboarding: true,
          theme: "dark",
          customApiKeyResponses: { approved: [key.slice(-20)], rejected: [] },
          projects: { [project]: { hasTrustDialogAccepted: true, hasCompletedProjectOnboarding: true } }
        })
      ),
    argv: () => ["claude"],
    box: behind("❯"),
    env: (url) => ({
      ANTHROPIC_BASE_URL: url,
      ANTHROPIC_API_KEY: key,
      DISABLE_AUTOUPDATER: "1",
      DISABLE_TELEMETRY: "1",
      DISABLE_ERROR_REPORTING: "1",
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1"
    })
  },
  codex: {
    prepare: ({ home, project, url }) =>
      write(
        home,
        ".codex/config.toml",
        `model = "bench"
model_provider = "bench"
check_for_update_on_startup = false
[model_providers.bench]
name = "bench"
base_url = "${url}/v1"
wire_api = "responses"
env_key = "BENCH_KEY"
[projects."${project}"]
trust_level = "trusted"
`
      ),
    argv: () => ["codex"],
    // An empty box shows what can be done.
    box: (seen) => behind("›")(seen)?.replace("Ask Codex to do anything", ""),
    env: () => ({ BENCH_KEY: key })
  },
  pi: {
    prepare: ({ home, url }) => {
      const model = { id: "bench", name: "bench", reasoning: false, input: ["text"], contextWindow: 200_000 }
      const free = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 }
      const provider = { baseUrl: url, apiKey: key, api: "anthropic-messages" }
      const models = { providers: { bench: { ...provider, models: [{ ...model, cost: free, maxTokens: 8000 }] } } }
      write(home, ".pi/agent/models.json", JSON.stringify(models))
    },
    argv: () => ["pi", "--provider", "bench", "--model", "bench"],
    box: (seen) => [...seen.matchAll(/^─{20,}\n(.*)\n─{20,}/gm)].at(-1)?.[1]?.trim(),
    env: () => ({ PI_OFFLINE: "1", PI_SKIP_VERSION_CHECK: "1" })
  }
}
