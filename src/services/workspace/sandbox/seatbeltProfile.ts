import { inOrder, type Place, type SandboxPolicy } from "./policy.ts"

/** A path as a literal of the profile's language (a dialect of Scheme). */
const literal = (path: string): string => `"${path.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`

const subpath = (path: string): string => `(subpath ${literal(path)})`

const ruleOf = ({ kind, path }: Place): string => {
  switch (kind) {
    case "write":
      return `(allow file-read* file-write* ${subpath(path)})`
    case "read":
      return `(allow file-read* ${subpath(path)})\n(deny file-write* ${subpath(path)})`
    case "scratch":
    case "hide":
      return `(deny file-read* file-write* ${subpath(path)})`
  }
}

/**
 * The profile of `sandbox-exec` that holds a policy. Of several rules that match the last one counts, so that the order
 * of places is that of bubblewrap's mounts. A private temporary directory cannot be mounted here: it is writable at its
 * own path, and the temporary ones of the system are not. There is no loopback of its own either, so that also connections
 * to this machine are denied: its services would be a way out.
 *
 * Renaming or removing a directory above a protected place would move the place away from its rule: `file-write-unlink`
 * is denied for the place and for what it stands in, below the writable directory.
 */
export const seatbeltProfile = (policy: SandboxPolicy): string => {
  const places = inOrder(policy.places)
  const rules = places.map(ruleOf)
  const fixed = places.map((place) => `(deny file-write-unlink (literal ${literal(place.path)}))`)
  return [
    "(version 1)",
    "(deny default)",
    "(allow process-exec)",
    "(allow process-fork)",
    "(allow signal (target same-sandbox))",
    "(allow process-info* (target same-sandbox))",
    "(allow sysctl-read)",
    "(allow user-preference-read)",
    "(allow pseudo-tty)",
    "(allow ipc-posix-sem) (allow ipc-posix-shm)",
    '(allow mach-lookup (global-name "com.apple.system.opendirectoryd.libinfo") (global-name "com.apple.system.logger") (global-name "com.apple.trustd.agent"))',
    "(allow file-read*)",
    '(allow file-write* (literal "/dev/null") (literal "/dev/zero") (literal "/dev/tty") (regex #"^/dev/fd/"))',
    '(allow file-ioctl (literal "/dev/tty"))',
    ...rules,
    `(allow file-read* file-write* ${subpath(policy.stand.scratch)})`,
    ...fixed,
    "(deny network*)",
    `(allow network* ${subpath(policy.stand.scratch)})`
  ].join("\n")
}
