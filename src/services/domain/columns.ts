/** Rows as text: columns two blanks apart, no blanks at line ends. Columns named in `right` end in line. */
export const columns = (
  rows: ReadonlyArray<ReadonlyArray<string>>,
  options: { readonly right?: ReadonlyArray<number> } = {}
): string => {
  const count = Math.max(0, ...rows.map((row) => row.length))
  const widths = Array.from({ length: count }, (_, column) =>
    Math.max(...rows.map((row) => [...(row[column] ?? "")].length))
  )
  const pad = (cell: string, column: number): string => {
    const blanks = " ".repeat(Math.max(0, (widths[column] ?? 0) - [...cell].length))
    return options.right?.includes(column) === true ? blanks + cell : cell + blanks
  }
  return rows.map((row) => row.map(pad).join("  ").trimEnd()).join("\n")
}

/** At most `length` characters of a text, with a mark where something is missing. */
export const shorten = (text: string, length: number): string => {
  const characters = [...text]
  return characters.length <= length ? text : `${characters.slice(0, length - 1).join("")}…`
}
