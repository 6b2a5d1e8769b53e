/** A place in a file, as the output names it; paths below the directory of the run are relative to it. */
export interface Place {
  readonly file?: string
  /** From 1. */
  readonly line?: number
  readonly column?: number
}

/** A test, or a file of tests, that did not do what it should. */
export interface Failure extends Place {
  /** As the runner writes it: `math › multiplies`, `test_m.py::test_mul`. */
  readonly name: string
  /** The first line of what it says. */
  readonly message?: string
}

/** What a test runner said. A number that the output does not tell is undefined: none is ever made up. */
export interface TestReport {
  readonly kind: "test"
  readonly runner: string
  readonly passed: number | undefined
  readonly failed: number | undefined
  readonly skipped: number | undefined
  /** Tests and files that could not be run at all, where the runner counts them apart. */
  readonly errors: number | undefined
  readonly failures: ReadonlyArray<Failure>
  /** What could not be run. */
  readonly broken: ReadonlyArray<Failure>
  /** Packages with a failure, where the runner names them. */
  readonly packages: ReadonlyArray<string>
}

export interface Problem extends Place {
  readonly severity: "error" | "warning" | "note"
  readonly code?: string
  readonly message: string
}

/** What a linter, a compiler or a checker of types or format said. */
export interface LintReport {
  readonly kind: "lint"
  readonly runner: string
  /** All problems, also those that are not listed; undefined where that is not told. */
  readonly total: number | undefined
  readonly errors: number | undefined
  readonly warnings: number | undefined
  readonly problems: ReadonlyArray<Problem>
}

/** A program that ended by an exception or a panic. */
export interface CrashReport {
  readonly kind: "run"
  readonly runner: string
  /** Its type, `json.decoder.JSONDecodeError`, or what the language calls it. */
  readonly exception: string
  readonly message: string
  /** The calls inside the project, outermost first as the output has them. */
  readonly frames: ReadonlyArray<Place>
}

export type Report = TestReport | LintReport | CrashReport

/** More failures and problems are counted, not kept. */
export const mostKept = 200
/** Characters of one message or name. */
export const longestText = 300

/** A test report with the numbers that the output told; those that stay out are unknown. */
export const testReport = (
  runner: string,
  told: Partial<Omit<TestReport, "kind" | "runner">> & Pick<TestReport, "passed" | "failed">
): TestReport => ({
  kind: "test",
  runner,
  passed: told.passed,
  failed: told.failed,
  skipped: told.skipped,
  errors: told.errors,
  failures: (told.failures ?? []).slice(0, mostKept),
  broken: (told.broken ?? []).slice(0, mostKept),
  packages: (told.packages ?? []).slice(0, mostKept)
})

const countOf = (problems: ReadonlyArray<Problem>, severity: Problem["severity"]): number =>
  problems.filter((one) => one.severity === severity).length

/** A lint report; what the output does not sum up is counted from the problems, if the output is whole. */
export const lintReport = (
  runner: string,
  problems: ReadonlyArray<Problem>,
  told: { readonly cut: boolean; readonly total?: number; readonly errors?: number; readonly warnings?: number }
): LintReport => {
  const stated = told.errors !== undefined || told.warnings !== undefined
  const sum = stated ? (told.errors ?? 0) + (told.warnings ?? 0) : undefined
  const counted = (severity: Problem["severity"]) => (told.cut ? undefined : countOf(problems, severity))
  return {
    kind: "lint",
    runner,
    total: told.total ?? sum ?? (told.cut ? undefined : problems.length),
    errors: told.errors ?? (stated ? 0 : counted("error")),
    warnings: told.warnings ?? (stated ? 0 : counted("warning")),
    problems: problems.slice(0, mostKept)
  }
}
