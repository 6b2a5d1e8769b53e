import { Predicate } from "effect"
import { refusedFromProjects } from "./keyTable.ts"

/** What becomes of a value from a file that belongs to the repository. */
export type Judgement = "apply" | "untrusted" | "unapproved" | "never"

export interface Circumstances {
  readonly trusted: boolean
  /** Whether a value that runs or reaches something got a yes of its own, as it is now. */
  readonly approved?: (key: string, value: unknown) => boolean
  /** Whether the user's own answer put an allow rule there. */
  readonly answered?: (rule: string) => boolean
  /** The value that weaker files have settled for a key, if any. */
  readonly current: (key: string) => unknown
  /** Whether a directory is `/`, the home directory, or holds the project. */
  readonly tooWide: (directory: string) => boolean
}

const modes: ReadonlyArray<unknown> = ["plan", "dontAsk", "default", "acceptEdits", "bypassPermissions"]
const answers: ReadonlyArray<unknown> = ["block", "ask", "allow"]

/** True where `left` leaves less undone without a question than `right` does. Unknown words are the loosest. */
const stricterIn =
  (order: ReadonlyArray<unknown>) =>
  (left: unknown, right: unknown): boolean =>
    order.indexOf(left) !== -1 && (order.indexOf(right) === -1 || order.indexOf(left) < order.indexOf(right))

export const stricterMode = stricterIn(modes)
/** The more is hidden, the stricter. */
const stricterFirewall = stricterIn(["all", "own", "off"])

const stricterSandbox = stricterIn(["required", "auto", "off"])

export const stricterAnswer = stricterIn(answers)

/** Values that loosen nothing, whatever they are. */
const free: ReadonlySet<string> = new Set([
  "$schema",
  "model",
  "fallbackModels",
  "effort",
  "compactAt",
  "idleTimeoutMs",
  "maxRetries",
  "theme",
  "editorMode",
  "edits.rejectBroken",
  "permissions.ask",
  "permissions.deny"
])

/** A spec that means everything there is. */
const everything = /^(\*+|:\*|\/\/\**|~\/?\**)$/

/**
 * Variables that decide what programs run, load, read as configuration or talk to; the others are words for the programs
 * of the project and come with trust in it.
 */
const riskyVariable =
  /^(PATH|PATHEXT|CDPATH|HOME|SHELL|IFS|ENV|BASH_ENV|BASHOPTS|SHELLOPTS|PROMPT_COMMAND|PS4|ZDOTDIR|EDITOR|VISUAL|PAGER|BROWSER|LESSOPEN|LESSCLOSE|MANPAGER|LESS|PERL5.*|PERLLIB|RUBY(OPT|LIB)|PYTHON(PATH|STARTUP|HOME|INSPECT|BREAKPOINT|USERBASE|WARNINGS)|NODE_(OPTIONS|PATH|EXTRA_CA_CERTS|TLS_.*)|JAVA_TOOL_OPTIONS|_?JAVA_OPTIONS|JDK_.*|CLASSPATH|MAVEN_.*|GRADLE_.*|LD_.*|DYLD_.*|GCONV_PATH|MALLOC_.*|GIT_.*|SSH_.*|DISPLAY|XDG_.*|CC|CXX|LD|AR|MAKE(FLAGS|FILES)|CMAKE_.*|RUSTC.*|RUSTFLAGS|CARGO_.*|GO(FLAGS|PROXY|TOOLCHAIN|ENV|PATH|ROOT)|DOCKER_.*|KUBECONFIG|AWS_.*|AZURE_.*|GOOGLE_.*|npm_config_.*|NPM_CONFIG_.*|YARN_.*|PIP_.*|UV_.*|HISTFILE|TMPDIR|TEMP|TMP|(.*_)?PROXY|(.*_)?proxy|(.*_)?(URL|ENDPOINT|HOST|EDITOR|PAGER|ASKPASS)|SSL_.*|CURL_.*|REQUESTS_.*|WGETRC|RIPGREP_CONFIG_PATH|OPENSSL_.*|CODERX_.*|CLAUDE_.*|ANTHROPIC_.*|OPENAI_.*)$/

/** Values that run a program or reach a server: after trust each needs a yes of its own, bound to what it says. */
const needsApproval = (key: string): boolean =>
  key.startsWith("hooks.") ||
  key.startsWith("mcpServers.") ||
  key === "statusLine" ||
  key === "apiKeyHelper" ||
  (key.startsWith("env.") && riskyVariable.test(key.slice("env.".length)))

/** File tools whose bare name, in a project's file, means the files of the project: see `narrowed`. */
const fileTools: ReadonlySet<string> = new Set([
  "Read",
  "Write",
  "Edit",
  "MultiEdit",
  "ApplyPatch",
  "NotebookEdit",
  "Glob",
  "Grep",
  "CodeMap"
])

/** A project's bare file rule holds inside the project only: `Write` becomes `Write(/**)`. */
export const narrowed = (rule: string): string => (fileTools.has(rule.trim()) ? `${rule.trim()}(/**)` : rule)

const grantsEverything = (rule: string): boolean => {
  const [, tool = "", spec] = /^\s*([^()]*?)\s*(?:\((.*)\))?\s*$/s.exec(rule) ?? []
  return spec === undefined ? tool === "Bash" : everything.test(spec.trim())
}

const never = (key: string, value: unknown, { current, tooWide }: Circumstances): boolean => {
  if (refusedFromProjects.has(key)) return true
  if (key === "permissions.mode") return value === "bypassPermissions"
  if (key === "permissions.dangerous") return value === "allow"
  if (key === "permissions.sandbox") return value === "off" || stricterSandbox(current(key) ?? "off", value)
  if (key === "secrets.firewall") return value === "off"
  if (key === "permissions.allow") return grantsEverything(String(value))
  if (key === "permissions.additionalDirectories") return tooWide(String(value))
  if (key === "sandbox.enabled") return value === false
  if (key === "sandbox.allowUnsandboxedCommands") return value === true
  if (key === "sandbox.excludedCommands") return true
  return key.startsWith("baseUrls.") || key.startsWith("providers.")
}

const tightens = (key: string, value: unknown, { current }: Circumstances): boolean => {
  const before = current(key)
  if (key === "permissions.mode") return stricterMode(value, before ?? "default") || value === (before ?? "default")
  if (key === "permissions.dangerous") return stricterAnswer(value, before ?? "ask") || value === before
  if (key === "permissions.sandbox") return value === "auto" || value === "required"
  if (key === "secrets.firewall") return stricterFirewall(value, before ?? "own") || value === (before ?? "own")
  if (key === "offline" || key === "sandbox.enabled") return value === true
  if (key === "maxTurns" || key === "maxBudgetUsd") {
    return Predicate.isNumber(value) && (!Predicate.isNumber(before) || value <= before)
  }
  return false
}

/**
 * A repository's own settings can tighten but not loosen before it is trusted, and some things they can never do (contract
 * section 5; addresses of servers not even after trust). `value` is one element where the key is a list.
 */
export const judge = (key: string, value: unknown, circumstances: Circumstances): Judgement => {
  if (never(key, value, circumstances)) return "never"
  if (free.has(key) || tightens(key, value, circumstances)) return "apply"
  if (key === "permissions.allow" && circumstances.answered?.(String(value)) === true) return "apply"
  if (!circumstances.trusted) return "untrusted"
  return needsApproval(key) && circumstances.approved?.(key, value) !== true ? "unapproved" : "apply"
}
