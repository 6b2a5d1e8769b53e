import { describe, expect, it } from "@effect/vitest"
import { Schema } from "effect"
import { keyText } from "../../../../src/services/ui/bindings/keyText.ts"
import { type DecodeState, decode, flush, isWaiting, startDecoding } from "../../../../src/services/ui/keys/decode.ts"
import type { TerminalInput } from "../../../../src/services/ui/keys/TerminalInput.ts"

const encoder = new TextEncoder()
const bytesOf = (text: string): Uint8Array => encoder.encode(text)

interface Run {
  readonly state: DecodeState
  readonly inputs: ReadonlyArray<TerminalInput>
}
const feed = (chunks: ReadonlyArray<Uint8Array>, start = startDecoding): Run =>
  chunks.reduce<Run>(
    (run, chunk) => {
      const { inputs, state } = decode(run.state, chunk)
      return { state, inputs: [...run.inputs, ...inputs] }
    },
    { state: start, inputs: [] }
  )

/** Inputs as short texts: keys as they are written, with what they type. */
const told = (input: TerminalInput): string => {
  if (input._tag !== "Key") return JSON.stringify(input)
  const { key } = input
  return key.text === undefined || key.text === key.name ? keyText(key) : `${keyText(key)}=${JSON.stringify(key.text)}`
}
const inputsOf = (text: string): ReadonlyArray<string> => feed([bytesOf(text)]).inputs.map(told)

/** All at once and what a flush adds. */
const withFlush = (text: string): ReadonlyArray<string> => {
  const { inputs, state } = feed([bytesOf(text)])
  return [...inputs, ...flush(state).inputs].map(told)
}

const keys: ReadonlyArray<readonly [bytes: string, inputs: string]> = [
  // Characters
  ["a", "a"],
  ["A", 'shift+a="A"'],
  ["é", "é"],
  ["É", 'shift+é="É"'],
  ["ß", "ß"],
  ["ẞ", 'shift+ß="ẞ"'],
  ["İ", "İ"],
  ["!", "!"],
  [" ", 'space=" "'],
  ["日本", "日 本"],
  ["👍🏽", "👍 🏽"],
  ["\u{10fffd}", "\u{10fffd}"],
  // Control characters
  ["\r", "enter"],
  ["\n", "ctrl+j"],
  ["\t", "tab"],
  ["\u007f", "backspace"],
  ["\b", "ctrl+h"],
  ["\u0000", "ctrl+space"],
  ["\u0001", "ctrl+a"],
  ["\u001a", "ctrl+z"],
  ["\u001c", "ctrl+\\"],
  ["\u001d", "ctrl+]"],
  ["\u001e", "ctrl+^"],
  ["\u001f", "ctrl+_"],
  ["\u0085", ""],
  // Alt as an escape before
  ["\u001ba", "alt+a"],
  ["\u001bA", "alt+shift+a"],
  ["\u001b<", "alt+<"],
  ["\u001b\r", "alt+enter"],
  ["\u001b\u007f", "alt+backspace"],
  ["\u001b\u0001", "ctrl+alt+a"],
  ["\u001bé", "alt+é"],
  ["\u001b ", "alt+space"],
  ["\u001b👍", "alt+👍"],
  // xterm
  ["\u001b[A", "up"],
  ["\u001b[B\u001b[C\u001b[D", "down right left"],
  ["\u001bOA\u001bOH\u001bOF", "up home end"],
  ["\u001b[H\u001b[F\u001b[1~\u001b[4~\u001b[7~\u001b[8~", "home end home end home end"],
  ["\u001b[2~\u001b[3~\u001b[5~\u001b[6~", "insert delete pageup pagedown"],
  ["\u001bOP\u001bOQ\u001bOR\u001bOS", "f1 f2 f3 f4"],
  ["\u001b[11~\u001b[15~\u001b[17~\u001b[21~\u001b[24~", "f1 f5 f6 f10 f12"],
  ["\u001b[Z", "shift+tab"],
  ["\u001b[1;2A", "shift+up"],
  ["\u001b[1;3A", "alt+up"],
  ["\u001b[1;5D", "ctrl+left"],
  ["\u001b[1;6C", "ctrl+shift+right"],
  ["\u001b[1;9A", "super+up"],
  ["\u001b[1;65A", "up"],
  ["\u001b[3;5~", "ctrl+delete"],
  ["\u001b[3;3~", "alt+delete"],
  ["\u001b[15;2~", "shift+f5"],
  ["\u001b[1;5P", "ctrl+f1"],
  ["\u001b[1;2R", "shift+f3"],
  ["\u001bO5P", "ctrl+f1"],
  ["\u001bOM", "enter"],
  ["\u001bOp\u001bOk", "0 +"],
  // Other terminals
  ["\u001b[a\u001b[d", "shift+up shift+left"],
  ["\u001bOa\u001bOc", "ctrl+up ctrl+right"],
  ["\u001b[3$\u001b[3^\u001b[3@", "shift+delete ctrl+delete ctrl+shift+delete"],
  ["\u001b[[A\u001b[[E", "f1 f5"],
  ["\u001b\u001b[A", "alt+up"],
  ["\u001b\u001bOC", "alt+right"],
  ["\u001b\u001b[3~", "alt+delete"],
  ["\u001b\u001bx", "escape alt+x"],
  ["\u001b\u001b\u001b[A", "escape alt+up"],
  // modifyOtherKeys
  ["\u001b[27;2;13~", "shift+enter"],
  ["\u001b[27;5;13~", "ctrl+enter"],
  ["\u001b[27;5;9~", "ctrl+tab"],
  ["\u001b[27;6;65~", "ctrl+shift+a"],
  ["\u001b[27;5;97~", "ctrl+a"],
  ["\u001b[27;3;127~", "alt+backspace"],
  ["\u001b[27;5;32~", "ctrl+space"],
  ["\u001b[27;4;60~", "alt+<"],
  ["\u001b[27;6;95~", "ctrl+_"],
  ["\u001b[27;5;91~", "escape"],
  ["\u001b[27;5;105~", "tab"],
  ["\u001b[27;2;32~", 'shift+space=" "'],
  // kitty
  ["\u001b[91;5u\u001b[109;5u\u001b[105;5u", "escape enter tab"],
  ["\u001b[105;6u\u001b[109;7u", "ctrl+shift+i ctrl+alt+m"],
  ["\u001b[44:60;4u", "alt+<"],
  ["\u001b[44;4u", "alt+shift+,"],
  ["\u001b[27u", "escape"],
  ["\u001b[13;2u", "shift+enter"],
  ["\u001b[13;3u", "alt+enter"],
  ["\u001b[57414u", "enter"],
  ["\u001b[9;2u", "shift+tab"],
  ["\u001b[127;5u", "ctrl+backspace"],
  ["\u001b[97;5u", "ctrl+a"],
  ["\u001b[97;6u", "ctrl+shift+a"],
  ["\u001b[97:65;6u", "ctrl+shift+a"],
  ["\u001b[106;5u", "ctrl+j"],
  ["\u001b[97;2u", 'shift+a="A"'],
  ["\u001b[97:65;2;65u", 'shift+a="A"'],
  ["\u001b[97;65u", 'a="A"'],
  ["\u001b[49:33;2u", "!"],
  ["\u001b[49:33;6u", "ctrl+!"],
  ["\u001b[45:95;6u", "ctrl+_"],
  ["\u001b[32;2u", 'shift+space=" "'],
  ["\u001b[97;3u", "alt+a"],
  ["\u001b[97;33u", "alt+a"],
  ["\u001b[1089::99;5u", "ctrl+c"],
  ["\u001b[1089::99u", "с"],
  ["\u001b[57376u\u001b[57398u", "f13 f35"],
  ["\u001b[57399u\u001b[57413u", "0 +"],
  ["\u001b[57417;5u", "ctrl+left"],
  ["\u001b[1;1:1A", "up"],
  ["\u001b[1;1:2A", "up"],
  ["\u001b[1;1:3A", ""],
  ["\u001b[97;1:3u", ""],
  ["\u001b[57441u\u001b[57358u", ""],
  ["\u001b[13~", "f3"],
  // The mouse
  ["\u001b[<0;10;20M\u001b[<0;10;20m", ""],
  ["\u001b[M !!x", "x"],
  ["\u001b[32;10;20M", ""],
  // Sequences that are none
  ["\u001b[é", "alt+[ é"],
  ["\u001b[1\rx", "enter x"],
  ["\u001b[999~", ""],
  ["\u001b[;;;;u", ""],
  ["\u001b[55296u\u001b[1114112u", ""],
  ["\u001b]0;title\u0007x", "x"],
  ["\u001b]52;c;aGk=\u001b\\x", "x"],
  ["\u001bP1+r\u001b\\x", "x"],
  ["\u001b]11;rgb:\rx", "alt+] 1 1 ; r g b : enter x"],
  ["\u001b]\rx", "alt+] enter x"],
  ["\u001b]ab", "alt+] a b"],
  ["\u001b_ab", "alt+_ a b"],
  ["\u001b^ab", "alt+^ a b"],
  ["\u001bXab", "alt+shift+x a b"],
  ["\u001bPab", "alt+shift+p a b"],
  ["\u001bP1\u001b[A", "alt+shift+p 1 up"]
]

describe("keys", () => {
  it.each(keys)("%j is %s", (text, expected) => {
    expect(inputsOf(text).join(" ")).toBe(expected)
  })
})

const replies: ReadonlyArray<readonly [bytes: string, input: TerminalInput]> = [
  ["\u001b[I", { _tag: "Focus", focused: true }],
  ["\u001b[O", { _tag: "Focus", focused: false }],
  ["\u001b[?5u", { _tag: "KittyFlags", flags: 5 }],
  ["\u001b[?0u", { _tag: "KittyFlags", flags: 0 }],
  ["\u001b[?62;4;22c", { _tag: "Attributes", primary: true, numbers: [62, 4, 22] }],
  ["\u001b[>41;354;0c", { _tag: "Attributes", primary: false, numbers: [41, 354, 0] }],
  ["\u001b[12;40R", { _tag: "Cursor", row: 12, column: 40 }],
  ["\u001b[1;80R", { _tag: "Cursor", row: 1, column: 80 }],
  ["\u001b[?1;2R", { _tag: "Cursor", row: 1, column: 2 }],
  ["\u001b[?2026;2$y", { _tag: "Mode", mode: 2026, state: 2 }],
  ["\u001b[?997;1n", { _tag: "ColourScheme", dark: true }],
  ["\u001b[?997;2n", { _tag: "ColourScheme", dark: false }],
  ["\u001b[48;24;80;480;800t", { _tag: "Size", rows: 24, columns: 80 }],
  ["\u001b[8;24;80t", { _tag: "Size", rows: 24, columns: 80 }],
  ["\u001b]11;rgb:0000/8080/ffff\u001b\\", { _tag: "Colour", which: "background", red: 0, green: 128, blue: 255 }],
  ["\u001b]10;rgb:f/8/0\u0007", { _tag: "Colour", which: "foreground", red: 255, green: 136, blue: 0 }],
  ["\u001b]11;#1e1e2e\u0007", { _tag: "Colour", which: "background", red: 30, green: 30, blue: 46 }],
  ["\u001b]11;rgba:1e1e/1e1e/2e2e/ffff\u0007", { _tag: "Colour", which: "background", red: 30, green: 30, blue: 46 }],
  ["\u001bP>|kitty(0.46.1)\u001b\\", { _tag: "Version", name: "kitty(0.46.1)" }]
]

describe("replies", () => {
  it.each(replies)("%j", (text, expected) => {
    expect(feed([bytesOf(text)]).inputs).toEqual([expected])
  })
})

const paste = (text: string): TerminalInput => ({ _tag: "Paste", text })

describe("bracketed paste", () => {
  it.each<readonly [string, ReadonlyArray<TerminalInput>]>([
    ["\u001b[200~hello\u001b[201~", [paste("hello")]],
    ["\u001b[200~\u001b[201~", [paste("")]],
    ["\u001b[200~a\r\nb\rc\nd\u001b[201~", [paste("a\nb\nc\nd")]],
    [
      "\u001b[200~\u001b[31mred\u001b[0m \u001b[A\u001b]0;x\u0007\u0003\u001b[201~",
      [paste("\u001b[31mred\u001b[0m \u001b[A\u001b]0;x\u0007\u0003")]
    ],
    ["\u001b[200~\u001b[200~\u001b[201~", [paste("\u001b[200~")]],
    ["\u001b[200~\u001b[201\u001b[201~", [paste("\u001b[201")]],
    ["\u001b[200~日本🎉\u001b[201~\u001b[200~b\u001b[201~", [paste("日本🎉"), paste("b")]]
  ])("%j", (text, expected) => {
    const bytes = bytesOf(text)
    expect(feed([bytes]).inputs).toEqual(expected)
    for (let cut = 0; cut <= bytes.length; cut++) {
      expect(feed([bytes.slice(0, cut), bytes.slice(cut)]).inputs, `cut at ${cut}`).toEqual(expected)
    }
    expect(feed([...bytes].map((byte) => Uint8Array.of(byte))).inputs).toEqual(expected)
  })

  it("takes 8 MB in small pieces", () => {
    const piece = bytesOf("0123456789abcdef".repeat(4096))
    const chunks = [bytesOf("\u001b[200~"), ...Array.from({ length: 128 }, () => piece), bytesOf("\u001b[201~x")]
    const { inputs } = feed(chunks)
    expect(inputs.map(({ _tag }) => _tag)).toEqual(["Paste", "Key"])
    const [first] = inputs
    expect(first?._tag === "Paste" ? first.text.length : 0).toBe(piece.length * 128)
  })

  it("is given as it is where its end does not come, and Ctrl+C leaves it", () => {
    let { state } = feed([bytesOf("\u001b[200~half")])
    const got: Array<TerminalInput> = []
    for (let count = 0; count < 40; count++) {
      const flushed = flush(state)
      state = flushed.state
      got.push(...flushed.inputs)
    }
    expect(got).toEqual([paste("half")])
    expect(isWaiting(state)).toBe(false)
    expect(feed([bytesOf("\u0003a")], state).inputs.map(told)).toEqual(["ctrl+c", "a"])
    expect(feed([bytesOf(" more\u001b[201~a")], state).inputs.map(told)).toEqual([JSON.stringify(paste(" more")), "a"])
  })
})

describe("flush", () => {
  it.each<readonly [string, string]>([
    ["\u001b", "escape"],
    ["\u001b\u001b", "escape escape"],
    ["\u001b[", "alt+["],
    ["\u001bO", "alt+shift+o"],
    ["\u001b]", "alt+]"],
    ["\u001bP", "alt+shift+p"],
    ["\u001b\u001b[", "escape alt+["],
    ["a", "a"],
    ["", ""]
  ])("%j is %s", (text, expected) => {
    expect(withFlush(text).join(" ")).toBe(expected)
    expect(isWaiting(flush(feed([bytesOf(text)]).state).state)).toBe(false)
  })

  it("waits for the rest of a sequence that a slow line cut", () => {
    const first = feed([bytesOf("\u001b[1;")])
    const waited = flush(flush(first.state).state)
    expect(waited.inputs).toEqual([])
    expect(isWaiting(waited.state)).toBe(true)
    expect(feed([bytesOf("5A")], waited.state).inputs.map(told)).toEqual(["ctrl+up"])
  })

  it.each(["\u001b[1;", "\u001b]11;rgb:", "\u001bP>|x", "\u001b[M "])("gives %j up in the end", (text) => {
    let { state } = feed([bytesOf(text)])
    for (let count = 0; count < 20; count++) state = flush(state).state
    expect(isWaiting(state)).toBe(false)
    expect(feed([bytesOf("a")], state).inputs.map(told)).toEqual(["a"])
  })

  it("gives half a character up in the end", () => {
    let { state } = feed([Uint8Array.of(0xf0, 0x9f)])
    for (let count = 0; count < 20; count++) state = flush(state).state
    expect(feed([bytesOf("a")], state).inputs.map(told)).toEqual(["a"])
  })
})

/** Bytes as terminals send them, and bytes as they do not. */
const pieces = [
  ...keys.map(([text]) => text),
  ...replies.map(([text]) => text),
  "\u001b",
  "\u001b[",
  "\u001b[1;",
  "\u001b]",
  "\u001bO",
  "\u001b[200~",
  "\u001b[201~",
  "text\r\n",
  "é日👨‍👩‍👧"
]
const Bytes = Schema.Array(
  Schema.Union([Schema.Literals(pieces), Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 255 }))])
).check(Schema.isMinLength(6), Schema.isMaxLength(40))
const Cuts = Schema.Array(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 9 })))

const joined = (parts: typeof Bytes.Type): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => (typeof part === "number" ? [part] : [...bytesOf(part)])))

const chunked = (bytes: Uint8Array, cuts: ReadonlyArray<number>): ReadonlyArray<Uint8Array> => {
  const chunks: Array<Uint8Array> = []
  let at = 0
  for (let turn = 0; at < bytes.length; turn++) {
    const size = cuts.length === 0 ? 1 : (cuts[turn % cuts.length] ?? 1)
    chunks.push(bytes.slice(at, at + size))
    at += size
  }
  return chunks
}

describe("any bytes", () => {
  it.prop(
    "give the same inputs in any pieces, and keys that can be written",
    [Bytes, Cuts],
    ([parts, cuts]) => {
      const bytes = joined(parts)
      const whole = feed([bytes])
      const cut = feed(chunked(bytes, cuts))
      expect(cut.inputs).toEqual(whole.inputs)
      expect(cut.state).toEqual(whole.state)
      for (const input of whole.inputs) if (input._tag === "Key") expect(input.key.name).not.toBe("")
      let { state } = whole
      for (let count = 0; count < 100; count++) state = flush(state).state
      expect(isWaiting(state)).toBe(false)
    },
    { arbitrary: { runs: 1000 } }
  )

  it.prop("of text are that text", [Schema.String, Cuts], ([text, cuts]) => {
    const plain = text.toWellFormed().replace(/[\u0000-\u001f\u007f-\u009f]/g, "")
    const { inputs } = feed(chunked(bytesOf(plain), cuts))
    expect(inputs.map((input) => (input._tag === "Key" ? input.key.text : "")).join("")).toBe(plain)
  })
})
