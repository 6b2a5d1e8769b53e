import type { Problem } from "./report.ts"

/** The words and letters by which tools say how bad a problem is. */
export const severityOf = (word: string | undefined): Problem["severity"] => {
  const text = (word ?? "").toLowerCase()
  if (/^(?:fatal|fatal error|error|e|f|failure|×|✖)$/.test(text)) return "error"
  return /^(?:warning|warn|w|c|r|!|⚠)$/.test(text) ? "warning" : "note"
}
