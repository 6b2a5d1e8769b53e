import { Result } from "effect"
import type { Access } from "../domain/Access.ts"
import { parsePatch, pathsOf } from "../workspace/edit/patchFormat.ts"

const textOf = (input: unknown, ...keys: ReadonlyArray<string>): string | undefined => {
  if (typeof input !== "object" || input === null) return undefined
  const entries = new Map(Object.entries(input))
  for (const key of keys) {
    const value = entries.get(key)
    if (typeof value === "string") return value
  }
  return undefined
}

const writing = new Set(["Edit", "Write", "MultiEdit", "NotebookEdit"])
const reading = new Set(["Read", "Glob", "Grep", "CodeMap"])

/** The parameter of each tool that says what it touches (contract section 3): for `explain`, and for input that was changed. */
export const mainKey = (tool: string): string =>
  tool === "Bash"
    ? "command"
    : tool === "WebFetch"
      ? "url"
      : tool === "NotebookEdit"
        ? "notebook_path"
        : tool === "ApplyPatch"
          ? "input"
          : tool === "Glob" || tool === "Grep" || tool === "CodeMap"
            ? "path"
            : "file_path"

/** Tools of ours that touch nothing outside the conversation. */
export const harmlessTools: ReadonlySet<string> = new Set([
  "TodoWrite",
  "TaskOutput",
  "TaskStop",
  "AskUserQuestion",
  "ExitPlanMode"
])

/** The paths that a patch names; one that cannot be read touches no one knows what, and so a path that is none. */
const patchPaths = (input: unknown): ReadonlyArray<string> =>
  Result.match(parsePatch(textOf(input, "input") ?? ""), { onFailure: () => [""], onSuccess: pathsOf })

/** What a call of a known tool touches, from its input alone. */
export const accessesOf = (tool: string, input: unknown): ReadonlyArray<Access> => {
  if (tool === "Bash") return [{ _tag: "RunCommand", command: textOf(input, "command") ?? "" }]
  if (tool === "WebFetch") return [{ _tag: "FetchUrl", url: textOf(input, "url") ?? "" }]
  if (tool === "ApplyPatch") return patchPaths(input).map((path) => ({ _tag: "WritePath", path }))
  if (writing.has(tool)) return [{ _tag: "WritePath", path: textOf(input, "file_path", "notebook_path", "path") ?? "" }]
  if (reading.has(tool)) return [{ _tag: "ReadPath", path: textOf(input, "file_path", "path") ?? "." }]
  if (!tool.startsWith("mcp__")) return []
  const [server = "", ...name] = tool.slice("mcp__".length).split("__")
  return [{ _tag: "CallMcpTool", server, tool: name.join("__") }]
}
