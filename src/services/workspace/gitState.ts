/** What `HEAD` says: a branch, or the beginning of a commit's name. Format: gitrepository-layout(5). */
export const parseHead = (text: string): string | undefined => {
  const branch = /^ref: refs\/heads\/(.+)$/m.exec(text)?.[1]?.trim()
  if (branch !== undefined) return `branch ${branch.slice(0, 100)}`
  const commit = /^([0-9a-f]{40,64})\s*$/.exec(text)?.[1]
  return commit === undefined ? undefined : `no branch, at commit ${commit.slice(0, 10)}`
}

/** The directory that a `.git` file (a worktree, a submodule) points to. */
export const parseGitFile = (text: string): string | undefined => /^gitdir: (.+)$/m.exec(text)?.[1]?.trim()

/** A configuration that could make `git status` run a program, or that leads to another one that could. */
export const canRunPrograms = (config: string): boolean => /^\s*\[\s*(?:filter|include|includeif)\b/im.test(config)

/** Entries of `git status --porcelain -z --no-renames`: one a file. */
export const countChanges = (status: string): number => status.split("\0").length - 1

/** Arguments that read the state and neither write anything nor run what the repository configures. */
export const statusArguments: ReadonlyArray<string> = [
  "--no-optional-locks",
  "-c",
  "core.fsmonitor=false",
  "-c",
  "core.hooksPath=/dev/null",
  "-c",
  "protocol.allow=never",
  "status",
  "--porcelain",
  "-z",
  "--no-renames",
  "--ignore-submodules=all"
]

/** The environment for it: no variable that redirects git, and no folder of programs that depends on where we are. */
export const gitEnvironment = (host: Readonly<Record<string, string | undefined>>): Record<string, string> => ({
  PATH: (host["PATH"] ?? "/usr/bin:/bin")
    .split(":")
    .filter((folder) => folder.startsWith("/"))
    .join(":"),
  ...(host["HOME"] === undefined ? {} : { HOME: host["HOME"] }),
  LC_ALL: "C",
  GIT_TERMINAL_PROMPT: "0",
  // Objects that a partial clone left out stay out: fetching them would run what the repository configures.
  GIT_NO_LAZY_FETCH: "1",
  GIT_PAGER: "cat"
})
