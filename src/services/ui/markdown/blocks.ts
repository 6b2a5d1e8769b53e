/** Blocks of CommonMark (https://spec.commonmark.org/0.31.2) and the tables of GitHub, as a state machine over lines. */

/** What a block stands in. `fresh` until something of it was told: then its marker is drawn. */
export type Container =
  | { readonly _tag: "Quote"; readonly fresh: boolean }
  | {
      readonly _tag: "Item"
      readonly fresh: boolean
      /** Columns that the item's content is indented by, counted from its list's edge. */
      readonly indent: number
      /** Undefined in a list without numbers. */
      readonly number: number | undefined
      readonly sign: string
    }

export type Align = "left" | "center" | "right"

/** A block that is still open. */
export type Leaf =
  | { readonly _tag: "Paragraph"; readonly text: string }
  | { readonly _tag: "Fence"; readonly mark: string; readonly indent: number; readonly language: string }
  | { readonly _tag: "Indented"; readonly blanks: number }
  | { readonly _tag: "Table"; readonly rows: ReadonlyArray<string>; readonly told: boolean }

/** A piece that is finished, in the order of the text. */
export type Piece = { readonly containers: ReadonlyArray<Container>; readonly gap: boolean } & (
  | { readonly _tag: "Paragraph"; readonly text: string }
  | { readonly _tag: "Heading"; readonly level: number; readonly text: string }
  | { readonly _tag: "Rule" }
  | { readonly _tag: "CodeOpen"; readonly language: string }
  | { readonly _tag: "CodeLine"; readonly text: string }
  | { readonly _tag: "CodeClose" }
  /** Header, delimiter row and rows; or more rows of the table that was told before. */
  | { readonly _tag: "Table"; readonly rows: ReadonlyArray<string>; readonly more: boolean; readonly last: boolean }
)

export interface Blocks {
  readonly containers: ReadonlyArray<Container>
  readonly leaf: Leaf | undefined
  /** An empty line stands between the last piece and what comes. */
  readonly blank: boolean
  /** What was told last; undefined at the beginning. */
  readonly last: Piece["_tag"] | undefined
}

export const emptyBlocks: Blocks = { containers: [], leaf: undefined, blank: false, last: undefined }

/** Rows of a table after which its first ones are told, and its columns stay as they are. */
export const tableRows = 40
/** Characters of a paragraph after which it is told in parts: nobody writes such a one, but a program may. */
export const paragraphLength = 2000

const indentOf = (text: string): number => text.length - text.trimStart().length
const itemPattern = /^( {0,3})([-*+]|\d{1,9}[.)])( +|$)/
const fencePattern = /^( {0,3})(`{3,}|~{3,})([^`]*)$/
const headingPattern = /^ {0,3}(#{1,6})(?: +(.*?))?(?: +#+)? *$/
const rulePattern = /^ {0,3}(?:(?:\* *){3,}|(?:- *){3,}|(?:_ *){3,})$/
const quotePattern = /^ {0,3}> ?/
const delimiterPattern = /^ {0,3}\|? *:?-+:? *(?:\| *:?-+:? *)*\|? *$/

/** The cells of a row; a bar in a code span or behind a backslash is text. */
export const cellsOf = (row: string): ReadonlyArray<string> => {
  const inner = row
    .trim()
    .replace(/^\|/, "")
    .replace(/(?<!\\)\|$/, "")
  return (inner.match(/(?:\\.|`[^`]*`|[^|`\\]|[`\\])+|(?<=\|)(?=\||$)|^(?=\|)/g) ?? [""]).map((cell) =>
    cell.trim().replaceAll("\\|", "|")
  )
}

const startsBlock = (text: string): boolean =>
  quotePattern.test(text) ||
  headingPattern.test(text) ||
  fencePattern.test(text) ||
  rulePattern.test(text) ||
  /^ {0,3}(?:[-*+]|1[.)]) +\S/.test(text)

/** Takes lines and tells pieces; a mutable worker on immutable parts, made for one batch. */
export const makeBlocks = (from: Blocks) => {
  let { containers, leaf, blank, last } = from
  const pieces: Array<Piece> = []

  const tell = (piece: Piece) => {
    pieces.push(piece)
    containers = containers.map((each) => (each.fresh ? { ...each, fresh: false } : each))
    last = piece._tag
    blank = false
  }
  const place = (always: boolean): { readonly containers: ReadonlyArray<Container>; readonly gap: boolean } => ({
    containers,
    gap: last !== undefined && (blank || always)
  })
  /** Pieces that stand apart from what is before them, whether or not the text has an empty line there. */
  const apart = (): boolean => last === "Heading" || last === "CodeClose" || last === "Table" || last === "Rule"

  const closeLeaf = () => {
    const open = leaf
    leaf = undefined
    if (open?._tag === "Paragraph") tell({ ...place(apart()), _tag: "Paragraph", text: open.text })
    else if (open?._tag === "Fence" || open?._tag === "Indented") tell({ containers, gap: false, _tag: "CodeClose" })
    else if (open?._tag === "Table") tellTable(open, true)
  }
  const tellTable = (open: Extract<Leaf, { readonly _tag: "Table" }>, end: boolean) => {
    const where = open.told ? { containers, gap: false } : place(true)
    tell({ ...where, _tag: "Table", rows: open.rows, more: open.told, last: end })
    leaf = end ? undefined : { ...open, rows: [], told: true }
  }
  const closeTo = (depth: number) => {
    if (depth >= containers.length) return
    closeLeaf()
    // An item without content shows its marker all the same.
    const empty = containers.slice(depth).some((each) => each._tag === "Item" && each.fresh)
    if (empty) tell({ ...place(false), _tag: "Paragraph", text: "" })
    containers = containers.slice(0, depth)
  }

  /** How many containers go on in this line, and what is left of the line. */
  const match = (line: string): { readonly depth: number; readonly rest: string } => {
    let [depth, rest] = [0, line]
    for (const each of containers) {
      if (each._tag === "Quote") {
        if (!quotePattern.test(rest)) break
        rest = rest.replace(quotePattern, "")
      } else if (rest.trim() === "") rest = ""
      else if (indentOf(rest) >= each.indent) rest = rest.slice(each.indent)
      // Many writers indent what is below `1. ` by two columns only.
      else if (indentOf(rest) >= 2 && itemPattern.test(rest.trimStart())) rest = rest.trimStart()
      else break
      depth += 1
    }
    return { depth, rest }
  }

  const openItem = (found: RegExpExecArray, rest: string, depth: number): string => {
    const [, before = "", sign = "-", after = ""] = found
    const ordered = /\d/.test(sign)
    const sibling = containers[depth]
    const follows = sibling?._tag === "Item" && (sibling.number !== undefined) === ordered
    const spaces = after.length === 0 || after.length > 4 ? 1 : after.length
    const indent = before.length + sign.length + spaces
    const number = !ordered ? undefined : follows ? (sibling.number ?? 0) + 1 : Number.parseInt(sign, 10)
    closeTo(depth)
    closeLeaf()
    containers = [...containers, { _tag: "Item", fresh: true, indent, number, sign: ordered ? sign.slice(-1) : sign }]
    return rest.slice(indent)
  }

  const openFence = (found: RegExpExecArray) => {
    closeLeaf()
    const language = (found[3] ?? "").trim()
    tell({ ...place(apart()), _tag: "CodeOpen", language })
    leaf = { _tag: "Fence", mark: found[2] ?? "```", indent: found[1]?.length ?? 0, language }
  }

  const inFence = (open: Extract<Leaf, { readonly _tag: "Fence" }>, rest: string) => {
    const closing = /^ {0,3}(`{3,}|~{3,}) *$/.exec(rest)?.[1]
    if (closing !== undefined && closing[0] === open.mark[0] && closing.length >= open.mark.length) return closeLeaf()
    const text = rest.slice(Math.min(open.indent, indentOf(rest)))
    tell({ containers, gap: false, _tag: "CodeLine", text })
  }

  const inIndented = (open: Extract<Leaf, { readonly _tag: "Indented" }>, rest: string): boolean => {
    if (rest.trim() === "") {
      leaf = { ...open, blanks: open.blanks + 1 }
      return true
    }
    if (indentOf(rest) < 4) {
      closeLeaf()
      blank = open.blanks > 0
      return false
    }
    for (let count = 0; count < open.blanks; count++) tell({ containers, gap: false, _tag: "CodeLine", text: "" })
    tell({ containers, gap: false, _tag: "CodeLine", text: rest.slice(4) })
    leaf = { ...open, blanks: 0 }
    return true
  }

  const addText = (text: string) => {
    if (leaf?._tag !== "Paragraph") {
      closeLeaf()
      leaf = { _tag: "Paragraph", text: text.trimStart() }
    } else leaf = { ...leaf, text: `${leaf.text}\n${text.trimStart()}` }
    if (leaf.text.length <= paragraphLength) return
    closeLeaf()
  }

  /** A line that may be the second of a table or a heading: it tells what the line before it was. */
  const changesParagraph = (open: Extract<Leaf, { readonly _tag: "Paragraph" }>, rest: string): boolean => {
    const lines = open.text.split("\n")
    const header = lines.at(-1) ?? ""
    if (delimiterPattern.test(rest) && header.includes("|") && cellsOf(header).length === cellsOf(rest).length) {
      leaf = lines.length > 1 ? { _tag: "Paragraph", text: lines.slice(0, -1).join("\n") } : undefined
      closeLeaf()
      leaf = { _tag: "Table", rows: [header, rest], told: false }
      return true
    }
    const underline = /^ {0,3}(=+|-{2,}) *$/.exec(rest)?.[1]
    if (underline === undefined) return false
    leaf = undefined
    tell({ ...place(true), _tag: "Heading", level: underline.startsWith("=") ? 1 : 2, text: open.text })
    return true
  }

  /** What a line begins with, once the containers that go on are taken off it. */
  const openBlocks = (start: string, startDepth: number) => {
    let [rest, depth] = [start, startDepth]
    for (let level = 0; level < 20; level++) {
      const paragraph = depth === containers.length && leaf?._tag === "Paragraph"
      if (indentOf(rest) >= 4 && !paragraph) break
      if (quotePattern.test(rest)) {
        closeTo(depth)
        closeLeaf()
        containers = [...containers, { _tag: "Quote", fresh: true }]
        rest = rest.replace(quotePattern, "")
      } else {
        const item = rulePattern.test(rest) ? null : itemPattern.exec(rest)
        if (item === null || (paragraph && !/^ {0,3}(?:[-*+]|1[.)]) +\S/.test(rest))) break
        rest = openItem(item, rest, depth)
      }
      depth = containers.length
    }
    closeTo(depth)
    return rest
  }

  const takeBlock = (rest: string) => {
    const heading = headingPattern.exec(rest)
    const fence = fencePattern.exec(rest)
    if (rest.trim() === "") return
    if (leaf === undefined && indentOf(rest) >= 4) {
      tell({ ...place(apart()), _tag: "CodeOpen", language: "" })
      leaf = { _tag: "Indented", blanks: 0 }
      tell({ containers, gap: false, _tag: "CodeLine", text: rest.slice(4) })
    } else if (heading !== null) {
      closeLeaf()
      tell({ ...place(true), _tag: "Heading", level: heading[1]?.length ?? 1, text: heading[2] ?? "" })
    } else if (fence !== null) openFence(fence)
    else if (leaf?._tag === "Paragraph" && changesParagraph(leaf, rest)) return
    else if (rulePattern.test(rest)) {
      closeLeaf()
      tell({ ...place(true), _tag: "Rule" })
    } else if (leaf?._tag === "Table" && rest.includes("|")) {
      leaf = { ...leaf, rows: [...leaf.rows, rest] }
      if (leaf.rows.length >= tableRows) tellTable(leaf, false)
    } else addText(rest)
  }

  /** One line without its line feed, sanitised. */
  const line = (text: string) => {
    const { depth, rest } = match(text)
    const all = depth === containers.length
    if (all && leaf?._tag === "Fence") return inFence(leaf, rest)
    if (all && leaf?._tag === "Indented" && inIndented(leaf, rest)) return
    if (rest.trim() === "") {
      if (all || containers[depth]?._tag === "Quote") closeTo(depth)
      closeLeaf()
      blank = last !== undefined
      return
    }
    const lazy = !all && leaf?._tag === "Paragraph" && !startsBlock(rest) && !itemPattern.test(rest)
    if (lazy) return addText(rest)
    takeBlock(openBlocks(rest, depth))
  }

  return {
    line,
    /** The text is over: all that is open is told. */
    end: () => {
      closeLeaf()
      closeTo(0)
    },
    pieces: (): ReadonlyArray<Piece> => pieces,
    state: (): Blocks => ({ containers, leaf, blank, last })
  }
}
