import { Schema } from "effect"
import { ansiNames } from "./ansiNames.ts"

/** `#rrggbb`, one of the sixteen by name, or a number of the 256. */
export const Colour = Schema.Union([
  Schema.String.check(Schema.isPattern(/^#[0-9a-fA-F]{6}$/)),
  Schema.Literals(ansiNames),
  Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 255 }))
])
export type Colour = typeof Colour.Type

/** How a role looks. What is left out stays as the terminal has it. */
export const Style = Schema.Struct({
  color: Schema.optionalKey(Colour),
  background: Schema.optionalKey(Colour),
  bold: Schema.optionalKey(Schema.Boolean),
  dim: Schema.optionalKey(Schema.Boolean),
  italic: Schema.optionalKey(Schema.Boolean),
  underline: Schema.optionalKey(Schema.Boolean),
  strike: Schema.optionalKey(Schema.Boolean),
  inverse: Schema.optionalKey(Schema.Boolean)
})
export type Style = typeof Style.Type
