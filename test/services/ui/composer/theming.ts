import type { View } from "../../../../src/services/ui/text/Line.ts"
import type { ColourDepth } from "../../../../src/services/ui/theme/Theme.ts"
import { themeNamed } from "../../../../src/services/ui/theme/themes.ts"

export const depths: ReadonlyArray<ColourDepth> = ["none", "true"]

/** A view with the dark theme, without colours if nothing else is said. */
export const theming = (width: number, rows: number, depth: ColourDepth = "none"): View => ({
  width,
  rows,
  theme: themeNamed("dark", { depth, hyperlinks: false }),
  now: 0
})
