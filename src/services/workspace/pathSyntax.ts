import { refuseWindowsForm } from "./windowsPaths.ts"

const encoder = new TextEncoder()

/** Limits of Linux and macOS file systems, in bytes. */
const maxComponent = 255
const maxPath = 4096

/** Names that shells expand and we do not: a path that begins with one was meant for another place. */
const variable =
  /^(\$\{\w+\}|\$(HOME|PWD|OLDPWD|TMPDIR|USER|XDG_\w+)|%(USERPROFILE|HOMEPATH|APPDATA|LOCALAPPDATA|TEMP|TMP)%)([/\\]|$)/i

/** Why a path cannot mean a file at all, in a sentence for the model; undefined where it can. */
export const refuseSyntax = (path: string, platform: string): string | undefined => {
  if (path === "") return "the path is empty"
  if (path.includes("\0")) return "the path holds a NUL character"
  if (/[\u0000-\u001f\u007f]/.test(path)) return "the path holds a control character (such as a line break or a tab)"
  if (!path.isWellFormed()) return "the path holds half of a surrogate pair, which no file name can hold"
  if (variable.test(path))
    return "variables are not expanded in paths: write the path out (`~/` works for the home directory)"
  if (encoder.encode(path).length >= maxPath) return `the path is longer than ${maxPath} bytes`
  if (path.split("/").some((part) => encoder.encode(part).length > maxComponent)) {
    return `a name in the path is longer than ${maxComponent} bytes`
  }
  return platform === "win32" ? refuseWindowsForm(path) : undefined
}

/** `~` and `~/x` mean the home directory; `~user` is an ordinary name, and nothing else is expanded. */
export const expandTilde = (path: string, home: string): string =>
  path === "~" ? home : path.startsWith("~/") ? `${home}/${path.slice(2)}` : path

/** The names in a path; empty ones and `.` mean nothing. `..` stays: what it means depends on links. */
export const components = (path: string, platform: string): ReadonlyArray<string> =>
  path.split(platform === "win32" ? /[/\\]/ : "/").filter((part) => part !== "" && part !== ".")

/** Takes `..` out by name alone. Right only where no name is a link. */
export const lexical = (parts: ReadonlyArray<string>): ReadonlyArray<string> => {
  const kept: Array<string> = []
  for (const part of parts) {
    if (part === "..") kept.pop()
    else kept.push(part)
  }
  return kept
}
