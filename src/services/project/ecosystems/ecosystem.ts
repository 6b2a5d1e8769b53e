import type { Purpose } from "../detection.ts"
import type { ProjectFiles } from "../projectFiles.ts"

/** What a rule knows of a purpose, or of how one test file is run (`FILE`, `DIR` and `NAME` stand for it, its directory, and its name without ending). */
export interface Row {
  readonly slot: Purpose | "testFile"
  readonly command: string
  /** The file that names it or shows it. */
  readonly file: string
  readonly source: "script" | "default"
  readonly prepare?: string
}

/** A kind of project. `rows` in the order of preference: the first of a slot counts. */
export interface Ecosystem {
  readonly id: string
  /** Globs: a directory with one of these files is such a project. */
  readonly markers: ReadonlyArray<string>
  /** And one of these has to be there too: the marker alone is a common name. */
  readonly beside?: ReadonlyArray<string>
  readonly manager?: (files: ProjectFiles) => string | undefined
  readonly rows: (files: ProjectFiles, marker: string) => ReadonlyArray<Row>
  /** It has a say only where nothing else is recognised: a Dockerfile stands in every kind of project. */
  readonly aside?: boolean
}

type Line = readonly [slot: Row["slot"], command: string, ...globs: ReadonlyArray<string>]

/** Rows that hold by files alone: each line counts where one of its globs fits, or always where it has none. */
export const table =
  (...lines: ReadonlyArray<Line>): Ecosystem["rows"] =>
  (files, marker) =>
    lines.flatMap(([slot, command, ...globs]) => {
      const file = globs.length === 0 ? marker : files.first(...globs)
      return file === undefined ? [] : [{ slot, command, file, source: "default" as const }]
    })

/** A row, where `holds` does. */
export const when = (holds: boolean, slot: Row["slot"], command: string, file: string): ReadonlyArray<Row> =>
  holds ? [{ slot, command, file, source: "default" }] : []

/** A row of a script that the project defines. */
export const script = (slot: Row["slot"], command: string, file: string): Row => ({
  slot,
  command,
  file,
  source: "script"
})
