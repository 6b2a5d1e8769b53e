import { Predicate } from "effect"

/** The value at a path, own keys only. */
export const valueAt = (value: unknown, at: ReadonlyArray<string>): unknown =>
  at.reduce<unknown>(
    (inner, name) => (Predicate.isObject(inner) && Object.hasOwn(inner, name) ? Reflect.get(inner, name) : undefined),
    value
  )

/** Where a dotted key stands in a document: names with dots in them are tried before deeper objects. */
export const pathIn = (value: unknown, key: string): ReadonlyArray<string> => {
  if (Predicate.isObject(value) && Object.hasOwn(value, key)) return [key]
  for (let dot = key.lastIndexOf("."); dot > 0; dot = key.lastIndexOf(".", dot - 1)) {
    const inner = valueAt(value, [key.slice(0, dot)])
    if (inner !== undefined) return [key.slice(0, dot), ...pathIn(inner, key.slice(dot + 1))]
  }
  return key.split(".")
}
