import { nearest } from "../domain/nearest.ts"
import { printableLine } from "../domain/printable.ts"
import { foreignToolNames, toolNames } from "../domain/toolNames.ts"

/** Why a rule can match nothing: its text cannot be read, or there is no such tool. Undefined where it may match. */
export const checkRule = (text: string): { readonly malformed: boolean; readonly reason: string } | undefined => {
  const open = text.indexOf("(")
  const tool = (open === -1 ? text : text.slice(0, open)).trim()
  const shown = printableLine(text.length > 80 ? `${text.slice(0, 80)}…` : text)
  if (!/^[A-Za-z_][\w.-]*$/.test(tool) || (open !== -1 && !text.trimEnd().endsWith(")"))) {
    return { malformed: true, reason: `the rule ${shown} cannot be read: a rule is Tool or Tool(what); ignored` }
  }
  if (toolNames.has(tool) || foreignToolNames.has(tool) || tool.startsWith("mcp__")) return undefined
  const guess = nearest(tool, toolNames)
  const hint = guess === undefined ? "" : `; did you mean ${guess}?`
  return { malformed: false, reason: `the rule ${shown} matches nothing: there is no tool ${tool}${hint}` }
}
