/**
 * What a piece of text is, for a theme to colour. A screen names roles, never colours, so that every theme, also one
 * without colours, can show it.
 */
export const roles = [
  "text",
  "muted",
  "accent",
  "strong",
  "emphasis",
  "strike",
  "heading",
  "code",
  "link",
  "quote",
  "border",
  "bullet",
  "user",
  "thinking",
  "tool",
  "running",
  "success",
  "warning",
  "error",
  "danger",
  "added",
  "removed",
  "addedWord",
  "removedWord",
  "lineNumber",
  "selected",
  "key",
  "barFull",
  "barEmpty",
  "modeDefault",
  "modeAcceptEdits",
  "modePlan",
  "modeDontAsk",
  "modeBypass",
  "synKeyword",
  "synString",
  "synNumber",
  "synComment",
  "synType",
  "synFunction",
  "synConstant",
  "synOperator",
  "synTag",
  "synAttribute",
  "synMeta"
] as const
export type Role = (typeof roles)[number]

/** How many colours the terminal shows. */
export type ColourDepth = "none" | "16" | "256" | "true"

export interface Theme {
  readonly name: string
  readonly depth: ColourDepth
  /** Whether links are written as OSC 8. */
  readonly hyperlinks: boolean
  /**
   * Colours text that is safe to show (see `text/sanitise`). With several roles the later one counts where they disagree.
   * Ends reset; with depth `none` the text comes back as it is.
   */
  readonly paint: (role: Role | ReadonlyArray<Role>, text: string) => string
  /** The text as a link to `href`, where the terminal shows links and the address is a safe one; otherwise the text. */
  readonly link: (href: string, text: string) => string
}
