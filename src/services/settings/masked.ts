import { Predicate } from "effect"
import { isSecretName } from "../secrets/names.ts"
import { redact } from "../secrets/redact.ts"

const secretName = /(key|token|secret|password|passwd|credential|authorization|cookie)s?$/i

/** A value to show: those whose name says that they are secret are never shown, only that they are there. */
export const masked = (name: string, value: unknown): unknown => {
  if (Array.isArray(value)) return value.map((item) => masked("", item))
  if (Predicate.isObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([inner, item]) => [inner, masked(inner, item)]))
  }
  if (!Predicate.isString(value)) return value
  return secretName.test(name) || isSecretName(name) ? "(set, not shown)" : redact(value)
}
