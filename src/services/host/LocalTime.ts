import { Context } from "effect"

/**
 * How far the user's clock is from UTC, in minutes, at a moment (milliseconds since 1970). For dates that are wanted at
 * every start: naming the time zone loads the time zone data, which takes longer than the rest of building a prompt.
 */
export class LocalTime extends Context.Reference<{ readonly offsetMinutes: (epochMillis: number) => number }>(
  "coderx/host/LocalTime",
  { defaultValue: () => ({ offsetMinutes: () => 0 }) }
) {}
