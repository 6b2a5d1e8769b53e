import { Effect, Predicate } from "effect"
import { SchemaUnusable, type ShapeCheck } from "./structuredOutput.ts"

/** The schema of `--json-schema` and the check that goes with it. */
export interface Shape {
  readonly schema: Readonly<Record<string, unknown>>
  readonly check: ShapeCheck
}

/** Parses the flag's JSON Schema (2020-12). The validator is loaded only here, because few runs need one. */
export const shapeOf = Effect.fn("Agent.shapeOf")(function* (text: string) {
  const schema = yield* Effect.try({
    try: (): unknown => JSON.parse(text),
    catch: () =>
      new SchemaUnusable({
        message: '--json-schema: the value is not valid JSON. Give a JSON Schema, such as {"type":"object"}.'
      })
  })
  if (!Predicate.isObject(schema) || Array.isArray(schema)) {
    return yield* new SchemaUnusable({ message: "--json-schema: the schema must be a JSON object." })
  }
  const { Validator } = yield* Effect.promise(() => import("@cfworker/json-schema"))
  const validator = yield* Effect.try({
    try: () => new Validator(schema, "2020-12", false),
    catch: (cause) => new SchemaUnusable({ message: `--json-schema: the schema cannot be used: ${String(cause)}` })
  })
  const check: ShapeCheck = (value) => {
    try {
      const { valid, errors } = validator.validate(value)
      return valid ? [] : errors.map((error) => `${error.instanceLocation.replace(/^#/, "") || "/"}: ${error.error}`)
    } catch (cause) {
      return [`the schema cannot be applied: ${String(cause)}`]
    }
  }
  return { schema: { ...schema }, check } satisfies Shape
})
