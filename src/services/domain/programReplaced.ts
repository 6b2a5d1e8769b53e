import { Predicate } from "effect"

/** Codes by which Node tells that a part of the program is not where it was. */
const missing: ReadonlySet<unknown> = new Set(["ERR_MODULE_NOT_FOUND", "MODULE_NOT_FOUND"])

/**
 * What to tell where a part of the program could not be loaded: another version was installed in its place while it ran.
 * Undefined for every other fault.
 */
export const programReplaced = (error: unknown): string | undefined =>
  Predicate.isObject(error) && missing.has(error["code"])
    ? "Coder-X was replaced by another version, or removed, while it ran, and a part of it is no longer there. Leave it and start again: coderx -c goes on with this session."
    : undefined
