import { Effect, FileSystem } from "effect"

/** Larger settings and memory files are refused by their size, before a byte is read. */
export const sizeLimit = 1_048_576

/** A file's text, or why it cannot be used as text. Undefined where there is no such file. */
export type TextOutcome =
  | { readonly _tag: "Text"; readonly text: string; readonly bom: boolean }
  | { readonly _tag: "Unusable"; readonly line: number | undefined; readonly reason: string }

/** The line of an offset in a text, from 1. */
export const lineAt = (text: string, offset: number): number => {
  let line = 1
  for (let at = text.indexOf("\n"); at !== -1 && at < offset; at = text.indexOf("\n", at + 1)) line++
  return line
}

const unusable = (reason: string, line?: number): TextOutcome => ({ _tag: "Unusable", line, reason })

/** Decodes UTF-8 with or without a byte-order mark; says by name what else it is. */
export const decodeText = (bytes: Uint8Array): TextOutcome => {
  const [first, second] = bytes
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    return unusable("is UTF-16 text; save it as UTF-8", 1)
  }
  const lenient = () => new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes)
  const zero = bytes.indexOf(0)
  if (zero !== -1) {
    const line = lineAt(lenient(), zero)
    return unusable("holds NUL bytes: it is binary, or was damaged when the computer went down", line)
  }
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes)
    const bom = text.charCodeAt(0) === 0xfeff
    return { _tag: "Text", text: bom ? text.slice(1) : text, bom }
  } catch {
    const text = lenient()
    return unusable("is not UTF-8 text (perhaps Latin-1); save it as UTF-8", lineAt(text, text.indexOf("\ufffd")))
  }
}

/** Reads a settings or memory file. Never fails: what cannot be used is said in the outcome. */
export const readText = Effect.fnUntraced(function* (file: string, limit: number = sizeLimit) {
  const fs = yield* FileSystem.FileSystem
  const outcome = Effect.gen(function* () {
    const info = yield* fs.stat(file)
    if (info.type !== "File") return unusable("is not a file")
    if (info.size > BigInt(limit)) return unusable(`is larger than ${Math.round(limit / 1024)} kB`)
    return decodeText(yield* fs.readFile(file))
  })
  return yield* Effect.catch(outcome, (error) =>
    error.reason._tag === "NotFound"
      ? Effect.undefined
      : Effect.succeed(unusable(`cannot be read (${error.reason._tag})`))
  )
})
