import type { TestReport } from "./report.ts"

/** How one run of the same tests differs from the one before. Names as the runner writes them. */
export interface Changes {
  /** Failed before, and do not now. */
  readonly mended: ReadonlyArray<string>
  /** Fail now, and did not before. */
  readonly broken: ReadonlyArray<string>
}

/** All tests that were counted; undefined where a number is not told. */
const totalOf = ({ errors, failed, passed, skipped }: TestReport): number | undefined =>
  passed === undefined || failed === undefined ? undefined : passed + failed + (errors ?? 0) + (skipped ?? 0)

const badOf = (report: TestReport): ReadonlyArray<string> =>
  [...report.failures, ...report.broken].map(({ name }) => name)

/** Whether every failure that was counted is there by its name. */
const isWhole = (report: TestReport): boolean =>
  report.failed !== undefined && report.failures.length >= report.failed && report.broken.length >= (report.errors ?? 0)

/**
 * Compares two runs of one command. A test counts as mended only where that is sure: both runs name all that failed, and
 * the later one ran no fewer tests, so that none has only gone.
 */
export const changesBetween = (before: TestReport, after: TestReport): Changes => {
  if (before.runner !== after.runner || !isWhole(before) || !isWhole(after)) return { mended: [], broken: [] }
  const [then, now] = [badOf(before), badOf(after)]
  const [ran, runs] = [totalOf(before), totalOf(after)]
  const fewer = ran === undefined || runs === undefined || runs < ran
  return {
    mended: fewer ? [] : [...new Set(then)].filter((name) => !now.includes(name)),
    broken: [...new Set(now)].filter((name) => !then.includes(name))
  }
}
