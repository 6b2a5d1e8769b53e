import { Effect } from "effect"
import { Secrets } from "../secrets/Secrets.ts"
import type { Finding } from "./finding.ts"

/** Findings as they may be shown and sent to others: an address or a setting may hold a password. */
export const withoutSecrets = Effect.fn("Doctor.withoutSecrets")(function* (findings: ReadonlyArray<Finding>) {
  const { text } = yield* (yield* Secrets).redactor
  return findings.map(
    (one): Finding => ({
      ...one,
      message: text(one.message),
      ...(one.advice === undefined ? {} : { advice: text(one.advice) })
    })
  )
})
