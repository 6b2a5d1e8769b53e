import { describe, expect, it } from "@effect/vitest"
import { Result, Schema } from "effect"
import { applyEdit, applyEdits } from "../../../src/services/workspace/edit/textEdit.ts"
import { reindentation, unitOf } from "../../../src/services/workspace/edit/indentation.ts"

const edit = (text: string, oldString: string, newString: string, replaceAll = false) =>
  Result.match(applyEdit(text, { oldString, newString, replaceAll }), {
    onSuccess: (done) => done.text,
    onFailure: (refusal) => `! ${refusal.code}`
  })
const told = (text: string, oldString: string, newString: string) =>
  Result.match(applyEdit(text, { oldString, newString, replaceAll: false }), {
    onSuccess: (done) => done.forgiven.join("; "),
    onFailure: (refusal) => refusal.message
  })

type Row = readonly [name: string, text: string, old: string, added: string, expected: string]

describe("applyEdit", () => {
  const exact: ReadonlyArray<Row> = [
    ["one place", "a b c", "b", "x", "a x c"],
    ["two places", "a b b", "b", "x", "! ambiguous"],
    ["overlapping places are two", "aaa", "aa", "b", "! ambiguous"],
    ["part of a word", "foobar", "oba", "-", "fo-r"],
    ["deletes", "a\nb\nc\n", "b\n", "", "a\nc\n"],
    ["dollar signs are letters", "a", "a", "$& $1 $$ $`", "$& $1 $$ $`"],
    ["nothing to change", "a", "a", "a", "! no_change"],
    ["empty old text in a file with text", "a", "", "b", "! empty_old"],
    ["empty old text in an empty file", "", "", "b", "b"],
    ["unknown text", "abc\n", "xyz", "b", "! not_found"],
    ["takes a blank line out", "a\n\n  b\n", "\n\n  b", "\n  b", "a\n  b\n"],
    ["a blank line sent along that new has not", "x\n\na b\nc\n", "\na b\nc", "a b\nd", "x\n\na b\nd\n"],
    ["a line break that old has and new has not", "x\n  a b\n", "\n  a b", "  c d", "! unclear"],
    ["takes the blank line before out", "a\n\n  b\n", "\n  b", "  b", "a\n  b\n"],
    ["joins lines where that is what is sent", "a\nb\n", "a\nb", "ab", "ab\n"]
  ]
  const endings: ReadonlyArray<Row> = [
    ["LF into CRLF", "a\r\nb\r\nc\r\n", "a\nb", "a\nx\nb", "a\r\nx\r\nb\r\nc\r\n"],
    ["CRLF into LF", "a\nb\n", "a\r\nb", "a\r\nx", "a\nx\n"],
    ["mixed: each line keeps its own", "a\r\nb\nc\r\nd\n", "a\nb\nc", "a\nB\nc", "a\r\nB\nc\r\nd\n"],
    ["mixed: a new line follows its neighbours", "a\r\nb\r\nc\nd\n", "a\nb", "a\nx\nb", "a\r\nx\r\nb\r\nc\nd\n"],
    ["a lone CR is no line ending", "a\rb\n", "b", "c", "a\rc\n"],
    ["same text under both endings is two places", "x\r\ny\r\n-\nx\ny\n", "x\ny\n", "z\n", "! ambiguous"]
  ]
  const blanks: ReadonlyArray<Row> = [
    ["blanks at line ends of the file", "a  \nb\t\nc\n", "a\nb", "a\nB", "a  \nB\nc\n"],
    ["blanks at line ends of the old text", "a\nb\nc\n", "a  \nb", "a\nB", "a\nB\nc\n"],
    ["no final line feed in the file", "a\nb", "a\nb\n", "a\nB\n", "a\nB"],
    ["a line of blanks", "a\n   \nb\n", "a\n\nb", "a\n\nc", "a\n   \nc\n"],
    ["deletes whole lines", "a  \nb  \nc\n", "a\nb\n", "", "c\n"]
  ]
  const indentation: ReadonlyArray<Row> = [
    [
      "less of it",
      "  if x:\n    a()\n    b()\n",
      "if x:\n  a()\n  b()",
      "if x:\n  a()\n  c()",
      "  if x:\n    a()\n    c()\n"
    ],
    ["more of it", "if x:\n  a()\n", "    if x:\n      a()", "    if x:\n      b()", "if x:\n  b()\n"],
    [
      "spaces for tabs, a new level",
      "\tif x {\n\t\ta()\n\t}\n",
      "    if x {\n        a()\n    }",
      "    if x {\n        if y {\n            a()\n        }\n    }",
      "\tif x {\n\t\tif y {\n\t\t\ta()\n\t\t}\n\t}\n"
    ],
    [
      "tabs for spaces",
      "    a {\n        b\n    }\n",
      "\ta {\n\t\tb\n\t}",
      "\ta {\n\t\tb\n\t\tc\n\t}",
      "    a {\n        b\n        c\n    }\n"
    ],
    [
      "two for four",
      "def a():\n    b()\n    if c:\n        d()\n",
      "def a():\n  b()\n  if c:\n    d()",
      "def a():\n  b()\n  if c:\n    e()\n",
      "def a():\n    b()\n    if c:\n        e()\n\n"
    ],
    [
      "wraps the block one level deeper",
      "    a()\n    b()\n",
      "a()\nb()",
      "try:\n    a()\n    b()\nfinally:\n    c()",
      "    try:\n        a()\n        b()\n    finally:\n        c()\n"
    ],
    ["new text that already stands as the file does", "  a()\n  b()\n", "a()\nb()", "  a()\n  c()", "  a()\n  c()\n"],
    ["not uniform: it is not the same block", "  a\n      b\n", "a\nb", "a\nc", "! unclear"],
    ["two places but for indentation", "  a\n  b\n-\n    a\n    b\n", "a\nb\n", "c\n", "! ambiguous"],
    ["shallower than what was cut off", "a\n  b\n", "  a\n    b", "c\n  a\n    b", "! unclear"]
  ]
  const characters: ReadonlyArray<Row> = [
    ["typographic quotes in the old text", "say('x')\n", "say(‘x’)", "say('y')", "say('y')\n"],
    ["typographic quotes in the file, in a line that stays", "a “q”\nb\n", 'a "q"\nb', 'a "q"\nc', "a “q”\nc\n"],
    ["no-break space", "a\u00a0b c\n", "a b", "a-b", "a-b c\n"],
    ["letters composed otherwise", "cafe\u0301 one\ntwo\n", "caf\u00e9 one", "tea", "tea\ntwo\n"],
    ["wide forms", "\uff21\uff22\uff23 = 1\n", "ABC = 1", "ABC = 2", "ABC = 2\n"],
    ["half of a composed letter", "xe\u0301y\n", "xe", "z", "z\u0301y\n"],
    ["inside of a line", "x = “a”; y\n", '"a"; y', '"b"; y', 'x = "b"; y\n'],
    ["several", "‘a’ and 'a' and ‘a’\n", "“a”", "b", "! not_found"]
  ]
  const spacing: ReadonlyArray<Row> = [
    ["double spaces", "  a = b\n  c = d\n", "  a  = b\n  c = d", "  a = b\n  c = e", "  a = b\n  c = e\n"],
    [
      "lines that stay keep their spacing",
      "  a   = b\n  c = d\n",
      "a = b\nc = d",
      "a = b\nc = e",
      "  a   = b\n  c = e\n"
    ]
  ]
  const copied: ReadonlyArray<Row> = [
    ["line numbers", "a\nb\nc\n", "     2\tb\n     3\tc", "     2\tB\n     3\tc", "a\nB\nc\n"],
    ["line numbers in the old text alone", "a\nb\n", "     2\tb", "B", "a\nB\n"],
    ["numbers that do not count up are text", "a\nb\n", "7\ta\n9\tb", "x", "! not_found"],
    ["numbers on some new lines only", "a\nb\n", "1\ta\n2\tb", "1\ta\nc", "! not_found"],
    ["numbers that are in the file", "1 | a\n2 | b\n", "1 | a\n2 | b", "1 | c\n2 | b", "1 | c\n2 | b\n"],
    ["an elision in the old text: all of it goes", "a\nb1\nb2\nc\nd\n", "a\n  ...\nc", "x\ny", "x\ny\nd\n"],
    [
      "an elision in both: what it stands for stays",
      "a\nb1\nb2\nc\n",
      "a\n// ...\nc",
      "A\n// ...\nC",
      "A\nb1\nb2\nC\n"
    ],
    ["an elision in words", "a\nb\nc\n", "a\n# ... existing code ...\nc", "A\n# ... existing code ...\nc", "A\nb\nc\n"],
    ["blank lines around line numbers", "a\nb\nc\n", "\n  2\tb\n  3\tc\n\n", "\n  2\tB\n  3\tc\n\n", "a\nB\nc\n"],
    ["line numbers and escapes", 'f("a")\ng()\n', '1\tf(\\"a\\")\n2\tg()', '1\tf(\\"b\\")\n2\tg()', 'f("b")\ng()\n'],
    ["escaped quotes", 'say("a")\n', 'say(\\"a\\")', 'say(\\"b\\")', 'say("b")\n'],
    ["half escaped is no slip to be mended", 'say("a")\n', 'say(\\"a\\")', 'say("b")', "! not_found"],
    ["blank lines around", "a\nb\nc\n", "\n\nb\n\n", "\n\nB\n\n", "a\nB\nc\n"],
    [
      "a line break in front, not meant to join",
      "x\n    a\n    b\n",
      "\n    a\n    b",
      "    a\n    c",
      "x\n    a\n    c\n"
    ]
  ]
  const refused: ReadonlyArray<Row> = [
    ["a line that the user changed", "a\nb2\nc\n", "a\nb\nc", "x", "! not_found"],
    ["a line more in the file", "a\nnew\nb\n", "a\nb", "x", "! not_found"],
    ["only the ends match", "a\nb\nc\n", "a\nzzz\nc", "x", "! not_found"],

    ["brackets alone, indented otherwise", "a {\n  b {\n  }\n}\n", "    }\n  }", "x", "! unclear"],
    [
      "new text in tabs where nothing tells how wide one is",
      "a “b”\nif x\n  y\n",
      'a "b"',
      "a\n\tb",
      "a\n  b\nif x\n  y\n"
    ],
    ["new text of another width than the file's", "a “b”\nif x\n  y\n", 'a "b"', "a\n    b", "! unclear"],
    ["escapes in the new text alone", "  f('a')\n  g()\n", "f(‘a’)\ng()", "f(\\'a\\')\ng()", "! unclear"],
    ["a line without its indentation for several", "  a b\n", "a b", "a b\nc", "! unclear"],
    ["inner spaces that old and new have more of", "a = b\nc  = d\n", "a  = b\nc = d", "a  = b\nc = e", "! unclear"],
    ["the ends of an elision twice", "a\nb\nc\na\nd\n", "a\n...\nc", "x", "! not_found"],
    ["nothing between the ends of an elision", "a\nc\n", "a\n...\nc", "x", "! not_found"],
    ["one letter off", "const value = compute()\n", "const valus = compute()", "x", "! not_found"],
    ["an omission", "a()\nb()\nc()\n", "a()\nb()\nc()", "A()\n// ... rest of the code unchanged ...", "! placeholder"],
    ["an omission in Python", "a\nb\n", "a\nb", "x\n# ... existing code ...", "! placeholder"]
  ]
  const meant: ReadonlyArray<Row> = [
    ["dots in a string are none", "a\n", "a", 'log("... rest of the code ...")', 'log("... rest of the code ...")\n'],
    [
      "a comment that was there",
      "// ... existing code ...\na\n",
      "// ... existing code ...\na",
      "// ... existing code ...\nb",
      "// ... existing code ...\nb\n"
    ],
    ["an ordinary comment", "a\n", "a", "// the rest of the code follows", "// the rest of the code follows\n"],
    ["a spread", "a\n", "a", "...existing,", "...existing,\n"]
  ]
  describe.each([
    ["exactly", exact],
    ["across line endings", endings],
    ["across blanks at line ends", blanks],
    ["across indentation", indentation],
    ["across forms of characters", characters],
    ["across spacing", spacing],
    ["across what was copied along", copied],
    ["not on likeness", refused],
    ["without seeing omissions everywhere", meant]
  ] as const)("%s", (_, rows) => {
    it.each(rows as Array<Row>)("%s", (_name, text, old, added, expected) =>
      expect(edit(text, old, added)).toBe(expected)
    )
  })

  it("replaces all exact places", () => {
    expect(edit("a b a\r\na", "a", "x\ny", true)).toBe("x\r\ny b x\r\ny\r\nx\r\ny")
    expect(edit("aaaa", "aa", "b", true)).toBe("bb")
    expect(edit("  a\n", "\ta\n", "b\n", true)).toBe("! not_found")
  })

  it("says what it forgave", () => {
    expect(told("a\n", "a", "b")).toBe("")
    expect(told("  a\n  c\n", "a\nc", "b\nc")).toBe("indentation")
    expect(told("  a\n  c\n", "1\ta\n2\tc", "1\tb\n2\tc")).toBe("line numbers copied from Read and indentation")
  })

  it("tells where the nearest place is, what differs and what to send", () => {
    const text = "one\n  two  = 2\nthree\nfour\n"
    const message = told(text, "one\ntwo = 3\nthree", "x")
    expect(message).toContain("The nearest place is lines 1-3")
    expect(message).toContain('line 2: the file has "  two  = 2"\n    old_string has "two = 3"')
    expect(message).toContain("Send old_string as the file has it (lines 1-3):\none\n  two  = 2\nthree")
    expect(told(text, "alpha\nbeta", "x")).toContain("No line of it is in the file either")
    expect(told(text, "const three = (x) =>", "x")).toContain("nearest place is line 3")
    expect(told(text, "one\\n  two", "x")).toContain("escaped once too often")
    expect(told("a\u00a0b\nc\nd\n", "a b\nc\nx", "y")).toContain('the file has "d"')
    expect(told("a\n".repeat(30), "a", "b")).toContain(
      "means 30 places: they begin in lines 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and 20 more"
    )
    expect(told("  a\n\ta\n", "\ta\n  a", "b")).toContain("old_string")
  })

  const Letter = Schema.Literals(["a", "b", " ", "\t", "\n", "\r\n", "é", '"', "‘", "  ", "{", "}"])
  const words = Schema.Array(Letter)
  const property = { head: words, old: words, tail: words, added: words }
  it.prop("an exact edit of one place changes that place and nothing else", property, ({ head, old, tail, added }) => {
    const [before, wanted, after, text] = [head.join(""), old.join(""), tail.join(""), added.join("")]
    const file = (before + wanted + after).replaceAll("\r\n", "\n")
    const lf = { old: wanted.replaceAll("\r\n", "\n"), new: text.replaceAll("\r\n", "\n") }
    const at = file.indexOf(lf.old)
    if (lf.old === "" || lf.old === lf.new || /^\n/.test(lf.old) || file.indexOf(lf.old, at + 1) !== -1) return
    /* One line quoted without its indentation, for several: refused. */
    if (edit(file, lf.old, lf.new) === "! unclear") {
      expect([lf.old.includes("\n"), lf.new.includes("\n")]).toEqual([false, true])
      return
    }
    expect(edit(file, lf.old, lf.new)).toBe(file.slice(0, at) + lf.new + file.slice(at + lf.old.length))
    const crlf = file.replaceAll("\n", "\r\n")
    if (/\r(?!\n)/.test(crlf)) return
    expect(edit(crlf, lf.old, lf.new).replaceAll("\r\n", "\n")).toBe(edit(file, lf.old, lf.new))
  })
  it.prop(
    "whatever is forgiven, lines outside of the place stay byte for byte",
    property,
    ({ head, old, tail, added }) => {
      const slipped = old.join("").replaceAll("\t", "  ").replaceAll("‘", "'").replaceAll("  ", " ")
      const file = `H1\n${head.join("")}\nH2\n${old.join("")}\nT1\n${tail.join("")}\nT2`
      const result = edit(file, `H2\n${slipped}\nT1`, `H2\n${added.join("")}\nT1`)
      if (result.startsWith("!")) return
      expect(result.startsWith(`H1\n${head.join("")}\nH2`)).toBe(true)
      expect(result.endsWith(`T1\n${tail.join("")}\nT2`)).toBe(true)
    }
  )
})

describe("applyEdits", () => {
  const all = (text: string, ...edits: ReadonlyArray<readonly [string, string, boolean?]>) =>
    Result.match(
      applyEdits(
        text,
        edits.map(([oldString, newString, replaceAll]) => ({ oldString, newString, replaceAll: replaceAll ?? false }))
      ),
      {
        onSuccess: (done) => done.text,
        onFailure: (refusal) => `! ${refusal.code} ${refusal.index}`
      }
    )
  it("takes each against the text as it stands, else one after the other", () => {
    expect(all("a\nb\n", ["a", "b"], ["b", "c"])).toBe("b\nc\n")
    expect(all("a\n", ["a", "b"], ["b", "c"])).toBe("c\n")
    expect(all("a b", ["a", "x", true], ["b", "y"])).toBe("x y")
    expect(all("a b", ["a", "b", true], ["b", "c", true])).toBe("c c")
  })
  it("makes none where one cannot be made, and says which", () => {
    expect(all("a b", ["a", "x"], ["z", "y"])).toBe("! not_found 1")
    expect(all("a b c", ["a b", "x"], ["b c", "y"])).toBe("! not_found 1")
    expect(all("a", ["", "x"])).toBe("! empty_old 0")
  })
})

describe("indentation", () => {
  it("knows the unit of a file", () => {
    expect(unitOf(["a", "  b", "    c", "  d"])).toBe("  ")
    expect(unitOf(["a", "    b", "        c"])).toBe("    ")
    expect(unitOf(["a", "\tb"])).toBe("\t")
    expect(unitOf([])).toBeUndefined()
  })
  it("finds the one rule, or none", () => {
    const rule = (pairs: ReadonlyArray<readonly [string, string]>, added: ReadonlyArray<string>) => {
      const found = reindentation(
        pairs.map(([sent, file]) => ({ sent, file })),
        added,
        "    "
      )
      return found === undefined ? undefined : added.map(found)
    }
    expect(rule([["", "  "]], ["", "  "])).toBeUndefined()
    expect(rule([["", "  "]], ["", "    "])).toEqual(["  ", "      "])
    expect(rule([["\t", "    "]], ["\t\t"])).toEqual(["        "])
    expect(
      rule(
        [
          ["  ", "\t"],
          ["    ", "\t\t"]
        ],
        ["      "]
      )
    ).toEqual(["\t\t\t"])
    expect(
      rule(
        [
          ["", "  "],
          ["", "    "]
        ],
        [""]
      )
    ).toBeUndefined()
    expect(rule([["  ", ""]], [""])).toBeUndefined()
  })
})
