import { Effect, Schema } from "effect"
import { printableLine } from "../domain/printable.ts"
import { Files } from "../workspace/Files.ts"
import { Pdfs } from "../workspace/Pdfs.ts"
import type { Target } from "../workspace/target.ts"
import { defineTool, ToolFailed } from "./CoderTool.ts"
import { failed, fileTarget, missing } from "./fileTarget.ts"
import { imageName } from "./imageKind.ts"
import { isPdf } from "./pdfText.ts"
import { readImage } from "./readImage.ts"
import { fittingCells, notebookCells } from "./readNotebook.ts"
import { maxLine, maxPage, readForModel, ReadOutput } from "./readOutput.ts"

const Input = Schema.Struct({
  file_path: Schema.String,
  offset: Schema.optionalKey(Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))),
  limit: Schema.optionalKey(Schema.Int.check(Schema.isGreaterThanOrEqualTo(1)))
})

const defaultLimit = 2000
const shownEntries = 500
const maxNotebook = 10_000_000
const maxPdf = 32_000_000
const defaultPages = 20

/** Lines of a text file with their numbers; images, notebooks and directories by what they are. */
export const read = defineTool({
  name: "Read",
  description:
    "Reads a file: lines with their numbers (number, tab, text), images, notebooks as cells, PDFs by page, directories as lists. A file must be Read before Edit or Write may change it.",
  input: Input,
  output: ReadOutput,
  effect: "reads",
  inputSchema: {
    type: "object",
    properties: {
      file_path: { type: "string" },
      offset: { type: "integer", description: "First line, from 1" },
      limit: { type: "integer", description: `Lines, default ${defaultLimit}` }
    },
    required: ["file_path"]
  },
  accesses: (input) => [{ _tag: "ReadPath", path: input.file_path }],
  run: Effect.fnUntraced(function* (input) {
    const target = yield* fileTarget(input.file_path)
    if (target.kind === "missing") return yield* yield* missing(target)
    if (target.kind === "directory") return yield* readDirectory(target)
    if (imageName.test(target.real)) return yield* readImage(target)
    if (/\.pdf$/i.test(target.real)) return yield* readPdf(target, input.offset ?? 1, input.limit ?? defaultPages)
    const notebook = /\.ipynb$/i.test(target.real) && input.offset === undefined && input.limit === undefined
    return yield* notebook ? readNotebook(target) : readText(target, input.offset ?? 1, input.limit ?? defaultLimit)
  }),
  forModel: readForModel
})

const readText = Effect.fnUntraced(function* (target: Target, offset: number, limit: number) {
  const files = yield* Files
  const query = { offset: Math.max(offset, 1), limit, maxLine, maxPage }
  const page = yield* Effect.mapError(files.page(target, query), failed)
  return {
    type: "text",
    file: {
      filePath: target.real,
      content: page.lines.join("\n"),
      numLines: page.lines.length,
      startLine: page.startLine,
      totalLines: page.totalLines ?? null,
      more: page.more,
      cut: page.cut
    }
  } as const
})

/** Here offset and limit count pages. */
const readPdf = Effect.fnUntraced(function* (target: Target, offset: number, limit: number) {
  const files = yield* Files
  const bytes = yield* Effect.mapError(files.bytes(target, maxPdf), failed)
  const name = printableLine(target.requested)
  if (!isPdf(bytes)) {
    return yield* new ToolFailed({ message: `${name} is named like a PDF but is none.` })
  }
  const pdfs = yield* Pdfs
  const { first, pages, total } = yield* pdfs
    .read(bytes, { first: Math.max(offset, 1), most: limit })
    .pipe(Effect.mapError((error) => new ToolFailed({ message: `${name} ${error.message}` })))
  return { type: "pdf", file: { filePath: target.real, firstPage: first, pages, totalPages: total } } as const
})

const readNotebook = Effect.fnUntraced(function* (target: Target) {
  const files = yield* Files
  const bytes = yield* Effect.mapError(files.bytes(target, maxNotebook), failed)
  const cells = notebookCells(new TextDecoder().decode(bytes))
  return cells === undefined
    ? yield* readText(target, 1, defaultLimit)
    : ({ type: "notebook", file: { filePath: target.real, cells: fittingCells(cells), total: cells.length } } as const)
})

const readDirectory = Effect.fnUntraced(function* (target: Target) {
  const files = yield* Files
  const names = yield* Effect.mapError(files.list(target), failed)
  const entries = names.slice(0, shownEntries).map(printableLine)
  return { type: "directory", file: { filePath: target.real, entries, total: names.length } } as const
})
