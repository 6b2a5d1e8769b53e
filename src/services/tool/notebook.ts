import { Result } from "effect"
import { getNodeValue, type Node, type ParseError, parseTree } from "jsonc-parser"
import { applySplices, indentAt, indentUnit, lineBreak, type Splice } from "../settings/splice.ts"

export type CellType = "code" | "markdown" | "raw"
export type EditMode = "replace" | "insert" | "delete"

export interface NotebookChange {
  /** The cell's id, or `cell-N` by its place from 0. Of an insertion: the cell before; undefined for the beginning. */
  readonly cellId: string | undefined
  readonly source: string
  readonly cellType: CellType | undefined
  readonly mode: EditMode
  /** Id of a cell that is made, where the notebook's format has ids. */
  readonly newId: string
}

export interface ChangedNotebook {
  readonly text: string
  readonly cellId: string
  readonly cellType: string
  /** What stood in the cell; empty where it was made. */
  readonly before: string
}

const child = (node: Node | undefined, name: string): Node | undefined =>
  node?.children?.find((property) => property.children?.[0]?.value === name)?.children?.[1]

const valueOf = (node: Node | undefined): unknown => (node === undefined ? undefined : getNodeValue(node))
const endOf = (node: Node): number => node.offset + node.length

/** Cell ids came with nbformat 4.5. */
const hasIds = (root: Node): boolean => {
  const [major, minor] = [valueOf(child(root, "nbformat")), valueOf(child(root, "nbformat_minor"))]
  return typeof major === "number" && typeof minor === "number" && (major > 4 || (major === 4 && minor >= 5))
}

/** Where the file writes other letters as `\u00e9`, as Python's `json` does by default, new text is written so too. */
const escaping = (text: string): ((json: string) => string) =>
  /[^\0-\u007f]/.test(text) || !/\\u[0-9a-f]{4}/i.test(text)
    ? (json) => json
    : (json) => json.replace(/[^\0-\u007f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)

/** A value as the file would write it at this indentation. */
const renderer = (text: string) => {
  const [unit, eol, escaped] = [indentUnit(text), lineBreak(text), escaping(text)]
  const inline = !text.trimEnd().includes("\n")
  return (value: unknown, indent: string): string =>
    escaped(inline ? JSON.stringify(value) : JSON.stringify(value, null, unit).split("\n").join(`${eol}${indent}`))
}

/** A cell's source is a list of lines or one string; the notebook's own way is kept. */
const sourceValue = (source: string, like: Node | undefined): unknown =>
  like?.type === "string" ? source : source === "" ? [] : source.split(/(?<=\n)/)

const cellSource = (value: unknown): string => (Array.isArray(value) ? value.join("") : String(value ?? ""))

/** A cell with its keys in the order in which Jupyter sorts them. */
const newCell = (
  change: NotebookChange,
  type: CellType,
  id: string | undefined,
  metadata: unknown,
  like: Node | undefined
) => ({
  cell_type: type,
  ...(type === "code" ? { execution_count: null } : {}),
  ...(id === undefined ? {} : { id }),
  metadata,
  ...(type === "code" ? { outputs: [] } : {}),
  source: sourceValue(change.source, like)
})

const splice = (node: Node, text: string): Splice => ({ offset: node.offset, length: node.length, text })

/** Takes an element out of a list with one comma and the white space beside it. */
const removal = (list: Node, index: number): Splice => {
  const cells = list.children ?? []
  const [before, cell, after] = [cells[index - 1], cells[index], cells[index + 1]]
  if (cell === undefined || (before === undefined && after === undefined)) {
    return { offset: list.offset + 1, length: list.length - 2, text: "" }
  }
  const offset = before === undefined ? cell.offset : endOf(before)
  const end = before === undefined ? (after?.offset ?? endOf(cell)) : endOf(cell)
  return { offset, length: end - offset, text: "" }
}

/** Puts an element after the one at `index` (-1: first). */
const insertion = (text: string, list: Node, index: number, value: unknown): Splice => {
  const render = renderer(text)
  const cells = list.children ?? []
  const eol = text.trimEnd().includes("\n") ? lineBreak(text) : ""
  const neighbour = cells[index] ?? cells[0]
  if (neighbour === undefined) {
    const outer = indentAt(text, list.offset)
    const indent = eol === "" ? "" : outer + indentUnit(text)
    const body = `${eol}${indent}${render(value, indent)}${eol}${eol === "" ? "" : outer}`
    return { offset: list.offset + 1, length: list.length - 2, text: body }
  }
  const indent = eol === "" ? "" : indentAt(text, neighbour.offset)
  const gap = eol === "" ? (/"cells":\s/.test(text) ? " " : "") : eol + indent
  return index < 0
    ? { offset: neighbour.offset, length: 0, text: `${render(value, indent)},${gap}` }
    : { offset: endOf(neighbour), length: 0, text: `,${gap}${render(value, indent)}` }
}

/** The parts of a cell that a new source changes: the source, and of code the outputs, which were another source's. */
const replacement = (text: string, cell: Node, change: NotebookChange): ReadonlyArray<Splice> => {
  const [render, unit] = [renderer(text), indentUnit(text)]
  const indent = text.trimEnd().includes("\n") ? indentAt(text, cell.offset) : ""
  const [source, outputs, count] = [child(cell, "source"), child(cell, "outputs"), child(cell, "execution_count")]
  const type = valueOf(child(cell, "cell_type"))
  if (source === undefined || (change.cellType !== undefined && change.cellType !== type)) {
    const id = valueOf(child(cell, "id"))
    const made = newCell(
      change,
      change.cellType ?? "code",
      typeof id === "string" ? id : undefined,
      valueOf(child(cell, "metadata")) ?? {},
      source
    )
    return [splice(cell, render(made, indent))]
  }
  return [
    splice(source, render(sourceValue(change.source, source), indent + unit)),
    ...(outputs?.children?.length ? [splice(outputs, "[]")] : []),
    ...(count !== undefined && count.type !== "null" ? [splice(count, "null")] : [])
  ]
}

/**
 * Changes one cell of a notebook's JSON text; every byte outside of it stays. Fails with a sentence for the model.
 * Source of the format: nbformat.v4.schema.json.
 */
export const changeNotebook = (text: string, change: NotebookChange): Result.Result<ChangedNotebook, string> => {
  const errors: Array<ParseError> = []
  const root = parseTree(text, errors, { allowTrailingComma: false, disallowComments: true })
  const list = child(root, "cells")
  if (root === undefined || errors.length > 0 || list?.type !== "array") {
    return Result.fail("the file is not a notebook (no JSON object with cells)")
  }
  const cells = list.children ?? []
  const byId = cells.findIndex((cell) => valueOf(child(cell, "id")) === change.cellId)
  const byPlace = Number(/^cell-(\d+)$/.exec(change.cellId ?? "")?.[1] ?? Number.NaN)
  const index = byId === -1 ? byPlace : byId
  const cell = cells[index]
  if (change.cellId !== undefined && cell === undefined) {
    const names = cells.slice(0, 20).map((one, at) => valueOf(child(one, "id")) ?? `cell-${at}`)
    return Result.fail(`there is no cell ${JSON.stringify(change.cellId)}; the cells are ${names.join(", ") || "none"}`)
  }
  if (change.mode === "insert") {
    const type = change.cellType
    if (type === undefined) return Result.fail("an insertion needs cell_type")
    const id = hasIds(root) ? change.newId : undefined
    const made = newCell(change, type, id, {}, child(cells[0], "source"))
    const at = cell === undefined ? -1 : index
    return Result.succeed({
      text: applySplices(text, [insertion(text, list, at, made)]),
      cellId: id ?? `cell-${at + 1}`,
      cellType: type,
      before: ""
    })
  }
  if (cell === undefined || change.cellId === undefined) return Result.fail(`edit_mode ${change.mode} needs cell_id`)
  const type = String(change.cellType ?? valueOf(child(cell, "cell_type")))
  const splices = change.mode === "delete" ? [removal(list, index)] : replacement(text, cell, change)
  return Result.succeed({
    text: applySplices(text, splices),
    cellId: change.cellId,
    cellType: type,
    before: cellSource(valueOf(child(cell, "source")))
  })
}
