import type { Found } from "./options.ts"

/** What a sed script does besides printing. */
export interface SedEffects {
  readonly writes: ReadonlyArray<string>
  readonly reads: ReadonlyArray<string>
  readonly runs: boolean
  /** The script is not understood for certain. */
  readonly unsure: boolean
}

class SedReader {
  readonly text: string
  at = 0
  unsure = false
  runs = false
  readonly writes: Array<string> = []
  readonly reads: Array<string> = []

  constructor(text: string) {
    this.text = text
  }

  peek(): string {
    return this.text.charAt(this.at)
  }

  skip(pattern: RegExp): string {
    pattern.lastIndex = this.at
    const found = pattern.exec(this.text)?.[0] ?? ""
    this.at += found.length
    return found
  }

  /** Text up to an unescaped delimiter. A bracket that is open there is read differently by different seds. */
  delimited(delimiter: string, regex: boolean): void {
    const from = this.at
    while (this.at < this.text.length && this.peek() !== delimiter) {
      if (this.peek() === "\n") this.unsure = true
      this.at += this.peek() === "\\" ? 2 : 1
    }
    if (this.at >= this.text.length) this.unsure = true
    const inside = this.text.slice(from, this.at)
    const bare = inside.replace(/\\./gs, "")
    if (regex && bare.lastIndexOf("[") > bare.lastIndexOf("]")) this.unsure = true
    this.at++
  }

  address(): void {
    if (this.skip(/\d+(~\d+)?|\$/y) !== "") return
    const custom = this.peek() === "\\"
    if (!custom && this.peek() !== "/") return
    if (custom) this.at++
    const delimiter = this.peek()
    this.at++
    if (delimiter === "\n" || delimiter === "\\" || delimiter === "") this.unsure = true
    this.delimited(delimiter, true)
    this.skip(/[IM]*/y)
  }

  file(): string {
    const name = this.skip(/[^\n]*/y).trim()
    return name
  }

  command(): void {
    const name = this.peek()
    this.at++
    switch (name) {
      case "{":
      case "}":
      case "=":
      case "d":
      case "D":
      case "g":
      case "G":
      case "h":
      case "H":
      case "n":
      case "N":
      case "p":
      case "P":
      case "x":
      case "z":
        return
      case "q":
      case "Q":
      case "l":
        this.skip(/ *\d*/y)
        return
      case "#":
        this.skip(/[^\n]*/y)
        return
      case ":":
      case "b":
      case "t":
      case "T":
        this.skip(/ *[A-Za-z0-9_]*/y)
        return
      case "a":
      case "i":
      case "c": {
        const text = this.skip(/[^\n]*/y)
        if (text.endsWith("\\") || /^\s*\\/.test(text)) this.unsure = true
        return
      }
      case "y":
      case "s":
        this.substitute(name === "s")
        return
      case "w":
      case "W":
        this.writes.push(this.file())
        return
      case "r":
      case "R":
        this.reads.push(this.file())
        return
      case "e":
        this.runs = true
        this.skip(/[^\n]*/y)
        return
      default:
        this.unsure = true
    }
  }

  substitute(flags: boolean): void {
    const delimiter = this.peek()
    this.at++
    if (delimiter === "" || delimiter === "\n" || delimiter === "\\") this.unsure = true
    this.delimited(delimiter, flags)
    this.delimited(delimiter, false)
    if (!flags) return
    const given = this.skip(/[gpiIMme\d]*/y)
    if (given.includes("e")) this.runs = true
    if (this.peek() === "w") {
      this.at++
      this.writes.push(this.file())
    }
  }

  read(): SedEffects {
    while (this.at < this.text.length) {
      this.skip(/[\s;]+/y)
      if (this.at >= this.text.length) break
      this.address()
      this.skip(/\s*/y)
      if (this.peek() === ",") {
        this.at++
        this.skip(/\s*[+~]?/y)
        this.address()
      }
      this.skip(/[\s!]*/y)
      if (this.at < this.text.length) this.command()
      if (
        this.at < this.text.length &&
        this.skip(/\s*[;}\n]|\s*(?=[#}])/y) === "" &&
        !/[{}]/.test(this.text.charAt(this.at - 1))
      ) {
        this.skip(/\s+/y)
        if (this.at < this.text.length) this.unsure = true
      }
      if (this.unsure) break
    }
    return { writes: this.writes, reads: this.reads, runs: this.runs, unsure: this.unsure }
  }
}

/** Reads a sed script by the grammar of GNU sed 4.9; anything that other seds may read differently is unsure. */
export const readSed = (script: string): SedEffects => new SedReader(script).read()

/** The script or scripts of a sed command. */
export const sedScripts = (found: Found): ReadonlyArray<string> => {
  const given = found.options.flatMap(({ name, value }) =>
    (name === "e" || name === "expression") && value !== undefined ? [value.text] : []
  )
  const first = found.operands[0]
  return given.length > 0 ? [given.join("\n")] : first === undefined ? [] : [first.text]
}

export const checkSed = (found: Found): string | undefined => {
  const scripts = sedScripts(found)
  if (scripts.length === 0) return "it has no script"
  for (const script of scripts) {
    const effects = readSed(script)
    if (effects.unsure) return "the sed script is not understood for certain"
    if (effects.runs) return "the sed script runs a command"
    if (effects.writes.length > 0) return "the sed script writes a file"
    if (effects.reads.length > 0) return "the sed script reads a further file"
  }
  return undefined
}
