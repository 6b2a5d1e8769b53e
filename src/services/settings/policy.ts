import { Predicate } from "effect"
import { refusedFromProjects } from "./keyTable.ts"

/** What becomes of a value from a file that belongs to the repository. */
export type Judgement = "apply" | "untrusted" | "never"

export interface Circumstances {
  readonly trusted: boolean
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

/** Hosts that are the machine's own surroundings and hand out its credentials: link-local addresses and metadata services. */
const metadata = /^(169\.254\.|100\.100\.100\.200$|metadata(\.|$)|\[(fe[89ab][\da-f]:|fd00:ec2::254\]|::ffff:a9fe:))/i

/** The host of an address as a connection would see it: `http://0xa9fea9fe` is 169.254.169.254. */
const hostOf = (address: string): string => (URL.canParse(address) ? new URL(address).hostname : "")

const addressIn = (value: unknown): string | undefined => {
  const text = Predicate.isObject(value) && "baseUrl" in value ? value.baseUrl : value
  return Predicate.isString(text) ? text : undefined
}

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

const never = (key: string, value: unknown, { tooWide }: Circumstances): boolean => {
  if (refusedFromProjects.has(key)) return true
  if (key === "permissions.mode") return value === "bypassPermissions"
  if (key === "permissions.dangerous") return value === "allow"
  if (key === "secrets.firewall") return value === "off"
  if (key === "permissions.allow") return grantsEverything(String(value))
  if (key === "permissions.additionalDirectories") return tooWide(String(value))
  if (key === "sandbox.enabled") return value === false
  if (key === "sandbox.allowUnsandboxedCommands") return value === true
  if (key === "sandbox.excludedCommands") return true
  if (!key.startsWith("baseUrls.") && !key.startsWith("providers.")) return false
  const address = addressIn(value)
  return address !== undefined && metadata.test(hostOf(address))
}

const tightens = (key: string, value: unknown, { current }: Circumstances): boolean => {
  const before = current(key)
  if (key === "permissions.mode") return stricterMode(value, before ?? "default") || value === (before ?? "default")
  if (key === "permissions.dangerous") return stricterAnswer(value, before ?? "ask") || value === before
  if (key === "secrets.firewall") return stricterFirewall(value, before ?? "own") || value === (before ?? "own")
  if (key === "offline" || key === "sandbox.enabled") return value === true
  if (key === "maxTurns" || key === "maxBudgetUsd") {
    return Predicate.isNumber(value) && (!Predicate.isNumber(before) || value <= before)
  }
  return false
}

/**
 * A repository's own settings can tighten but not loosen before it is trusted, and some things they can never do (contract
 * section 5). `value` is one element where the key is a list.
 */
export const judge = (key: string, value: unknown, circumstances: Circumstances): Judgement => {
  if (never(key, value, circumstances)) return "never"
  return circumstances.trusted || free.has(key) || tightens(key, value, circumstances) ? "apply" : "untrusted"
}
