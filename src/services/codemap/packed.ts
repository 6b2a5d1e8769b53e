import type { Outline, Tag } from "./outline.ts"

/*
 * Outlines as few long strings, in memory as on disk: a word that was cut out of a text would keep the whole text, and JSON
 * with a value for each word of 10,000 files would take longer to read than the files.
 * A tag is `name\tkind\tline`, one a line; words are one string, their counts another with a digit each (9 for more).
 */

export const packTags = (tags: ReadonlyArray<Tag>): string =>
  tags.map(({ kind, line, name }) => `${name}\t${kind}\t${line}`).join("\n")

export const unpackTags = (packed: string): ReadonlyArray<Tag> =>
  packed === ""
    ? []
    : packed.split("\n").map((line) => {
        const [name = "", kind = "", at = "1"] = line.split("\t")
        return { name, kind, line: Number(at) }
      })

export type PackedOutline = readonly [tags: string, words: string, counts: string]

export const packOutline = ({ tags, words }: Outline): PackedOutline => [
  packTags(tags),
  [...words.keys()].join("\n"),
  [...words.values()].map((count) => Math.min(count, 9)).join("")
]

/** Calls back for each word of an outline, without making a list of them. */
export const unpackWords = (outline: PackedOutline | undefined, visit: (word: string, count: number) => void): void => {
  if (outline === undefined || outline[1] === "") return
  const [, words, counts] = outline
  let start = 0
  for (let at = 0; at < counts.length; at++) {
    const end = words.indexOf("\n", start)
    visit(words.slice(start, end === -1 ? undefined : end), counts.charCodeAt(at) - 48)
    start = end + 1
  }
}
