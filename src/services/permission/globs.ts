import { Effect, FileSystem } from "effect"
import { wildcard } from "./rules/wildcard.ts"

/** More files than this are not looked at one by one: it asks. */
const most = 1000

const isWild = (segment: string): boolean => /(^|[^\\])[*?[]/.test(segment)
const plain = (segment: string): string => segment.replace(/\\(.)/g, "$1")

const hiddenSecrets = [
  ".env",
  ".env.local",
  ".envrc",
  ".npmrc",
  ".netrc",
  ".pypirc",
  ".git-credentials",
  ".ssh",
  ".aws",
  ".gnupg"
]

/** A pattern that asks for hidden files by name, and means some that hold secrets: it may find them when it runs. */
export const seeksSecrets = (pattern: string): boolean => {
  const last = pattern.slice(pattern.lastIndexOf("/") + 1)
  if (!/^(\.|\[)/.test(last)) return false
  const fits = wildcard(last, { sets: true })
  return !fits(".gitignore") && hiddenSecrets.some(fits)
}

/** What a pattern of the shell stands for now: paths, or undefined where that is too much to look at. No match means itself. */
export const expandGlob = Effect.fnUntraced(function* (pattern: string) {
  const fs = yield* FileSystem.FileSystem
  let places: ReadonlyArray<string> = [""]
  let looked = 0
  let wild = false
  for (const segment of pattern.split("/").slice(1)) {
    /** A slash behind a pattern keeps directories alone. */
    if (segment === "" && wild) {
      places = yield* Effect.filter(places, (place) =>
        Effect.match(fs.stat(place), { onSuccess: ({ type }) => type === "Directory", onFailure: () => false })
      )
      continue
    }
    wild = wild || isWild(segment)
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
