import { Schema } from "effect"
import type { ToolContent } from "../domain/ToolCall.ts"
import { pagesForModel } from "./pdfText.ts"
import { cellsForModel, NotebookCell } from "./readNotebook.ts"

/** What hosts get of a read file. The names are those of Claude Code's Read. */
export const ReadOutput = Schema.Union([
  Schema.Struct({
    type: Schema.Literal("text"),
    file: Schema.Struct({
      filePath: Schema.String,
      /** The lines without numbers, as they are in the file. */
      content: Schema.String,
      numLines: Schema.Int,
      startLine: Schema.Int,
      /** Null where the file is too large to be read to its end. */
      totalLines: Schema.NullOr(Schema.Int),
      more: Schema.Boolean,
      /** Lines that were cut, with their length in bytes. */
      cut: Schema.Array(Schema.Struct({ line: Schema.Int, bytes: Schema.Int }))
    })
  }),
  Schema.Struct({
    type: Schema.Literal("image"),
    file: Schema.Struct({
      filePath: Schema.String,
      base64: Schema.String,
      type: Schema.String,
      /** Bytes of the file. */
      originalSize: Schema.Int,
      /** Where it was scaled, or sent in another format: pixels of the file and of what the model sees. */
      dimensions: Schema.optionalKey(
        Schema.Struct({
          originalWidth: Schema.Int,
          originalHeight: Schema.Int,
          displayWidth: Schema.Int,
          displayHeight: Schema.Int
        })
      )
    })
  }),
  Schema.Struct({
    type: Schema.Literal("notebook"),
    file: Schema.Struct({ filePath: Schema.String, cells: Schema.Array(NotebookCell), total: Schema.Int })
  }),
  Schema.Struct({
    type: Schema.Literal("pdf"),
    file: Schema.Struct({
      filePath: Schema.String,
      firstPage: Schema.Int,
      /** The text of each page, in order. */
      pages: Schema.Array(Schema.String),
      totalPages: Schema.Int
    })
  }),
  Schema.Struct({
    type: Schema.Literal("directory"),
    file: Schema.Struct({ filePath: Schema.String, entries: Schema.Array(Schema.String), total: Schema.Int })
  })
])
export type ReadOutput = typeof ReadOutput.Type

/** Characters of a line that are shown. */
export const maxLine = 2000
/** Characters of one answer, before line numbers. */
export const maxPage = 80_000

type TextFile = Extract<ReadOutput, { readonly type: "text" }>["file"]

const textForModel = (file: TextFile): string => {
  const last = file.startLine + file.numLines - 1
  const total = file.totalLines === null ? "" : ` of ${file.totalLines}`
  if (file.totalLines === 0) return "[the file is empty]"
  if (file.numLines === 0)
    return `[the file has ${file.totalLines ?? "fewer"} lines: nothing at offset ${file.startLine}]`
  const lines = file.content.split("\n").map((line, index) => `${String(file.startLine + index).padStart(6)}\t${line}`)
  const notes = [
    ...file.cut
      .slice(0, 5)
      .map(({ line, bytes }) => `[line ${line} has ${bytes} bytes and was cut after ${maxLine} characters]`),
    ...(file.cut.length > 5 ? [`[${file.cut.length - 5} more lines were cut]`] : []),
    ...(file.more ? [`[lines ${file.startLine}-${last}${total}; read on with offset ${last + 1}]`] : [])
  ]
  return [...lines, ...notes].join("\n")
}

const pdfForModel = ({
  firstPage,
  pages,
  totalPages
}: Extract<ReadOutput, { readonly type: "pdf" }>["file"]): string => {
  if (pages.length === 0) return `[the PDF has ${totalPages} pages: nothing at offset ${firstPage}]`
  const fitting: Array<string> = []
  let size = 0
  for (const page of pages) {
    size += page.length
    if (fitting.length > 0 && size > maxPage) break
    fitting.push(page.length > maxPage ? `${page.slice(0, maxPage).toWellFormed()}\n[the page is longer: cut]` : page)
  }
  const last = firstPage + fitting.length - 1
  const more =
    last < totalPages ? `\n\n[pages ${firstPage}-${last} of ${totalPages}; read on with offset ${last + 1}]` : ""
  return pagesForModel({ first: firstPage, pages: fitting, total: totalPages }) + more
}

const imageTitle = ({
  dimensions,
  filePath,
  originalSize,
  type
}: Extract<ReadOutput, { readonly type: "image" }>["file"]): string => {
  if (dimensions === undefined) return `${filePath} (${type}, ${originalSize} bytes)`
  const { displayHeight, displayWidth, originalHeight, originalWidth } = dimensions
  const factor = Math.round((originalWidth / displayWidth) * 100) / 100
  const scaled = `${originalWidth}x${originalHeight} pixels, shown at ${displayWidth}x${displayHeight}`
  return `${filePath} (${originalSize} bytes, ${scaled}${factor === 1 ? "" : `: multiply coordinates by ${factor}`})`
}

/** Numbered lines as `cat -n` writes them, cells, names, or the image itself; each says how to read on. */
export const readForModel = (output: ReadOutput): ToolContent => {
  switch (output.type) {
    case "text":
      return textForModel(output.file)
    case "notebook":
      if (output.file.total === 0) return "[the notebook has no cells]"
      return output.file.cells.length === output.file.total
        ? cellsForModel(output.file.cells)
        : `${cellsForModel(output.file.cells)}\n[${output.file.total - output.file.cells.length} more of ${output.file.total} cells; with offset and limit the file is read as text]`
    case "pdf":
      return pdfForModel(output.file)
    case "directory": {
      const left = output.file.total - output.file.entries.length
      const names = output.file.entries.join("\n") || "[the directory is empty]"
      return left > 0 ? `${names}\n[${left} more entries; use Glob]` : names
    }
    case "image":
      return [
        { type: "text", text: imageTitle(output.file) },
        { type: "file", mediaType: output.file.type, fileName: output.file.filePath, data: output.file.base64 }
      ]
  }
}
