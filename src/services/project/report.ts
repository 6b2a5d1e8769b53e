import { printableLine } from "../domain/printable.ts"
import { columns } from "../domain/columns.ts"
import { type Detection, type Found, purposes } from "./detection.ts"
import type { Report } from "./output/report.ts"

const keyOf = {
  test: "test",
  lint: "lint",
  typecheck: "typecheck",
  formatCheck: "format_check",
  build: "build"
} as const
const titles = {
  test: "Test",
  lint: "Lint",
  typecheck: "Type check",
  formatCheck: "Format check",
  build: "Build"
} as const

const placed = (top: string, directory: string): string => (directory === "" ? top : `${top}/${directory}`)

const foundJson = (found: Found, top: string) => ({
  command: found.command,
  source: found.source,
  file: placed(top, found.file),
  directory: placed(top, found.directory),
  ...(found.prepare === undefined ? {} : { prepare: found.prepare })
})

/** A detection as `--detect --json` prints it: the commands by name (null where there is none), then where each comes from. */
export const detectionJson = (detection: Detection, top: string) => ({
  root: placed(top, detection.root),
  ecosystems: detection.ecosystems,
  pm: detection.manager ?? null,
  ...Object.fromEntries(purposes.map((purpose) => [keyOf[purpose], detection.commands[purpose]?.command ?? null])),
  test_one_file: detection.testFile?.command ?? null,
  found: Object.fromEntries(
    purposes.flatMap((purpose) => {
      const found = detection.commands[purpose]
      return found === undefined ? [] : [[keyOf[purpose], foundJson(found, top)]]
    })
  ),
  members: detection.members.map((member) => placed(placed(top, detection.root), member))
})

/** What each source is called where a person reads it. */
const sourceNames = {
  instructions: "written down in",
  ci: "CI file",
  "task-runner": "target of",
  script: "script of",
  default: "usual with"
} as const

const note = (found: Found, detection: Detection): string => {
  const elsewhere =
    found.directory === detection.root
      ? ""
      : `, run in ${found.directory === "" ? "the top directory" : found.directory}`
  const before = found.prepare === undefined ? "" : `, after ${found.prepare}`
  return `${sourceNames[found.source]} ${found.file}${elsewhere}${before}`
}

/** A detection for a person: a line for each command with the file it comes from. */
export const detectionText = (detection: Detection, top: string): string => {
  const rows = purposes.flatMap((purpose) => {
    const found = detection.commands[purpose]
    return found === undefined ? [] : [[titles[purpose], found.command, note(found, detection)]]
  })
  const one = detection.testFile
  if (one !== undefined) rows.push(["One test file", one.command, note(one, detection)])
  const kinds = detection.ecosystems.length === 0 ? "no kind of project that is known" : detection.ecosystems.join(", ")
  const members = detection.members.length === 0 ? [] : [`Projects below: ${detection.members.join(", ")}`]
  return [
    `${placed(top, detection.root)} (${kinds})`,
    ...(rows.length === 0 ? ["No command was found."] : [columns(rows)]),
    ...members
  ]
    .join("\n")
    .split("\n")
    .map(printableLine)
    .join("\n")
}

/** A report as `--json` prints it: numbers that were not told are null; a form that is not known is `kind: null`. */
export const reportJson = (report: Report | undefined): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(report ?? { kind: undefined }).map(([key, value]) => [key, value ?? null]))
