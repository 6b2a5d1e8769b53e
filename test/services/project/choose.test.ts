import { describe, expect, it } from "vitest"
import { choose, shellLine } from "../../../src/services/project/choose.ts"
import { detect } from "../../../src/services/project/detect.ts"

const known = (files: ReadonlyArray<string>) => detect({ files: new Map(files.map((file) => [file, ""])) })

describe("choose", () => {
  it.each([
    [["go.mod"], "pkg/x/a_test.go", "go test ./pkg/x"],
    [["go.mod"], "a_test.go", "go test ."],
    [["Cargo.toml"], "tests/api.rs", "cargo test --test api"],
    [["Cargo.toml"], "src/lib.rs", "cargo test"],
    [["pom.xml", "mvnw"], "src/test/java/CalcTest.java", "./mvnw -q -Dtest=CalcTest test"],
    [["pytest.ini"], "tests/a b.py", "pytest 'tests/a b.py'"],
    [["pytest.ini"], "-x.py", "pytest ./-x.py"],
    [["deno.json"], "$(id).ts", "deno test '$(id).ts'"],
    [["deno.json"], "it's.ts", "deno test 'it'\\''s.ts'"],
    [["Package.swift"], "Tests/CalcTests.swift", "swift test --filter CalcTests"],
    [["meson.build"], "a.c", "meson test -C build"]
  ] as const)("%j, %s: %s", (files, file, command) => {
    expect(choose(known(files), "test", file)?.command).toBe(command)
  })

  it("checks types or format where there is no linter", () => {
    const lint = (...files: ReadonlyArray<string>) => choose(known(files), "lint", undefined)?.command
    expect(lint("package.json", "tsconfig.json", ".prettierrc")).toBe("npx tsc --noEmit -p .")
    expect(lint("package.json", ".prettierrc")).toBe("npx prettier --check .")
    expect(lint("package.json")).toBeUndefined()
  })

  it("builds first where tests are built", () => {
    const found = choose(known(["CMakeLists.txt"]), "test", undefined)
    expect(found && shellLine(found, "/w/it's")).toBe(
      "cd '/w/it'\\''s' && cmake -B build && cmake --build build && ctest --test-dir build --output-on-failure"
    )
  })
})
