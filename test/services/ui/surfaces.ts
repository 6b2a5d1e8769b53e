import { codeColours } from "../../../src/services/ui/highlight/codeColours.ts"
import type { Line, View } from "../../../src/services/ui/text/Line.ts"
import { plainLine } from "../../../src/services/ui/text/lines.ts"
import { cellWidth } from "../../../src/services/ui/text/cells.ts"
import { plainTheme, themeNamed } from "../../../src/services/ui/theme/themes.ts"

const dark = themeNamed("dark", { depth: "true", hyperlinks: true, background: "dark" })

/** A terminal with all colours and links. */
export const coloured = (width: number): View => ({ width, rows: 24, now: 5000, theme: dark, highlighter: codeColours })

/** A terminal without colours and links. */
export const plain = (width: number): View => ({ width, rows: 24, now: 5000, theme: plainTheme })

/** What is wrong with drawn lines, a sentence each: too wide, or with control characters other than SGR and OSC 8. */
export const faults = (lines: ReadonlyArray<Line>, width: number): ReadonlyArray<string> =>
  lines.flatMap((line) => {
    const text = plainLine(line)
    return [
      ...(cellWidth(text) > width ? [`${cellWidth(text)} of ${width} columns: ${JSON.stringify(line)}`] : []),
      ...(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/.test(text)
        ? [`control: ${JSON.stringify(line)}`]
        : []),
      ...(/\u001b\[(?!0m)[0-9;]*m[^\u001b]*$/.test(line) ? [`not reset: ${JSON.stringify(line)}`] : [])
    ]
  })

/** A row of numbers that looks random and is always the same. */
export const numbers = (seed: number) => {
  let state = seed >>> 0 || 1
  return (below: number): number => {
    state ^= state << 13
    state >>>= 0
    state ^= state >>> 17
    state ^= state << 5
    state >>>= 0
    return state % below
  }
}

const bits = [
  "word ",
  "longer-word/with/parts ",
  "\n",
  "\n\n",
  "  ",
  "- ",
  "1. ",
  "    ",
  "> ",
  "# ",
  "## ",
  "```ts\n",
  "```\n",
  "~~~\n",
  "`",
  "**",
  "*",
  "_",
  "~~",
  "| a | b |\n",
  "|---|:-:|\n",
  "| 1 | 2 |\n",
  "|",
  "---\n",
  "===\n",
  "[x](http://a.b/c)",
  "[",
  "](",
  "![img](a.png)",
  "<b>",
  "&amp;",
  "\\",
  "- [ ] ",
  "日本語",
  "、",
  "한글",
  "😀",
  "👨‍👩‍👧‍👦",
  "👍🏽",
  "❤️",
  "🇩🇪",
  "1️⃣",
  "e\u0301\u0302",
  "नमस्ते",
  "שלום",
  "\u202e",
  "\u2066",
  "\u200f",
  "\u200b",
  "\u200d",
  "\ufe0f",
  "\u00ad",
  "\u{e0041}",
  "\ud83d",
  "\u001b[31m",
  "\u001b[2J",
  "\u001b]0;title\u0007",
  "\u001b]8;;http://x\u001b\\",
  "\u001bPq",
  "\u009b5n",
  "\u0007",
  "\b",
  "\r",
  "\r\n",
  "\t",
  "\u0000",
  "\u2028",
  "const a = 1 // x\n",
  "x".repeat(130),
  "﷽",
  "\u0e01\u0e33"
]

/** Text made of what is hard to draw: markup, wide and joined characters, marks, sequences. */
export const hostile = (seed: number, pieces: number): string => {
  const next = numbers(seed)
  return Array.from({ length: pieces }, () => bits[next(bits.length)] ?? "").join("")
}

/** The text in pieces of random length, which may cut characters and sequences in two. */
export const chunked = (text: string, seed: number, longest: number): ReadonlyArray<string> => {
  const next = numbers(seed)
  const out: Array<string> = []
  for (let at = 0; at < text.length; ) {
    const size = 1 + next(longest)
    out.push(text.slice(at, at + size))
    at += size
  }
  return out
}

/** Escapes made visible, for golden files. */
export const visible = (lines: ReadonlyArray<Line>): string => `${lines.join("\n").replaceAll("\u001b", "␛")}\n`
