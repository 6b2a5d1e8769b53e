import type { ModelRef } from "../domain/ModelRef.ts"

/**
 * Whether a model is trained on OpenAI's patch envelope rather than on replacing strings: GPT-5 and later, and Codex
 * models, from whatever provider. Open weights (`gpt-oss`) and older ones do better with Edit.
 */
export const prefersPatch = (model: ModelRef): boolean => {
  const name = model.name.toLowerCase().split("/").at(-1) ?? ""
  if (/(^|-)codex(-|$)/.test(name)) return true
  const version = /^gpt-(\d+)/.exec(name)?.[1]
  return version !== undefined && Number(version) >= 5
}

const replacing: ReadonlySet<string> = new Set(["Edit", "MultiEdit"])

/** Tools that change a part of a file, of which a model is given the kind that it prefers. */
export const changesFiles: ReadonlySet<string> = new Set([...replacing, "ApplyPatch"])

/** The tools that a model is given: of the two ways of changing a file the one it prefers, where both are there. */
export const preferred = <T extends { readonly name: string }>(
  tools: ReadonlyArray<T>,
  model: ModelRef | undefined
): ReadonlyArray<T> => {
  if (!tools.some((tool) => tool.name === "ApplyPatch") || !tools.some((tool) => replacing.has(tool.name))) return tools
  const patches = model !== undefined && prefersPatch(model)
  return tools.filter((tool) => (patches ? !replacing.has(tool.name) : tool.name !== "ApplyPatch"))
}
