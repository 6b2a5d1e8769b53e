import type { Key } from "./Key.ts"

/** What comes from a terminal: what the user did, and what the terminal answers to questions. */
export type TerminalInput =
  | { readonly _tag: "Key"; readonly key: Key }
  /** Bracketed paste, whole. Lines end with `\n`; otherwise as it came, control characters too. */
  | { readonly _tag: "Paste"; readonly text: string }
  /** The window of the terminal got or lost the focus (mode 1004). */
  | { readonly _tag: "Focus"; readonly focused: boolean }
  | TerminalReply

/** Answers of the terminal. Numbers are as the terminal gave them. */
export type TerminalReply =
  /** Which kitty keyboard flags hold now (`CSI ? u`). Only a terminal that knows the protocol answers. */
  | { readonly _tag: "KittyFlags"; readonly flags: number }
  /** OSC 10 and 11: the default colours, 0 to 255 each. */
  | {
      readonly _tag: "Colour"
      readonly which: "foreground" | "background"
      readonly red: number
      readonly green: number
      readonly blue: number
    }
  /** Mode 2031: the user changed between a dark and a light scheme. */
  | { readonly _tag: "ColourScheme"; readonly dark: boolean }
  /** DA1 (`primary`) and DA2: every terminal answers DA1, so that it ends the wait for other answers. */
  | { readonly _tag: "Attributes"; readonly primary: boolean; readonly numbers: ReadonlyArray<number> }
  /** Where the cursor stands, from 1. */
  | { readonly _tag: "Cursor"; readonly row: number; readonly column: number }
  /** Whether a private mode is known and set (DECRPM): 0 unknown, 1 set, 2 reset, 3 always set, 4 never set. */
  | { readonly _tag: "Mode"; readonly mode: number; readonly state: number }
  /** The size in cells, of mode 2048 or `CSI 18 t`. */
  | { readonly _tag: "Size"; readonly rows: number; readonly columns: number }
  /** XTVERSION: name and version of the terminal, in printable ASCII. */
  | { readonly _tag: "Version"; readonly name: string }
