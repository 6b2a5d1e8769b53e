/** `412`, `3.2k`, `45k`, `1.2M`: tokens as a short number. */
export const tokenText = (tokens: number): string => {
  if (tokens < 1000) return String(Math.max(0, Math.round(tokens)))
  if (tokens < 9950) return `${(tokens / 1000).toFixed(1)}k`
  if (tokens < 999_500) return `${Math.round(tokens / 1000)}k`
  return `${(tokens / 1_000_000).toFixed(1)}M`
}

const two = (value: number): string => String(value).padStart(2, "0")

/** `8s`, `1m 05s`, `2h 03m`: elapsed milliseconds. */
export const elapsedText = (ms: number): string => {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  if (seconds < 60) return `${seconds}s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes}m ${two(seconds % 60)}s`
  return `${Math.floor(minutes / 60)}h ${two(minutes % 60)}m`
}

/** `$0.12`; a price that is not known is not zero (null). */
export const costText = (usd: number | null): string => {
  if (usd === null) return "cost unknown"
  if (usd > 0 && usd < 0.01) return "<$0.01"
  return `$${usd.toFixed(2)}`
}

/** How full the window is, in whole percent; never 100 before it is. */
export const percentOf = (tokens: number, window: number): number => {
  if (window <= 0) return 0
  const percent = (tokens / window) * 100
  return percent >= 100 ? Math.min(999, Math.round(percent)) : Math.min(99, Math.round(percent))
}
