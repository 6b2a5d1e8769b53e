import { Result, Schema } from "effect"
import { printableLine } from "../../domain/printable.ts"
import { nearest } from "../../domain/nearest.ts"
import { Colour, Style } from "./Style.ts"
import { type Role, roles } from "./Theme.ts"
import { type OwnTheme, themeNames } from "./themes.ts"

const decodeColour = Schema.decodeUnknownResult(Colour)
const decodeStyle = Schema.decodeUnknownResult(Style)
const File = Schema.Struct({
  base: Schema.optionalKey(Schema.Literals(themeNames)),
  roles: Schema.optionalKey(Schema.Record(Schema.String, Schema.Unknown))
})
const decodeFile = Schema.decodeUnknownResult(File)

const isRole = (name: string): name is Role => roles.some((role) => role === name)

const wanted =
  'a colour ("#rrggbb", a name such as "brightRed", or a number from 0 to 255) or an object of color, background, bold, dim, italic, underline, strike, inverse'

/** A colour alone stands for the colour of the text. */
const styleOf = (value: unknown): Style | undefined => {
  const colour = decodeColour(value)
  if (Result.isSuccess(colour)) return { color: colour.success }
  return typeof value === "object" && value !== null ? Result.getOrElse(decodeStyle(value), () => undefined) : undefined
}

/** What a theme file holds, and what is wrong with it, a sentence each. What is wrong is left out, the rest holds. */
export interface ReadTheme {
  readonly theme: OwnTheme
  readonly problems: ReadonlyArray<string>
}

/**
 * Reads a theme as JSON: `{ "base": "dark", "roles": { "heading": "#ff8800", "added": { "background": "green" } } }`.
 *
 * @param name what the theme is called: its file's name
 * @param json the value of the file
 */
export const readTheme = (name: string, json: unknown): ReadTheme => {
  const file = decodeFile(json)
  if (Result.isFailure(file)) {
    const problem = `theme ${printableLine(name)}: expected an object with "base" (${themeNames.join(", ")}) and "roles"`
    return { theme: { name, base: "auto", roles: {} }, problems: [problem] }
  }
  const problems: Array<string> = []
  const found: Partial<Record<Role, Style>> = {}
  for (const [role, value] of Object.entries(file.success.roles ?? {})) {
    const style = styleOf(value)
    if (!isRole(role)) {
      const meant = nearest(role, roles)
      const hint = meant === undefined ? "" : `; did you mean ${meant}?`
      problems.push(`theme ${printableLine(name)}: there is no role ${printableLine(role)}${hint}`)
    } else if (style === undefined) problems.push(`theme ${printableLine(name)}: ${role} needs ${wanted}`)
    else found[role] = style
  }
  return { theme: { name, base: file.success.base ?? "auto", roles: found }, problems }
}
