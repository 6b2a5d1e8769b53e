import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { readOutput } from "../../../src/services/project/output/readOutput.ts"
import type { Place, Report } from "../../../src/services/project/output/report.ts"

const folder = join(import.meta.dirname, "../../data/testout/recorded")

const at = ({ file, line }: Place): string => [file, line].filter((part) => part !== undefined).join(":")

/** A report in a few words: its runner, its numbers (`-` for what is not told), and what failed with its place. */
const told = (report: Report | undefined): ReadonlyArray<string> => {
  if (report === undefined) return ["unknown"]
  if (report.kind === "run") return [`${report.runner} ${report.exception}`, ...report.frames.map(at)]
  const number = (value: number | undefined) => value ?? "-"
  if (report.kind === "lint") {
    const { errors, problems, total, warnings } = report
    return [
      `${report.runner} ${number(total)} = ${number(errors)}e ${number(warnings)}w`,
      ...problems.map((one) => `${at(one)} ${one.code ?? ""}`.trim())
    ]
  }
  const { errors, failed, passed, skipped } = report
  return [
    `${report.runner} ${number(passed)}p ${number(failed)}f ${number(skipped)}s ${number(errors)}e`,
    ...report.failures.map((one) => `${one.name} @ ${at(one)}`),
    ...report.broken.map((one) => `! ${one.name} @ ${at(one)}`)
  ]
}

const expected: Readonly<Record<string, readonly [directory: string, ...lines: ReadonlyArray<string>]>> = {
  biome: [
    "/work/l",
    "biome 2 = 0e 2w",
    "a.js:1 lint/correctness/noUnusedVariables",
    "a.js:2 lint/correctness/noUnusedVariables"
  ],
  biomef: ["/work/l", "biome 1 = 1e 0w", "a.js format"],
  cargo: [
    "/work/cg",
    "cargo test 1p 3f 1s -e",
    "tests::res @ ",
    "tests::sp @ src/lib.rs:11",
    "tests::mult @ src/lib.rs:8"
  ],
  ctest: ["/work/cm", "ctest 1p 1f -s -e", "bad @ "],
  eslint: [
    "/work/l",
    "eslint 6 = 4e 2w",
    "a.js:1 no-unused-vars",
    "a.js:1 semi",
    "a.js:2 no-unused-vars",
    "a.js:2 no-undef",
    "eslint.config.js:1 no-undef",
    "eslint.config.js:1 semi"
  ],
  "eslint-json": [
    "/work/l",
    "eslint 6 = 4e 2w",
    "a.js:1 no-unused-vars",
    "a.js:1 semi",
    "a.js:2 no-unused-vars",
    "a.js:2 no-undef",
    "eslint.config.js:1 no-undef",
    "eslint.config.js:1 semi"
  ],
  gcc: ["/work", "compiler 3 = 1e 2w", "g.c:2 -Wformat=", "g.c:2", "g.c:2 -Wunused-variable"],
  java: ["/work/jv", "java java.lang.IllegalStateException", "B.java:1"],
  javac: ["/work/jv", "javac 2 = 2e 0w", "A.java:1", "A.java:1"],
  jest: [
    "/work/j",
    "jest 2p 3f 2s 1e",
    "math › multiplies @ a.test.js:1",
    "math › throws @ a.test.js:1",
    "obj @ a.test.js:2",
    "! j/b.test.js @ b.test.js:1"
  ],
  mocha: [
    "/work",
    "mocha 1p 3f 1s -e",
    "top level @ m/a.js:3",
    "math multiplies @ m/a.js:2",
    'math deep "before all" hook for "x" @ m/a.js:2'
  ],
  nodecrash: ["/work", "node TypeError", "crash.js:1"],
  nodecrash2: ["/work", "node Error [ERR_MODULE_NOT_FOUND]"],
  nodespec: ["/work", "node:test 1p 3f 0s -e", "mult @ n.test.mjs:2", "sub @ n.test.mjs:3"],
  nodetap: ["/work", "TAP 1p 3f 0s -e", "mult @ n.test.mjs:2", "sub @ n.test.mjs:3"],
  oxlint: ["/work/l", "oxlint 2 = 0e 2w", "a.js:1 eslint(no-unused-vars)", "a.js:2 eslint(no-unused-vars)"],
  prettier: ["/work/l", "prettier 2 = 2e 0w", "a.js", "eslint.config.js"],
  prove: ["/work/p", "prove 2p 1f 1s -e", "multiplies @ t/a.t:2"],
  provev: ["/work/p", "TAP 1p 1f 2s -e", "multiplies @ t/a.t:2"],
  pyright: ["/work/l", "pyright 2 = 2e 0w", "p.py:2", "p.py:3 reportMissingImports"],
  pytest: [
    "/work/py",
    "pytest 3p 6f 2s 2e",
    "test_p.py::TestC::test_m @ test_p.py:3",
    "test_p.py::test_long @ test_p.py:4",
    "test_p.py::test_helper @ test_p.py:15",
    "test_u.py::T::test_mul @ test_u.py:9",
    "test_u.py::T::test_sub (i=0) @ test_u.py:6",
    "test_u.py::T::test_sub (i=2) @ test_u.py:6",
    "! test_p.py::test_td @ test_p.py:12",
    "! test_u.py::S::test_a @ test_u.py:16"
  ],
  pytestline: [
    "/work/py",
    "pytest 3p 6f 2s 2e",
    "test_p.py::TestC::test_m @ test_p.py",
    "test_p.py::test_long @ test_p.py",
    "test_p.py::test_helper @ test_p.py",
    "test_u.py::T::test_mul @ test_u.py",
    "test_u.py::T::test_sub (i=0) @ test_u.py",
    "test_u.py::T::test_sub (i=2) @ test_u.py",
    "! test_p.py::test_td @ test_p.py",
    "! test_u.py::S::test_a @ test_u.py"
  ],
  pytestno: [
    "/work/py",
    "pytest 3p 6f 2s 2e",
    "TestC.test_m @ test_p.py:3",
    "test_long @ test_p.py:4",
    "test_helper @ test_p.py:15",
    "T.test_mul @ test_u.py:9",
    "T.test_sub (i=0) @ test_u.py:6",
    "T.test_sub (i=2) @ test_u.py:6",
    "! ERROR at teardown of test_td @ test_p.py:12",
    "! ERROR at setup of S.test_a @ test_u.py:16"
  ],
  pytestnone: ["/work/py", "pytest 0p 0f 0s 0e"],
  pytestq: [
    "/work/py",
    "pytest 3p 6f 2s 2e",
    "test_p.py::TestC::test_m @ test_p.py:3",
    "test_p.py::test_long @ test_p.py:4",
    "test_p.py::test_helper @ test_p.py:15",
    "test_u.py::T::test_mul @ test_u.py:9",
    "test_u.py::T::test_sub (i=0) @ test_u.py:6",
    "test_u.py::T::test_sub (i=2) @ test_u.py:6",
    "! test_p.py::test_td @ test_p.py:12",
    "! test_u.py::S::test_a @ test_u.py:16"
  ],
  rustc: ["/work/ce", "rustc 2 = 2e 0w", "src/main.rs:1 E0425", "src/main.rs:1 E0308"],
  rustpanic: ["/work/ce", "rust panic", "src/main.rs:1"],
  tape: ["/work", "TAP 1p 1f -s -e", "five @ t/a.js:3"],
  tsc: ["/work/l", "tsc 2 = 2e 0w", "b.ts:1 TS2322", "b.ts:1 TS2322"],
  tscp: ["/work/l", "tsc 2 = 2e 0w", "b.ts:1 TS2322", "b.ts:1 TS2322"],
  unittest: [
    "/work/py",
    "unittest -p 3f 1s 1e",
    "test_u.T.test_mul @ test_u.py:9",
    "test_u.T.test_sub (i=0) @ test_u.py:6",
    "test_u.T.test_sub (i=2) @ test_u.py:6",
    "! test_u.S.setUpClass @ test_u.py:16"
  ],
  vitest: [
    "/work/v",
    "vitest 1p 3f 2s 1e",
    "math > multiplies @ a.test.ts:2",
    "math > each 1 @ a.test.ts:2",
    "math > each 2 @ a.test.ts:2",
    "! b.test.ts @ b.test.ts:1"
  ]
}

describe("recorded outputs", () => {
  it.each(readdirSync(folder).sort())("%s", (file) => {
    const [directory = "/work", ...lines] = expected[file.replace(/\.txt$/, "")] ?? []
    const text = readFileSync(join(folder, file), "utf8")
    expect(told(readOutput({ text, directory }))).toEqual(lines)
    // Colours, carriage returns and the names of packages before each line change nothing.
    const coloured = text.replace(/^(\s*)(\S+)/gm, (_, blank, word) => `${blank}\u001b[31;1m${word}\u001b[0m`)
    expect(told(readOutput({ text: coloured, directory }))).toEqual(lines)
    expect(told(readOutput({ text: text.replaceAll("\n", "\r\n"), directory }))).toEqual(lines)
    const prefixed = text.replace(/^/gm, "web:test: ")
    expect(told(readOutput({ text: prefixed, directory }))).toEqual(lines)
  })
})
