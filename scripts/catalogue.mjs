// Makes src/data/catalogue.json from a list of prices. Usage:
//   node scripts/catalogue.mjs [FILE|URL] [--as-of YYYY-MM]
// Without an argument it reads test/data/prices.json. It is the only thing that ever fetches prices, and only when told to.
import { readFileSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"

const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url))
const args = process.argv.slice(2)
const asOfFlag = args.indexOf("--as-of")
const given = asOfFlag === -1 ? undefined : args.splice(asOfFlag, 2)[1]
const source = args[0] ?? at("test/data/prices.json")

const read = async () => {
  if (!/^https?:/.test(source)) return readFileSync(source, "utf8")
  const answer = await fetch(source)
  if (!answer.ok) throw new Error(`${source} answered ${answer.status}`)
  return answer.text()
}

/** Providers that Coder-X can talk to, in the order of the catalogue. Others of the input are left out. */
const wanted = ["anthropic", "openai", "openrouter", "deepseek"]

/** The price lists say nothing of abilities; these are facts of the families, by name. */
const abilities = (provider, id) => {
  if (provider === "anthropic") return { images: true, thinking: true }
  if (provider === "openai")
    return {
      images: /^(gpt-(4o|4\.1|4-turbo|[5-9])|o[134]|chat-latest|gpt-daybreak)/.test(id),
      thinking: /^(gpt-[5-9](?!.*chat)|o[134]|gpt-daybreak)/.test(id)
    }
  return {
    images: /(vl|vision|gemma-[34]|llama-4|kimi-k2\.5|qwen3\.[5-9]|glm-[\d.]+v)/.test(id),
    thinking:
      /(thinking|reason|r1|gpt-oss|deepseek-v[34]|deepseek-flash|glm-[45]|minimax-m|kimi-k2|qwen3|mimo)/.test(id) &&
      !/instruct|coder/.test(id)
  }
}

/** Not for an agent: no tools, no text, or a name that changes its meaning. */
const unfit = (id) =>
  /deep-research|computer-use|robotics|image|audio|realtime|embed|tts|transcribe|:batch$|^~/.test(id)

const lastMonth = (text) => {
  const found = /(\d{4})-(\d{2})(?:\/(\d{2}))?/.exec(text ?? "")
  if (found === null) throw new Error(`no date in ${text}: give --as-of YYYY-MM`)
  return `${found[1]}-${found[3] ?? found[2]}`
}

/** Numbers of a name, biggest first: claude-sonnet-5-5 → [5, 5]. Dates and dots are no versions of their own. */
const version = (id) => (id.replace(/\d{6,}/g, "").match(/\d+/g) ?? []).map(Number)
const newer = (a, b) => {
  for (let i = 0; i < Math.max(a.length, b.length); i++)
    if ((a[i] ?? 0) !== (b[i] ?? 0)) return (b[i] ?? 0) - (a[i] ?? 0)
  return 0
}
const newest = (rows, fits) =>
  rows.filter(fits).sort((a, b) => newer(version(a.name), version(b.name)) || b.input - a.input)[0]?.name

const input = JSON.parse(await read())
if (input.unit !== "USD per million tokens")
  throw new Error(`the unit is ${input.unit}, wanted is USD per million tokens`)
const price = (row) => ({
  input: row.input,
  output: row.output,
  cacheRead: row.cacheRead || row.input,
  cacheWrite: row.cacheWrite || row.input
})
const rows = Object.values(input.catalog)
  .flat()
  .filter((row) => wanted.includes(row.provider) && !unfit(row.id))
  .map((row) => ({
    provider: row.provider,
    name: row.id,
    title: row.name,
    window: row.context,
    output: row.max_output,
    ...abilities(row.provider, row.id),
    ...Object.fromEntries(Object.entries(price(row)).map(([key, value]) => [`${key}Price`, value])),
    tiers: (row.tiers ?? []).map((tier) => ({ above: tier.inputTokensAbove, ...price(tier) }))
  }))
  .sort((a, b) => wanted.indexOf(a.provider) - wanted.indexOf(b.provider) || (a.name < b.name ? -1 : 1))

// The vendor's own page against the list: a difference is told, and the person who runs this decides.
for (const doc of input.claude_docs ?? []) {
  const [title, above] = doc.name.split(" (prompt > ")
  const row = rows.find((one) => one.provider === "anthropic" && one.title === title.replace(/ \(prompt <=.*/, ""))
  const listed =
    above === undefined
      ? row && {
          ...price({
            input: row.inputPrice,
            output: row.outputPrice,
            cacheRead: row.cacheReadPrice,
            cacheWrite: row.cacheWritePrice
          })
        }
      : row?.tiers[0]
  const same =
    listed &&
    listed.input === doc.input &&
    listed.output === doc.output &&
    listed.cacheRead === doc.cache_read &&
    listed.cacheWrite === doc.cache_write_5m
  if (!same && row !== undefined) process.stderr.write(`differs from the vendor's page: ${doc.name}\n`)
}

const anthropic = rows.filter((row) => row.provider === "anthropic")
const lines = [...new Set(anthropic.map((row) => /^claude-([a-z]+)-/.exec(row.name)?.[1]).filter(Boolean))]
const openai = rows.filter((row) => row.provider === "openai")
const asOf = given ?? lastMonth(input.as_of)
const catalogue = {
  asOf,
  unit: input.unit,
  sources: Object.values(input.sources ?? {}),
  aliases: Object.fromEntries(
    lines.map((line) => [line, newest(anthropic, (row) => row.name.startsWith(`claude-${line}-`))])
  ),
  defaults: {
    anthropic: newest(anthropic, (row) => row.name.startsWith("claude-sonnet-")),
    // The line that does everyday work: the dearest `sol`, which is neither the small nor the research one.
    openai: newest(openai, (row) => /^gpt-\d+(\.\d+)?(-sol)?$/.test(row.name))
  },
  models: rows
}
const text = `{\n${Object.entries(catalogue)
  .map(([key, value]) =>
    key === "models"
      ? `"models": [\n${value.map((row) => JSON.stringify(row)).join(",\n")}\n]`
      : `${JSON.stringify(key)}: ${JSON.stringify(value)}`
  )
  .join(",\n")}\n}\n`
const target = at("src/data/catalogue.json")
writeFileSync(target, text)
process.stdout.write(
  `${target}: ${rows.length} models as of ${asOf}, ${text.length} bytes; defaults ${catalogue.defaults.anthropic}, ${catalogue.defaults.openai}\n`
)
