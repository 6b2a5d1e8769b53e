import { compiledRunners, crashes } from "./compiled.ts"
import { dynamicRunners } from "./dynamic.ts"
import { goPanic, goRunners } from "./golang.ts"
import { javascriptRunners } from "./javascript.ts"
import { lineLinters } from "./linters.ts"
import { type Output, output } from "./output.ts"
import { pythonRunners, traceback } from "./python.ts"
import type { Report } from "./report.ts"
import { tapRunners } from "./tap.ts"
import { typescriptLinters } from "./typescript.ts"

type Reader = (out: Output) => Report | undefined

/** Narrow forms first: the first that knows an output as its own has it. Tests before linters before crashes. */
const readers: ReadonlyArray<Reader> = [
  ...javascriptRunners,
  ...pythonRunners,
  ...goRunners,
  ...compiledRunners,
  ...dynamicRunners,
  ...tapRunners,
  ...typescriptLinters,
  ...lineLinters,
  traceback,
  goPanic,
  crashes
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
  for (const reader of readers) {
    const report = reader(out)
    if (report !== undefined) return report
  }
  return undefined
}
