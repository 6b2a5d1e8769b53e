/**
 * Names that a file system, git or an editor may take for one: compatibility forms, ignorable characters (HFS+ drops
 * them), case, what Windows cuts off (trailing dots and spaces, a stream after a colon, the 8.3 form of `.git`).
 */
export const fold = (name: string): string =>
  name
    .normalize("NFKC")
    .replace(/[\p{Default_Ignorable_Code_Point}\p{Cf}]/gu, "")
    .toUpperCase()
    .toLowerCase()
    .replace(/:.*$/s, "")
    .replace(/[. ]+$/, "")
    .replace(/^git~\d+$/, ".git")
    .replace(/^coder-?_?~\d+$/, ".coderx")

/** A rule matches a run of names: `x/` a directory of that name and all below it, `a/b` the last names, `*` within a name. */
interface Rule {
  readonly patterns: ReadonlyArray<string>
  readonly why: string
}

const writeRules: ReadonlyArray<Rule> = [
  { patterns: [".git/", ".git", ".gitmodules", ".gitconfig", ".config/git/", ".hg/", ".svn/"], why: "git acts on it" },
  {
    patterns: [".husky/", ".githooks/", ".lefthook/", "lefthook.yml", ".pre-commit-config.yaml"],
    why: "git runs it as a hook"
  },
  {
    patterns: [".coderx/", ".coder-x/", ".coder_x/", ".coder_x_key.enc"],
    why: "it holds the settings and sessions of Coder-X"
  },
  {
    patterns: [
      ".mcp.json",
      ".claude/",
      ".claude.json",
      ".codex/",
      ".cursor/",
      ".gemini/",
      ".opencode/",
      ".windsurf/",
      ".continue/",
      ".zed/",
      ".aider*"
    ],
    why: "a coding assistant trusts or runs what it says"
  },
  {
    patterns: [
      ".vscode/",
      ".idea/",
      ".devcontainer/",
      ".devcontainer.json",
      ".fleet/",
      "*.code-workspace",
      ".vim/",
      ".nvim/",
      ".config/nvim/",
      ".vimrc",
      ".nvimrc",
      ".exrc",
      ".emacs",
      ".emacs.d/",
      ".dir-locals.el"
    ],
    why: "an editor runs what it says"
  },
  {
    patterns: [
      ".bashrc",
      ".bash_profile",
      ".bash_login",
      ".bash_logout",
      ".bash_aliases",
      ".profile",
      ".zshrc",
      ".zshenv",
      ".zprofile",
      ".zlogin",
      ".zlogout",
      ".kshrc",
      ".cshrc",
      ".tcshrc",
      ".login",
      ".inputrc",
      ".config/fish/",
      ".xprofile",
      ".xinitrc",
      ".xsession",
      ".xsessionrc",
      ".pam_environment",
      ".envrc",
      ".tmux.conf",
      ".screenrc",
      ".config/autostart/",
      ".config/systemd/",
      "launchagents/",
      "launchdaemons/"
    ],
    why: "a shell or the system runs it at start"
  },
  {
    patterns: [
      ".npmrc",
      ".yarnrc",
      ".yarnrc.yml",
      ".pnpmfile.cjs",
      ".pypirc",
      ".config/pip/",
      "pip.conf",
      ".condarc",
      ".gemrc",
      ".bundle/config",
      ".cargo/config",
      ".cargo/config.toml",
      ".ripgreprc",
      ".curlrc",
      ".wgetrc",
      ".gdbinit",
      ".lldbinit",
      ".psqlrc",
      ".sqliterc",
      ".irbrc",
      ".pryrc",
      ".docker/"
    ],
    why: "a tool runs or trusts what it says"
  },
  {
    patterns: [
      ".ssh/",
      ".gnupg/",
      ".aws/",
      ".azure/",
      ".kube/",
      ".netrc",
      "_netrc",
      ".git-credentials",
      ".config/gcloud/",
      ".config/gh/"
    ],
    why: "it holds keys or says who may log in"
  }
]

const readRules: ReadonlyArray<Rule> = [
  {
    patterns: [
      ".ssh/",
      ".gnupg/",
      ".password-store/",
      "id_rsa",
      "id_dsa",
      "id_ecdsa",
      "id_ed25519",
      "*.pem",
      "*.key",
      "*.p12",
      "*.pfx",
      "*.jks",
      "*.keystore",
      "*.kdbx",
      "*.ppk"
    ],
    why: "it may hold a private key"
  },
  {
    patterns: [
      ".aws/",
      ".azure/",
      ".config/gcloud/",
      ".kube/",
      ".docker/config.json",
      ".terraform.d/",
      ".s3cfg",
      ".boto",
      ".vault-token",
      ".oci/",
      "credentials.json",
      "service-account*.json",
      "application_default_credentials.json"
    ],
    why: "it may hold credentials of a cloud"
  },
  {
    patterns: [
      ".netrc",
      "_netrc",
      ".git-credentials",
      ".config/git/credentials",
      ".config/gh/hosts.yml",
      ".config/hub",
      ".pypirc",
      ".pgpass",
      ".my.cnf",
      ".htpasswd",
      ".cargo/credentials",
      ".cargo/credentials.toml",
      ".gem/credentials",
      ".composer/auth.json"
    ],
    why: "it may hold passwords or tokens"
  },
  {
    patterns: [
      ".env",
      ".env.*",
      ".envrc",
      "*.env",
      "secrets.json",
      "secrets.yaml",
      "secrets.yml",
      "secrets.toml",
      ".secrets",
      ".dev.vars"
    ],
    why: "it may hold secrets"
  },
  { patterns: [".coder_x_key.enc", ".coderx/auth.json"], why: "it holds the keys of Coder-X" }
]

const sample = /\.(example|sample|template|dist|defaults?)$/

const nameFits = (pattern: string, name: string): boolean => {
  const star = pattern.indexOf("*")
  if (star === -1) return pattern === name
  const [head, tail] = [pattern.slice(0, star), pattern.slice(star + 1)]
  return name.length >= head.length + tail.length && name.startsWith(head) && name.endsWith(tail)
}

const fits = (pattern: string, names: ReadonlyArray<string>): boolean => {
  const wanted = pattern.split("/").filter((part) => part !== "")
  const at = (start: number) => wanted.every((part, index) => nameFits(part, names[start + index] ?? ""))
  if (!pattern.endsWith("/")) return names.length >= wanted.length && at(names.length - wanted.length)
  return names.some((_, start) => at(start))
}

const find = (rules: ReadonlyArray<Rule>, names: ReadonlyArray<string>): string | undefined =>
  rules.find((rule) => rule.patterns.some((pattern) => fits(pattern, names)))?.why

/** Why writing to a path of these names needs a yes in every mode; undefined where it does not. */
export const protectedFromWrite = (names: ReadonlyArray<string>): string | undefined =>
  find(writeRules, names.map(fold))

/** Why reading it would put a secret into the model's context; samples (`.env.example`) hold none. */
export const protectedFromRead = (names: ReadonlyArray<string>): string | undefined => {
  const folded = names.map(fold)
  return sample.test(folded[folded.length - 1] ?? "") ? undefined : find(readRules, folded)
}
