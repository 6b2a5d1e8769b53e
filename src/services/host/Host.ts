import { Context } from "effect"

/** What the run knows of the computer and process it is in. Read once at start; nothing here changes while it runs. */
export interface HostFacts {
  /** Absolute working directory, links resolved. */
  readonly cwd: string
  /** Absolute home directory of the user. */
  readonly home: string
  /** Absolute directory for temporary files. */
  readonly tmp: string
  readonly platform: "linux" | "darwin" | "win32" | "other"
  /** Release name of the operating system, for the system prompt. */
  readonly release: string
  readonly pid: number
  /** IANA name of the time zone. */
  readonly timeZone: string
  /** The environment of the process. Children never get it whole: see `workspace/Shell`. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** Version of the Node that runs us, `24.21.0`. */
  readonly runtime?: string
  /** Version of Coder-X. */
  readonly version: string
  /** Directory with the data files that ship with the package. */
  readonly dataDir: string
}

/** Port: the facts of this computer. `layers/node.ts` reads the real ones, tests state their own. */
export class Host extends Context.Service<Host, HostFacts>()("coderx/host/Host") {}
