import type { Confinement } from "./policy.ts"

/** What in the output of a failed command looks as if the sandbox had stopped it, in words for a question. */
const table: ReadonlyArray<readonly [sign: RegExp, what: string]> = [
  [/read-only file ?system|\bEROFS\b/i, "it writes where the sandbox lets it only read"],
  [
    /could not resolve (host|proxy)|couldn't resolve host|temporary failure in name resolution|name or service not known|network is unreachable|no route to host|nodename nor servname|\b(EAI_AGAIN|ENOTFOUND|ENETUNREACH|EHOSTUNREACH)\b|no address associated|failed to (connect|lookup address)|dial tcp|ConnectionError|Max retries exceeded/i,
    "it needs the network, which the sandbox has none of"
  ],
  [
    /permission denied|\bEACCES\b|operation not permitted|\bEPERM\b|access denied/i,
    "it opens or does what the sandbox keeps from it"
  ],
  [
    /device or resource busy|\bEBUSY\b|invalid cross-device link|\bEXDEV\b/i,
    "it replaces or moves what the sandbox protects"
  ],
  [
    /no new privileges|must be setuid root|effective uid is not 0|a terminal is required|sudo:/i,
    "it asks for the rights of another user"
  ],
  [
    /cannot connect to the docker daemon|docker\.sock|could not open a connection to your authentication agent|failed to connect to (the )?bus|gpg: .*(no agent|can't connect|failed)/i,
    "it talks to a service that the sandbox hides"
  ]
]

/**
 * Why a command that failed may have failed because of the sandbox. Only the end of the output is looked at, where the
 * reason stands. A guess: it leads to a question or a sentence, never to anything that is done by itself.
 */
export const stoppedBySandbox = (text: string, exitCode: number): ReadonlyArray<string> => {
  if (exitCode === 0) return []
  const end = text.slice(-4000)
  return table.flatMap(([sign, what]) => (sign.test(end) ? [what] : []))
}

/** What is told of a command that was run in a sandbox. */
export interface ConfinedRun {
  /** The sandbox's name. */
  readonly by: string
  readonly kind: Confinement["kind"]
  /** The sandbox itself could not be put up: what it said. The command was not run. */
  readonly failure?: string
}

/** A command reports where it ended; what ended without a report, and with the sandbox's own words, has not begun. */
export const confinedRun = (
  run: ConfinedRun | undefined,
  ended: { readonly exitCode: number; readonly cwd: string | undefined; readonly stderr: string }
): { readonly confined?: ConfinedRun } => {
  if (run === undefined) return {}
  const began = ended.cwd !== undefined || ended.exitCode === 0
  const failure = began ? undefined : /^(?:bwrap|nsenter|sandbox-exec): [^\n]*/.exec(ended.stderr)?.[0]
  return { confined: failure === undefined ? run : { ...run, failure } }
}
