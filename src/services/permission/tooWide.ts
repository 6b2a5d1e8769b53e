import type { Rule } from "./rules.ts"

/** Programs that run what they are given: a rule for one of them with anything behind it lets anything run. */
const runners =
  /^(python|pypy|node|nodejs|tsx|ts-node|deno|bun|ruby|perl|php|lua|luajit|Rscript|julia|java|jshell|groovy|scala|osascript|tclsh|expect|gdb|lldb|vim?|nvim|emacs|ed|ex|bash|sh|zsh|fish|dash|ksh|ash|csh|tcsh|pwsh|powershell|cmd|env|sudo|doas|su|xargs|parallel|eval|exec|source|command|builtin|nohup|timeout|time|nice|ionice|setsid|stdbuf|script|watch|strace|ltrace|flock|chroot|unshare|npx|bunx|uv|uvx|pipx|awk|gawk|mawk|nawk|find|fd|sed|ssh|docker|podman|kubectl|make|gmake|just|npm|pnpm|yarn|cargo|go|gradle|mvn|rake|git|tmux|screen|at|crontab|systemd-run|curl|wget|rm|chmod|chown|dd)([0-9][0-9.]*)?(\.exe)?$/

/** Words before what is run, which say nothing of it. */
const runningWords = /^(run|exec|eval|-\w+|--[\w-]+|-m|-|[\d.]+[smhd]?)$/

/** Of these a second word is a safe place to stop (`git push:*`); of the others a named script is. */
const narrowSecond: ReadonlyMap<string, RegExp> = new Map([
  ["uv", /^(run|tool|pip)$/],
  ["make", /^$/],
  ["git", /^(config|alias|bisect|submodule|rebase|filter-branch|-c|-C|--exec-path)$/],
  ["npm", /^(run|run-script|exec|x|install|i|add|ci|config|explore)$/],
  ["pnpm", /^(run|exec|dlx|install|i|add)$/],
  ["yarn", /^(run|exec|dlx|add|install)$/],
  ["bun", /^(run|x|add|install|-e|--eval)$/],
  ["deno", /^(run|eval|task|install)$/],
  ["cargo", /^(run|install|script)$/],
  ["go", /^(run|generate|install|tool)$/],
  ["docker", /^(run|exec|compose|build|cp|create)$/],
  ["podman", /^(run|exec|build|cp|create)$/],
  ["kubectl", /^(exec|run|apply|delete|cp|create|edit)$/]
])

const baseOf = (word: string): string => word.slice(word.lastIndexOf("/") + 1)

const wideCommand = (spec: string): string | undefined => {
  const star = spec.indexOf("*")
  if (star === -1) return undefined
  const ends = spec.endsWith(":*") && star === spec.length - 1
  const before = ends ? spec.slice(0, -2) : spec.slice(0, star)
  const words = before.split(/\s+/).filter((word) => word !== "")
  const [program] = words
  if (program === undefined)
    return ends || spec.trim() === "*" ? "it lets every command run" : "it lets any program run"
  if (words.length === 1 && !ends && !/\s$/.test(before))
    return `it lets every program run whose name begins with ${program}`
  const name = baseOf(program)
  const [, plain = name] = runners.exec(name) ?? []
  if (!runners.test(name)) return undefined
  const rest = words.slice(1)
  if (rest.length === 0) return `${program} runs anything that it is given`
  const second = narrowSecond.get(plain)
  const [first = ""] = rest
  if (second !== undefined) {
    return rest.length === 1 && (second.test(first) || first.startsWith("-"))
      ? `${program} ${first} runs anything that it is given`
      : undefined
  }
  return rest.every((word) => runningWords.test(word))
    ? `${program} ${rest.join(" ")} runs anything that it is given`
    : undefined
}

/** Why an allow rule lets more pass than its author may think, or undefined. */
export const tooWide = (rule: Rule): string | undefined => {
  if (rule.behavior !== "allow") return undefined
  const text = rule.text.trim()
  if (rule.subject._tag === "Whole") {
    if (rule.tool === "Bash") return "it lets every command run"
    if (rule.tool === "WebFetch") return "it lets any address be fetched"
    if (/^(Edit|Write|MultiEdit|ApplyPatch|NotebookEdit)$/.test(rule.tool)) return "it lets any file be written"
    if (/^mcp__\*|^mcp__[^_]*\*/.test(rule.tool)) return "it lets tools of every server run"
    return undefined
  }
  const spec = /^\w+\(([\s\S]*)\)$/.exec(text)?.[1]?.trim() ?? ""
  if (rule.tool === "Bash") return wideCommand(spec)
  if (rule.subject._tag === "Host")
    return /^domain:\s*(\*|\*\.\w+)$/.test(spec) ? "it lets nearly any host be reached" : undefined
  if (rule.subject._tag !== "Path") return undefined
  return /^(\/\/|~)\/?(\*\*?)?(\/\*+)*$/.test(spec) ? "it reaches beyond the project" : undefined
}
