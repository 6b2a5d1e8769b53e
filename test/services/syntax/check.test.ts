import { describe, expect, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { check, largest } from "../../../src/services/syntax/check.ts"
import { checkEdit } from "../../../src/services/syntax/checkEdit.ts"
import { realSyntax } from "../codemap/mapWorld.ts"

/** A file, a text that parses, one that does not, and the line where. */
const rows: ReadonlyArray<readonly [path: string, valid: string, broken: string, line: number]> = [
  ["a.json", '{"a": [1, 2]}\n', '{"a": 1,\n "b": }\n', 2],
  ["a.json", "[]\n", "[1,\n2\n", 3],
  ["tsconfig.jsonc", '{\n  // why\n  "a": 1,\n}\n', '{\n  "a": 1\n  "b": 2\n}\n', 3],
  ["a.yaml", "a: 1\nb: [1, 2]\n---\nc: 3\n", "a: 1\nb: [1,\nc: 2\n", 3],
  ["a.yml", "a:\n  - b\n", "a:\n  - b\n c: 1\n", 3],
  ["a.toml", '[x]\na = "b"\n', "a = 1\nb =\n", 2],
  ["a.ts", "export const a = (x: number): string => `${x}`\n", "function a() {\n  return 1\n}\nfunction b( {\n}\n", 4],
  ["a.ts", "enum A { B }\nabstract class C<T> { private x?: T }\n", "class A {\n  m() {\n    return 1\n  }\n}\n}\n", 6],
  // Where one brace is missing, it is the innermost block that stands wrong.
  ["b.ts", "if (a) {\n  b()\n}\n", "function a() {\n  if (x) {\n  return 1\n}\nfunction b() {}\n", 2],
  ["a.mts", "export default 1\n", "foo(1, 2\nbar()\n", 1],
  ["a.tsx", "const a = <T,>(x: T) => <div>{x}</div>\n", "const a = <div>\n  <b>x</b>\n", 1],
  ["a.js", "const a = <b>x</b>\n", "let x = {a: 1\nlet y = 2\n", 1],
  ["a.mjs", "await import('x')\n", "const a = 1\nlet b = )\n", 2],
  ["a.py", "def a(b: int = 1) -> str:\n    return f'{b}'\n", "def a():\n    return 1\n\ndef b(:\n    return 2\n", 4],
  ["b.py", "match x:\n    case 1: pass\n", "x = [1, 2\ny = 3\n", 1],
  ["c.py", "async def a(): ...\n", "def a():\n    if x\n        return 1\n", 2],
  ["a.go", "package a\n\nfunc A[T any](x T) T { return x }\n", "package a\n\nfunc a( {\n}\n", 3],
  ["b.go", "package a\n", "package a\n\nfunc a() {\n\tif x {\n}\n\nfunc b() {}\n", 4],
  ["a.rs", "fn a<'b>(x: &'b str) -> &'b str { x }\n", "fn a() {\n    let x = ;\n}\n", 2],
  ["b.rs", "impl A for B {}\n", "fn a() {\n    let x = 1;\n\nfn b() {}\n", 1],
  ["A.java", "record A(int b) {}\n", "class A {\n  void m() {\n    int x = 1\n  }\n}\n", 3],
  ["B.java", "interface A { int b(); }\n", "class A {\n  void m() {\n    int x = 1;\n  }\n", 1],
  ["a.c", "int main(void) { return 0; }\n", "int main() {\n  return 0\n}\n", 2],
  ["a.h", "class A { public: int b(); };\n", "int a(;\n", 1],
  ["a.cpp", "template <class T> T a(T b) { return b; }\n", "class A {\n public:\n  int x;\n\nint main() {}\n", 1],
  ["a.rb", "def a = 1\nb = [1].map { |c| c }\n", "class A\n  def m(\n  end\nend\n", 2],
  ["a.php", "<?php\nfunction a(int $b): int { return $b; }\n", "<?php\nfunction a() {\n  return 1\n}\n", 3],
  ["a.sh", 'a() { echo "$1"; }\n[[ -f b ]] && a b\n', "if true; then\n  echo a\n", 1],
  ["b.sh", "for a in b; do c; done\n", "f() {\n  echo a\n\n", 1],
  ["a.css", "@media print { .a:hover > b { color: red } }\n", ".a {\n  color: red;\n}\n}\n", 4],
  ["a.html", "<!doctype html>\n<p>a<br>b\n<p>c\n", "<div>\n<span>a</p>\n</div>\n", 2],
  ["a.cs", "class A { int B => 1; }\n", "class A {\n  void M() {\n    int x = ;\n  }\n}\n", 3],
  ["a.kt", "fun a(b: Int = 1) = b\n", "fun a() {\n  val x = \n}\n", 2],
  ["a.swift", "func a(_ b: Int) -> Int { b }\n", "func a() {\n  let x = \n}\n", 2],
  ["a.lua", "local a = function() return 1 end\n", "function a()\n  return 1\n\nx = 1\n", 1],
  ["a.ex", "defmodule A do\n  def b, do: 1\nend\n", "defmodule A do\n  def a do\n    1\n  end\n", 1],
  ["a.dart", "int a(int b) => b;\n", "void main() {\n  var x = ;\n}\n", 2],
  ["a.scala", "object A { def b(c: Int) = c }\n", "object A {\n  def a = {\n    1\n}\n", 2]
]

describe("check", () => {
  it.live.each(rows)("%s: takes what parses, and finds the line that does not", ([path, valid, broken, line]) =>
    Effect.gen(function* () {
      expect(yield* check(path, valid)).toEqual({ ok: true })
      expect(yield* check(path, broken)).toMatchObject({ ok: false, line })
      expect(yield* check(path, "")).toEqual({ ok: true })
    }).pipe(Effect.provide(realSyntax))
  )

  it.live("knows nothing of other files, and leaves large ones alone", () =>
    Effect.gen(function* () {
      for (const path of ["a.txt", "Makefile", "a", ".ts", "a.constructor", "README.md"]) {
        expect(yield* check(path, "(((")).toBeUndefined()
      }
      expect(yield* check("a.json", "[".repeat(largest + 1))).toBeUndefined()
    }).pipe(Effect.provide(realSyntax))
  )

  it.live.prop(
    "never throws",
    [
      Schema.String,
      Schema.Literals(rows.map(([path]) => path)),
      Schema.Literals(rows.map(([, valid]) => valid)),
      Schema.Int
    ],
    ([noise, path, text, at]) =>
      Effect.gen(function* () {
        const cut = Math.abs(at) % (text.length + 1)
        for (const one of [noise, text.slice(0, cut) + noise + text.slice(cut), text.slice(cut)]) {
          const verdict = yield* check(path, one)
          if (verdict === undefined) throw new Error(`${path} was not checked`)
          if (!verdict.ok) {
            expect(verdict.line).toBeGreaterThan(0)
            expect(verdict.line).toBeLessThanOrEqual(one.split(/\r\n|\r|\n/).length + 1)
            expect(verdict.message).not.toBe("")
          }
        }
      }).pipe(Effect.provide(realSyntax)),
    { arbitrary: { runs: 60 } }
  )
})

describe("checkEdit", () => {
  it.live("tells of what a change broke, and of nothing else", () =>
    Effect.gen(function* () {
      const good = "const a = 1\n"
      expect(yield* checkEdit("a.ts", good, "const a = (1\nconst b = 2\n")).toBe(
        "The file parsed before and no longer does: line 1, column 11: the `(` here is never closed."
      )
      expect(yield* checkEdit("a.ts", good, "const a = 2\n")).toBeUndefined()
      expect(yield* checkEdit("a.ts", "const a = (\n", "const a = ((\n")).toBeUndefined()
      expect(yield* checkEdit("a.ts", undefined, "const a = (\n")).toBeUndefined()
      expect(yield* checkEdit("a.txt", good, "(((")).toBeUndefined()
    }).pipe(Effect.provide(realSyntax))
  )

  it.live("takes comments in a .json file that had them before", () =>
    Effect.gen(function* () {
      const commented = '{\n  // why\n  "a": 1\n}\n'
      expect(yield* checkEdit("a.json", commented, commented.replace("1", "2"))).toBeUndefined()
      expect(yield* checkEdit("a.json", commented, commented.replace("1", ""))).toContain("line 4")
      expect(yield* checkEdit("a.json", '{"a": 1}', commented)).toContain("line 2")
      expect(yield* checkEdit("a.json", "{{ template }}", "{{ other }}")).toBeUndefined()
    }).pipe(Effect.provide(realSyntax))
  )
})
