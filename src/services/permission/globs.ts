import { Effect, FileSystem } from "effect"
import { wildcard } from "./rules/wildcard.ts"

/** More files than this are not looked at one by one: it asks. */
const most = 1000

const isWild = (segment: string): boolean => /(^|[^\\])[*?[]/.test(segment)
const plain = (segment: string): string => segment.replace(/\\(.)/g, "$1")

/** What a pattern of the shell stands for now: paths, or undefined where that is too much to look at. No match means itself. */
export const expandGlob = Effect.fnUntraced(function* (pattern: string) {
  const fs = yield* FileSystem.FileSystem
  let places: ReadonlyArray<string> = [""]
  let looked = 0
  for (const segment of pattern.split("/").slice(1)) {
    if (!isWild(segment)) {
      places = places.map((place) => `${place}/${plain(segment)}`)
      continue
    }
    const fits = wildcard(segment, { sets: true })
    const next: Array<string> = []
    for (const place of places) {
      const names = yield* Effect.orElseSucceed(fs.readDirectory(place === "" ? "/" : place), () => [])
      looked += names.length
      if (looked > 20_000) return undefined
      for (const name of names) {
        if ((!name.startsWith(".") || segment.startsWith(".")) && fits(name)) next.push(`${place}/${name}`)
      }
      if (next.length > most) return undefined
    }
    places = next
  }
  return places
})
