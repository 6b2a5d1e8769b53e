import { Option, Schema } from "effect"

/** One cell of a notebook (nbformat 4), reduced to what can be read. Source: nbformat.v4.schema.json. */
export const NotebookCell = Schema.Struct({
  cell_id: Schema.String,
  cellType: Schema.String,
  source: Schema.String,
  /** Text of the outputs, cut; images are named only. */
  outputs: Schema.Array(Schema.String)
})
export type NotebookCell = typeof NotebookCell.Type

const Text = Schema.Union([Schema.String, Schema.Array(Schema.String)])
const Output = Schema.Struct({
  output_type: Schema.String,
  text: Schema.optionalKey(Text),
  data: Schema.optionalKey(Schema.Record(Schema.String, Schema.Unknown)),
  ename: Schema.optionalKey(Schema.String),
  evalue: Schema.optionalKey(Schema.String)
})
const Notebook = Schema.Struct({
  cells: Schema.Array(
    Schema.Struct({
      id: Schema.optionalKey(Schema.String),
      cell_type: Schema.String,
      source: Text,
      outputs: Schema.optionalKey(Schema.Array(Output))
    })
  )
})
const decode = Schema.decodeUnknownOption(Schema.fromJsonString(Notebook))
const isText = Schema.is(Text)

const join = (text: typeof Text.Type): string => (typeof text === "string" ? text : text.join(""))
const shownOutput = 2000
const shownOutputs = 20
const shownSource = 20_000
/** Characters of one answer. */
const shownCells = 80_000

const cut = (text: string, limit = shownOutput): string =>
  text.length > limit ? `${text.slice(0, limit)}… (${text.length - limit} more characters)` : text

const outputText = (output: typeof Output.Type): string => {
  if (output.text !== undefined) return cut(join(output.text))
  if (output.ename !== undefined) return cut(`${output.ename}: ${output.evalue ?? ""}`)
  const plain = output.data?.["text/plain"]
  const others = Object.keys(output.data ?? {}).filter((type) => type !== "text/plain")
  return [isText(plain) ? cut(join(plain)) : "", ...others.map((type) => `(${type})`)].filter(Boolean).join(" ")
}

/** The cells of a notebook's JSON, or undefined where it is none. A cell without an id is named by its place: `cell-0`. */
export const notebookCells = (json: string): ReadonlyArray<NotebookCell> | undefined =>
  Option.getOrUndefined(
    Option.map(decode(json), ({ cells }) =>
      cells.map((cell, index) => ({
        cell_id: cell.id ?? `cell-${index}`,
        cellType: cell.cell_type,
        source: cut(join(cell.source), shownSource).toWellFormed(),
        outputs: (cell.outputs ?? []).slice(0, shownOutputs).map((output) => outputText(output).toWellFormed())
      }))
    )
  )

/** As many of the cells as fit into one answer. */
export const fittingCells = (cells: ReadonlyArray<NotebookCell>): ReadonlyArray<NotebookCell> => {
  let size = 0
  const over = cells.findIndex((cell) => {
    size += cell.source.length + cell.outputs.reduce((sum, output) => sum + output.length, 0) + 60
    return size > shownCells
  })
  return over === -1 ? cells : cells.slice(0, Math.max(over, 1))
}

export const cellsForModel = (cells: ReadonlyArray<NotebookCell>): string =>
  cells
    .map((cell) => {
      const outputs = cell.outputs.length === 0 ? "" : `\n<outputs>\n${cell.outputs.join("\n")}\n</outputs>`
      return `<cell id="${cell.cell_id}" type="${cell.cellType}">\n${cell.source}\n</cell>${outputs}`
    })
    .join("\n")
