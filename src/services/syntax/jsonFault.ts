import { type ParseError, parse, printParseErrorCode } from "jsonc-parser"
import type { Fault } from "./firstFault.ts"
import { positionAt } from "./position.ts"

/** `InvalidCommentToken` as `invalid comment token`. */
const words = (code: string): string => code.replace(/(?<=.)([A-Z])/g, " $1").toLowerCase()

/**
 * @param dialect `strict` is RFC 8259; `comments` also takes comments and trailing commas, as tsconfig.json and the
 * settings of editors have them. A byte order mark and an empty file count as correct in both.
 */
export const jsonFault = (text: string, dialect: "strict" | "comments"): Fault | undefined => {
  const bare = text.startsWith("\uFEFF") ? text.slice(1) : text
  if (bare.trim() === "") return undefined
  const loose = dialect === "comments"
  const errors: Array<ParseError> = []
  parse(bare, errors, { allowTrailingComma: loose, disallowComments: !loose, allowEmptyContent: true })
  const first = errors.toSorted((left, right) => left.offset - right.offset)[0]
  if (first === undefined) return undefined
  return { ...positionAt(bare, first.offset), message: words(printParseErrorCode(first.error)) }
}
