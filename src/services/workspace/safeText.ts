/**
 * Escape sequences of terminals: CSI, OSC (to its end), the string kinds, and two-character ones. One that is
 * never ended does not hide the lines after it.
 */
const sequences =
  /\u001b(?:\[[0-?]*[ -/]*[@-~]|\](?:[^\u0007\u001b]*(?:\u0007|\u001b\\)|[^\u0007\u001b\n]*$)|[PX^_](?:[^\u001b]*\u001b\\|[^\u001b\n]*$)|[ -/]*[0-~])/g

const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/

/** A line that was written over (progress bars): what a terminal would show in the end. */
const lastWritten = (line: string): string => {
  const written = line.endsWith("\r") ? line.slice(0, -1) : line
  return written.slice(written.lastIndexOf("\r") + 1)
}

/** Each backspace takes the character before it, as in `man` pages and spinners; the start of the line holds it. */
const backspaced = (text: string): string => {
  const out: Array<string> = []
  for (const character of text) {
    if (character !== "\b") out.push(character)
    else if (out.at(-1) !== "\n") out.pop()
  }
  return out.join("")
}

/** Shorter output is told as it is: a few odd characters are most of it. */
const smallestBinary = 100

/** Many NULs, or a NUL and one character in twenty damaged: nothing that a model could use. Names from `-print0` pass. */
const isBinary = (text: string): boolean => {
  if (text.length < smallestBinary || !text.includes("\0")) return false
  const nulls = text.match(/\0/g)?.length ?? 0
  const damage = text.match(/[\ufffd\u0001-\u0008\u000e-\u001a\u001c-\u001f]/g)?.length ?? 0
  return nulls * 3 > text.length || damage * 20 > text.length
}

/**
 * What a command wrote, as text for a model or host: UTF-8 with what is invalid replaced, terminal sequences taken out,
 * overwritten lines as they ended, other control characters replaced. Binary output becomes a sentence.
 */
export const safeText = (bytes: Uint8Array): string => {
  const text = new TextDecoder().decode(bytes)
  if (!controls.test(text)) return text
  if (isBinary(text)) return `[binary output, ${bytes.length} bytes, not shown]\n`
  const plain = text.replace(sequences, "")
  const lines = plain.includes("\r") ? plain.split("\n").map(lastWritten).join("\n") : plain
  return (lines.includes("\b") ? backspaced(lines) : lines).replace(
    /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g,
    "\ufffd"
  )
}
