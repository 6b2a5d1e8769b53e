import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { isPdf, pagesForModel, pdfText } from "../../../src/services/tool/pdfText.ts"
import { pdfOf } from "./pdfs.ts"

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
