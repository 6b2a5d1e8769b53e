/**
 * Runs the command that is the first argument, in the shell itself so that `cd` lasts, and reports its status and the
 * directory on descriptor 3. The trap reports also after `exit`, `set -e` or an unset variable; the report after `eval`
 * is for commands with an EXIT trap of their own. With a report given the shell exits 0, so that children it leaves in
 * the background are not taken for those of a failed process. Nothing is forked for it.
 */
const script =
  `trap '{ printf "%s\\0%s\\0" "$?" "$PWD" >&3 && exit 0; } 2>/dev/null' EXIT; eval "$1"; set -- "$?"; ` +
  `{ printf "%s\\0%s\\0" "$1" "$PWD" >&3; } 2>/dev/null; exit "$1"`

/**
 * Our pipes are sockets, and a socket cannot be opened by name. Where a command names one of these files, real pipes
 * are put before them, at the cost of two more processes.
 */
const namesPipe = /\/dev\/(?:stdout|stderr|fd\/[12])\b|\/proc\/self\/fd\b/
const pipes = `exec > >(exec cat) 2> >(exec cat >&2); `

/**
 * stdout and stderr are two pipes, and two pipes keep no order between them. Where the lines of a command write to stderr
 * themselves, the shell rests a moment before each that does and before the next, so that what stands in one pipe is read
 * before the other is written to. It rests by reading the report's descriptor, on which nothing comes: nothing is forked.
 * Only so often, so that a loop is not held up; not where the lines are traced, since the trap would be traced too.
 */
const writesBoth = />&2|\/dev\/stderr/
const traced = /\bset\s+-\w*[xv]|xtrace|verbose|\bDEBUG\b/
const restSeconds = 0.004
const mostRests = 25
const inTurn =
  `CODERX_REST=0 CODERX_RESTS=${mostRests}; set -T; trap '` +
  'case $BASH_COMMAND in *">&2"*|*/dev/stderr*) CODERX_REST=2 ;; esac; ' +
  "if (( CODERX_REST > 0 && CODERX_RESTS-- > 0 )); then " +
  `CODERX_REST=$((CODERX_REST - 1)); read -r -t ${restSeconds} -u 3 CODERX_READ 2>/dev/null || :; fi' DEBUG; `

/** The longest command that is passed as an argument. Linux takes 128 KiB. */
export const longestArgument = 120_000

/**
 * Closes what Coder-X itself has inherited open: a confined command gets nothing but its own pipes. A plain `sh` knows
 * descriptors of one digit only. (No redirection of the loop: the shell would keep the old one in a descriptor.)
 */
const closing =
  'for CODERX_FD in /proc/self/fd/*; do CODERX_FD="${CODERX_FD##*/}"; case "$CODERX_FD" in [0-3]|*[!0-9]*) ;; ' +
  '*) eval "exec $CODERX_FD>&-" ;; esac; done; unset CODERX_FD; '
const closingDigits = closing.replace("*[!0-9]*", "*[!0-9]*|??*")

/** Arguments of the shell for a command. `file` holds the command where it is too long to be passed. */
export const shellArguments = (
  shell: string,
  command: string,
  file: string | undefined,
  confined = false
): ReadonlyArray<string> => {
  const name = shellName(shell)
  const alone = confined ? (name === "sh" ? closingDigits : closing) : ""
  const turns = name === "bash" && writesBoth.test(command) && !traced.test(command) ? inTurn : ""
  const before = (name !== "sh" && namesPipe.test(command) ? pipes : "") + turns
  return ["-c", `${alone}${before}${script}`, name, file === undefined ? command : `. ${quoted(file)}`]
}

/** A word as a shell reads it literally. */
export const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`

export const shellName = (shell: string): string =>
  shell.slice(Math.max(shell.lastIndexOf("/"), shell.lastIndexOf("\\")) + 1)

export interface ShellReport {
  readonly exitCode: number
  readonly cwd: string
}

/** The last whole report on descriptor 3; undefined where the command replaced or closed what gives it. */
export const parseReport = (text: string): ShellReport | undefined => {
  const fields = text.split("\0")
  const [code, cwd] = [fields.at(-3), fields.at(-2)]
  if (code === undefined || cwd === undefined || !/^\d+$/.test(code) || !cwd.startsWith("/")) return undefined
  return { exitCode: Number(code), cwd }
}

/**
 * Where to look for a shell, best first. A bash of the user's choice comes first and zsh only where there is no bash:
 * permission is judged by the grammar of bash, and what was judged must be what runs.
 */
export const shellCandidates = (shell: string | undefined): ReadonlyArray<string> => {
  const own = shell?.startsWith("/") ? [shell] : []
  return [
    ...own.filter((path) => shellName(path) === "bash"),
    "/bin/bash",
    "/usr/bin/bash",
    "/usr/local/bin/bash",
    "/opt/homebrew/bin/bash",
    ...own.filter((path) => shellName(path) === "zsh"),
    "/bin/sh"
  ]
}

/** So that nothing waits for a person, pages, or draws. */
const plainTools = {
  TERM: "dumb",
  PAGER: "cat",
  GIT_PAGER: "cat",
  GIT_EDITOR: "true",
  GIT_TERMINAL_PROMPT: "0"
}

/**
 * What a command inherits: the environment of Coder-X and of the settings, without our secrets.
 * @param hidden names that must not be there, also where the settings set them
 */
export const childEnvironment = (
  host: Readonly<Record<string, string | undefined>>,
  settings: Readonly<Record<string, string>>,
  hidden: ReadonlyArray<string>
): Record<string, string> => {
  const away = new Set([...hidden, "CODERX_PASSPHRASE"])
  const all = { ...host, ...plainTools, ...settings }
  return Object.fromEntries(
    Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined && !away.has(entry[0]))
  )
}

const signalNumbers: Readonly<Record<string, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGILL: 4,
  SIGTRAP: 5,
  SIGABRT: 6,
  SIGBUS: 7,
  SIGFPE: 8,
  SIGKILL: 9,
  SIGUSR1: 10,
  SIGSEGV: 11,
  SIGUSR2: 12,
  SIGPIPE: 13,
  SIGALRM: 14,
  SIGTERM: 15,
  SIGXCPU: 24,
  SIGXFSZ: 25
}

/** The exit code by which shells tell a signal: 128 and its number. */
export const signalExitCode = (signal: string): number => 128 + (signalNumbers[signal] ?? 0)

/** The signal that such an exit code tells of. */
export const signalOfExitCode = (code: number): string | undefined =>
  Object.entries(signalNumbers).find(([, number]) => number + 128 === code)?.[0]

/** The signal's name in a spawner's sentence about an exit. Effect tells it nowhere else. */
export const signalIn = (sentence: string): string | undefined => /\bSIG[A-Z0-9]+\b/.exec(sentence)?.[0]
