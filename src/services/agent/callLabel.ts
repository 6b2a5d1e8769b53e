import { Predicate } from "effect"

/** The path that a call names, by the parameter names of our tools. */
export const pathOf = (input: unknown): string | undefined => {
  if (!Predicate.isObject(input)) return undefined
  const path = input["file_path"] ?? input["notebook_path"]
  return Predicate.isString(path) ? path : undefined
}

/** A call in a few words: the tool, and what it is about. */
export const callLabel = (name: string, input: unknown): string => {
  const subject = Predicate.isObject(input)
    ? (pathOf(input) ?? input["command"] ?? input["pattern"] ?? input["url"])
    : undefined
  return Predicate.isString(subject) ? `${name} ${subject.replaceAll("\n", " ").slice(0, 120)}` : name
}
