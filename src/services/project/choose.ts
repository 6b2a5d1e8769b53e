import { quoted } from "../workspace/shellScript.ts"
import type { Detection, Found } from "./detection.ts"

/** What a user can ask for. */
export type Wanted = "test" | "lint" | "build"

/** A word for the shell, quoted only where it needs it. */
const word = (text: string): string => (/^[\w@%+=:,./-]+$/.test(text) ? text : quoted(text))

/** Cargo's own folder of tests: only there a file is a target of its name. */
const fits = (template: string, file: string): boolean =>
  !template.includes("--test NAME") || /^tests\/[^/]+\.rs$/.test(file)

/** Puts a file into the command for one test file. `file` is relative to the project. */
const forFile = (template: string, file: string): string => {
  const slash = file.lastIndexOf("/")
  const name = file.slice(slash + 1).replace(/\.[^.]*$/, "")
  const directory = slash < 0 ? "." : `./${file.slice(0, slash)}`
  const given = file.startsWith("-") ? `./${file}` : file
  return template
    .replace(/\.\/DIR\b/, () => word(directory))
    .replace(/\bFILE\b/, () => word(given))
    .replace(/\bNAME\b/, () => word(name))
}

/**
 * The command for what is wanted. A file is tested alone where that is known. Without a linter the checks of types and of
 * format are what lints.
 */
export const choose = (detection: Detection, wanted: Wanted, file: string | undefined): Found | undefined => {
  const { commands, testFile } = detection
  if (wanted === "test" && file !== undefined && testFile !== undefined && fits(testFile.command, file)) {
    const prepare = commands.test?.prepare
    const command = forFile(testFile.command, file)
    return { ...testFile, command, ...(prepare === undefined ? {} : { prepare }) }
  }
  return wanted === "lint" ? (commands.lint ?? commands.typecheck ?? commands.formatCheck) : commands[wanted]
}

/** The line that the shell runs: in the command's own directory, prepared where that is needed. */
export const shellLine = (found: Found, directory: string): string =>
  [`cd ${quoted(directory)}`, ...(found.prepare === undefined ? [] : [found.prepare]), found.command].join(" && ")
