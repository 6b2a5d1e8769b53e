import { filePrograms } from "./filePrograms.ts"
import { type Grammar, grammar, type Row } from "./options.ts"
import { systemPrograms } from "./systemPrograms.ts"

const rows: Readonly<Record<string, Row>> = { ...filePrograms, ...systemPrograms }

const aliases: Readonly<Record<string, string>> = {
  gawk: "awk",
  mawk: "awk",
  nawk: "awk",
  fdfind: "fd",
  gsed: "sed",
  gls: "ls",
  gdate: "date"
}

const table: ReadonlyMap<string, Grammar> = new Map(
  [
    ...Object.entries(rows),
    ...Object.entries(aliases).flatMap(([name, as]) => (rows[as] === undefined ? [] : [[name, rows[as]] as const]))
  ].map(([name, row]) => [name, grammar(row)])
)

export const readOnlyProgram = (name: string): Grammar | undefined => table.get(name)
