import { Schema } from "effect"
import { type Hunk, hunksOf, numbered } from "../workspace/hunks.ts"
import type { Written } from "../workspace/FileRefused.ts"

/** Hashes of a file's bytes before and after a tool wrote it, null where there was or is none. */
export const FileHistory = Schema.Array(
  Schema.Struct({
    path: Schema.String,
    /** Where it was before, if it was moved. */
    from: Schema.optionalKey(Schema.String),
    before: Schema.NullOr(Schema.String),
    after: Schema.NullOr(Schema.String)
  })
)

/** What hosts get of a written file. The names are those of Claude Code's Edit and Write. */
export const Patched = Schema.Struct({
  type: Schema.Literals(["create", "update", "delete"]),
  filePath: Schema.String,
  structuredPatch: Schema.Array(
    Schema.Struct({
      oldStart: Schema.Int,
      oldLines: Schema.Int,
      newStart: Schema.Int,
      newLines: Schema.Int,
      lines: Schema.Array(Schema.String)
    })
  ),
  /** Lines of the file now. */
  totalLines: Schema.Int,
  /** How many places were changed, and what had to be forgiven to find them. */
  places: Schema.optionalKey(Schema.Int),
  forgiven: Schema.optionalKey(Schema.Array(Schema.String)),
  /** That the file parsed before and no longer does, and where. */
  broken: Schema.optionalKey(Schema.String),
  movedFrom: Schema.optionalKey(Schema.String),
  history: FileHistory
})
export type Patched = typeof Patched.Type

const countLines = (text: string): number => {
  let lines = text === "" || text.endsWith("\n") ? 0 : 1
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) lines += 1
  return lines
}

const wellFormed = (hunk: Hunk): Hunk => ({ ...hunk, lines: hunk.lines.map((line) => line.toWellFormed()) })

export const patched = (
  written: Written,
  edited?: { readonly places: number; readonly forgiven: ReadonlyArray<string> },
  broken?: string
): Patched => ({
  type: written.before === undefined ? "create" : "update",
  filePath: written.path,
  structuredPatch: written.before === undefined ? [] : hunksOf(written.before, written.after).map(wellFormed),
  totalLines: countLines(written.after),
  ...(edited === undefined ? {} : { places: edited.places }),
  ...(edited === undefined || edited.forgiven.length === 0 ? {} : { forgiven: edited.forgiven }),
  ...(broken === undefined ? {} : { broken }),
  history: [written.history]
})

/** A sentence and the difference with line numbers; never the file. */
export const patchForModel = (output: Patched): string => {
  if (output.type === "create") return `Created ${output.filePath} (${output.totalLines} lines).`
  if (output.type === "delete") return `Deleted ${output.filePath}.`
  const moved = output.movedFrom === undefined ? "" : `Moved ${output.movedFrom} to ${output.filePath}.`
  if (moved !== "" && output.structuredPatch.length === 0) return moved
  if (output.structuredPatch.length === 0)
    return `${output.filePath} already had this content; it was written as it is.`
  const places = output.places === undefined || output.places === 1 ? "" : ` in ${output.places} places`
  const forgiven =
    output.forgiven === undefined
      ? ""
      : ` old_string did not match exactly (${output.forgiven.join("; ")}); the one place that it can mean was changed.`
  const broken = output.broken === undefined ? "" : `\n${output.broken}`
  return `${moved === "" ? "" : `${moved} `}Changed ${output.filePath}${places} (${output.totalLines} lines now).${forgiven}\n${numbered(output.structuredPatch)}${broken}`
}
