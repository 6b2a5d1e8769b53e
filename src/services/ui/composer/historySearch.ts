/** Ctrl+R: what is searched for, and what was found. What was being written stays in the buffer until one is taken. */
export interface HistorySearch {
  readonly query: string
  /** Prompts that fit, each once, the newest first. */
  readonly hits: ReadonlyArray<string>
  /** Which of them is shown, from 0. */
  readonly at: number
}

/**
 * Prompts that hold every word of the query, in any order, the newest first, each once. Capitals count only where the
 * query has some. All prompts fit an empty query.
 */
export const searchPrompts = (entries: ReadonlyArray<string>, query: string): ReadonlyArray<string> => {
  const exact = query !== query.toLowerCase()
  const words = query.split(/\s+/).filter((word) => word !== "")
  const found = new Set<string>()
  for (let at = entries.length - 1; at >= 0; at--) {
    const entry = entries[at] ?? ""
    if (found.has(entry)) continue
    const text = exact ? entry : entry.toLowerCase()
    if (words.every((word) => text.includes(word))) found.add(entry)
  }
  return [...found]
}

export const beginSearch = (entries: ReadonlyArray<string>): HistorySearch => ({
  query: "",
  hits: searchPrompts(entries, ""),
  at: 0
})

/** Another query. What is shown stays, where it still fits. */
export const searchFor = (search: HistorySearch, entries: ReadonlyArray<string>, query: string): HistorySearch => {
  const shown = found(search)
  const hits = searchPrompts(entries, query)
  const kept = search.query === "" || shown === undefined ? -1 : hits.indexOf(shown)
  return { ...search, query, hits, at: Math.max(0, kept) }
}

/** `by` steps to older prompts; it stops at the ends. */
export const searchStep = (search: HistorySearch, by: number): HistorySearch => ({
  ...search,
  at: Math.max(0, Math.min(search.hits.length - 1, search.at + by))
})

/** What is shown; undefined where nothing fits. */
export const found = (search: HistorySearch): string | undefined => search.hits[search.at]
