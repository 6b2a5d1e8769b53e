/** Characters that one line of a stream may have. Beyond it the stream is given up, so that memory stays bounded. */
export const longestLine = 8 * 1024 * 1024

/** A line or event longer than `longestLine`. */
export class LineTooLong extends Error {
  override readonly name = "LineTooLong"
}

/** Cuts bytes into lines at LF, CR or CRLF, however the bytes were cut on their way. */
export class Lines {
  readonly #decoder = new TextDecoder()
  #rest: Array<string> = []
  #restLength = 0

  /** The lines that are whole by now. Throws `LineTooLong`. */
  push(bytes: Uint8Array): ReadonlyArray<string> {
    return this.#cut(this.#decoder.decode(bytes, { stream: true }))
  }

  /** What is left when the bytes end: the last line, if it has no line break. */
  end(): ReadonlyArray<string> {
    const lines = this.#cut(this.#decoder.decode())
    const last = this.#rest.join("")
    this.#rest = []
    this.#restLength = 0
    return last === "" ? lines : [...lines, last.replace(/\r$/, "")]
  }

  #cut(text: string): ReadonlyArray<string> {
    const heldCr = this.#rest.at(-1)?.endsWith("\r") ?? false
    if (!heldCr && !text.includes("\n") && !text.includes("\r")) {
      this.#keep(text)
      return []
    }
    const all = this.#rest.length === 0 ? text : this.#rest.join("") + text
    this.#rest = []
    this.#restLength = 0
    const lines = all.includes("\r") ? this.#cutAtCr(all) : all.split("\n")
    this.#keep(lines.pop() ?? "")
    return lines
  }

  /** A CR at the very end may be half of a CRLF: it waits for what follows. */
  #cutAtCr(text: string): Array<string> {
    const held = text.endsWith("\r")
    const lines = (held ? text.slice(0, -1) : text).split(/\r\n|\n|\r/)
    if (held) lines.push(`${lines.pop() ?? ""}\r`)
    return lines
  }

  #keep(text: string): void {
    if (text === "") return
    this.#rest.push(text)
    this.#restLength += text.length
    if (this.#restLength > longestLine) throw new LineTooLong()
  }
}
