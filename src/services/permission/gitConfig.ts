/** Keys whose value git runs, or reads further configuration from, while it only reads a repository (git-config manual). */
const running =
  /^(core\.(pager|hookspath|worktree|alternaterefscommand)|pager\..+|diff\.external|diff\..+\.(textconv|command)|filter\..+\.(clean|smudge|process)|gpg\.(.+\.)?program|log\.showsignature|include\.path|includeif\..+)$/

/** Where objects may be fetched when they are missed, these run as well. */
const fetching =
  /^(core\.(sshcommand|gitproxy|askpass)|remote\..+\.(uploadpack|vcs|proxy)|credential\..*helper|url\..+)$/
const promised = /^(extensions\.partialclone|remote\..+\.promisor)$/

/** A setting of a repository that makes git run a program even for a read, or a sentence for what cannot be read; else undefined. */
export const runsProgram = (config: string): string | undefined => {
  let section = ""
  let fetches: string | undefined
  let promises = false
  for (const line of config.replace(/\\\r?\n/g, " ").split(/\r?\n/)) {
    let rest = line.trim()
    const header = /^\[\s*([\w.-]+)(?:\s+"((?:[^"\\]|\\.)*)")?\s*\]/.exec(rest)
    if (header !== null) {
      section = [header[1], header[2]]
        .filter((part) => part !== undefined)
        .join(".")
        .toLowerCase()
      rest = rest.slice(header[0].length).trim()
    }
    if (rest === "" || rest.startsWith("#") || rest.startsWith(";")) continue
    const entry = /^([A-Za-z][\w-]*)\s*(?:=\s*(.*))?$/.exec(rest)
    if (entry === null) return "its configuration cannot be read for certain"
    const key = `${section}.${(entry[1] ?? "").toLowerCase()}`
    const value = (entry[2] ?? "true").trim().toLowerCase()
    if (key === "core.fsmonitor" && !/^(true|false|yes|no|on|off|0|1|)$/.test(value))
      return `its configuration sets ${key}`
    promises = promises || promised.test(key)
    if (fetching.test(key)) fetches = key
    if (running.test(key) && !(key === "log.showsignature" && /^(false|no|off|0)$/.test(value)))
      return `its configuration sets ${key}`
  }
  return promises && fetches !== undefined ? `its configuration sets ${fetches}` : undefined
}
