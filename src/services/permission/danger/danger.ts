/**
 * Why a command is dangerous. `catastrophic` asks even where nothing else asks; `protected` writes what other programs run or
 * trust, and asks in every mode; `dangerous` asks each time, whatever an allow rule says.
 */
export interface Danger {
  readonly level: "dangerous" | "protected" | "catastrophic"
  readonly reason: string
}

export const danger = (reason: string, catastrophic = false): Danger => ({
  level: catastrophic ? "catastrophic" : "dangerous",
  reason
})
