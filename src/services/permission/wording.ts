import type { Decided } from "./decide.ts"

/** What the model reads of a refusal: why, and what it can do instead. */
export const refusalText = (tool: string, decided: Decided, someoneAnswers: boolean): string => {
  const nothing = `${tool} was not run, and nothing was changed.`
  if (decided.decision === "deny") {
    return decided.rule === undefined && decided.class !== "dangerous"
      ? `Permission denied: ${decided.reason} ${nothing}`
      : `Permission denied: ${decided.reason} ${nothing} Do not try to reach the same by another command; do without, or tell the user what is needed and why.`
  }
  const hint = someoneAnswers
    ? ""
    : " Nobody can answer a question in this run. Use what is allowed (reading in the working directories), or say in your answer what the user would have to allow."
  return `Permission denied: ${decided.reason} ${nothing}${hint}`
}
