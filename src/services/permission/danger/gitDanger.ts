import type { SimpleCommand } from "../shell/simple.ts"
import { type Danger, danger } from "./danger.ts"

/** Settings whose value git runs, or that send it elsewhere. */
const runsValue =
  /^(core\.(pager|editor|sshcommand|hookspath|fsmonitor|askpass|gitproxy|attributesfile|worktree|alternaterefscommand)|pager\..*|alias\..*|credential\..*|diff\.(external|.*\.(command|textconv))|merge\..*\.driver|mergetool\..*|difftool\..*|filter\..*|gpg\..*|include\.path|includeif\..*|init\.templatedir|sequence\.editor|url\..*|interactive\.difffilter|uploadpack\..*|protocol\..*|http\..*(proxy|sslverify).*|sendemail\..*|browser\..*|man\..*|web\..*|remote\..*\.(uploadpack|receivepack|vcs))$/i

const globals = /^(-C|-c|--git-dir|--work-tree|--namespace|--exec-path|--config-env)$/

/** Subcommand and the words behind it, options before it skipped. */
const split = (texts: ReadonlyArray<string>): readonly [string, ReadonlyArray<string>] => {
  let at = 1
  while (at < texts.length && (texts[at] ?? "").startsWith("-")) at += globals.test(texts[at] ?? "") ? 2 : 1
  return [texts[at] ?? "", texts.slice(at + 1)]
}

const some = (words: ReadonlyArray<string>, pattern: RegExp): boolean => words.some((word) => pattern.test(word))
const letter = (words: ReadonlyArray<string>, one: string): boolean =>
  words.some((word) => /^-[A-Za-z]+$/.test(word) && word.includes(one))

const lost = danger("it discards work that is not committed")
const rewritten = danger("it rewrites or removes history that others may have")
const removed = danger("it removes what git could not restore")

type Judge = (words: ReadonlyArray<string>) => Danger | undefined

const judges: ReadonlyMap<string, Judge> = new Map<string, Judge>([
  [
    "push",
    (words) =>
      some(words, /^(-f|--force.*|--mirror|--delete|-d|--prune)$/) ||
      letter(words, "f") ||
      letter(words, "d") ||
      words.filter((word) => !word.startsWith("-")).some((word) => /^[+:]./.test(word))
        ? rewritten
        : undefined
  ],
  ["reset", (words) => (some(words, /^--(hard|merge|keep)$/) ? lost : undefined)],
  [
    "checkout",
    (words) =>
      some(words, /^(-f|--force|--|\.|\.\/|\*|:\/|--ours|--theirs)$/) || letter(words, "f") ? lost : undefined
  ],
  ["switch", (words) => (some(words, /^(-f|--force|--discard-changes|-C|--force-create)$/) ? lost : undefined)],
  ["restore", (words) => (some(words, /^(--staged|-S)$/) && !some(words, /^(--worktree|-W)$/) ? undefined : lost)],
  [
    "clean",
    (words) =>
      (letter(words, "f") || some(words, /^--force$/)) && !letter(words, "n") && !some(words, /^--dry-run$/)
        ? lost
        : undefined
  ],
  ["stash", (words) => (some(words.slice(0, 1), /^(drop|clear)$/) ? lost : undefined)],
  [
    "branch",
    (words) =>
      letter(words, "D") || letter(words, "M") || (some(words, /^(-d|--delete)$/) && some(words, /^(-f|--force)$/))
        ? removed
        : undefined
  ],
  ["reflog", (words) => (some(words.slice(0, 1), /^(expire|delete|drop)$/) ? removed : undefined)],
  ["gc", (words) => (some(words, /^--prune(=(now|all))?$/) ? removed : undefined)],
  ["prune", () => removed],
  ["filter-branch", () => rewritten],
  ["filter-repo", () => rewritten],
  ["update-ref", (words) => (some(words, /^(-d|--delete|--stdin)$/) ? removed : undefined)],
  ["worktree", (words) => (words[0] === "remove" && some(words, /^(-f|--force)$/) ? lost : undefined)],
  ["submodule", (words) => (words[0] === "deinit" && some(words, /^(-f|--force|--all)$/) ? lost : undefined)],
  ["read-tree", (words) => (some(words, /^--reset$/) && some(words, /^-u$/) ? lost : undefined)],
  [
    "rm",
    (words) =>
      (letter(words, "r") && some(words, /^(\.|\.\/|\*|:\/)$/)) || (letter(words, "f") && letter(words, "r"))
        ? lost
        : undefined
  ],
  [
    "config",
    (words) => {
      const set = words.filter((word) => !word.startsWith("-") && !/^(set|get|list)$/.test(word))
      return set.length > 1 && runsValue.test(set[0] ?? "") && !some(words, /^--(get|list|unset)/)
        ? danger("it sets what git runs later")
        : undefined
    }
  ],
  ["daemon", () => danger("it serves the repository to the network")]
])

export const gitDanger = (command: SimpleCommand): Danger | undefined => {
  const [name, words] = split(command.words.map((word) => word.text))
  return judges.get(name)?.(words)
}
