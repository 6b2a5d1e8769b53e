import { Context, type Effect, Schema } from "effect"

/** A PDF has no text that can be read. `message` follows the name of the file. */
export class PdfUnreadable extends Schema.TaggedError<PdfUnreadable>()("PdfUnreadable", { message: Schema.String }) {}

/** Some pages of a PDF as text. */
export interface PdfPages {
  /** Number of the first one, from 1. */
  readonly first: number
  readonly pages: ReadonlyArray<string>
  readonly total: number
}

export interface PdfWanted {
  /** Number of the first page, from 1. */
  readonly first: number
  /** So many pages at most; fewer where they say a lot. */
  readonly most: number
}

/**
 * Port: what reads the text of PDFs. Nothing in a file is run or fetched, and a file that would take too much time or
 * memory is given up without holding up anything else.
 */
export class Pdfs extends Context.Service<
  Pdfs,
  {
    readonly read: (bytes: Uint8Array, wanted: PdfWanted) => Effect.Effect<PdfPages, PdfUnreadable>
  }
>()("coderx/workspace/Pdfs") {}
