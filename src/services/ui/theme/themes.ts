import { ansi, daltonizedDark, daltonizedLight, dark, light, type Palette } from "./palettes.ts"
import { sgr } from "./sgr.ts"
import type { Style } from "./Style.ts"
import type { ColourDepth, Role, Theme } from "./Theme.ts"

/** The themes that are always there. `auto` is `dark` or `light`, by what is known of the terminal's background. */
export const themeNames = ["auto", "dark", "light", "daltonized", "ansi"] as const
export type ThemeName = (typeof themeNames)[number]
export const isThemeName = (name: string): name is ThemeName => themeNames.some((each) => each === name)

/** What a terminal can show. */
export interface Surface {
  readonly depth: ColourDepth
  readonly hyperlinks: boolean
  /** Undefined where nobody knows: then colours are taken that can be read on both. */
  readonly background?: "dark" | "light"
}

/** A theme of the user's: roles that look different from those of the theme that it is based on. */
export interface OwnTheme {
  readonly name: string
  readonly base: ThemeName
  readonly roles: Readonly<Partial<Record<Role, Style>>>
}

const paletteOf = (name: ThemeName, { depth, background }: Surface): Palette => {
  // Sixteen colours are too few to come near the others, and a user has chosen them to be read.
  if (depth === "16" || name === "ansi") return ansi
  if (name === "daltonized") return background === "light" ? daltonizedLight : daltonizedDark
  if (name === "auto") return background === "light" ? light : background === "dark" ? dark : ansi
  return name === "light" ? light : dark
}

/** Safe in a sequence, and nothing that starts a program when it is clicked. */
const safeAddress = /^(?:https?:\/\/|mailto:|file:\/\/\/)[\x21-\x7e]{1,2000}$/i

const escapedAddress = (href: string): string =>
  href.replace(/[^\x21-\x7e]/gu, (character) => {
    const bytes = new TextEncoder().encode(character.toWellFormed())
    return [...bytes].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`).join("")
  })

/** A theme from how each role looks. */
export const makeTheme = (name: string, palette: Palette, { depth, hyperlinks }: Surface): Theme => {
  const known = new Map<string, string>()
  const start = (role: Role | ReadonlyArray<Role>): string => {
    const key = typeof role === "string" ? role : role.join(" ")
    const before = known.get(key)
    if (before !== undefined) return before
    const list = typeof role === "string" ? [role] : role
    const style: Style = Object.assign({}, ...list.map((each) => palette[each]))
    const parameters = sgr(style, depth)
    const sequence = parameters === "" ? "" : `\u001b[${parameters}m`
    known.set(key, sequence)
    return sequence
  }
  return {
    name,
    depth,
    hyperlinks,
    paint: (role, text) => {
      if (depth === "none" || text === "") return text
      const sequence = start(role)
      return sequence === "" ? text : `${sequence}${text}\u001b[0m`
    },
    link: (href, text) => {
      if (!hyperlinks) return text
      const address = escapedAddress(href)
      return safeAddress.test(address) ? `\u001b]8;;${address}\u001b\\${text}\u001b]8;;\u001b\\` : text
    }
  }
}

/** One of the themes that are always there. */
export const themeNamed = (name: ThemeName, surface: Surface): Theme =>
  makeTheme(name, paletteOf(name, surface), surface)

/** A theme of the user's on this terminal. */
export const ownTheme = (own: OwnTheme, surface: Surface): Theme =>
  makeTheme(own.name, { ...paletteOf(own.base, surface), ...own.roles }, surface)

/** Without colours and links: for tests and terminals that have neither. */
export const plainTheme: Theme = themeNamed("ansi", { depth: "none", hyperlinks: false })
