import type { RuleSuggestion } from "../interaction/Interaction.ts"
import type { Decided } from "./decide.ts"
import type { Facts, Part } from "./facts.ts"
import { quoted } from "./shell/quoted.ts"
import type { SimpleCommand } from "./shell/simple.ts"

/** Programs whose second word says what they do, so that a rule for both words is narrow and still useful. */
const withSubcommands =
  /^(git|npm|pnpm|yarn|bun|cargo|go|docker|kubectl|gh|dotnet|gradle|mvn|pip|poetry|uv|bundle|rails|composer|terraform|make|just|deno)$/
/** Second words that run whatever follows: nothing wider than the very command is offered. */
const runsAnything =
  /^(run|exec|x|dlx|-c|-e|install|i|add|shell|script|eval|config|ci|bisect|submodule|rebase|generate|compose)$/
/** Second words that send, remove or change what cannot be had back: only the very command is offered. */
const irrevocable =
  /^(push|publish|release|deploy|delete|rm|remove|destroy|drop|prune|purge|uninstall|clean|reset|apply|create|edit|login|logout|upgrade|update|restore|checkout|switch|rollout|scale|drain|cp|up|down|kill|stop)$/

const forCommand = (command: SimpleCommand): string | undefined => {
  if (command.words.length === 0 || !command.words.every((word) => word.exact) || command.doubts.length > 0)
    return undefined
  const [program = "", second = "", third] = command.words.map((word) => word.text)
  const text = command.words.map((word) => quoted(word.text)).join(" ")
  if (text.length > 300 || /[*\n]/.test(text)) return undefined
  if (withSubcommands.test(program) && /^[a-z][\w:-]*$/.test(second) && third !== undefined) {
    if (!runsAnything.test(second) && !irrevocable.test(second)) return `Bash(${program} ${second}:*)`
    if (second === "run" && /^(npm|pnpm|yarn|bun|deno)$/.test(program) && /^[\w:.-]+$/.test(third))
      return `Bash(${program} run ${third}:*)`
  }
  return `Bash(${text})`
}

const forLine = (part: Extract<Part, { readonly _tag: "Line" }>): ReadonlyArray<string> | undefined => {
  if (part.problems.length > 0) return undefined
  const rules = new Set<string>()
  for (const fact of part.commands) {
    if (fact.doubt === undefined) continue
    const rule = forCommand(fact.command)
    if (rule === undefined || fact.command.redirections.some(({ kind }) => kind === "write")) return undefined
    rules.add(rule)
  }
  return rules.size > 0 && rules.size <= 5 ? [...rules] : undefined
}

const forPart = (part: Part, projectRoot: string): ReadonlyArray<string> | undefined => {
  switch (part._tag) {
    case "Line":
      return forLine(part)
    case "File": {
      const { target } = part.path
      if (target === undefined || /[*?[\]{}]/.test(target.real)) return undefined
      const below = target.real.startsWith(`${projectRoot}/`)
        ? target.real.slice(projectRoot.length)
        : `/${target.real}`
      const kind = part.path.kind === "read" ? "Read" : "Edit"
      return [`${kind}(${target.kind === "directory" ? `${below}/**` : below})`]
    }
    case "Url":
      return part.host === undefined ? undefined : [`WebFetch(domain:${part.host})`]
    case "Mcp":
      return [part.name]
  }
}

/**
 * What "always" would mean: the narrowest rules that would have let this call pass, for this run or for this project's own
 * settings. Nothing for what needs a yes each time, and nothing that cannot be said by a narrow rule.
 */
export const suggestionsFor = (facts: Facts, decided: Decided, projectRoot: string): ReadonlyArray<RuleSuggestion> => {
  if (decided.eachTime) return []
  const rules: Array<string> = []
  for (const part of facts.parts) {
    const found = forPart(part, projectRoot)
    if (found === undefined) return []
    rules.push(...found)
  }
  if (rules.length === 0) return facts.parts.length === 0 ? [{ rules: [facts.tool], destination: "session" }] : []
  return [
    { rules, destination: "session" },
    { rules, destination: "localSettings" }
  ]
}
