import { inside, readableFreely } from "./allowed.ts"
import type { CommandFact, Facts, PathFact } from "./facts.ts"

/** Why a call is not simply allowed, in words for a question. `passes`: commands of a line that need no yes of their own. */
export const whyAsked = (
  facts: Facts,
  passes: (fact: CommandFact) => boolean
): { readonly reason: string; readonly path: string | undefined } => {
  for (const part of facts.parts) {
    if (part._tag === "Line") {
      const problem = part.problems[0]
      if (problem !== undefined)
        return { reason: `The command is not understood for certain: ${problem}.`, path: undefined }
      const needing = part.commands.filter((fact) => !passes(fact))
      for (const fact of needing.length === 0 ? part.commands : needing) {
        const far = fact.doubt === undefined ? fact.paths.find((path) => !readableFreely(path)) : undefined
        if (far !== undefined) return whyPath(far)
        if (fact.doubt !== undefined)
          return {
            reason: `The command needs a yes: ${fact.doubt}.`,
            path: fact.paths.find((path) => !inside(path))?.target?.real
          }
      }
    }
    if (part._tag === "File") return whyPath(part.path)
    if (part._tag === "Url")
      return { reason: `Fetching from ${part.host ?? "this address"} needs a yes.`, path: undefined }
    if (part._tag === "Mcp") return { reason: `The tool ${part.name} of an MCP server needs a yes.`, path: undefined }
  }
  return { reason: `${facts.tool} needs a yes.`, path: undefined }
}

/** Why a path needs a yes. */
export const whyPath = (path: PathFact): { readonly reason: string; readonly path: string | undefined } => {
  const { target } = path
  const writes = path.kind === "write" || path.kind === "delete"
  if (target === undefined) return { reason: path.refused ?? `${path.written} cannot be used.`, path: undefined }
  const shown = target.linked ? `${path.written} (a link to ${target.real})` : path.written
  if (!target.inside) return { reason: `${shown} lies outside of the working directories.`, path: target.real }
  if (!/^(file|directory|missing)$/.test(target.kind))
    return { reason: `${shown} is no ordinary file.`, path: target.real }
  if (!writes && target.protectedRead !== undefined)
    return { reason: `${shown} may hold secrets: ${target.protectedRead}.`, path: target.real }
  return { reason: writes ? `Writing ${shown} needs a yes.` : `Reading ${shown} needs a yes.`, path: undefined }
}
