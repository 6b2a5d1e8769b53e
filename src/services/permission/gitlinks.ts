/** Mode 160000 as an index writes it: a commit of another repository. */
const gitlink = [0, 0, 0xe0, 0]

/**
 * Paths of submodules that an index names (gitformat-index(5), versions 2 and 3); undefined where there are some and their
 * names cannot be told (version 4, other hashes). Paths that are none may be among them.
 */
export const gitlinksIn = (index: Uint8Array, hashBytes = 20): ReadonlyArray<string> | undefined => {
  const version = index[7]
  const names: Array<string> = []
  for (let at = index.indexOf(0xe0); at !== -1; at = index.indexOf(0xe0, at + 1)) {
    const mode = at - 2
    if (!gitlink.every((byte, offset) => index[mode + offset] === byte)) continue
    if (version !== 2 && version !== 3) return undefined
    const flags = mode + 16 + hashBytes
    const extended = version === 3 && ((index[flags] ?? 0) & 0x40) !== 0
    const start = flags + (extended ? 4 : 2)
    const end = index.indexOf(0, start)
    if (end > start) names.push(new TextDecoder().decode(index.subarray(start, Math.min(end, start + 4096))))
  }
  return names
}
