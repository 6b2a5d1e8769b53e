/** The line endings of a text. `none`: it has a single line. */
export type Eol = "lf" | "crlf" | "mixed" | "none"

export const eolOf = (text: string): Eol => {
  let crlf = 0
  let lf = 0
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) {
    if (text.charCodeAt(at - 1) === 13) crlf += 1
    else lf += 1
  }
  if (crlf === 0) return lf === 0 ? "none" : "lf"
  return lf === 0 ? "crlf" : "mixed"
}

export const toLf = (text: string): string => (text.includes("\r") ? text.replaceAll("\r\n", "\n") : text)

/** A text in the line endings of the file that it goes to. Where those are mixed or unknown it stays as it is. */
export const toEol = (text: string, eol: Eol): string => {
  if (eol === "lf") return toLf(text)
  return eol === "crlf" ? toLf(text).replaceAll("\n", "\r\n") : text
}

/** The lines of a text without their endings. A final line feed ends the last line; it does not begin another. */
export const linesOf = (text: string): Array<string> => {
  if (text === "") return []
  const lines = toLf(text).split("\n")
  if (lines[lines.length - 1] === "") lines.pop()
  return lines
}
