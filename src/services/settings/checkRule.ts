import { nearest } from "../domain/nearest.ts"
import { printableLine } from "../domain/printable.ts"
import { foreignToolNames, toolNames } from "../domain/toolNames.ts"

const shown = (text: string): string => printableLine(text.length > 80 ? `${text.slice(0, 80)}…` : text)

/** Why a rule can match nothing: its text cannot be read, or there is no such tool. Undefined where it may match. */
export const checkRule = (text: string): { readonly malformed: boolean; readonly reason: () => string } | undefined => {
  const open = text.indexOf("(")
  const tool = (open === -1 ? text : text.slice(0, open)).trim()
  if (!/^(?:[A-Za-z_][\w.-]*|mcp__[\w.*-]+)$/.test(tool) || (open !== -1 && !text.trimEnd().endsWith(")"))) {
    const reason = () => `the rule ${shown(text)} cannot be read: a rule is Tool or Tool(what); ignored`
    return { malformed: true, reason }
  }
  if (toolNames.has(tool) || foreignToolNames.has(tool) || tool.startsWith("mcp__")) return undefined
  const reason = () => {
    const guess = nearest(tool, toolNames)
    const hint = guess === undefined ? "" : `; did you mean ${guess}?`
    return `the rule ${shown(text)} matches nothing: there is no tool ${shown(tool)}${hint}`
  }
  return { malformed: false, reason }
}
