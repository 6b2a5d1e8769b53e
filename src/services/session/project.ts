/** Names of session files and of the directories that hold them. Pure. */

/** An id may be a UUID or any short word; nothing that could leave the directory. */
export const isSessionId = (id: string): boolean => /^[A-Za-z0-9_-]{1,64}$/.test(id)

/** Whether a text that a user gave could be meant as a path: such a text is refused, not searched for. */
export const hasPathSegments = (text: string): boolean => /[/\\\0]/.test(text) || text === "." || text === ".."

/** 53 bits of a string, as 11 letters and digits: cyrb53 (public domain). Tells paths apart, hides nothing. */
const shortHash = (text: string): string => {
  let high = 0xdeadbeef
  let low = 0x41c6ce57
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    high = Math.imul(high ^ code, 2654435761)
    low = Math.imul(low ^ code, 1597334677)
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909)
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909)
  return (4294967296 * (2097151 & low) + (high >>> 0)).toString(36).padStart(11, "0")
}

/** Letters of the path that the name of its directory keeps: the end of a path tells more than its start. */
const slugLength = 60

/** The directory of a project: its real path made readable, and a hash that keeps like ones apart. */
export const projectDirectory = (realPath: string): string => {
  const slug = realPath
    .replaceAll(/[^A-Za-z0-9]+/g, "-")
    .slice(-slugLength)
    .replaceAll(/^-+|-+$/g, "")
  return `${slug === "" ? "root" : slug}-${shortHash(realPath)}`
}

const extension = ".jsonl"

export const sessionFile = (id: string): string => `${id}${extension}`

/** The id that a file's name stands for; undefined for other files. */
export const idOfFile = (name: string): string | undefined => {
  const id = name.endsWith(extension) ? name.slice(0, -extension.length) : ""
  return isSessionId(id) ? id : undefined
}
