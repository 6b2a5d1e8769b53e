/** Characters of a line that a pattern is tried on. */
const lineLimit = 2_000

const colours = /\u001b\[[0-9;]*m/g

/** Looks for a pattern in output as it comes: in whole lines, and in the last one as far as it is written (a prompt). */
export const outputPattern = (pattern: RegExp): ((bytes: Uint8Array) => boolean) => {
  const decoder = new TextDecoder()
  let last = ""
  return (bytes) => {
    const lines = (last + decoder.decode(bytes, { stream: true })).split("\n")
    last = (lines.at(-1) ?? "").slice(0, lineLimit)
    return lines.some((line) => {
      pattern.lastIndex = 0
      return pattern.test(line.slice(0, lineLimit).replace(colours, "").trimEnd())
    })
  }
}
