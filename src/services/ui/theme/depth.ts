import type { ColourDepth } from "./Theme.ts"

/** What is known of the terminal: its environment, and whether the output is one. */
export interface TerminalFacts {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly isTerminal: boolean
}

const isSet = (value: string | undefined): boolean => value !== undefined && value !== ""

const forced = (value: string): ColourDepth => {
  if (value === "0" || value === "false") return "none"
  return value === "2" ? "256" : value === "3" ? "true" : "16"
}

const trueColour = /^(xterm-)?(kitty|ghostty|alacritty|wezterm|foot|contour|rio)|-direct$/

/**
 * How many colours to use. `NO_COLOR` (https://no-color.org) and `FORCE_COLOR` (0 to 3, as Node reads it) count before what
 * the terminal says of itself.
 */
export const colourDepth = ({ env, isTerminal }: TerminalFacts): ColourDepth => {
  const force = env["FORCE_COLOR"]
  if (isSet(env["NO_COLOR"])) return "none"
  if (force !== undefined) return forced(force)
  const term = env["TERM"] ?? ""
  if (!isTerminal || term === "dumb") return "none"
  if (/^(truecolor|24bit)$/i.test(env["COLORTERM"] ?? "")) return "true"
  const program = env["TERM_PROGRAM"]
  if (program === "Apple_Terminal") return "256"
  if (program === "iTerm.app" || program === "WezTerm" || program === "vscode" || program === "ghostty") return "true"
  if (isSet(env["WT_SESSION"]) || isSet(env["KITTY_WINDOW_ID"]) || trueColour.test(term)) return "true"
  if (/256(color)?$/.test(term)) return "256"
  return "16"
}

/** Whether the terminal shows OSC 8 links; one that does not must have the address in the text. */
export const showsLinks = ({ env, isTerminal }: TerminalFacts): boolean => {
  const force = env["FORCE_HYPERLINK"]
  if (isSet(force)) return force !== "0"
  const term = env["TERM"] ?? ""
  return isTerminal && term !== "dumb" && term !== "linux" && env["TERM_PROGRAM"] !== "Apple_Terminal"
}

/** Dark or light by `COLORFGBG` (rxvt, Konsole and others: `15;0`); undefined where it says nothing. */
export const backgroundOf = (env: TerminalFacts["env"]): "dark" | "light" | undefined => {
  const behind = /;(\d+)$/.exec(env["COLORFGBG"] ?? "")?.[1]
  if (behind === undefined) return undefined
  return Number(behind) === 7 || Number(behind) >= 9 ? "light" : "dark"
}

/** Dark or light by the colour that the terminal tells as its background, 0 to 255 a part (weights of ITU-R BT.709). */
export const backgroundOfColour = (colour: {
  readonly red: number
  readonly green: number
  readonly blue: number
}): "dark" | "light" => (0.2126 * colour.red + 0.7152 * colour.green + 0.0722 * colour.blue > 127.5 ? "light" : "dark")
