import { Result } from "effect"

/** A run of lines of an update: kept ones begin with a blank, old ones with `-`, new ones with `+`. */
export interface PatchChunk {
  /** Lines above it, outermost first, that say where it is (`@@ class A`). */
  readonly within: ReadonlyArray<string>
  readonly old: ReadonlyArray<string>
  readonly new: ReadonlyArray<string>
  /** The old lines are the last of the file. */
  readonly atEnd: boolean
}

export type PatchPart =
  | { readonly _tag: "Add"; readonly path: string; readonly content: string }
  | { readonly _tag: "Delete"; readonly path: string }
  | {
      readonly _tag: "Update"
      readonly path: string
      readonly moveTo: string | undefined
      readonly chunks: ReadonlyArray<PatchChunk>
    }

const headers = { "*** Add File: ": "Add", "*** Delete File: ": "Delete", "*** Update File: ": "Update" } as const

const headerOf = (line: string): { readonly kind: "Add" | "Delete" | "Update"; readonly path: string } | undefined => {
  for (const [start, kind] of Object.entries(headers)) {
    if (line.startsWith(start)) return { kind, path: line.slice(start.length).trim() }
  }
  return undefined
}

/** The lines of the envelope, without the shell or the code fence that models put around it. */
const envelope = (text: string): Result.Result<ReadonlyArray<string>, string> => {
  const lines = text.replaceAll("\r\n", "\n").trim().split("\n")
  const begin = lines.findIndex((line) => line.trim() === "*** Begin Patch")
  const end = lines.findLastIndex((line) => line.trim() === "*** End Patch")
  const wrapped = (line: string | undefined) =>
    line === undefined || /^(```\w*|apply_patch <<-?\s*['"]?EOF['"]?|EOF)?$/.test(line.trim())
  if (begin === -1 || !lines.slice(0, begin).every(wrapped))
    return Result.fail('the first line must be "*** Begin Patch"')
  if (end === -1 || !lines.slice(end + 1).every(wrapped)) return Result.fail('the last line must be "*** End Patch"')
  return Result.succeed(lines.slice(begin + 1, end))
}

const addedContent = (path: string, body: ReadonlyArray<string>): Result.Result<PatchPart, string> => {
  const wrong = body.findIndex((line) => !line.startsWith("+"))
  if (wrong !== -1)
    return Result.fail(`each line of a new file begins with +, but not ${JSON.stringify(body[wrong])} of ${path}`)
  return Result.succeed({ _tag: "Add", path, content: body.map((line) => `${line.slice(1)}\n`).join("") })
}

const updated = (path: string, body: ReadonlyArray<string>): Result.Result<PatchPart, string> => {
  const move = /^\*\*\* Move to: (.+)$/.exec(body[0] ?? "")?.[1]?.trim()
  const chunks: Array<PatchChunk> = []
  let within: Array<string> = []
  let old: Array<string> = []
  let added: Array<string> = []
  let started = false
  const close = (atEnd: boolean) => {
    if (started) chunks.push({ within, old, new: added, atEnd })
    if (started) within = []
    ;[old, added, started] = [[], [], false]
  }
  for (const line of move === undefined ? body : body.slice(1)) {
    if (line === "@@" || line.startsWith("@@ ")) {
      close(false)
      const place = line.slice(2).trim()
      if (place !== "") within.push(place)
      continue
    }
    if (line.trim() === "*** End of File") {
      close(true)
      continue
    }
    const sign = line === "" ? " " : line.charAt(0)
    if (sign !== " " && sign !== "-" && sign !== "+")
      return Result.fail(`a line of an update begins with a blank, - or +, but not ${JSON.stringify(line)} of ${path}`)
    started = true
    if (sign !== "+") old.push(line.slice(1))
    if (sign !== "-") added.push(line.slice(1))
  }
  close(false)
  if (within.length > 0) return Result.fail(`nothing follows the last @@ of ${path}`)
  if (chunks.length === 0 && move === undefined) return Result.fail(`the update of ${path} changes nothing`)
  return Result.succeed({ _tag: "Update", path, moveTo: move, chunks })
}

/**
 * Reads the envelope that models of OpenAI are trained on (`*** Begin Patch` … `*** End Patch`; the grammar is that of
 * the Codex CLI's apply_patch, Apache-2.0). The error says what is wrong with it, for the model.
 */
export const parsePatch = (text: string): Result.Result<ReadonlyArray<PatchPart>, string> =>
  Result.gen(function* () {
    const lines = yield* envelope(text)
    const parts: Array<PatchPart> = []
    const paths = new Set<string>()
    for (let at = 0; at < lines.length; ) {
      const line = lines[at] ?? ""
      const header = headerOf(line)
      if (header === undefined) {
        if (line.trim() !== "") {
          return yield* Result.fail(
            `expected "*** Add File: ", "*** Update File: " or "*** Delete File: ", not ${JSON.stringify(line)}`
          )
        }
        at += 1
        continue
      }
      let end = at + 1
      while (end < lines.length && headerOf(lines[end] ?? "") === undefined) end += 1
      const body = lines.slice(at + 1, end)
      const part = yield* bodyOf(header, body)
      for (const path of part._tag === "Update" && part.moveTo !== undefined ? [part.path, part.moveTo] : [part.path]) {
        if (path === "") return yield* Result.fail("a path is empty")
        if (paths.has(path))
          return yield* Result.fail(`${path} is named twice: put all of its changes under one header`)
        paths.add(path)
      }
      parts.push(part)
      at = end
    }
    return parts.length === 0 ? yield* Result.fail("it changes no file") : parts
  })

const bodyOf = (
  header: { readonly kind: "Add" | "Delete" | "Update"; readonly path: string },
  body: ReadonlyArray<string>
): Result.Result<PatchPart, string> => {
  if (header.kind === "Update") return updated(header.path, body)
  if (header.kind === "Delete") {
    const more = body.find((line) => line.trim() !== "")
    return more === undefined
      ? Result.succeed({ _tag: "Delete", path: header.path })
      : Result.fail(`nothing may follow the deletion of ${header.path}, but ${JSON.stringify(more)} does`)
  }
  /* Blank lines between two files belong to neither. */
  const last = body.findLastIndex((line) => line.trim() !== "")
  return addedContent(header.path, body.slice(0, last + 1))
}

/** Every path that the patch reads or writes. */
export const pathsOf = (parts: ReadonlyArray<PatchPart>): ReadonlyArray<string> =>
  parts.flatMap((part) =>
    part._tag === "Update" && part.moveTo !== undefined ? [part.path, part.moveTo] : [part.path]
  )
