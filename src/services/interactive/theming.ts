import { Effect } from "effect"
import { Host } from "../host/Host.ts"
import { Settings } from "../settings/Settings.ts"
import type { TerminalInput } from "../ui/keys/TerminalInput.ts"
import { backgroundOf, backgroundOfColour, colourDepth, showsLinks } from "../ui/theme/depth.ts"
import type { Theme } from "../ui/theme/Theme.ts"
import { isThemeName, type OwnTheme, ownTheme, type Surface, themeNamed } from "../ui/theme/themes.ts"

/** Which theme holds: by the settings, by what the terminal is known to show, and by what it answers. */
export const makeTheming = Effect.gen(function* () {
  const { env } = yield* Host
  const { values } = yield* Settings
  const facts = { env, isTerminal: true }
  const guessed = backgroundOf(env)
  let surface: Surface = {
    depth: colourDepth(facts),
    hyperlinks: showsLinks(facts),
    ...(guessed === undefined ? {} : { background: guessed })
  }
  let name = typeof values.rest["theme"] === "string" ? values.rest["theme"] : "auto"
  let own: OwnTheme | undefined
  const make = (): Theme =>
    own?.name === name ? ownTheme(own, surface) : themeNamed(isThemeName(name) ? name : "auto", surface)
  let theme = make()

  return {
    theme: () => theme,
    /** What the settings say. */
    wanted: name,
    /** True where the terminal's answer made another theme of it. */
    heard: (input: TerminalInput): boolean => {
      if (input._tag !== "Colour" || input.which !== "background") return false
      surface = { ...surface, background: backgroundOfColour(input) }
      theme = make()
      return true
    },
    choose: (chosen: string) => {
      name = chosen
      theme = make()
    },
    /** Makes a theme of the user's own known. */
    adopt: (known: OwnTheme) => {
      own = known
    }
  }
})
export type Theming = Effect.Success<typeof makeTheming>
