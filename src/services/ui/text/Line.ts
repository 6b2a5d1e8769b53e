import type { Highlighter } from "../highlight/Highlighter.ts"
import type { Theme } from "../theme/Theme.ts"

/**
 * A drawn line: at most `View.width` columns, without control characters but those of SGR and OSC 8 sequences, reset at its
 * end. Only what went through `sanitise` is drawn.
 */
export type Line = string

/**
 * Where something is drawn: columns and rows of the terminal, the theme, and the time in ms since 1970 for elapsed times.
 * Without a highlighter (it is loaded late) code has no colours.
 */
export interface View {
  readonly width: number
  readonly rows: number
  readonly theme: Theme
  readonly now: number
  readonly highlighter?: Highlighter
}
