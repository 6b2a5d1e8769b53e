import { controlKey } from "./controlKey.ts"
import { escapeCharacter, readEscape } from "./escape.ts"
import { key, typedKey } from "./Key.ts"
import type { TerminalInput } from "./TerminalInput.ts"
import { decodeUtf8 } from "./utf8.ts"

/** What the decoder has in hand: parts of characters, of sequences, of a paste. */
export interface DecodeState {
  /** Bytes of a character that is not whole. */
  readonly bytes: Uint8Array
  /** A sequence that has begun, from its escape character on. */
  readonly sequence: string
  /** A paste that has begun: what is surely of it, and the last characters, which may be the start of its end. */
  readonly paste: { readonly done: string; readonly tail: string } | undefined
  /** How often `flush` found the same waiting. */
  readonly waited: number
  /** The end of a paste did not come: Ctrl+C leaves it. */
  readonly stalled: boolean
}

export interface Decoded {
  readonly state: DecodeState
  readonly inputs: ReadonlyArray<TerminalInput>
}

export const startDecoding: DecodeState = {
  bytes: new Uint8Array(0),
  sequence: "",
  paste: undefined,
  waited: 0,
  stalled: false
}

/** How long `flush` waits for the rest of a sequence, in ms: an Esc alone is told from one that begins a sequence by this. */
export const flushAfter = 30

const pasteEnd = "\u001b[201~"
/** Flushes before what has begun is given up: 300 ms for a sequence, 1 s for a paste. */
const sequencePatience = 10
const pastePatience = 33

const pasted = (text: string): ReadonlyArray<TerminalInput> => [{ _tag: "Paste", text: text.replace(/\r\n?/g, "\n") }]

/** Characters outside of sequences and pastes. C1 controls are no keys. */
const character = (text: string): ReadonlyArray<TerminalInput> => {
  const control = controlKey(text)
  if (control !== undefined) return [{ _tag: "Key", key: control }]
  const code = text.charCodeAt(0)
  return code >= 0x80 && code < 0xa0 ? [] : [{ _tag: "Key", key: typedKey(text) }]
}

/** Reads `text` from `at` within a paste: where it goes on behind its end, or undefined where that has not come. */
const readPaste = (state: DecodeState, text: string): { readonly state: DecodeState; readonly rest?: string } => {
  const paste = state.paste ?? { done: "", tail: "" }
  const all = paste.tail + text
  const end = all.indexOf(pasteEnd)
  if (end === -1) {
    const sure = Math.max(0, all.length - pasteEnd.length + 1)
    return { state: { ...state, paste: { done: paste.done + all.slice(0, sure), tail: all.slice(sure) } } }
  }
  return {
    state: { ...state, paste: { done: paste.done + all.slice(0, end), tail: "" } },
    rest: all.slice(end + pasteEnd.length)
  }
}

const scan = (begun: DecodeState, added: string): Decoded => {
  const inputs: Array<TerminalInput> = []
  let state = begun
  let text = added
  let at = 0
  for (;;) {
    if (state.paste !== undefined) {
      if (state.stalled && text.startsWith("\u0003")) {
        state = { ...state, paste: undefined, stalled: false }
        continue
      }
      const read = readPaste(state, text.slice(at))
      if (read.rest === undefined) return { state: read.state, inputs }
      inputs.push(...pasted(read.state.paste?.done ?? ""))
      state = { ...read.state, paste: undefined, stalled: false }
      text = read.rest
      at = 0
    }
    if (at >= text.length) return { state: { ...state, sequence: "" }, inputs }
    if (text[at] !== escapeCharacter) {
      const each = String.fromCodePoint(text.codePointAt(at) ?? 0)
      inputs.push(...character(each))
      at += each.length
      continue
    }
    const escape = readEscape(text, at)
    if (escape === undefined) return { state: { ...state, sequence: text.slice(at) }, inputs }
    at = escape.end
    for (const input of escape.inputs) {
      if (input._tag === "PasteStart") state = { ...state, paste: { done: "", tail: "" } }
      else inputs.push(input)
    }
  }
}

/** Reads bytes of a terminal. Never fails; the same bytes in other pieces give the same inputs. */
export const decode = (state: DecodeState, chunk: Uint8Array): Decoded => {
  if (chunk.length === 0) return { state, inputs: [] }
  const [text, bytes] = decodeUtf8(state.bytes, chunk)
  return scan({ ...state, bytes, sequence: "", waited: 0 }, state.sequence + text)
}

/** Whether `flush` should be called when nothing more came for `flushAfter` ms. */
export const isWaiting = (state: DecodeState): boolean =>
  state.sequence !== "" ||
  state.bytes.length > 0 ||
  (state.paste !== undefined && (state.paste.done !== "" || state.paste.tail !== ""))

/** Keys for what could be the whole: Esc, Esc Esc, Alt with a character that also begins sequences. */
const settle = (sequence: string): ReadonlyArray<TerminalInput> | undefined => {
  const found = /^(\u001b{1,2})([[\]OP]?)$/.exec(sequence)
  if (found === null) return undefined
  const [, escapes = "", opening = ""] = found
  const alone = opening === "" ? escapes.length : escapes.length - 1
  const escape: TerminalInput = { _tag: "Key", key: key("escape") }
  const alt: ReadonlyArray<TerminalInput> =
    opening === "" ? [] : [{ _tag: "Key", key: typedKey(opening, { alt: true }) }]
  return [...Array.from({ length: alone }, () => escape), ...alt]
}

const flushPaste = (state: DecodeState, { done, tail }: { readonly done: string; readonly tail: string }): Decoded => {
  if (state.waited + 1 < pastePatience) return { state: { ...state, waited: state.waited + 1 }, inputs: [] }
  return {
    state: { ...startDecoding, paste: { done: "", tail: "" }, stalled: true },
    inputs: done + tail === "" ? [] : pasted(done + tail)
  }
}

/**
 * Nothing more came for `flushAfter` ms: an escape that waits is the key Esc. The rest of a longer sequence is waited for
 * some flushes more, because a slow line may cut it; then it is dropped. A paste whose end does not come is given as it is.
 */
export const flush = (state: DecodeState): Decoded => {
  if (!isWaiting(state)) return { state, inputs: [] }
  if (state.paste !== undefined) return flushPaste(state, state.paste)
  const inputs = settle(state.sequence)
  if (inputs !== undefined && state.sequence !== "") return { state: { ...state, sequence: "", waited: 0 }, inputs }
  if (state.waited + 1 < sequencePatience) return { state: { ...state, waited: state.waited + 1 }, inputs: [] }
  return { state: { ...startDecoding }, inputs: [] }
}
