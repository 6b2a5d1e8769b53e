/**
 * Forms of a path by which Windows reaches another thing than the text says. Sources: Microsoft "Naming Files, Paths,
 * and Namespaces"; CVE-2014-9390 and CVE-2019-1352 (names of `.git` on NTFS).
 */

const reserved = /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])(\.|\s*$|:)/i

/** Why a Windows path is refused, as a sentence for the model; undefined for `C:\dir\file` and plain relative paths. */
export const refuseWindowsForm = (path: string): string | undefined => {
  if (/^[/\\]{2}/.test(path)) return "network and device paths (\\\\server, \\\\?\\, \\\\.\\) are not used"
  if (/^[/\\]/.test(path)) return "the path has no drive: write it with one, or relative to the working directory"
  if (/^[a-z]:(?![/\\])/i.test(path)) return "the path is relative to the current directory of a drive: write it out"
  const names = path.replace(/^[a-z]:/i, "").split(/[/\\]/)
  if (names.some((name) => name.includes(":"))) return "the path names an alternate stream of a file"
  if (names.some((name) => reserved.test(name))) return "the path holds a reserved device name"
  if (names.some((name) => /[. ]$/.test(name) && name !== "." && name !== "..")) {
    return "a name in the path ends with a dot or space, which Windows drops"
  }
  if (names.some((name) => /~\d/.test(name))) return "the path holds a short (8.3) name: write the long one"
  if (names.some((name) => /[<>"|?*]/.test(name)))
    return "the path holds a character that no Windows file name can hold"
  return undefined
}
