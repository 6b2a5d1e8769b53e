import { describe, expect, it } from "@effect/vitest"
import { Result } from "effect"
import { changeNotebook, type NotebookChange } from "../../../src/services/tool/notebook.ts"

const code = (id: string, source: unknown, more: object = {}) => ({
  cell_type: "code",
  execution_count: null,
  id,
  metadata: {},
  outputs: [],
  source,
  ...more
})
const text = (id: string, source: unknown) => ({ cell_type: "markdown", id, metadata: {}, source })
const book = (...cells: ReadonlyArray<object>) => ({ cells, metadata: { a: 1 }, nbformat: 4, nbformat_minor: 5 })
const write = (value: object, unit: number | string = 1) => `${JSON.stringify(value, null, unit)}\n`

const change = (source: string, options: Partial<NotebookChange>) =>
  Result.match(
    changeNotebook(source, {
      cellId: undefined,
      source: "new\nlines",
      cellType: undefined,
      mode: "replace",
      newId: "n1",
      ...options
    }),
    {
      onSuccess: (done) => done.text,
      onFailure: (reason) => `! ${reason}`
    }
  )

const source = ["new\n", "lines"]
const two = book(text("t", ["# T"]), code("c", ["x"]))

describe("changeNotebook", () => {
  const table: ReadonlyArray<readonly [name: string, before: object, options: Partial<NotebookChange>, after: object]> =
    [
      ["replaces a source", two, { cellId: "t" }, book(text("t", source), code("c", ["x"]))],
      ["by place", two, { cellId: "cell-1" }, book(text("t", ["# T"]), code("c", source))],
      [
        "clears the outputs of another source",
        book(code("c", ["x"], { execution_count: 7, outputs: [{ output_type: "stream", text: ["1"] }] })),
        { cellId: "c" },
        book(code("c", source))
      ],
      ["keeps a source that is one string", book(code("c", "x")), { cellId: "c" }, book(code("c", "new\nlines"))],
      ["changes the type", book(text("t", ["x"])), { cellId: "t", cellType: "code" }, book(code("t", source))],
      [
        "inserts after a cell",
        two,
        { cellId: "t", mode: "insert", cellType: "code" },
        book(text("t", ["# T"]), code("n1", source), code("c", ["x"]))
      ],
      [
        "inserts at the end",
        two,
        { cellId: "c", mode: "insert", cellType: "markdown" },
        book(text("t", ["# T"]), code("c", ["x"]), text("n1", source))
      ],
      [
        "inserts at the beginning",
        two,
        { mode: "insert", cellType: "markdown" },
        book(text("n1", source), text("t", ["# T"]), code("c", ["x"]))
      ],
      ["inserts into an empty notebook", book(), { mode: "insert", cellType: "markdown" }, book(text("n1", source))],
      ["deletes the first", two, { cellId: "t", mode: "delete" }, book(code("c", ["x"]))],
      ["deletes the last", two, { cellId: "c", mode: "delete" }, book(text("t", ["# T"]))],
      ["deletes the only one", book(text("t", [])), { cellId: "t", mode: "delete" }, book()],
      ["writes an empty source", two, { cellId: "c", source: "" }, book(text("t", ["# T"]), code("c", []))]
    ]
  describe.each([1, 2, "\t", 0])("indented by %j", (unit) => {
    it.each(table)("%s", (_, before, options, after) =>
      expect(change(write(before, unit), options)).toBe(write(after, unit))
    )
  })

  it("keeps every other byte: odd spacing, escapes, CRLF, numbers", () => {
    const odd =
      '{"cells":[\r\n  {"cell_type":"markdown" ,"metadata":{ },"source":[ "a" ]},\r\n  {"cell_type":"code","execution_count":1.0,"metadata":{},"outputs":[],"source":"x\\u00e9"}\r\n],"nbformat":4,"nbformat_minor":2}'
    expect(change(odd, { cellId: "cell-0", source: "é" })).toBe(
      odd
        .replace('[ "a" ]', '[\r\n    "\\u00e9"\r\n  ]')
        .replace("\r\n    ", "\r\n      ")
        .replace("\r\n  ]}", "\r\n    ]}")
    )
    expect(change(odd, { cellId: "cell-1", source: "y" })).toBe(odd.replace('"x\\u00e9"', '"y"').replace("1.0", "null"))
    expect(change(odd, { cellId: "cell-0", mode: "insert", cellType: "raw" })).not.toContain("n1")
  })

  it("refuses by name", () => {
    expect(change("{}", {})).toContain("not a notebook")
    expect(change("{ not", {})).toContain("not a notebook")
    expect(change(write(two), { cellId: "zz" })).toBe('! there is no cell "zz"; the cells are t, c')
    expect(change(write(two), {})).toBe("! edit_mode replace needs cell_id")
    expect(change(write(two), { mode: "insert" })).toBe("! an insertion needs cell_type")
  })
})
