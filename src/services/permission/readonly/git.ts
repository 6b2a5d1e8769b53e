import type { Value } from "../shell/values.ts"
import { type Found, type Grammar, grammar, readOptions, type Row } from "./options.ts"

/*
 * Subcommands of git 2.39 and later that only read, with the options that neither write, nor run a helper, nor open a pager.
 * They stay read-only only while the repository's own configuration names no program: see `GitConfig`.
 */

const has = (found: Found, ...names: ReadonlyArray<string>): boolean =>
  found.options.some(({ name }) => names.includes(name))

const diffing =
  "patch no-patch raw patch-with-raw patch-with-stat stat? numstat shortstat dirstat? cumulative summary name-only name-status color? no-color color-words? word-diff? word-diff-regex= unified= minimal patience histogram diff-algorithm= ignore-space-at-eol ignore-space-change ignore-all-space ignore-blank-lines ignore-cr-at-eol function-context find-renames? find-copies? find-copies-harder no-renames diff-filter= relative? text exit-code quiet no-ext-diff no-textconv no-color-moved color-moved? src-prefix= dst-prefix= no-prefix full-index binary abbrev? check cached staged merge-base ignore-submodules? submodule? pickaxe-regex pickaxe-all cc inter-hunk-context= compact-summary"

const logging = `${diffing} oneline graph all branches? tags? remotes? decorate? no-decorate decorate-refs= since= after= until= before= author= committer= grep= all-match invert-grep regexp-ignore-case extended-regexp fixed-strings perl-regexp format= pretty? abbrev-commit no-abbrev-commit merges no-merges min-parents= max-parents= first-parent follow max-count= skip= date= relative-date reverse date-order topo-order author-date-order full-history simplify-merges simplify-by-decoration ancestry-path boundary left-right cherry-pick cherry-mark cherry left-only right-only no-walk? source log-size parents children show-pulls walk-reflogs notes? no-notes full-diff no-expand-tabs count objects dense sparse`

const log: Row = { flags: "pusziEFPgrabwW", takes: "nSGLU", long: logging, words: /^-(\d+|[MCBM]\d*%?|U\d+)$/ }
const diff: Row = {
  flags: "puszabwWR",
  takes: "SGU",
  long: `${diffing} no-index base ours theirs`,
  words: /^-(\d+|[MC]\d*%?|U\d+)$/
}
const nothingElse =
  (...names: ReadonlyArray<string>) =>
  (found: Found): string | undefined => {
    const first = found.operands[0]?.text
    return first !== undefined && names.includes(first)
      ? undefined
      : `git would do more than ${names.filter((name) => name !== "").join(" or ")}`
  }

/** A word that is no option makes a branch or a tag, unless the options only list. */
const listsOnly =
  (...listing: ReadonlyArray<string>) =>
  (found: Found): string | undefined =>
    found.operands.length === 0 || has(found, ...listing) ? undefined : "git would create something"

const configReads = (found: Found): string | undefined => {
  const gets = has(found, "get", "get-all", "get-regexp", "list", "l", "get-urlmatch")
  if (!gets && found.operands.length !== 1) return "git would change the configuration"
  return found.operands.some((operand) =>
    /^(get|set|unset|list|edit|rename-section|remove-section)$/.test(operand.text)
  )
    ? "git would change the configuration"
    : undefined
}

const remoteReads = (found: Found): string | undefined => {
  const first = found.operands[0]?.text
  return first === undefined || first === "get-url" ? undefined : "git would change or ask the remote"
}

const rows: Readonly<Record<string, Row>> = {
  status: {
    flags: "sbvuz",
    long: "short branch show-stash porcelain? long verbose untracked-files? ignore-submodules? ignored? ahead-behind no-ahead-behind renames no-renames column? no-column",
    words: /^-u(no|normal|all)$/
  },
  log,
  whatchanged: log,
  show: log,
  reflog: {
    ...log,
    check: (found) =>
      /^(expire|delete|drop)$/.test(found.operands[0]?.text ?? "") ? "git would change the reflog" : undefined
  },
  shortlog: {
    flags: "nsec",
    takes: "w",
    long: "numbered summary email committer group= all since= until= no-merges",
    words: /^-\d+$/
  },
  diff,
  "diff-tree": { ...diff, flags: "rptsuzcvm", long: `${diffing} root no-commit-id` },
  "diff-index": diff,
  "diff-files": diff,
  branch: {
    flags: "arvliq",
    long: "all remotes verbose list show-current color? no-color column? no-column sort= format= contains no-contains merged no-merged points-at= ignore-case abbrev= no-abbrev",
    operands: "text",
    check: listsOnly("l", "list", "contains", "no-contains", "merged", "no-merged")
  },
  tag: {
    flags: "li",
    takes: "n",
    long: "list sort= format= contains no-contains merged no-merged points-at= column? ignore-case color?",
    words: /^-n\d*$/,
    operands: "text",
    check: listsOnly("l", "list", "contains", "no-contains", "merged", "no-merged")
  },
  remote: { flags: "v", long: "verbose all push", operands: "text", check: remoteReads },
  stash: { flags: "pu", long: logging, operands: "text", check: nothingElse("list", "show") },
  worktree: { flags: "vz", long: "porcelain verbose", operands: "text", check: nothingElse("list") },
  notes: { long: "ref=", operands: "text", check: nothingElse("list", "show") },
  "rev-parse": {
    flags: "q",
    long: "abbrev-ref? short? verify quiet symbolic symbolic-full-name show-toplevel show-prefix show-cdup git-dir git-common-dir absolute-git-dir is-inside-work-tree is-inside-git-dir is-bare-repository is-shallow-repository all branches? tags? remotes? show-superproject-working-tree show-object-format since= until= path-format= show-ref-format git-path=",
    operands: "text"
  },
  "rev-list": { flags: "n", long: logging, words: /^-\d+$/ },
  "ls-files": {
    flags: "cdmoisuktvzf",
    takes: "x",
    long: "cached deleted modified others ignored stage unmerged killed directory no-empty-directory exclude= exclude-standard error-unmatch full-name abbrev? debug eol deduplicate format= recurse-submodules"
  },
  "ls-tree": { flags: "rtdlz", long: "name-only name-status object-only full-name full-tree long abbrev? format=" },
  "cat-file": { flags: "petsZ", long: "allow-unknown-type", operands: "text" },
  blame: {
    flags: "bcefklMnpswt",
    takes: "L",
    long: "root show-stats porcelain line-porcelain incremental date= score-debug show-name show-number show-email abbrev= first-parent no-progress ignore-rev=",
    words: /^-[MC]\d*$/
  },
  annotate: { takes: "L" },
  grep: {
    flags: "aIivwhHEGPFnlLczopW",
    takes: "eABCm",
    long: "cached untracked text ignore-case word-regexp invert-match full-name extended-regexp basic-regexp perl-regexp fixed-strings line-number column files-with-matches name-only files-without-match null only-matching count color? no-color break heading show-function function-context context= after-context= before-context= max-depth= max-count= threads= and or not all-match quiet recursive no-recursive recurse-submodules",
    words: /^-\d+$/,
    operands: "pattern"
  },
  describe: {
    long: "all tags contains abbrev= candidates= exact-match debug long match= exclude= always first-parent dirty? broken?",
    operands: "text"
  },
  config: {
    flags: "lz",
    long: "get get-all get-regexp list local worktree name-only show-origin show-scope null type= bool int bool-or-int path default= includes",
    operands: "text",
    check: configReads
  },
  "show-ref": { flags: "sdq", long: "head heads tags dereference hash? verify quiet abbrev? exists", operands: "text" },
  "for-each-ref": {
    long: "count= sort= format= points-at= merged? no-merged? contains? no-contains? ignore-case",
    operands: "text"
  },
  "name-rev": { long: "tags refs= exclude= all name-only no-undefined always", operands: "text" },
  "merge-base": { flags: "a", long: "all is-ancestor fork-point octopus independent", operands: "text" },
  "count-objects": { flags: "vH", long: "verbose human-readable", operands: "none" },
  "check-ignore": { flags: "qvn", long: "quiet verbose non-matching no-index" },
  "check-attr": { flags: "a", long: "all cached", operands: "text" },
  "symbolic-ref": { flags: "q", long: "short quiet", operands: "text", most: 1 },
  cherry: { flags: "v", operands: "text" },
  "range-diff": { long: "creation-factor= no-color no-patch stat?", operands: "text" },
  version: { long: "build-options", operands: "none" }
}

const table: ReadonlyMap<string, Grammar> = new Map(Object.entries(rows).map(([name, row]) => [name, grammar(row)]))

/** Options before the subcommand that change nothing. `-C` is followed by a directory inside. */
const harmless = new Set(["--no-pager", "-P", "--no-optional-locks", "--no-replace-objects", "--literal-pathspecs"])

export interface GitReading {
  readonly paths: ReadonlyArray<Value>
  /** Where the repository is looked for, when not in the working directory. */
  readonly directory: Value | undefined
}

/** Formats that make git run gpg or its like. */
const verifies = ({ name, value }: Found["options"][number]): boolean =>
  (name === "format" || name === "pretty" || name === "sort") && /%G|signature/.test(value?.text ?? "")

/** Words that name what lies in the repository or the working tree; one that leaves it is found as a path. */
const asPath = (operand: Value): boolean =>
  /^[~/]|(^|\/)\.\.(\/|$)|\\/.test(operand.text) || !/[:^~@]|\.\./.test(operand.text)

/** What a git command reads, or why it is not certain that it only reads. */
export const readGit = (words: ReadonlyArray<Value>): GitReading | string => {
  let at = 1
  let directory: Value | undefined
  for (; at < words.length; at++) {
    const word = words[at]
    if (word === undefined || !word.exact) return "the git command is not known before it runs"
    if (word.text === "--version" && words.length === 2) return { paths: [], directory: undefined }
    if (word.text === "-C" && directory === undefined) {
      directory = words[++at]
      if (directory?.exact !== true) return "the directory of git is not known before it runs"
      continue
    }
    if (!word.text.startsWith("-")) break
    if (!harmless.has(word.text)) return `the option ${word.text} of git is not known to be harmless`
  }
  const name = words[at]?.text ?? ""
  const rules = table.get(name)
  if (rules === undefined) return name === "" ? "git has no command" : `git ${name} may write or run something`
  const found = readOptions(words.slice(at), rules)
  if (typeof found === "string") return found
  if (found.options.some(verifies)) return "git would run the program that checks signatures"
  const reason = rules.check?.(found)
  if (reason !== undefined) return reason
  if (rules.operands !== "text" && found.operands.some((operand) => !operand.exact))
    return "a word is not known before it runs"
  return { paths: found.paths.filter(asPath), directory }
}
