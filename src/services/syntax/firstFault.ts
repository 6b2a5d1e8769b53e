/** Where a text stops fitting its grammar. Line and column count from 1, columns in UTF-16 units. */
export interface Fault {
  readonly line: number
  readonly column: number
  readonly message: string
}

/** What of a syntax tree is looked at: the shape of tree-sitter's nodes. */
export interface TreeNode {
  readonly type: string
  readonly isError: boolean
  readonly isMissing: boolean
  readonly hasError: boolean
  readonly text: string
  readonly startPosition: { readonly row: number; readonly column: number }
  readonly endPosition: { readonly row: number; readonly column: number }
  readonly childCount: number
  readonly children: ReadonlyArray<TreeNode | null>
  readonly parent: TreeNode | null
}

const closers: Readonly<Record<string, string>> = { "{": "}", "(": ")", "[": "]", "${": "}", "#{": "}", "$(": ")" }
const openers: Readonly<Record<string, string>> = { "}": "{", ")": "(", "]": "[" }

const childrenOf = (node: TreeNode): ReadonlyArray<TreeNode> => node.children.filter((child) => child !== null)

const isFault = (node: TreeNode): boolean => node.isError || node.isMissing

/** The first faulty node in the order of the text. */
const firstFaulty = (root: TreeNode): TreeNode | undefined => {
  let node = root
  for (;;) {
    if (isFault(node)) return node
    const next = childrenOf(node).find((child) => isFault(child) || child.hasError)
    if (next === undefined) return undefined
    node = next
  }
}

const shown = (text: string): string => {
  const line = text.trim().split("\n", 1)[0] ?? ""
  return `\`${line.length > 40 ? `${line.slice(0, 40)}…` : line}\``
}

const at = (position: TreeNode["startPosition"], message: string): Fault => ({
  line: position.row + 1,
  column: position.column + 1,
  message
})

/** The last bracket among a node's own tokens that none of them closes. */
const unclosed = (node: TreeNode): TreeNode | undefined => {
  const open: Array<TreeNode> = []
  for (const child of childrenOf(node)) {
    if (closers[child.type] !== undefined) open.push(child)
    else if (openers[child.type] !== undefined) {
      const last = open.at(-1)
      if (last !== undefined && closers[last.type] === child.type) open.pop()
    }
  }
  return open.at(-1)
}

const opening = (node: TreeNode): TreeNode | undefined => {
  const wanted = openers[node.type]
  const before = node.parent === null ? [] : childrenOf(node.parent)
  return wanted === undefined ? undefined : before.find((child) => closers[child.type] === node.type)
}

/** Words that end what another word began. */
const endings: ReadonlySet<string> = new Set(["end", "fi", "done", "esac"])

const ofMissing = (node: TreeNode): Fault => {
  const bracket = opening(node)
  if (bracket !== undefined && bracket.startPosition.row !== node.startPosition.row) {
    return at(bracket.startPosition, `the \`${bracket.type}\` here is never closed`)
  }
  if (endings.has(node.type) && node.parent !== null) {
    return at(node.parent.startPosition, `${shown(node.parent.text)} is never closed: \`${node.type}\` is missing`)
  }
  const what = /^\w+$/.test(node.type) ? node.type.replaceAll("_", " ") : `\`${node.type}\``
  return at(node.startPosition, `${what} is missing`)
}

/** Inside a piece that could not be read: the bracket that nothing closes, else the first token of what was skipped. */
const ofError = (node: TreeNode): Fault => {
  const bracket = unclosed(node)
  if (bracket !== undefined && bracket.startPosition.row !== node.endPosition.row) {
    return at(bracket.startPosition, `the \`${bracket.type}\` here is never closed`)
  }
  const inner = childrenOf(node).find((child) => child.isError)
  const place = inner ?? node
  return at(place.startPosition, `unexpected ${shown(place.text)}`)
}

/** Columns before the first letter of a line. */
const indentOf = (line: string | undefined): number => (line === undefined ? 0 : line.length - line.trimStart().length)

/**
 * The first bracket before a place that is closed by one which stands further left than the line that opened it: where
 * one is missing, it is the outer's that was taken.
 */
const robbed = (root: TreeNode, before: number): TreeNode | undefined => {
  const lines = root.text.split("\n")
  const visit = (node: TreeNode): TreeNode | undefined => {
    const children = childrenOf(node)
    const open = children.find((child) => closers[child.type] !== undefined)
    const close = open && children.findLast((child) => child.type === closers[open.type] && !child.isMissing)
    const inner = children
      .filter((child) => child.childCount > 0 && child.startPosition.row <= before)
      .reduce<TreeNode | undefined>((found, child) => found ?? visit(child), undefined)
    if (inner !== undefined || open === undefined || close === undefined) return inner
    const [first, last] = [lines[open.startPosition.row], lines[close.startPosition.row]]
    const alone = last?.slice(0, close.startPosition.column).trim() === ""
    return alone && open.startPosition.row <= before && indentOf(last) < indentOf(first) ? open : undefined
  }
  return visit(root)
}

/** The first fault of a tree, told so that one can go there. */
export const firstFault = (root: TreeNode): Fault | undefined => {
  const node = root.hasError || root.isError ? firstFaulty(root) : undefined
  if (node === undefined) return undefined
  const fault = node.isMissing ? ofMissing(node) : ofError(node)
  const bracket = robbed(root, Math.max(node.endPosition.row, fault.line - 1))
  if (bracket === undefined || bracket.startPosition.row + 1 === fault.line) return fault
  const seen = fault.message.startsWith("unexpected") ? ` (${fault.message} in line ${fault.line})` : ""
  return at(bracket.startPosition, `the \`${bracket.type}\` here is never closed${seen}`)
}
