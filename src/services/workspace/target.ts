/** Where a path really leads, decided once and used by the question, the check and the tool alike. */
export interface Target {
  /** As the model wrote it. */
  readonly requested: string
  /** Absolute, every link resolved; for a path that does not exist yet, its nearest existing parent is resolved. */
  readonly real: string
  /** Below one of the working directories. */
  readonly inside: boolean
  readonly kind: "file" | "directory" | "missing" | "device" | "socket" | "fifo" | "other"
  /** The path goes through a symbolic link: a question must show `real`. */
  readonly linked: boolean
  /** Names of the file on disk; more than one needs a question before a write. */
  readonly links: number
  /** Why a write (or, for secrets, a read) needs an explicit yes in every mode: `.git/hooks`, `.ssh`, our own settings … */
  readonly protectedWrite: string | undefined
  readonly protectedRead: string | undefined
}
