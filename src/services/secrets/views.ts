/** A text as a reader, a parser or a server would see it, with the way back to the text as it was. */
export interface View {
  readonly text: string
  /** Where a character of the view stands in the original; one more than the view has. Undefined: in the same place. */
  readonly places: Int32Array | undefined
}

/** Colours, titles and links of a terminal, and characters that nobody sees. */
const unseen =
  /\u001b\[[0-9;:?<=>]{0,64}[ -/]{0,8}[@-~]|\u001b\][^\u0007\u001b]{0,2048}(?:\u0007|\u001b\\)?|\u001b[@-Z\\^_]|[\u200b-\u200d\u2060\ufeff\u00ad]/g

const escapes = /\\(?:u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|[nrtbfve"'`\\/0])/g
const percents = /%[0-9a-fA-F]{2}|\+(?=[^+]{0,16}%20)/g

const named: Readonly<Record<string, string>> = {
  n: "\n",
  r: "\r",
  t: "\t",
  b: "\b",
  f: "\f",
  v: "\v",
  e: "\u001b",
  0: "\0"
}

const unescaped = (escape: string): string => {
  const kind = escape[1] ?? ""
  if (kind === "u" || kind === "x") return String.fromCharCode(Number.parseInt(escape.slice(2), 16))
  return named[kind] ?? kind
}

const unpercented = (code: string): string =>
  code === "+" ? " " : String.fromCharCode(Number.parseInt(code.slice(1), 16))

/** The view in which what the pattern finds is something else, each find at most one character. */
const without = (view: View, pattern: RegExp, meant: (found: string) => string): View => {
  pattern.lastIndex = 0
  let found = pattern.exec(view.text)
  if (found === null) return view
  const { places, text } = view
  const out: Array<string> = []
  const map = new Int32Array(text.length + 1)
  let size = 0
  let at = 0
  const copy = (to: number) => {
    out.push(text.slice(at, to))
    for (; at < to; at++) map[size++] = places === undefined ? at : (places[at] ?? 0)
  }
  for (; found !== null; found = pattern.exec(text)) {
    copy(found.index)
    const character = meant(found[0])
    if (character !== "") {
      out.push(character)
      map[size++] = places === undefined ? at : (places[at] ?? 0)
    }
    at = found.index + found[0].length
  }
  copy(text.length)
  map[size] = places === undefined ? text.length : (places[text.length] ?? 0)
  return { text: out.join(""), places: map.subarray(0, size + 1) }
}

const nothing = () => ""

/** The text as it is to be read, and again with escapes of JSON and of addresses undone. The first is always there. */
export const views = (text: string): ReadonlyArray<View> => {
  const seen = without({ text, places: undefined }, unseen, nothing)
  const out = [seen]
  const add = (view: View, from: View): View => {
    if (view.text !== from.text) out.push(view)
    return view
  }
  let plain = seen
  if (text.includes("\\")) {
    // A text in a text in a text: each level halves the backslashes.
    for (let level = 0; level < 3 && plain.text.includes("\\"); level++) {
      plain = add(without(without(plain, escapes, unescaped), unseen, nothing), plain)
    }
  }
  if (plain.text.includes("%")) {
    const once = add(without(without(plain, percents, unpercented), unseen, nothing), plain)
    if (/%[0-9a-fA-F]{2}/.test(once.text)) add(without(once, percents, unpercented), once)
  }
  return out
}

/** Where a stretch of the view stands in the original. */
export const original = ({ places }: View, start: number, end: number): readonly [start: number, end: number] =>
  places === undefined ? [start, end] : [places[start] ?? 0, places[end] ?? 0]
