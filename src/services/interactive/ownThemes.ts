import { Effect, FileSystem, Path } from "effect"
import { Paths } from "../settings/Paths.ts"
import { readTheme } from "../ui/theme/themeFile.ts"
import { isThemeName } from "../ui/theme/themes.ts"
import type { Doing } from "./Doing.ts"

/** A theme file longer than this is none. */
const longest = 65_536

/** The theme of this name in `~/.coderx/themes`, and what is wrong in its file; undefined where there is none. */
export const ownThemeNamed = Effect.fn("Interactive.ownThemeNamed")(function* (name: string) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const { home } = yield* Paths
  if (!/^[\w.-]+$/.test(name)) return undefined
  const file = path.join(home, "themes", `${name}.json`)
  const text = yield* Effect.option(fs.readFileString(file))
  if (text._tag === "None") return undefined
  if (text.value.length > longest) return { theme: undefined, problems: [`${file} is too long for a theme.`] }
  const json = yield* Effect.result(Effect.try((): unknown => JSON.parse(text.value)))
  if (json._tag === "Failure") return { theme: undefined, problems: [`${file} is no valid JSON.`] }
  const { problems, theme } = readTheme(name, json.success)
  return { theme, problems: problems.map((problem) => `${file}: ${problem}`) }
})

/** Lets a theme hold, one of ours or the user's own; what is wrong with it is told. */
export const chooseTheme = Effect.fn("Interactive.chooseTheme")(function* (
  name: string,
  { tell, theming }: Pick<Doing, "tell" | "theming">
) {
  const own = isThemeName(name) ? undefined : yield* ownThemeNamed(name)
  if (own?.theme !== undefined) theming.adopt(own.theme)
  theming.choose(name)
  const missing = !isThemeName(name) && own === undefined ? [`There is no theme ${name}: auto holds.`] : []
  const events = [...missing, ...(own?.problems ?? [])].map((text) => ({
    _tag: "Noted" as const,
    level: "warning" as const,
    text
  }))
  yield* tell(events.length === 0 ? { _tag: "Moved" } : { _tag: "Noted", events })
})
