import { describe, expect, it } from "vitest"
import { readOutput } from "../../../src/services/project/output/readOutput.ts"
import type { Place, Report } from "../../../src/services/project/output/report.ts"

const read = (text: string, cut = false) => readOutput({ text, directory: "/work", cut })

const at = ({ column, file, line }: Place): string =>
  [file, line, column].filter((part) => part !== undefined).join(":")

/** What is expected: the numbers by name, then the failures as `name @ place: message`. */
const told = (report: Report | undefined): readonly [string, ...ReadonlyArray<string>] => {
  const text = (message: string | undefined) => (message === undefined ? "" : `: ${message}`)
  if (report === undefined) return ["unknown"]
  if (report.kind === "run")
    return [`${report.runner} ${report.exception}${text(report.message)}`, ...report.frames.map(at)]
  const numbers =
    report.kind === "test"
      ? [report.passed, report.failed, report.skipped, report.errors]
      : [report.total, report.errors, report.warnings]
  const head = `${report.runner} ${numbers.map((one) => one ?? "-").join(" ")}`
  if (report.kind === "lint") {
    return [head, ...report.problems.map((one) => `${at(one)} ${one.severity} ${one.code ?? "-"}${text(one.message)}`)]
  }
  return [head, ...[...report.failures, ...report.broken].map((one) => `${one.name} @ ${at(one)}${text(one.message)}`)]
}

/** Outputs as the tools' documentation and sources have them, for tools that are not everywhere. */
const tests: ReadonlyArray<readonly [name: string, text: string, ...expected: ReadonlyArray<string>]> = [
  [
    "go test -v",
    "=== RUN   TestAdd\n--- PASS: TestAdd (0.00s)\n=== RUN   TestMul\n    a_test.go:13: got 4\n--- FAIL: TestMul (0.00s)\n=== RUN   TestLater\n    a_test.go:17: later\n--- SKIP: TestLater (0.00s)\nFAIL\nFAIL\tx\t0.003s\nFAIL\n",
    "go test 1 1 1 0",
    "TestMul @ a_test.go:13: got 4"
  ],
  ["go test, all well", "ok  \tx\t0.003s\nok  \tx/y\t(cached)\n?   \tx/z\t[no test files]\n", "go test - 0 - 0"],
  [
    "go test that does not build",
    "# x [x.test]\n./a_test.go:9:2: undefined: foo\nFAIL\tx [build failed]\nFAIL\n",
    "go test - 0 - 1",
    "x @ a_test.go:9: undefined: foo"
  ],
  [
    "cargo nextest",
    "────────────\n Nextest run ID 1 with profile: default\n        PASS [   0.004s] x tests::adds\n        FAIL [   0.005s] x tests::mult\n────────────\n     Summary [   0.006s] 2 tests run: 1 passed, 1 failed, 3 skipped\n        FAIL [   0.005s] x tests::mult\n",
    "cargo nextest 1 1 3 -",
    "x tests::mult @ "
  ],
  [
    "surefire",
    "[INFO] Running CalcTest\n[ERROR] Tests run: 3, Failures: 1, Errors: 1, Skipped: 0, Time elapsed: 0.05 s <<< FAILURE! -- in CalcTest\n[INFO] Results:\n[ERROR] Failures: \n[ERROR]   CalcTest.multiplies:12 expected: <5> but was: <4>\n[ERROR] Errors: \n[ERROR]   CalcTest.throwsIt:20 » IllegalState bad\n[INFO] \n[ERROR] Tests run: 3, Failures: 1, Errors: 1, Skipped: 0\n",
    "surefire 1 1 0 1",
    "CalcTest.multiplies @ CalcTest.java:12: expected: <5> but was: <4>",
    "CalcTest.throwsIt @ CalcTest.java:20: » IllegalState bad"
  ],
  [
    "surefire, two modules",
    "[INFO] Tests run: 2, Failures: 0, Errors: 0, Skipped: 1\n[INFO] Tests run: 5, Failures: 0, Errors: 0, Skipped: 0\n",
    "surefire 6 0 1 0"
  ],
  [
    "gradle",
    "> Task :test FAILED\n\nCalcTest > multiplies() FAILED\n    org.opentest4j.AssertionFailedError at CalcTest.java:12\n\n3 tests completed, 1 failed, 1 skipped\n\nBUILD FAILED in 2s\n",
    "gradle 1 1 1 -",
    "CalcTest > multiplies() @ CalcTest.java:12: org.opentest4j.AssertionFailedError"
  ],
  [
    "dotnet",
    "  Failed Ns.CalcTest.Multiplies [12 ms]\n  Error Message:\n   Assert.Equal() Failure\n  Stack Trace:\n     at Ns.CalcTest.Multiplies() in /work/t/CalcTest.cs:line 12\n\nFailed!  - Failed:     1, Passed:     2, Skipped:     1, Total:     4, Duration: 20 ms - t.dll (net8.0)\n",
    "dotnet test 2 1 1 -",
    "Ns.CalcTest.Multiplies @ t/CalcTest.cs:12: Assert.Equal() Failure"
  ],
  [
    "dotnet, new platform",
    "failed Ns.T.M (3ms)\nTest summary: total: 3, failed: 1, succeeded: 2, skipped: 0, duration: 1.2s\n",
    "dotnet test 2 1 0 -",
    "Ns.T.M @ "
  ],
  [
    "XCTest",
    "Test Suite 'All tests' started at x\nTest Case '-[T testMul]' started.\n/work/T.swift:10: error: -[T testMul] : XCTAssertEqual failed\nTest Case '-[T testMul]' failed (0.1 seconds).\nTest Suite 'T' failed\n\t Executed 3 tests, with 1 test skipped and 1 failure (0 unexpected) in 0.1 (0.1) seconds\nTest Suite 'All tests' failed at x.\n\t Executed 3 tests, with 1 test skipped and 1 failure (0 unexpected) in 0.1 (0.1) seconds\n",
    "swift test 1 1 1 -",
    "T testMul @ T.swift:10: XCTAssertEqual failed"
  ],
  [
    "googletest",
    "[==========] Running 2 tests from 1 test suite.\n[ RUN      ] Calc.Adds\n[       OK ] Calc.Adds (0 ms)\n[ RUN      ] Calc.Mul\ncalc_test.cc:12: Failure\nExpected equality of these values:\n[  FAILED  ] Calc.Mul (0 ms)\n[==========] 2 tests from 1 test suite ran. (0 ms total)\n[  PASSED  ] 1 test.\n[  FAILED  ] 1 test, listed below:\n[  FAILED  ] Calc.Mul\n",
    "googletest 1 1 0 -",
    "Calc.Mul @ calc_test.cc:12: Expected equality of these values:"
  ],
  [
    "rspec",
    "Failures:\n\n  1) Calc multiplies\n     Failure/Error: expect(4).to eq 5\n\n       expected: 5\n            got: 4\n     # ./spec/calc_spec.rb:6:in 'block'\n\nFinished in 0.01 seconds (files took 0.1 seconds to load)\n4 examples, 1 failure, 1 pending\n\nFailed examples:\n\nrspec ./spec/calc_spec.rb:5 # Calc multiplies\n",
    "rspec 2 1 1 0",
    "Calc multiplies @ spec/calc_spec.rb:6: expected: 5"
  ],
  [
    "minitest",
    "  1) Failure:\nCalcTest#test_mul [test/calc_test.rb:9]:\nExpected: 5\n  Actual: 4\n\n  2) Error:\nCalcTest#test_err:\nRuntimeError: boom\n    test/calc_test.rb:12:in 'test_err'\n\n4 runs, 3 assertions, 1 failures, 1 errors, 1 skips\n",
    "minitest 1 1 1 1",
    "CalcTest#test_mul @ test/calc_test.rb:9: Expected: 5",
    "CalcTest#test_err @ test/calc_test.rb:12: RuntimeError: boom"
  ],
  [
    "phpunit",
    "There was 1 error:\n\n1) CalcTest::testErr\nRuntimeException: boom\n\n/work/tests/CalcTest.php:20\n\n--\n\nThere was 1 failure:\n\n1) CalcTest::testMul\nFailed asserting that 4 is identical to 5.\n\n/work/tests/CalcTest.php:12\n\nERRORS!\nTests: 4, Assertions: 3, Errors: 1, Failures: 1, Skipped: 1.\n",
    "phpunit 1 1 1 1",
    "CalcTest::testMul @ tests/CalcTest.php:12: Failed asserting that 4 is identical to 5.",
    "CalcTest::testErr @ tests/CalcTest.php:20: RuntimeException: boom"
  ],
  ["phpunit, all well", "OK (3 tests, 5 assertions)\n", "phpunit 3 0 0 0"],
  [
    "pest",
    "   FAIL  Tests\\Unit\\CalcTest\n  ⨯ it multiplies\n  ────\n   FAILED  Tests\\Unit\\CalcTest > it multiplies\n  Failed asserting that 4 is identical to 5.\n\n  at tests/Unit/CalcTest.php:12\n\n  Tests:    1 failed, 1 skipped, 2 passed (3 assertions)\n  Duration: 0.1s\n",
    "pest 2 1 1 -",
    "Tests\\Unit\\CalcTest > it multiplies @ tests/Unit/CalcTest.php:12: Failed asserting that 4 is identical to 5."
  ],
  [
    "ExUnit",
    "  1) test multiplies (CalcTest)\n     test/calc_test.exs:8\n     Assertion with == failed\n     code:  assert 4 == 5\n\n\nFinished in 0.03 seconds (0.00s async, 0.03s sync)\n1 doctest, 3 tests, 1 failure, 1 skipped\n",
    "mix test 2 1 1 0",
    "test multiplies (CalcTest) @ test/calc_test.exs:8: Assertion with == failed"
  ],
  [
    "deno",
    "running 2 tests from ./a_test.ts\nadds ... ok (0ms)\nmultiplies ... FAILED (1ms)\n\n ERRORS \n\nmultiplies => ./a_test.ts:5:6\nerror: AssertionError: Values are not equal.\n\n FAILURES \n\nmultiplies => ./a_test.ts:5:6\n\nFAILED | 1 passed | 1 failed | 2 ignored (5ms)\n",
    "deno test 1 1 2 -",
    "multiplies @ a_test.ts:5:6: AssertionError: Values are not equal."
  ],
  [
    "bun",
    "a.test.ts:\n(pass) math > adds [0.10ms]\nerror: expect(received).toBe(expected)\n      at <anonymous> (/work/a.test.ts:4:20)\n(fail) math > multiplies [0.20ms]\n(skip) math > later\n\n 1 pass\n 1 skip\n 1 fail\n 2 expect() calls\nRan 3 tests across 1 files. [10.00ms]\n",
    "bun test 1 1 1 -",
    "math > multiplies @ a.test.ts:4:20: expect(received).toBe(expected)"
  ],
  [
    "playwright",
    "Running 3 tests using 1 worker\n\n  1) [chromium] › a.spec.ts:3:1 › shows ─────\n\n  1 failed\n    [chromium] › a.spec.ts:3:1 › shows ─────\n  1 skipped\n  1 passed (3.1s)\n",
    "playwright 1 1 1 -",
    "shows @ a.spec.ts:3:1"
  ],
  [
    "ava",
    "  ✔ adds\n  ✘ [fail]: multiplies Is not equal\n  ─\n\n  1 test failed\n  1 test passed\n  1 test skipped\n",
    "ava 1 1 1 -",
    "multiplies Is not equal @ "
  ],
  [
    "dart",
    "00:00 +0: loading test/a_test.dart\n00:00 +1: multiplies\n00:00 +1 -1: multiplies [E]\n  Expected: <5>\n  test/a_test.dart 9:5  main.<fn>\n00:00 +1 ~1 -1: Some tests failed.\n",
    "dart test 1 1 1 -",
    "multiplies @ test/a_test.dart:9:5: Expected: <5>"
  ],
  [
    "sbt",
    "[info] CalcSpec:\n[info] - adds\n[info] - multiplies *** FAILED ***\n[info]   4 did not equal 5 (CalcSpec.scala:9)\n[error] Failed: Total 3, Failed 1, Errors 0, Passed 2\n",
    "sbt 2 1 - 0",
    "multiplies @ "
  ],
  ["busted", "●●◼\n2 successes / 1 failure / 0 errors / 1 pending : 0.01 seconds\n", "busted 2 1 1 0"],
  ["testthat", "[ FAIL 1 | WARN 0 | SKIP 2 | PASS 3 ]\n", "testthat 3 1 2 -"],
  [
    "zig",
    "1/2 test.adds...OK\n2/2 test.mul...FAIL (TestExpectedEqual)\n1 passed; 0 skipped; 1 failed.\n",
    "zig test 1 1 0 -",
    "mul @ "
  ],
  [
    "bats on a terminal",
    "a.bats\n ✓ adds\n ✗ multiplies\n   (in test file a.bats, line 5)\n     `[ 4 -eq 5 ]' failed\n - later (skipped)\n\n3 tests, 1 failure, 1 skipped\n",
    "bats 1 1 1 -",
    "multiplies @ a.bats:5: `[ 4 -eq 5 ]' failed"
  ],
  [
    "two runs one after the other",
    "Tests:       1 passed, 1 total\nTest Suites: 1 passed, 1 total\nTest Suites: 1 failed, 1 total\nTests:       2 failed, 3 passed, 5 total\n",
    "jest 4 2 0 0"
  ]
]

const lints: typeof tests = [
  [
    "ruff, short",
    "a.py:1:8: F401 [*] `os` imported but unused\na.py:3:1: E402 Module level import not at top of file\nFound 2 errors.\n",
    "ruff 2 2 0",
    "a.py:1:8 error F401: [*] `os` imported but unused",
    "a.py:3:1 error E402: Module level import not at top of file"
  ],
  [
    "ruff, full",
    "F401 [*] `os` imported but unused\n --> a.py:1:8\n  |\n1 | import os\n\nFound 1 error.\n",
    "ruff 1 1 0",
    "a.py:1:8 error F401: `os` imported but unused"
  ],
  [
    "flake8",
    "./a.py:1:1: E302 expected 2 blank lines, found 1\n./a.py:2:80: W291 trailing whitespace\n",
    "flake8 2 2 0",
    "a.py:1:1 error E302: expected 2 blank lines, found 1",
    "a.py:2:80 error W291: trailing whitespace"
  ],
  [
    "mypy",
    'a.py:3: error: Incompatible return value type (got "int", expected "str")  [return-value]\na.py:4: note: See x\nFound 1 error in 1 file (checked 1 source file)\n',
    "mypy 1 1 0",
    'a.py:3 error return-value: Incompatible return value type (got "int", expected "str")',
    "a.py:4 note -: See x"
  ],
  [
    "pylint",
    "************* Module a\na.py:1:0: C0114: Missing module docstring (missing-module-docstring)\na.py:2:4: E1101: no member (no-member)\n\n-----\nYour code has been rated at 5.00/10\n",
    "pylint 2 1 1",
    "a.py:1:0 warning C0114: Missing module docstring (missing-module-docstring)",
    "a.py:2:4 error E1101: no member (no-member)"
  ],
  [
    "golangci-lint",
    "a.go:5:2: Error return value is not checked (errcheck)\n\tfoo()\n\t^\n1 issues:\n* errcheck: 1\n",
    "golangci-lint 1 1 0",
    "a.go:5:2 error errcheck: Error return value is not checked"
  ],
  [
    "rubocop",
    "Inspecting 1 file\nC\n\nOffenses:\n\na.rb:1:1: C: [Correctable] Style/FrozenStringLiteralComment: Missing magic comment.\n\n1 file inspected, 1 offense detected, 1 offense autocorrectable\n",
    "rubocop 1 0 1",
    "a.rb:1:1 warning Style/FrozenStringLiteralComment: Missing magic comment."
  ],
  [
    "hadolint",
    "Dockerfile:3 DL3008 warning: Pin versions in apt get install\n",
    "hadolint 1 0 1",
    "Dockerfile:3 warning DL3008: Pin versions in apt get install"
  ],
  [
    "shellcheck on a terminal",
    "\nIn a.sh line 2:\necho $1\n     ^-- SC2086 (info): Double quote to prevent globbing.\n\nIn a.sh line 3:\nfor f in $(ls); do\n         ^---^ SC2045 (error): Iterating over ls output is fragile.\n",
    "shellcheck 2 1 0",
    "a.sh:2 note SC2086: Double quote to prevent globbing.",
    "a.sh:3 error SC2045: Iterating over ls output is fragile."
  ],
  [
    "phpstan",
    " ------ ----------------------------\n  Line   src/A.php\n ------ ----------------------------\n  12     Undefined variable: $x\n ------ ----------------------------\n\n [ERROR] Found 1 error\n",
    "phpstan 1 1 0",
    "src/A.php:12 error -: Undefined variable: $x"
  ],
  [
    "clippy",
    "warning: unneeded `return` statement\n --> src/lib.rs:2:5\n  |\n\nerror[E0425]: cannot find value `b`\n --> src/main.rs:1:3\n\nerror: could not compile `x` due to 1 previous error\n",
    "rustc 2 1 1",
    "src/lib.rs:2:5 warning -: unneeded `return` statement",
    "src/main.rs:1:3 error E0425: cannot find value `b`"
  ],
  [
    "maven's compiler",
    "[ERROR] /work/src/A.java:[5,3] cannot find symbol\n[ERROR] COMPILATION ERROR\n",
    "maven 1 1 0",
    "src/A.java:5:3 error -: cannot find symbol"
  ],
  [
    "MSBuild, said twice",
    "/work/A.cs(5,3): error CS1002: ; expected [/work/x.csproj]\n/work/A.cs(5,3): error CS1002: ; expected [/work/x.csproj]\n",
    "msbuild 1 1 0",
    "A.cs:5:3 error CS1002: ; expected"
  ],
  [
    "kotlin",
    "e: file:///work/A.kt:5:3 Unresolved reference: x\n",
    "kotlin 1 1 0",
    "A.kt:5:3 error -: Unresolved reference: x"
  ],
  [
    "dart analyze",
    "Analyzing x...\n\n  error - lib/a.dart:3:5 - Undefined name 'x'. - undefined_identifier\n\n1 issue found.\n",
    "dart analyze 1 1 0",
    "lib/a.dart:3:5 error undefined_identifier: Undefined name 'x'."
  ],
  [
    "luacheck",
    "Checking a.lua    1 warning\n\n    a.lua:1:7: (W211) unused variable x\n\nTotal: 1 warning / 0 errors in 1 file\n",
    "luacheck 1 0 1",
    "a.lua:1:7 warning W211: unused variable x"
  ],
  [
    "black",
    "would reformat a.py\n\nOh no!\n1 file would be reformatted, 2 files would be left unchanged.\n",
    "black 1 1 0",
    "a.py error -: is not formatted"
  ],
  [
    "cargo fmt",
    "Diff in /work/src/a.rs:1:\n-fn  f() {}\n+fn f() {}\n",
    "cargo fmt 1 1 0",
    "src/a.rs:1 error -: is not formatted"
  ],
  [
    "clang",
    "a.c:3:5: error: expected ';' after expression\n    3 |     x\na.c:4:2: warning: unused variable 'y' [-Wunused-variable]\n2 diagnostics generated.\n",
    "compiler 2 1 1",
    "a.c:3:5 error -: expected ';' after expression",
    "a.c:4:2 warning -Wunused-variable: unused variable 'y'"
  ]
]

const crashes: typeof tests = [
  [
    "a panic of Go",
    "panic: boom\n\ngoroutine 1 [running]:\nmain.main()\n\t/work/a.go:5 +0x1d\nruntime.main()\n\t/usr/lib/go/src/runtime/proc.go:271 +0x1\nexit status 2\n",
    "go panic: boom",
    "a.go:5"
  ],
  [
    "an exception inside another",
    'Traceback (most recent call last):\n  File "/work/a.py", line 1, in f\n    x()\nKeyError: 1\n\nDuring handling of the above exception, another exception occurred:\n\nTraceback (most recent call last):\n  File "/work/a.py", line 4, in <module>\n    f()\nmypkg.errors.Bad: no\n',
    "python mypkg.errors.Bad: no",
    "a.py:4"
  ]
]

describe("reading outputs", () => {
  it.each([...tests, ...lints, ...crashes].map(([name, text, ...expected]) => [name, text, expected] as const))(
    "%s",
    (_, text, expected) => {
      expect(told(read(text))).toEqual(expected)
    }
  )

  it.each([
    ["a listing", "total 8\n-rw-r--r-- 1 a a 12 Nov 22 10:00 a.txt\ndrwxr-xr-x 2 a a 4096 Nov 22 10:00 src\n"],
    ["hits of a search", "src/a.ts:12:const x = 1\nsrc/b.ts:3:  // error: not handled\n"],
    ["a diff", "diff --git a/a b/a\n--- a/a\n+++ b/a\n@@ -1 +1 @@\n-1 failed\n+2 passed\n"],
    ["prose about tests", "All tests passed, 3 failed earlier. Tests: 5 of them.\nok then\n"],
    ["JSON", '{"passed": 3, "failed": 2}\n[{"file":"a"}]\n'],
    ["a git log", "commit abc\nAuthor: x\n\n    ok 1 - fix the tests\n    1 failed\n"],
    [
      "package installation",
      "added 267 packages in 12s\n\n40 packages are looking for funding\n  run `npm fund` for details\n3 vulnerabilities (1 low, 2 high)\n"
    ],
    ["a server", "Listening on http://localhost:3000\nGET / 200 12ms\nerror: closed\n"],
    ["nothing", ""]
  ])("says nothing of %s", (_, text) => {
    expect(read(text)).toBeUndefined()
  })

  it("counts nothing line by line where the middle is missing", () => {
    const tap = "1..3\nok 1 a\nnot ok 2 b\nok 3 c\n"
    expect(told(read(tap))).toEqual(["TAP 2 1 0 -", "b @ "])
    expect(told(read(tap, true))).toEqual(["TAP - - - -", "b @ "])
    const lint = "a.c:1:2: error: x\n"
    expect(told(read(lint, true))[0]).toBe("compiler - - -")
    expect(told(read("=== RUN   TestA\n--- FAIL: TestA (0.00s)\nFAIL\tx\t0.1s\n", true))[0]).toBe("go test - - - -")
  })
})
