/** A number of things in words: `1 line`, `12 lines`. */
export const counted = (count: number, thing: string): string =>
  `${count.toLocaleString("en-US")} ${count === 1 ? thing : `${thing}s`}`

/** A time that passed, as short as it can be told: `0.4 s`, `12 s`, `3 min 5 s`. */
export const elapsed = (ms: number): string => {
  if (ms < 10_000) return `${(Math.max(0, ms) / 1000).toFixed(1)} s`
  const seconds = Math.round(ms / 1000)
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  return minutes < 60 ? `${minutes} min ${seconds % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/** Money as `$0.0123` below a cent's tenth of use, else `$1.23`. */
export const dollars = (usd: number): string => `$${usd === 0 || usd >= 0.1 ? usd.toFixed(2) : usd.toFixed(4)}`

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** A field that is text, if there is one. */
export const textField = (value: unknown, name: string): string | undefined => {
  const found = isRecord(value) ? value[name] : undefined
  return typeof found === "string" ? found : undefined
}
