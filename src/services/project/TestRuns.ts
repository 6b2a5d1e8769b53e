import { Context, Effect, Layer } from "effect"
import { type Changes, changesBetween } from "./output/changes.ts"
import type { TestReport } from "./output/report.ts"

/** More commands than these are forgotten, oldest first. */
const mostCommands = 50

/** The last result of each command that ran tests in this session: what was red and is green. */
export class TestRuns extends Context.Service<
  TestRuns,
  {
    /** Takes up a result. Succeeds with what changed since the same command last ran in the same place; undefined the first time. */
    readonly note: (command: string, directory: string, report: TestReport) => Effect.Effect<Changes | undefined>
  }
>()("coderx/project/TestRuns") {
  static readonly layer = Layer.sync(TestRuns, () => {
    const last = new Map<string, TestReport>()
    return TestRuns.of({
      note: (command, directory, report) =>
        Effect.sync(() => {
          const key = `${directory}\n${command.trim()}`
          const before = last.get(key)
          last.delete(key)
          last.set(key, report)
          const [oldest] = last.keys()
          if (last.size > mostCommands && oldest !== undefined) last.delete(oldest)
          return before === undefined ? undefined : changesBetween(before, report)
        })
    })
  })
}
