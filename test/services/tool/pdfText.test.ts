import { describe, expect, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { deflateSync } from "node:zlib"
import { type PdfBounds, pdfs, pdfsWithin } from "../../../src/layers/pdfs.ts"
import { isPdf, pagesForModel } from "../../../src/services/tool/pdfText.ts"
import { Pdfs, type PdfWanted } from "../../../src/services/workspace/Pdfs.ts"
import { packedPdf, pdfOf } from "./pdfs.ts"

const pdfText = (bytes: Uint8Array, wanted: PdfWanted, bounds?: PdfBounds) =>
  Effect.flatMap(Effect.service(Pdfs), (port) => port.read(bytes, wanted)).pipe(
    Effect.provide(bounds === undefined ? pdfs : pdfsWithin(bounds))
  )

const three = pdfOf([["Annual (report)", "of a firm"], [], ["third page"]])

describe("pdfText", () => {
  it.live("gives lines page by page, and says where there is no text", () =>
    Effect.gen(function* () {
      const pages = yield* pdfText(three, { first: 1, most: 10 })
      expect(pages).toEqual({ first: 1, pages: ["Annual (report)\nof a firm", "", "third page"], total: 3 })
      expect(pagesForModel(pages)).toBe(
        "[page 1 of 3]\nAnnual (report)\nof a firm\n\n[page 2 of 3]\n[no text: an image?]\n\n[page 3 of 3]\nthird page"
      )
      expect(three.length).toBeGreaterThan(0)
    })
  )

  it.live("gives some of the pages, none behind the last, and says what is wrong with a broken file", () =>
    Effect.gen(function* () {
      expect((yield* pdfText(three, { first: 3, most: 1 })).pages).toEqual(["third page"])
      expect((yield* pdfText(three, { first: 4, most: 1 })).pages).toEqual([])
      const broken = yield* Effect.flip(pdfText(new TextEncoder().encode("%PDF-1.4 nothing"), { first: 1, most: 1 }))
      expect(broken.message).toMatch(/^is a PDF that cannot be read: /)
    })
  )

  it.live("gives up a file that takes too long or too much memory, and goes on meanwhile", () =>
    Effect.gen(function* () {
      const page = packedPdf(deflateSync(Buffer.from("BT () Tj ET ".repeat(4_000_000)), { level: 1 }))
      let ticks = 0
      const beside = yield* Effect.forkChild(
        Effect.forever(
          Effect.andThen(
            Effect.sleep(10),
            Effect.sync(() => ticks++)
          )
        )
      )
      const slow = yield* Effect.flip(pdfText(page, { first: 1, most: 1 }, { timeMs: 500, memoryMiB: 4_000 }))
      expect(slow.message).toBe("is a PDF that cannot be read: it takes longer than 0.5 s.")
      expect(ticks).toBeGreaterThan(5)
      yield* Fiber.interrupt(beside)
      const large = yield* Effect.flip(pdfText(page, { first: 1, most: 1 }, { timeMs: 60_000, memoryMiB: 40 }))
      expect(large.message).toContain("it needs too much memory")
      expect((yield* pdfText(three, { first: 3, most: 1 })).pages).toEqual(["third page"])
    })
  )

  it("knows a PDF by its first bytes", () => {
    const bytes = (text: string) => new TextEncoder().encode(text)
    expect([
      isPdf(bytes("%PDF-1.7\n")),
      isPdf(bytes("\n junk %PDF-1.7")),
      isPdf(bytes("% PDF-")),
      isPdf(bytes(""))
    ]).toEqual([true, true, false, false])
  })
})
