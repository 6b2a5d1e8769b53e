import { Effect, Option, Schema } from "effect"
import { Settings } from "../settings/Settings.ts"
import { checkEdit } from "../syntax/checkEdit.ts"
import { ToolFailed } from "./CoderTool.ts"

const Metadata = Schema.fromJsonString(
  Schema.Struct({
    metadata: Schema.Struct({
      language_info: Schema.optionalKey(Schema.Struct({ name: Schema.String })),
      kernelspec: Schema.optionalKey(Schema.Struct({ language: Schema.optionalKey(Schema.String) }))
    })
  })
)

/** Endings by which our grammars know the languages of the usual kernels. */
const endings: Readonly<Record<string, string>> = {
  python: "py",
  javascript: "js",
  typescript: "ts",
  go: "go",
  rust: "rs",
  java: "java",
  "c++": "cpp",
  ruby: "rb",
  php: "php",
  bash: "sh"
}

/** The file ending of a notebook's language; without a word on it, it is Python, as Jupyter takes it. */
const endingOf = (notebook: string): string | undefined => {
  const known = Option.getOrUndefined(Schema.decodeOption(Metadata)(notebook))?.metadata
  const language = known?.language_info?.name ?? known?.kernelspec?.language ?? "python"
  return Object.hasOwn(endings, language.toLowerCase()) ? endings[language.toLowerCase()] : undefined
}

/** A cell for another program (`%%bash`), or one that asks for help (`name?`), is no text of the notebook's language. */
const isForeign = (source: string): boolean => /^\s*%%|\?\s*$/m.test(source)

/** Commands to the kernel and the shell (`%time f()`, `!ls`, `files = !ls`) are taken for statements that do nothing. */
const plain = (source: string): string =>
  source.replace(/^([ \t]*)(?:[\w, ]+=[ \t]*)?[%!].*$/gm, (_, indent: string) => `${indent}pass`)

/**
 * Looks at a code cell before it is written, as `checkedChange` does at a file: what it broke, or undefined. Cells of other
 * kinds and of languages without a grammar are not looked at.
 */
export const checkedCell = Effect.fnUntraced(function* (
  notebook: string,
  cell: { readonly path: string; readonly type: string; readonly before: string; readonly after: string }
) {
  const ending = cell.type === "code" ? endingOf(notebook) : undefined
  if (ending === undefined || isForeign(cell.before) || isForeign(cell.after)) return undefined
  const read = ending === "py" ? plain : (source: string) => source
  const broken = (yield* checkEdit(`cell.${ending}`, read(cell.before), read(cell.after)))?.replace("file", "cell")
  if (broken === undefined || !(yield* Settings).values.rejectBroken) return broken
  return yield* new ToolFailed({
    message: `${cell.path} was not changed, because edits that break a cell are rejected here. ${broken} Send a source that is whole.`
  })
})
