import { LineTooLong, Lines, longestLine } from "./lines.ts"

export interface SseEvent {
  /** The `event:` field, if there is one. */
  readonly event: string | undefined
  readonly data: string
}

/** So much of what is no event is kept, to look for an error in it. */
const longestStray = 64 * 1024

/**
 * Server-sent events out of bytes (WHATWG HTML, section 9.2), and beside them what is not an event: servers answer a wrong
 * request with a plain JSON object, also with status 200.
 */
export class Sse {
  readonly #lines = new Lines()
  #event: string | undefined
  #data: Array<string> = []
  #size = 0
  #stray = ""
  /** Comments that were passed over: signs of life. */
  comments = 0

  /** The events that are whole by now. Throws `LineTooLong`. */
  push(bytes: Uint8Array): ReadonlyArray<SseEvent> {
    return this.#read(this.#lines.push(bytes))
  }

  /** The last event, where the stream ended without the blank line behind it. */
  end(): ReadonlyArray<SseEvent> {
    return this.#read([...this.#lines.end(), ""])
  }

  /** Lines that belong to no event. */
  get stray(): string {
    return this.#stray
  }

  #read(lines: ReadonlyArray<string>): ReadonlyArray<SseEvent> {
    const out: Array<SseEvent> = []
    for (const line of lines) {
      if (line.startsWith("data:")) this.#add(line)
      else if (line === "") this.#dispatch(out)
      else if (line.startsWith("event:")) this.#event = line.slice(line[6] === " " ? 7 : 6)
      else if (line.startsWith(":")) this.comments++
      else if (!/^(id|retry|data|event)(:|$)/.test(line) && this.#stray.length < longestStray) {
        this.#stray += `${line.slice(0, longestStray)}\n`
      }
    }
    return out
  }

  #add(line: string): void {
    const text = line.slice(line[5] === " " ? 6 : 5)
    this.#size += text.length
    if (this.#size > longestLine) throw new LineTooLong()
    this.#data.push(text)
  }

  #dispatch(out: Array<SseEvent>): void {
    const only = this.#data.length === 1 ? this.#data[0] : undefined
    if (this.#data.length > 0) out.push({ event: this.#event, data: only ?? this.#data.join("\n") })
    if (this.#data.length > 0) this.#data = []
    this.#event = undefined
    this.#size = 0
  }
}
