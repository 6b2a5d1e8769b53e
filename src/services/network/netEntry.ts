import { Schema } from "effect"

/** One request to a host and its answer, as the log keeps it: never a path, a header or a body. */
export const NetEntry = Schema.Struct({
  /** When it began, milliseconds since 1970. */
  at: Schema.Number,
  /** The run of the program that made it. */
  run: Schema.String,
  purpose: Schema.String,
  /** Host and port as they were asked for. */
  host: Schema.String,
  /** The proxy that it went through. */
  via: Schema.optionalKey(Schema.String),
  /** The address that the connection was made to. */
  address: Schema.optionalKey(Schema.String),
  /** Bytes of the request and of the answer on the connection, headers included. */
  sent: Schema.Number,
  received: Schema.Number,
  milliseconds: Schema.Number,
  /** The answer's HTTP status; none where there was no answer. */
  status: Schema.optionalKey(Schema.Number),
  /** `done`, `cut` where the answer did not come whole, else what kept the two from talking (`offline`: nothing was sent). */
  outcome: Schema.String
})
export type NetEntry = typeof NetEntry.Type

/** What a connection tells of itself when it is over; the run is added by the log. */
export type NetTraffic = Omit<NetEntry, "run">
