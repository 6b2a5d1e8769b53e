import { inOrder, isWithin, type Place, type SandboxPolicy } from "./policy.ts"

/** What root may write in a `/proc` of its own without any capability: settings of the whole machine. */
const kernel = ["/proc/sys", "/proc/sysrq-trigger", "/proc/irq", "/proc/bus", "/proc/mtrr", "/proc/acpi", "/proc/scsi"]

/** How bubblewrap is run besides the policy. */
export interface Surrounding {
  /** It is run by the system's root, who needs no capability to change settings of the kernel. */
  readonly root: boolean
  /** It is run within a network of the session's own already, and makes none. */
  readonly joined: boolean
}

/** Arguments that make a network for the commands of a session to share: nothing in it but its own loopback. */
export const networkArguments: ReadonlyArray<string> = [
  "--unshare-user",
  "--unshare-net",
  "--cap-drop",
  "ALL",
  "--die-with-parent",
  "--ro-bind",
  "/",
  "/",
  "--proc",
  "/proc",
  "--",
  "/bin/sh",
  "-c",
  // It tells its id, as it is known outside, and stays.
  "echo $$; exec sleep 2147483647"
]

/** Arguments of nsenter(1) that run a command in the network of a process made so. */
export const joinArguments = (holder: number): ReadonlyArray<string> => [
  "--preserve-credentials",
  `--user=/proc/${holder}/ns/user`,
  `--net=/proc/${holder}/ns/net`,
  "--"
]

/**
 * Arguments of bubblewrap (bwrap(1), from 0.4) that hold a policy, up to the command. A process gets its own processes,
 * network, users and IPC to see; the file system is the real one, read-only, with the places mounted over it.
 *
 * Not used on purpose: `--new-session` would take the command out of the process group that is stopped with it, and is
 * not needed, because the group has a session of its own without a terminal already; `--die-with-parent` would kill what
 * a command leaves in the background together with it.
 */
export const bubblewrapArguments = (policy: SandboxPolicy, { joined, root }: Surrounding): ReadonlyArray<string> => {
  const places = inOrder(policy.places)
  const holdsOthers = (place: Place) =>
    places.some((other) => other.path !== place.path && isWithin(other.path, place.path))
  const sealed: Array<string> = []
  const mountOf = (place: Place): ReadonlyArray<string> => {
    if (place.kind === "hide") {
      if (!place.directory) return ["--ro-bind", policy.stand.file, place.path]
      if (!holdsOthers(place)) return ["--ro-bind", policy.stand.directory, place.path]
      sealed.push("--remount-ro", place.path)
      return ["--tmpfs", place.path]
    }
    if (place.kind === "scratch") return ["--bind", policy.stand.scratch, place.path]
    return [place.kind === "write" ? "--bind" : "--ro-bind", place.path, place.path]
  }
  const mounts = places.flatMap(mountOf)
  return [
    "--unshare-user",
    "--unshare-pid",
    ...(joined ? [] : ["--unshare-net"]),
    "--unshare-ipc",
    "--unshare-uts",
    "--unshare-cgroup-try",
    "--cap-drop",
    "ALL",
    "--ro-bind",
    "/",
    "/",
    "--dev",
    "/dev",
    "--proc",
    "/proc",
    ...(root ? kernel.flatMap((path) => ["--ro-bind-try", path, path]) : []),
    ...mounts,
    ...sealed,
    "--chdir",
    policy.cwd,
    "--"
  ]
}
