import { ansiNames } from "./ansiNames.ts"
import type { Colour, Style } from "./Style.ts"
import type { ColourDepth } from "./Theme.ts"

type Rgb = readonly [number, number, number]

/** The sixteen as xterm has them; terminals differ, and users change them. */
const ansi: ReadonlyArray<Rgb> = [
  [0, 0, 0],
  [205, 0, 0],
  [0, 205, 0],
  [205, 205, 0],
  [0, 0, 238],
  [205, 0, 205],
  [0, 205, 205],
  [229, 229, 229],
  [127, 127, 127],
  [255, 0, 0],
  [0, 255, 0],
  [255, 255, 0],
  [92, 92, 255],
  [255, 0, 255],
  [0, 255, 255],
  [255, 255, 255]
]
const steps = [0, 95, 135, 175, 215, 255]

const distance = (a: Rgb, b: Rgb): number => 2 * (a[0] - b[0]) ** 2 + 4 * (a[1] - b[1]) ** 2 + 3 * (a[2] - b[2]) ** 2

const ofHex = (hex: string): Rgb =>
  [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)) as [number, number, number]

/** Colour `index` of the 256: sixteen, a cube of 6 × 6 × 6, and 24 greys. */
const ofIndex = (index: number): Rgb => {
  if (index < 16) return ansi[index] ?? [0, 0, 0]
  if (index >= 232) {
    const grey = 8 + (index - 232) * 10
    return [grey, grey, grey]
  }
  const at = index - 16
  return [steps[Math.floor(at / 36)] ?? 0, steps[Math.floor(at / 6) % 6] ?? 0, steps[at % 6] ?? 0]
}

const nearest = (rgb: Rgb, from: number, to: number): number => {
  let [best, least] = [from, Number.POSITIVE_INFINITY]
  for (let index = from; index < to; index++) {
    const far = distance(rgb, ofIndex(index))
    if (far < least) [best, least] = [index, far]
  }
  return best
}

/** Parameters of SGR for a colour: `base` is 30 for the text and 40 for what is behind it. */
const parameters = (colour: Colour, depth: ColourDepth, base: 30 | 40): string => {
  const named = (index: number) => String(index < 8 ? base + index : base + 52 + index)
  if (typeof colour === "string" && !colour.startsWith("#"))
    return named((ansiNames as ReadonlyArray<string>).indexOf(colour))
  const rgb = typeof colour === "number" ? ofIndex(colour) : ofHex(colour)
  if (depth === "16") return named(nearest(rgb, 0, 16))
  if (typeof colour === "number") return colour < 16 ? named(colour) : `${base + 8};5;${colour}`
  return depth === "256" ? `${base + 8};5;${nearest(rgb, 16, 256)}` : `${base + 8};2;${rgb.join(";")}`
}

/** The parameters of one SGR sequence for a style; empty where there is nothing to set. */
export const sgr = (style: Style, depth: ColourDepth): string => {
  if (depth === "none") return ""
  return [
    ...(style.bold === true ? ["1"] : []),
    ...(style.dim === true ? ["2"] : []),
    ...(style.italic === true ? ["3"] : []),
    ...(style.underline === true ? ["4"] : []),
    ...(style.inverse === true ? ["7"] : []),
    ...(style.strike === true ? ["9"] : []),
    ...(style.color === undefined ? [] : [parameters(style.color, depth, 30)]),
    ...(style.background === undefined ? [] : [parameters(style.background, depth, 40)])
  ].join(";")
}
