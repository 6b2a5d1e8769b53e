import { Result } from "effect"
import { decode, type Encoding, encode } from "./encoding.ts"
import { type Eol, eolOf } from "./lines.ts"

/** A whole text file with all that must be kept when it is written again. */
export interface TextFile {
  readonly text: string
  readonly encoding: Encoding
  readonly bom: boolean
  readonly eol: Eol
  readonly finalNewline: boolean
  /** Permission bits. */
  readonly mode: number
}

const sameBytes = (one: Uint8Array, other: Uint8Array): boolean => {
  if (one.length !== other.length) return false
  for (let at = 0; at < one.length; at++) if (one[at] !== other[at]) return false
  return true
}

/** The text of a file's bytes, or undefined where writing it again would give other bytes. */
export const textFile = (bytes: Uint8Array, mode: number): TextFile | undefined => {
  const { bom, encoding, text } = decode(bytes)
  const back = encode(text, encoding, bom)
  if (Result.isFailure(back) || !sameBytes(back.success, bytes)) return undefined
  return { text, encoding, bom, eol: eolOf(text), finalNewline: text.endsWith("\n"), mode }
}
