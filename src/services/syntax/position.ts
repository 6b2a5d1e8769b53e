/** Line and column, from 1, of an offset in UTF-16 units. */
export const positionAt = (text: string, offset: number): { readonly line: number; readonly column: number } => {
  let line = 1
  let start = 0
  for (let next = text.indexOf("\n"); next !== -1 && next < offset; next = text.indexOf("\n", start)) {
    line += 1
    start = next + 1
  }
  return { line, column: offset - start + 1 }
}
