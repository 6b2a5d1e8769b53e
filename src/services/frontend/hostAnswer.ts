import { Schema } from "effect"

/** What a host answers to `can_use_tool` (contract section 2), with the updates of permissions that the reader can use. */
export const hostAnswer = <S extends Schema.Constraint>(update: S) =>
  Schema.Union([
    Schema.Struct({
      behavior: Schema.Literal("allow"),
      updatedInput: Schema.optionalKey(Schema.NullOr(Schema.Record(Schema.String, Schema.Unknown))),
      updatedPermissions: Schema.optionalKey(Schema.NullOr(Schema.Array(update)))
    }),
    Schema.Struct({
      behavior: Schema.Literal("deny"),
      message: Schema.optionalKey(Schema.String),
      interrupt: Schema.optionalKey(Schema.Boolean)
    })
  ])
