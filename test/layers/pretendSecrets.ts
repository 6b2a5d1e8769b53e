import { Effect, Layer } from "effect"
import type { KnownSecret } from "../../src/services/secrets/known.ts"
import { redact, redactValue } from "../../src/services/secrets/redact.ts"
import { Secrets } from "../../src/services/secrets/Secrets.ts"
import { redactedStream } from "../../src/services/secrets/stream.ts"

/** Masks these values and whatever looks like a secret; nothing is kept from the model. */
export const secretsOf = (known: ReadonlyArray<KnownSecret>): Layer.Layer<Secrets> => {
  const redactor = {
    text: (text: string) => redact(text, known),
    value: (value: unknown) => redactValue(value, known),
    stream: () => redactedStream(() => known)
  }
  return Layer.succeed(Secrets, {
    redactor: Effect.succeed(redactor),
    redact: (text) => Effect.succeed(redactor.text(text)),
    environment: Effect.succeed(known.map(({ name }) => name)),
    firewall: undefined
  })
}

export const noSecrets: Layer.Layer<Secrets> = secretsOf([])
