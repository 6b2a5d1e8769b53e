import { codedKey, modifiersOf } from "./coded.ts"
import { key } from "./Key.ts"
import { letterKeys, numberKeys } from "./keyTables.ts"
import type { TerminalInput } from "./TerminalInput.ts"

/** A control sequence: `CSI prefix parameters intermediates final`. */
export interface Csi {
  /** `?`, `<`, `=`, `>` or nothing. */
  readonly prefix: string
  /** Parameters with their parts: `1;5:3` is `[[1], [5, 3]]`. Absent numbers are undefined. */
  readonly parameters: ReadonlyArray<ReadonlyArray<number | undefined>>
  readonly intermediates: string
  readonly final: string
}

export const csiOf = (body: string, intermediates: string, final: string): Csi => {
  const prefix = /^[<=>?]/.exec(body)?.[0] ?? ""
  const parameters = body
    .slice(prefix.length)
    .split(";")
    .map((each) => each.split(":").map((number) => (/^\d{1,9}$/.test(number) ? Number(number) : undefined)))
  return { prefix, parameters, intermediates, final }
}

/** Paste begins; what follows is not read as keys. */
export type PasteStart = { readonly _tag: "PasteStart" }

const numberAt = ({ parameters }: Csi, at: number): number | undefined => parameters[at]?.[0]

/** The key was let go (event type 3 of the kitty protocol). */
const isRelease = ({ parameters }: Csi): boolean => parameters[1]?.[1] === 3

const pressed = (name: string, parameter: number | undefined): TerminalInput => {
  const { caps: _, ...held } = modifiersOf(parameter)
  return { _tag: "Key", key: key(name, held) }
}

const coded = (found: ReturnType<typeof codedKey>): TerminalInput | undefined =>
  found === undefined ? undefined : { _tag: "Key", key: found }

const kitty = (csi: Csi): TerminalInput | undefined => {
  const [codes = [], modifiers = [], text = []] = csi.parameters
  const typed = text.filter((code) => code !== undefined && code >= 0x20 && code <= 0x10ffff && code !== 0x7f)
  return coded(
    codedKey({
      code: codes[0] ?? 1,
      shifted: codes[1],
      base: codes[2],
      modifiers: modifiers[0],
      text: typed.length === 0 ? undefined : String.fromCodePoint(...typed.map(Number))
    })
  )
}

const tilde = (csi: Csi): TerminalInput | PasteStart | undefined => {
  const number = numberAt(csi, 0) ?? 0
  if (number === 200) return { _tag: "PasteStart" }
  if (number === 27 && csi.parameters.length >= 3) {
    // Here the code is what the key types with shift, if shift is held.
    const code = numberAt(csi, 2) ?? 0
    return coded(codedKey({ code, shifted: code, modifiers: numberAt(csi, 1) }))
  }
  const name = numberKeys[number]
  return name === undefined ? undefined : pressed(name, numberAt(csi, 1))
}

/** rxvt writes the modifiers of `CSI number ~` as another final byte. */
const rxvt: Readonly<Record<string, number>> = { $: 2, "^": 5, "@": 6 }
const rxvtArrows: Readonly<Record<string, string>> = { a: "up", b: "down", c: "right", d: "left" }

const reply = (csi: Csi): TerminalInput | undefined => {
  const numbers = csi.parameters.map((each) => each[0] ?? 0)
  const [first = 0, second = 0, third = 0] = numbers
  if (csi.prefix === "?" && csi.final === "u") return { _tag: "KittyFlags", flags: first }
  if (csi.prefix === "?" && csi.final === "y" && csi.intermediates === "$") {
    return { _tag: "Mode", mode: first, state: second }
  }
  if (csi.prefix === "?" && csi.final === "n" && first === 997) return { _tag: "ColourScheme", dark: second === 1 }
  if (csi.prefix === "?" && csi.final === "R") return { _tag: "Cursor", row: first, column: second }
  if (csi.final === "c" && (csi.prefix === "?" || csi.prefix === ">")) {
    return { _tag: "Attributes", primary: csi.prefix === "?", numbers }
  }
  if (csi.prefix === "" && csi.final === "t" && (first === 48 || first === 8)) {
    return { _tag: "Size", rows: second, columns: third }
  }
  return undefined
}

/** What a control sequence tells; undefined for what is not listened to: the mouse, keys let go, what is unknown. */
export const readCsi = (csi: Csi): TerminalInput | PasteStart | undefined => {
  if (csi.prefix !== "" || (csi.intermediates !== "" && csi.final !== "$")) return reply(csi)
  if (isRelease(csi)) return undefined
  const [first, second] = [numberAt(csi, 0), numberAt(csi, 1)]
  if (csi.final === "u") return kitty(csi)
  if (csi.final === "~") return tilde(csi)
  const held = rxvt[csi.final]
  if (held !== undefined) {
    const name = numberKeys[first ?? 0]
    return name === undefined ? undefined : pressed(name, held)
  }
  if (csi.final === "Z") return pressed("tab", 2)
  if (csi.final === "I" || csi.final === "O") return { _tag: "Focus", focused: csi.final === "I" }
  const arrow = rxvtArrows[csi.final]
  if (arrow !== undefined && first === undefined) return pressed(arrow, 2)
  // F3 with modifiers looks like the answer where the cursor stands: in the first row it is taken for the key.
  if (csi.final === "R" && first !== undefined && second !== undefined && (first !== 1 || second < 2 || second > 16)) {
    return { _tag: "Cursor", row: first, column: second }
  }
  const name = letterKeys[csi.final]
  return name === undefined ? reply(csi) : pressed(name, second)
}
