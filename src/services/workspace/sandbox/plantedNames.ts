import { protectedFromWrite } from "../protectedPaths.ts"

/**
 * Names at the top of a working directory that came with a command and that something would obey. What is there already is
 * read-only in the sandbox; what is not there cannot be, and so is taken away again.
 * Nothing is where it is not known what was there before.
 */
export const planted = (
  before: ReadonlyArray<string> | undefined,
  after: ReadonlyArray<string>
): ReadonlyArray<string> => {
  if (before === undefined) return []
  const known = new Set(before)
  return after.filter((name) => !known.has(name) && name !== ".git" && protectedFromWrite([name]) !== undefined)
}
