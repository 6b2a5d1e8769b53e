/** Bytes of one line that are kept. The rest of a longer one is read and dropped, so that memory stays flat. */
const lineLimit = 4_000

const newline = 10

/** Cuts a stream of bytes at line feeds (or another byte) into text. */
export const lineSplitter = (
  separator: number = newline
): {
  /** The lines that these bytes complete. */
  readonly push: (bytes: Uint8Array) => ReadonlyArray<string>
  /** What is left when nothing more comes. */
  readonly rest: () => ReadonlyArray<string>
} => {
  const decoder = new TextDecoder()
  let pending = new Uint8Array(lineLimit)
  let held = 0
  const keep = (bytes: Uint8Array) => {
    const part = bytes.subarray(0, lineLimit - held)
    pending.set(part, held)
    held += part.length
  }
  const take = (): string => {
    const line = decoder.decode(pending.subarray(0, held))
    held = 0
    return line
  }
  return {
    push: (bytes) => {
      const lines: Array<string> = []
      let start = 0
      for (let end = bytes.indexOf(separator); end !== -1; end = bytes.indexOf(separator, start)) {
        keep(bytes.subarray(start, end))
        lines.push(take())
        start = end + 1
      }
      keep(bytes.subarray(start))
      return lines
    },
    rest: () => {
      const lines = held === 0 ? [] : [take()]
      pending = new Uint8Array(0)
      return lines
    }
  }
}
