import { looksSecret } from "../secretNames.ts"
import { programOf, type SimpleCommand, type Upstream } from "./simple.ts"

/** Programs that bring in what others wrote, or take out what is here. */
export const networkPrograms: ReadonlySet<string> = new Set(
  "curl wget fetch aria2c axel http https httpie xh lynx links w3m nc ncat netcat socat telnet ftp tftp sftp scp rsync ssh ftpget lwp-request GET POST iwr irm Invoke-WebRequest Invoke-RestMethod rclone s3cmd".split(
    " "
  )
)

const packers = new Set("tar zip 7z cpio env printenv set history gpg security pass".split(" "))

/** What a program hands on when it is given such a path is not for others. */
const notForOthers = (path: string): boolean => looksSecret(path) || /^\/(etc|proc|var)\//.test(path)

const namesSecret = (name: string): boolean => /(^|_)(key|token|secret|password|passwd|credentials?)$/i.test(name)

const literalOf = (command: SimpleCommand): string | undefined => {
  const program = programOf(command.words)
  if ((program !== "echo" && program !== "printf") || command.redirections.length > 0) return undefined
  const words = command.words.slice(1)
  if (!words.every((word) => word.exact)) return undefined
  return words
    .filter((word, i) => !(i === 0 && /^-[neE]+$/.test(word.text)))
    .map((word) => word.text.replaceAll("\\n", "\n"))
    .join(" ")
}

/** What commands hand on to the program behind them, joined with what was handed to them. */
export const handedOn = (before: Upstream | undefined, commands: ReadonlyArray<SimpleCommand>): Upstream => {
  let network = before?.network ?? false
  let secret = before?.secret ?? false
  const programs = [...(before?.programs ?? [])]
  for (const command of commands) {
    const program = programOf(command.words)
    network = network || networkPrograms.has(program) || command.fed?.network === true
    secret =
      secret ||
      command.fed?.secret === true ||
      packers.has(program) ||
      command.words.some((word, i) => i > 0 && (notForOthers(word.text) || word.unknowns.some(namesSecret))) ||
      command.redirections.some((redirection) => redirection.kind === "read" && notForOthers(redirection.target.text))
    if (programs.length < 8) programs.push(program)
  }
  const only = commands.length === 1 ? commands[0] : undefined
  return { network, secret, programs, text: only === undefined ? undefined : literalOf(only) }
}
