import { protectedFromWrite } from "../protectedPaths.ts"

/**
 * Names at the top of a working directory that came with a command and that something would obey. What is there already is
 * read-only in the sandbox; what is not there cannot be, and so is taken away again.
 */
export const planted = (before: ReadonlyArray<string>, after: ReadonlyArray<string>): ReadonlyArray<string> => {
  const known = new Set(before)
  return after.filter((name) => !known.has(name) && name !== ".git" && protectedFromWrite([name]) !== undefined)
}
