import { getNodeValue, type Node, type ParseError, parseTree, printParseErrorCode } from "jsonc-parser"
import { jsonKeys } from "./jsonKeys.ts"
import { asDocument, broken, linesOf, type Parsed, repeatedOf } from "./parsed.ts"
import { lineAt } from "./readText.ts"

const words: Readonly<Record<string, string>> = {
  InvalidSymbol: "something that is no JSON value",
  InvalidNumberFormat: "a number that is not written as JSON writes numbers",
  PropertyNameExpected: "no key where one is expected",
  ValueExpected: "no value where one is expected",
  ColonExpected: "a colon missing",
  CommaExpected: "a comma missing",
  CloseBraceExpected: "a closing } missing",
  CloseBracketExpected: "a closing ] missing",
  EndOfFileExpected: "text after the end of the document",
  InvalidCommentToken: "a comment that is not written // or /* */",
  UnexpectedEndOfComment: "a comment that does not end",
  UnexpectedEndOfString: "a string that does not end",
  UnexpectedEndOfNumber: "a number that does not end",
  InvalidUnicode: "a broken \\u escape",
  InvalidEscapeCharacter: "a backslash before a character that needs none",
  InvalidCharacter: "a control character inside a string"
}

const sentence = (text: string, error: ParseError): string => {
  if (text[error.offset] === "'") return "is not valid JSON: strings stand in double quotes"
  return `is not valid JSON: it has ${words[printParseErrorCode(error.error)] ?? "a mistake"}`
}

const isChild = (path: ReadonlyArray<string>) => (node: Node) => node.children?.[0]?.value === path[0]

/** Every value at a path, hidden ones too. */
const writtenAt = (node: Node, path: ReadonlyArray<string>): ReadonlyArray<unknown> => {
  if (path.length === 0) return [getNodeValue(node)]
  const properties = (node.type === "object" ? (node.children ?? []) : []).filter(isChild(path))
  return properties.flatMap(({ children }) =>
    children?.[1] === undefined ? [] : writtenAt(children[1], path.slice(1))
  )
}

/** Reads JSON with comments and trailing commas. */
export const parseJsonc = (text: string): Parsed => {
  const errors: Array<ParseError> = []
  let root: Node | undefined
  try {
    root = parseTree(text, errors, { allowTrailingComma: true, disallowComments: false, allowEmptyContent: true })
  } catch {
    return broken("is nested too deeply")
  }
  const [error] = errors
  if (root === undefined && error === undefined) return { _tag: "Empty" }
  if (error !== undefined || root === undefined) {
    return error === undefined
      ? broken("is not valid JSON", 1)
      : broken(sentence(text, error), lineAt(text, error.offset))
  }
  const keys = jsonKeys(text)
  const tree = root
  return asDocument(getNodeValue(root), {
    lineOf: linesOf(text, keys),
    repeated: repeatedOf(keys),
    written: (path) => writtenAt(tree, path)
  })
}
