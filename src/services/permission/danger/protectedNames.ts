/** Files that something runs or trusts later: writing one plants code or loosens what guards the user. Any case. */
const protectedPatterns: ReadonlyArray<readonly [RegExp, string]> = [
  [
    /\/\.(bashrc|bash_profile|bash_login|bash_logout|bash_aliases|profile|zshrc|zshenv|zprofile|zlogin|zlogout|kshrc|cshrc|tcshrc|login|inputrc|xinitrc|xprofile|xsession|envrc|vimrc|exrc|emacs|tmux\.conf|screenrc|gdbinit|lldbinit|irbrc|pryrc|pythonrc|perltidyrc|curlrc|wgetrc|ripgreprc|npmrc|yarnrc(\.yml)?|pypirc|netrc|hgrc|gitconfig|gitmodules|gitattributes|mailcap|selected_editor|pam_environment)$/,
    "a start-up or configuration file that other programs run"
  ],
  [
    /\/\.config\/(fish|git|autostart|systemd|environment\.d|gh|direnv|nvim|zsh|powershell)\//,
    "configuration that other programs run"
  ],
  [
    /\/\.git\/(hooks(\/|$)|config(\.worktree)?$|commondir$|info\/attributes$|modules\/|worktrees\/|objects\/info\/alternates$|head$)/,
    "a part of the repository that git runs or trusts"
  ],
  [/\/\.(bash|zsh|sh|fish|python|node_repl|mysql|psql)_history$/, "the history of a shell"],
  [/\/\.git$/, "the repository itself"],
  [/\/\.(ssh|gnupg|aws|kube|docker|azure)(\/|$)/, "keys and credentials"],
  [/\/\.(husky|githooks|lefthook)(\/|$)/, "hooks that git runs"],
  [
    /\/\.(coderx|coder-x|claude|codex|gemini|cursor|windsurf|continue|aider|amp|roo|cline|goose|opencode)(\/|$)/,
    "settings of a coding agent"
  ],
  [/\/(\.mcp\.json|\.claude\.json|mcp\.json|\.aider\.conf\.yml|\.cursorrules)$/, "settings of a coding agent"],
  [/\/\.(vscode|idea|fleet|zed|devcontainer)(\/|$)/, "editor configuration that runs tasks"],
  [/^\/etc\//, "system configuration"],
  [/^\/var\/(spool\/(cron|at)|lib\/systemd)(\/|$)/, "scheduled jobs"],
  [/\/library\/(launchagents|launchdaemons|startupitems)(\/|$)/, "programs that start by themselves"],
  [/\/(microsoft\.powershell_profile|profile)\.ps1$/, "a start-up file"],
  [/\/start menu\/programs\/startup\//, "programs that start by themselves"]
]

/** Why a path is protected by its name, or undefined. `path` is absolute. */
export const protectedBy = (path: string): string | undefined => {
  const folded = path
    .normalize("NFKC")
    .replace(/\p{Cf}/gu, "")
    .toLowerCase()
  return protectedPatterns.find(([pattern]) => pattern.test(folded))?.[1]
}
