/**
 * What a cell is written with: the attributes of SGR (ECMA-48 8.3.117, with the extensions of xterm) and a link (OSC 8).
 * Kept in one canonical form, so that two ways of saying the same are equal.
 */
export interface Pen {
  /** Parameters without the frame: `1;38;5;2`. Empty is the terminal's own look. */
  readonly sgr: string
  /** `params;uri` of OSC 8. Empty is no link. */
  readonly link: string
}

export const plain: Pen = { sgr: "", link: "" }

const order = [
  "bold",
  "dim",
  "italic",
  "underline",
  "blink",
  "inverse",
  "hidden",
  "strike",
  "overline",
  "fg",
  "bg",
  "line"
] as const
type Attribute = (typeof order)[number]

const on: Readonly<Record<string, Attribute>> = {
  "1": "bold",
  "2": "dim",
  "3": "italic",
  "4": "underline",
  "21": "underline",
  "5": "blink",
  "6": "blink",
  "7": "inverse",
  "8": "hidden",
  "9": "strike",
  "53": "overline"
}

const off: Readonly<Record<string, ReadonlyArray<Attribute>>> = {
  "22": ["bold", "dim"],
  "23": ["italic"],
  "24": ["underline"],
  "25": ["blink"],
  "27": ["inverse"],
  "28": ["hidden"],
  "29": ["strike"],
  "39": ["fg"],
  "49": ["bg"],
  "55": ["overline"],
  "59": ["line"]
}

const extended: Readonly<Record<string, Attribute>> = { "38": "fg", "48": "bg", "58": "line" }

const colourOf = (code: string): Attribute | undefined => {
  const number = Number(code)
  if ((number >= 30 && number <= 37) || (number >= 90 && number <= 97)) return "fg"
  return (number >= 40 && number <= 47) || (number >= 100 && number <= 107) ? "bg" : undefined
}

/** Reads a line's sequences one after another and says what is written with from there on. */
export class PenReader {
  private attributes = new Map<Attribute, string>()
  private pen: Pen = plain

  get current(): Pen {
    return this.pen
  }

  sgr(parameters: string): void {
    const codes = parameters === "" ? ["0"] : parameters.split(";")
    for (let at = 0; at < codes.length; at++) {
      const code = codes[at] === "" ? "0" : (codes[at] ?? "0")
      const head = code.split(":", 1)[0] ?? code
      const wide = extended[head]
      if (wide !== undefined && code === head) {
        const length = codes[at + 1] === "2" ? 5 : 3
        this.attributes.set(wide, codes.slice(at, at + length).join(";"))
        at += length - 1
        continue
      }
      this.one(code, head, wide)
    }
    const sgr = order.flatMap((name) => this.attributes.get(name) ?? []).join(";")
    this.pen = sgr === "" && this.pen.link === "" ? plain : { sgr, link: this.pen.link }
  }

  private one(code: string, head: string, wide: Attribute | undefined): void {
    if (code === "0") this.attributes.clear()
    else if (code === "4:0") this.attributes.delete("underline")
    else {
      const attribute = wide ?? on[head] ?? colourOf(code)
      if (attribute !== undefined) this.attributes.set(attribute, code)
      for (const gone of off[code] ?? []) this.attributes.delete(gone)
    }
  }

  /** `body` is what stands after `8;`: parameters and address. */
  link(body: string): void {
    const link = body === ";" || body.endsWith(";") ? "" : body
    this.pen = link === "" && this.pen.sgr === "" ? plain : { sgr: this.pen.sgr, link }
  }
}

export const samePen = (a: Pen, b: Pen): boolean => a === b || (a.sgr === b.sgr && a.link === b.link)

/** What leads from one pen to the other. */
export const penChange = (from: Pen, to: Pen): string => {
  if (samePen(from, to)) return ""
  const link = from.link === to.link ? "" : `\u001b]8;${to.link === "" ? ";" : to.link}\u001b\\`
  if (from.sgr === to.sgr) return link
  if (to.sgr === "") return `${link}\u001b[m`
  return `${link}\u001b[${from.sgr === "" ? "" : "0;"}${to.sgr}m`
}
