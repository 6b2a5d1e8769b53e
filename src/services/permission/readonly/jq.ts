import type { Found } from "./options.ts"

/** What of the jq language reads the environment, other files, or loads modules (jq manual 1.7). */
const reaches = /\b(env|include|import|modulemeta|get_search_list|input_line_number|\$__prog_args)\b|\$ENV|\$__/

export const checkJq = (found: Found): string | undefined =>
  found.operands[0] !== undefined && reaches.test(found.operands[0].text)
    ? "the filter reads the environment or loads a module"
    : undefined
