import { protectedFromRead } from "../protectedPaths.ts"

/**
 * What lies at home and is nobody's business, besides the names that are protected everywhere: sessions and keys of other
 * agents, what browsers and mail programs keep, key rings, histories. A name with a slash is below `.config` or `.local`.
 */
const atHome: ReadonlySet<string> = new Set([
  ...".ssh .gnupg .aws .azure .kube .docker .oci .password-store .terraform.d .vault-token .dockercfg .gcloud".split(
    " "
  ),
  ...".coderx .coder_x_key.enc .claude .claude.json .codex .gemini .cursor .aider.conf.yml".split(" "),
  ...".mozilla .thunderbird .electrum .bitcoin .npmrc .yarnrc.yml .pypirc .pgpass .my.cnf .netrc .git-credentials".split(
    " "
  ),
  ...".bash_history .zsh_history .sh_history .python_history .node_repl_history .psql_history .mysql_history".split(
    " "
  ),
  ...".sqlite_history .rediscli_history .lesshst .viminfo".split(" ")
])

/** Below `~/.config` and `~/.local/share`. */
const below: ReadonlySet<string> = new Set(
  "gh gcloud hub rclone op doctl google-chrome chromium BraveSoftware microsoft-edge keyrings kwalletd Signal Slack sops coderx".split(
    " "
  )
)

/** Whether a name in the home directory is hidden from confined commands. */
export const hiddenAtHome = (name: string): boolean => atHome.has(name) || protectedFromRead([name]) !== undefined

/** Whether a name below `~/.config` or `~/.local/share` is. */
export const hiddenBelowHome = (parent: string, name: string): boolean =>
  below.has(name) || protectedFromRead([parent, name]) !== undefined

/** Below a directory at home that as a whole must stay readable. */
export const hiddenDeep: ReadonlyArray<string> = [
  ".config/git/credentials",
  ".cargo/credentials",
  ".cargo/credentials.toml",
  ".gem/credentials",
  ".m2/settings.xml",
  ".gradle/gradle.properties",
  ".composer/auth.json"
]

/** Of the system: accounts of this machine, and what is secret of its services. */
export const hiddenOfSystem: ReadonlyArray<string> = [
  "/etc/shadow",
  "/etc/shadow-",
  "/etc/gshadow",
  "/etc/gshadow-",
  "/etc/sudoers",
  "/etc/sudoers.d",
  "/etc/ssl/private",
  "/var/lib/docker",
  "/var/spool/cron"
]

/**
 * Variables that lead to services outside: agents, buses, displays, container engines. Their sockets are hidden as well.
 */
export const awayFromEnvironment: ReadonlyArray<string> = [
  "SSH_AUTH_SOCK",
  "SSH_AGENT_PID",
  "GPG_AGENT_INFO",
  "DBUS_SESSION_BUS_ADDRESS",
  "DBUS_SYSTEM_BUS_ADDRESS",
  "XDG_RUNTIME_DIR",
  "DOCKER_HOST",
  "CONTAINER_HOST",
  "DISPLAY",
  "WAYLAND_DISPLAY",
  "TMUX",
  "VSCODE_IPC_HOOK_CLI"
]

/** The paths of sockets in `/proc/net/unix`: what listens on this machine by a name in the file system. */
export const socketPaths = (table: string): ReadonlyArray<string> => [
  ...new Set(
    table.split("\n").flatMap((line) => {
      const path = /^[0-9a-f]+: (?:\S+ +){6}(\/.*)$/i.exec(line)?.[1]
      return path === undefined ? [] : [path]
    })
  )
]
