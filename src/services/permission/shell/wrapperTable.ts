/** A program that starts another: which of its words come before the command. Options as in its manual page. */
export interface Wrapper {
  /** Short options without a value. */
  readonly flags: string
  /** Short options with a value, in the same word or the next. */
  readonly takes: string
  /** Long options, separated by blanks; `name=` takes a value. */
  readonly long: string
  /** Words that stand before the command. */
  readonly operands: number
  /** `NAME=value` words may stand before the command. */
  readonly assigns: boolean
  /** What it starts is no less read-only for being started this way. */
  readonly harmless: boolean
  readonly privileged: boolean
  readonly elsewhere: boolean
  /** The command gets further words from the input. */
  readonly open: boolean
  /** Short option whose value is text for a shell. */
  readonly script: string
  /** The command is joined and given to a shell. */
  readonly joined: boolean
}

const base: Wrapper = {
  flags: "",
  takes: "",
  long: "",
  operands: 0,
  assigns: false,
  harmless: false,
  privileged: false,
  elsewhere: false,
  open: false,
  script: "",
  joined: false
}

const rows: Readonly<Record<string, Partial<Wrapper>>> = {
  env: {
    flags: "i0v",
    takes: "uCS",
    long: "ignore-environment unset= chdir= split-string= null debug",
    assigns: true,
    harmless: true,
    script: "S"
  },
  nice: { flags: "0123456789", takes: "n", long: "adjustment=", harmless: true },
  nohup: { harmless: true },
  timeout: {
    flags: "fpv",
    takes: "ks",
    long: "kill-after= signal= foreground preserve-status verbose",
    operands: 1,
    harmless: true
  },
  time: { flags: "p", takes: "", long: "portability", harmless: true },
  stdbuf: { takes: "ioe", long: "input= output= error=", harmless: true },
  command: { flags: "p", harmless: true },
  builtin: { harmless: true },
  exec: { flags: "cl", takes: "a" },
  setsid: { flags: "cfw", long: "ctty fork wait" },
  ionice: { flags: "t", takes: "cn", long: "class= classdata= ignore" },
  chrt: { flags: "abdfiorRv", takes: "TPD", operands: 1 },
  taskset: { flags: "a", takes: "", long: "all-tasks", operands: 1 },
  strace: { flags: "cCdfFhikqrtTvVxyzZ", takes: "abeIoOpPsSuUX" },
  ltrace: { flags: "bcCfhiLrStttV", takes: "aAeDFlnopsuwx" },
  unshare: {
    flags: "mpniuUCTfrc",
    takes: "RwSG",
    long: "mount pid net ipc uts user cgroup fork map-root-user map-current-user mount-proc"
  },
  nsenter: { flags: "mpniuUCTrwFZ", takes: "tSG", privileged: true, elsewhere: true },
  chroot: { takes: "", long: "userspec= groups= skip-chdir", operands: 1, privileged: true, elsewhere: true },
  sudo: {
    flags: "AbEeHiKklNnPSsVv",
    takes: "CDghpRrTtUu",
    long: "preserve-env askpass background set-home non-interactive login shell stdin user= group= host= chdir= prompt=",
    assigns: true,
    privileged: true
  },
  doas: { flags: "Lns", takes: "Cau", privileged: true },
  pkexec: { long: "user= disable-internal-agent keep-cwd", privileged: true },
  run0: { long: "user= unit= chdir= setenv=", privileged: true },
  su: {
    flags: "lmpfPw",
    takes: "cgGsT",
    long: "login command= shell= preserve-environment",
    operands: 1,
    privileged: true,
    script: "c"
  },
  runuser: { flags: "lmpfP", takes: "cgGsu", long: "login command= shell= user=", privileged: true, script: "c" },
  sg: { takes: "c", operands: 1, privileged: true, script: "c" },
  busybox: {},
  toybox: {},
  script: { flags: "aefqrt", takes: "cEIOBoTm", long: "command= quiet append flush", script: "c" },
  caffeinate: { flags: "disumk", takes: "tw" },
  flock: {
    flags: "ensuoFx",
    takes: "wEc",
    long: "exclusive nonblock shared unlock close verbose timeout= command=",
    operands: 1,
    script: "c"
  },
  xargs: {
    flags: "0rtpxo",
    takes: "nLPIdEsaJRS",
    long: "null no-run-if-empty verbose interactive exit open-tty max-args= max-lines= max-procs= replace= delimiter= eof= max-chars= arg-file= process-slot-var=",
    harmless: true,
    open: true
  },
  parallel: { flags: "0kqtuvX", takes: "aCdIjJLnNS", open: true, joined: true },
  watch: {
    flags: "bcdegtxw",
    takes: "nq",
    long: "interval= differences no-title errexit chgexit beep color exec",
    joined: true
  },
  ssh: {
    flags: "1246AaCfGgKkMNnqsTtVvXxYy",
    takes: "BbcDEeFIiJLlmOopQRSWw",
    operands: 1,
    elsewhere: true,
    joined: true
  },
  "systemd-run": {
    flags: "tPqrGd",
    takes: "pEHMu",
    long: "user scope pty pipe wait quiet unit= property= setenv= on-active= service-type=",
    privileged: true
  },
  firejail: { long: "noprofile quiet private net= profile=" },
  bwrap: {},
  proot: { takes: "rbwq" },
  fakeroot: { flags: "uh", takes: "lbfsi" },
  valgrind: {},
  perf: { operands: 1 },
  setpriv: { long: "reuid= regid= clear-groups no-new-privs" },
  setarch: { flags: "RLX3FBSITvZ", operands: 1 },
  linux32: {},
  linux64: {},
  numactl: { takes: "CNmipl" },
  prlimit: { long: "nofile= nproc= core= as= cpu=" },
  cgexec: { takes: "g" },
  unbuffer: { flags: "p" },
  rlwrap: {},
  "dbus-run-session": {},
  "xvfb-run": { flags: "al", takes: "efnpsw" },
  catchsegv: {},
  chpst: { flags: "vP012", takes: "uUbedoplmrc" },
  entr: { flags: "acdnprsz" },
  "nix-shell": { takes: "pA", long: "run= command= pure packages=", script: "" },
  "start-stop-daemon": {},
  rtk: {},
  winpty: {}
}

const table: ReadonlyMap<string, Wrapper> = new Map(
  Object.entries(rows).map(([name, row]) => [name, { ...base, ...row }])
)

export const wrapperOf = (program: string): Wrapper | undefined => table.get(program)

/** Tools that run the command behind their own first words. They do things of their own before, so they are judged as well. */
export const runners: ReadonlyMap<string, ReadonlyArray<string>> = new Map([
  ["poetry", ["run"]],
  ["uv", ["run"]],
  ["pipenv", ["run"]],
  ["pdm", ["run"]],
  ["hatch", ["run"]],
  ["rye", ["run"]],
  ["bundle", ["exec"]],
  ["pnpm", ["exec", "dlx"]],
  ["yarn", ["exec", "dlx"]],
  ["npm", ["exec", "x"]],
  ["bun", ["x"]],
  ["mise", ["exec", "x"]],
  ["asdf", ["exec"]],
  ["rbenv", ["exec"]],
  ["pyenv", ["exec"]],
  ["direnv", ["exec"]],
  ["conda", ["run"]],
  ["devbox", ["run"]],
  ["docker", ["exec", "run"]],
  ["podman", ["exec", "run"]],
  ["kubectl", ["exec", "run"]],
  ["tmux", ["new", "new-session", "new-window", "split-window", "send-keys"]],
  ["screen", ["-dm", "-dmS", "-S"]]
])

/** Programs that read shell text: from `-c`, a file, or their input. */
export const shells: ReadonlySet<string> = new Set(
  "bash sh zsh dash ksh mksh ash fish csh tcsh rbash yash busybox-sh".split(" ")
)
