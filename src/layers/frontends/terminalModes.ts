import type { ScreenFacts } from "../../services/frontend/TerminalScreen.ts"

/** Terminals that know no more than a VT220: the console of Linux, real and very old ones. */
const basic = /^(linux|dumb|vt\d+|ansi|cons\d+)/

/**
 * What can be known by the environment. xterm sets XTERM_VERSION and never wraps lines anew, screen does not either; VS Code's
 * terminal is xterm.js.
 */
export const factsOf = (env: Readonly<Record<string, string | undefined>>): ScreenFacts => {
  const term = env["TERM"] ?? ""
  const modern = !basic.test(term)
  const multiplexed = env["TMUX"] !== undefined
  const keeps = !modern || (!multiplexed && (env["XTERM_VERSION"] !== undefined || term.startsWith("screen")))
  if (keeps) return { modern, reflow: "none" }
  return { modern, reflow: env["TERM_PROGRAM"] === "vscode" && !multiplexed ? "wrapsLikeXtermJs" : "wraps" }
}

/**
 * Bracketed paste (2004), focus (1004), keys without doubt (kitty's progressive enhancement, flags 1 and 4: with what they
 * type with shift, so that Alt+< is known; xterm's modifyOtherKeys 2 for terminals that have not that).
 */
export const modesOn = ({ modern }: ScreenFacts): string =>
  modern ? "\u001b[?2004h\u001b[?1004h\u001b[>4;2m\u001b[>5u" : "\u001b[?2004h"

/**
 * To the start of a line that is empty: who had the terminal may have left the caret behind something. As many blanks as there
 * are columns go on into the next line from anywhere but a line's start, where they only wait at its end.
 */
export const freshLine = (columns: number): string => `${" ".repeat(columns)}\r\u001b[K`

/** All of it off, with the cursor shown, attributes plain and no piece left unfinished. */
export const modesOff = ({ modern }: ScreenFacts): string =>
  `${modern ? "\u001b[<u\u001b[>4;0m\u001b[?1004l" : ""}\u001b[?2004l\u001b[?2026l\u001b[?25h\u001b[m`
