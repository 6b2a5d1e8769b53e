import { parseAllDocuments } from "yaml"
import type { Fault } from "./firstFault.ts"

/** The first error of a YAML stream. Unknown tags and other warnings are none. */
export const yamlFault = (text: string): Fault | undefined => {
  const documents = parseAllDocuments(text, { logLevel: "silent", prettyErrors: true })
  const errors = "empty" in documents ? documents.errors : documents.flatMap((document) => document.errors)
  const first = errors.toSorted((left, right) => left.pos[0] - right.pos[0])[0]
  if (first === undefined) return undefined
  const [place] = first.linePos ?? []
  const message = first.message.replace(/ at line \d+, column \d+:[\s\S]*$/, "")
  return { line: place?.line ?? 1, column: place?.col ?? 1, message }
}
