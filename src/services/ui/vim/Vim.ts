/** Text that was deleted or yanked. Of whole lines it has no line feed at its end. */
export interface Register {
  readonly text: string
  readonly lines: boolean
}

export type VimMode = "normal" | "insert" | "visual" | "visualLine"

/** What `f`, `F`, `t` and `T` looked for last. */
export interface Find {
  readonly kind: "f" | "F" | "t" | "T"
  readonly character: string
}

/** The state of vim. Plain values. */
export interface Vim {
  readonly mode: VimMode
  /** Keys of a command that is not whole yet. */
  readonly pending: ReadonlyArray<string>
  readonly registers: Readonly<Record<string, Register>>
  readonly find: Find | undefined
  /** Where a selection began. */
  readonly anchor: number
  /** The column that `j` and `k` aim for, in characters; `end` after `$`. */
  readonly column: number | "end" | undefined
  /** The keys of the last change, for `.` */
  readonly change: ReadonlyArray<string>
  /** The keys of the change that is going on in insert mode. */
  readonly recording: ReadonlyArray<string> | undefined
  /** How often what is typed in insert mode is to be repeated when it ends. */
  readonly repeat: number
  /** Whether insert mode has changed the text already: what is typed further is the same step of undo. */
  readonly touched: boolean
}

/** Vim as it begins: ready for typing, as the composer is. */
export const beginVim: Vim = {
  mode: "insert",
  pending: [],
  registers: {},
  find: undefined,
  anchor: 0,
  column: undefined,
  change: [],
  recording: undefined,
  repeat: 1,
  touched: false
}
