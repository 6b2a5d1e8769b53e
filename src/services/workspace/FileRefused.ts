import { Schema } from "effect"

/** A file cannot be read or written as asked. `message` is written for the model: what is wrong and what to do. */
export class FileRefused extends Schema.TaggedError<FileRefused>()("FileRefused", {
  path: Schema.String,
  message: Schema.String
}) {}

/** What a file was when the model saw it. */
export interface Seen {
  /** Real path. */
  readonly path: string
  /** Milliseconds of the epoch: its last change, and when it was read. */
  readonly mtime: number
  readonly at: number
  readonly size: number
  /** Undefined for a large file of which only a part was read. */
  readonly hash: string | undefined
}

/** A file that was written: its text before (undefined where it is new) and after (undefined where it is gone). */
export interface Written {
  readonly path: string
  readonly before: string | undefined
  readonly after: string
  /** What it was and is, for the history of the session: hashes of its bytes, null where there is no file. */
  readonly history: {
    readonly path: string
    readonly from?: string
    readonly before: string | null
    readonly after: string | null
  }
}
