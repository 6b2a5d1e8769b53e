import { Result } from "effect"
import { Toml } from "effect/encoding"
import type { Fault } from "./firstFault.ts"

/** The first error of a TOML file. The parser tells its place in the sentence. */
export const tomlFault = (text: string): Fault | undefined => {
  const parsed = Toml.parse(text)
  if (Result.isSuccess(parsed)) return undefined
  const [, message = parsed.failure.message, line = "1", column = "1"] =
    /^([\s\S]*) at line (\d+), column (\d+)$/.exec(parsed.failure.message) ?? []
  return { line: Number(line), column: Number(column), message }
}
