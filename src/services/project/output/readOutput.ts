import * as compiled from "./compiled.ts"
import * as dynamic from "./dynamic.ts"
import * as golang from "./golang.ts"
import * as javascript from "./javascript.ts"
import * as linters from "./linters.ts"
import { type Output, output } from "./output.ts"
import * as python from "./python.ts"
import type { Report } from "./report.ts"
import * as tap from "./tap.ts"
import * as typescript from "./typescript.ts"

type Reader = (out: Output) => Report | undefined

/**
 * Narrow forms first: the first that knows an output as its own has it. Tests before linters before crashes. Without one of
 * the words beside it a reader is not asked: most outputs are passed over quickly.
 */
const readers: ReadonlyArray<readonly [reader: Reader, ...words: ReadonlyArray<string>]> = [
  [javascript.nodeSpec, "ℹ pass"],
  [javascript.vitest, "Test Files"],
  [javascript.jest, "Test Suites:"],
  [javascript.playwright, "Running "],
  [javascript.mocha, " passing"],
  [javascript.deno, " passed | ", " passed ("],
  [javascript.bun, "Ran "],
  [javascript.ava, " test"],
  [python.pytest, " in "],
  [python.unittest, "Ran "],
  [golang.goJson, '"Action"'],
  [golang.goTest, "FAIL", "ok ", "--- PASS", "--- SKIP"],
  [compiled.cargo, "test result:"],
  [compiled.nextest, "Summary ["],
  [compiled.surefire, "Tests run:"],
  [compiled.gradle, "completed"],
  [compiled.dotnet, "Failed:", "Test summary:"],
  [compiled.swift, "Executed ", "Test run with"],
  [compiled.ctest, "% tests passed"],
  [compiled.googleTest, "PASSED  ]"],
  [dynamic.rspec, " example"],
  [dynamic.minitest, "assertions,"],
  [dynamic.phpunit, "OK (", "Assertions:"],
  [dynamic.pest, "Tests:"],
  [dynamic.exunit, "Finished in"],
  [dynamic.dart, "All tests", "Some tests"],
  [dynamic.sbt, "Total ", "succeeded"],
  [dynamic.oneLine, " success", "[ FAIL ", " passed; ", "tests passed."],
  [tap.tap, "1..", "TAP version"],
  [tap.prove, "Files="],
  [tap.batsPretty, " test"],
  [typescript.eslintJson, '"filePath"'],
  [typescript.eslint, "✖ "],
  [typescript.tsc, "error ", "warning "],
  [typescript.biome, "━━━"],
  [typescript.oxlint, "Found "],
  [typescript.formatters, "[warn]", "reformat", "Diff in ", "not formatted"],
  [linters.arrows, "--> "],
  [linters.shellcheckTty, "^-"],
  [linters.phpstan, "[ERROR] Found"],
  [linters.javac, ".java:", ".scala:", ".groovy:"],
  [linters.oneALine, ":"],
  [python.traceback, "Traceback "],
  [golang.goPanic, "panic: "],
  [compiled.crashes, "panicked at ", "Exception in thread", "Node.js v"]
]

/** More characters of an output are not looked at: its beginning and its end are. */
const mostCharacters = 8_000_000

export interface Ran {
  /** What it wrote on both streams. */
  readonly text: string
  /** Absolute directory in which it ran. */
  readonly directory: string
  /** Whether a part of the output is missing in the middle. */
  readonly cut?: boolean
}

/**
 * What the output of a finished command says, if it has the form of a test runner, a linter or a crash. By its form alone;
 * undefined for everything else. Takes time in proportion to the text.
 */
export const readOutput = ({ cut = false, directory, text }: Ran): Report | undefined => {
  const long = text.length > mostCharacters
  const half = mostCharacters / 2
  const kept = long ? `${text.slice(0, half)}\n${text.slice(-half)}` : text
  const out = output(kept, directory, cut || long)
  for (const [reader, ...words] of readers) {
    if (!words.some((word) => out.text.includes(word))) continue
    const report = reader(out)
    if (report !== undefined) return report
  }
  return undefined
}
