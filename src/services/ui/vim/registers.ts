import type { Register, Vim } from "./Vim.ts"

/** The register that `p` puts: the one named, else the unnamed one. */
export const registerOf = (vim: Vim, name: string | undefined): Register | undefined => {
  const key = name === undefined || name === "+" || name === "*" ? '"' : name.toLowerCase()
  return vim.registers[key]
}

/** The deletes of whole lines before this one, one place further on. */
const shifted = (registers: Vim["registers"]): Vim["registers"] => {
  const next: Record<string, Register> = { ...registers }
  for (let number = 9; number > 1; number--) {
    const before = registers[String(number - 1)]
    if (before !== undefined) next[String(number)] = before
  }
  return next
}

/**
 * Keeps what was deleted or yanked, as vim's `:help registers` says: always in the unnamed one; in the one named, a capital
 * letter adding to it; yanks in 0, deletes of lines in 1 and on to 9, smaller ones in `-`. `_` keeps nothing.
 */
export const keep = (vim: Vim, name: string | undefined, text: Register, deed: "yank" | "delete"): Vim => {
  if (name === "_" || (text.text === "" && !text.lines)) return vim
  const big = text.lines || text.text.includes("\n")
  const numbered =
    name !== undefined && name !== '"'
      ? vim.registers
      : deed === "yank"
        ? { ...vim.registers, "0": text }
        : big
          ? { ...shifted(vim.registers), "1": text }
          : { ...vim.registers, "-": text }
  if (name === undefined || !/^[a-zA-Z]$/.test(name)) return { ...vim, registers: { ...numbered, '"': text } }
  const key = name.toLowerCase()
  const old = name === key ? undefined : vim.registers[key]
  const lines = text.lines || old?.lines === true
  const whole = old === undefined ? text : { text: `${old.text}${lines ? "\n" : ""}${text.text}`, lines }
  return { ...vim, registers: { ...numbered, [key]: whole, '"': whole } }
}
