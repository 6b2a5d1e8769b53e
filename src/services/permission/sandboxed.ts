import type { CommandFact, Facts, Part } from "./facts.ts"
import type { Rule } from "./rules.ts"

/** How the sandbox stands in this run: not wanted, there, wanted and missing, or required and missing. */
export interface SandboxGround {
  readonly setting: "off" | "auto" | "required"
  /** Why there is none, in sentences; undefined where there is one. */
  readonly missing: string | undefined
}

/** Programs whose business lies outside: servers, other machines, other rights. The sandbox would only make them fail. */
const outgoing =
  /^(ssh|scp|sftp|rsync|curl|wget|ftp|nc|ncat|telnet|ping|dig|nslookup|gh|glab|hub|docker|podman|nerdctl|kubectl|helm|terraform|aws|gcloud|az|doctl|flyctl|heroku|vercel|netlify|systemctl|service|apt|apt-get|aptitude|dnf|yum|pacman|zypper|apk|brew|snap|flatpak|gpg|open|xdg-open|code)$/

/** Of other programs, the first word after options that makes them ask the network or write where all projects share. */
const outgoingWords: Readonly<Record<string, RegExp>> = {
  git: /^(push|fetch|pull|clone|ls-remote|remote|submodule|config|worktree)$/,
  npm: /^(install|i|ci|add|update|up|publish|login|audit|outdated|view|init|create)$/,
  pnpm: /^(install|i|add|update|up|publish|dlx|create|audit)$/,
  yarn: /^(install|add|up|upgrade|publish|dlx|create|audit)$/,
  bun: /^(install|i|add|update|publish|create)$/,
  npx: /^(?!)/,
  pip: /^(install|download)$/,
  pip3: /^(install|download)$/,
  uv: /^(sync|add|pip|lock|tool)$/,
  poetry: /^(install|add|update|lock|publish)$/,
  cargo: /^(add|install|fetch|update|publish|login|search)$/,
  go: /^(get|install|mod)$/,
  gem: /^(install|update|push)$/,
  bundle: /^(install|update|add)$/,
  composer: /^(install|require|update)$/,
  dotnet: /^(restore|add|nuget)$/
}

/** An address of the network that the session's commands share; any port, no name that could be redirected elsewhere. */
const localAddress = /^(https?:\/\/)?(localhost|127\.0\.0\.1|\[::1\])(:\d+)?([/?#]\S*)?$/i
const fetchers = /^(curl|wget)$/

/** Whether a fetch asks nothing but servers that earlier commands of the session left running. */
const staysLocal = (program: string, words: ReadonlyArray<string>): boolean =>
  fetchers.test(program) &&
  words.some((word) => localAddress.test(word)) &&
  words.every((word) => localAddress.test(word) || /^-(s|S|f|i|I|v|sS|sf|fsS|sSf|fs|q|qO-|O-)$/.test(word))

const goesOut = ({ command }: CommandFact): boolean => {
  const words = command.words.map(({ text }) => text)
  const program = (words[0] ?? "").slice((words[0] ?? "").lastIndexOf("/") + 1)
  if (command.privileged || command.elsewhere) return true
  if (outgoing.test(program)) return !staysLocal(program, words.slice(1))
  const first = words.slice(1).find((word) => !word.startsWith("-"))
  return first !== undefined && Object.hasOwn(outgoingWords, program) && outgoingWords[program]?.test(first) === true
}

/** What a command line touches outside of what the sandbox lets it touch; undefined where that is nothing known. */
const partOutside = (part: Part): string | undefined => {
  if (part._tag !== "Line") return "it is no command"
  if (part.problems[0] !== undefined) return `it is not understood for certain: ${part.problems[0]}`
  for (const fact of part.commands) {
    const [program] = fact.command.words
    if (program?.exact === false) return `what ${program.raw.slice(0, 60)} runs is not known`
    if (goesOut(fact)) return `${program?.text ?? "it"} needs something outside of it`
    const far = fact.paths.find(({ target }) => target?.inside !== true)
    if (far !== undefined) return `${far.written} lies outside of the working directories`
    const secret = fact.paths.find(({ kind, target }) => kind === "read" && target?.protectedRead !== undefined)
    if (secret !== undefined) return `${secret.written} may hold secrets`
  }
  return undefined
}

/** Why a call cannot do its work in the sandbox; undefined where nothing speaks against it. */
export const needsOutside = (facts: Facts): string | undefined => {
  if (facts.tool !== "Bash" || facts.parts.length === 0) return "it is no command"
  return facts.parts.reduce<string | undefined>((found, part) => found ?? partOutside(part), undefined)
}

/** Whether a call that would be asked about may run unasked, because the sandbox holds it to the working directories. */
export const runsUnasked = (facts: Facts, { missing, setting }: SandboxGround): boolean =>
  setting !== "off" && missing === undefined && needsOutside(facts) === undefined

/**
 * Whether a call that was allowed runs outside: a rule of the user's names this very command, and it needs what the
 * sandbox would not give it. A rule for all commands is no word for that.
 */
export const allowedOutside = (facts: Facts, rule: Rule | undefined): boolean =>
  rule?.behavior === "allow" && rule.subject._tag === "Command" && needsOutside(facts) !== undefined

/** What is added to a question, so that a yes is said to what happens. */
export const outsideReason = (facts: Facts, { missing, setting }: SandboxGround): string => {
  if (facts.tool !== "Bash" || setting === "off") return ""
  if (missing !== undefined) return ` It would run without a sandbox: ${missing}`
  return setting === "required"
    ? " It would run in the sandbox all the same."
    : ` It would run outside of the sandbox: ${needsOutside(facts) ?? "it needs a yes in any case"}.`
}
