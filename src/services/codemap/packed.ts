import type { Outline, Tag } from "./outline.ts"

/*
 * Outlines as few long strings: JSON with a value for each word of 10,000 files would take longer to read than the files.
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

export const unpackOutline = ([tags, words, counts]: PackedOutline): Outline => ({
  tags: unpackTags(tags),
  words: new Map(words === "" ? [] : words.split("\n").map((word, at) => [word, Number(counts[at] ?? 1)]))
})
