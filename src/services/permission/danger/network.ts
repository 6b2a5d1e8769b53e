import { looksSecret } from "../secretNames.ts"
import { programOf, type SimpleCommand } from "../shell/simple.ts"
import { networkPrograms } from "../shell/upstream.ts"
import type { Value } from "../shell/values.ts"
import { shells } from "../shell/wrapperTable.ts"
import { type Danger, danger } from "./danger.ts"
import { type Ground, pathOf, placeOf } from "./places.ts"

const interpreters =
  /^(python[0-9.]*|pypy[0-9.]*|perl|ruby|node|nodejs|deno|bun|php|lua[0-9.]*|tclsh|wish|Rscript|R|osascript|pwsh|powershell|iex|Invoke-Expression|source|\.|eval|java|groovy|scala|julia|gawk|awk|ed|m4|make)$/
const encoders = /^(base64|base32|xxd|openssl|uudecode)$/

/** Whether a program runs the text that it is given. */
export const runsText = (program: string): boolean => shells.has(program) || interpreters.test(program)

/** What looks at the world but does not carry files: its words can still carry secrets out. */
const telling = /^(dig|nslookup|host|ping|drill|mail|mailx|mutt|sendmail|logger)$/

/** Files that a network program sends. */
const sent = (program: string, words: ReadonlyArray<Value>): ReadonlyArray<string> => {
  const texts = words.slice(1).map((word) => word.text)
  if (program === "curl") {
    return texts.flatMap((text, i) => {
      if (/^(-T|--upload-file)$/.test(text)) return [texts[i + 1] ?? ""]
      const data = /^(?:-[dF]|--(?:data[a-z-]*|form[a-z-]*|json|url-query)=?)?(?:[^@=\s]*=)?@(.+)$/.exec(text)
      const encoded = /^--data-urlencode$/.test(texts[i - 1] ?? "") ? /^[\w-]*@(.+)$/.exec(text)?.[1] : undefined
      if (encoded !== undefined) return [encoded]
      return data?.[1] === undefined ? [] : [data[1].replace(/;.*$/, "")]
    })
  }
  if (program === "wget") return texts.flatMap((text) => /^--(?:post|body)-file=(.*)$/.exec(text)?.[1] ?? [])
  if (program === "http" || program === "https" || program === "xh")
    return texts.flatMap((text) => /^[\w-]*@(.+)$/.exec(text)?.[1] ?? [])
  if (/^(scp|rsync|sftp|rclone)$/.test(program) && texts.some((text) => /^[^/]+:/.test(text)))
    return texts.filter((text) => !text.startsWith("-") && !/^[^/]+:/.test(text))
  return []
}

const leaving = (command: SimpleCommand, program: string, ground: Ground): Danger | undefined => {
  const { words, redirections, upstream, fed, directories } = command
  const goesOut = networkPrograms.has(program)
  if (!goesOut && !telling.test(program)) return undefined
  if (fed?.secret === true) return danger("it puts what looks like a secret into a request")
  const mails = /^(mail|mailx|mutt|sendmail|msmtp)$/.test(program)
  if ((goesOut || mails) && upstream?.secret === true)
    return danger("it sends out what looks like a secret or the whole project")
  if (goesOut && upstream?.programs.some((name) => shells.has(name)) === true)
    return danger("it gives somebody elsewhere a shell")
  const away = (target: Value): boolean => {
    const path = target.exact ? pathOf(target, directories) : undefined
    return goesOut && path !== undefined && placeOf(path, ground) !== "inside" && path !== "/dev/null"
  }
  if (redirections.some(({ kind, target }) => kind === "read" && (looksSecret(target.text) || away(target))))
    return danger("it sends out what looks like a secret")
  if (
    words.some(
      (word, i) =>
        i > 0 &&
        word.unknowns.some((name) => /key|token|secret|pass|credential|auth/i.test(name)) &&
        goesOut &&
        (/[?&]\w+=/.test(word.raw) || /^(-d|-F|--data\S*|--form\S*|--json)$/.test(words[i - 1]?.text ?? ""))
    )
  ) {
    return danger("it puts what looks like a secret into an address")
  }
  for (const file of sent(program, words)) {
    const path = pathOf({ ...words[0], text: file } as Value, directories)
    if (looksSecret(file)) return danger("it sends out what looks like a secret")
    if (path !== undefined && placeOf(path, ground) !== "inside")
      return danger("it sends out files from outside the project, or all of it")
  }
  return undefined
}

const shellOpener = (program: string, texts: ReadonlyArray<string>): boolean =>
  (/^(nc|ncat|netcat)$/.test(program) && texts.some((text) => /^(-[a-zA-Z]*[ec]|--(sh-)?exec)$/.test(text))) ||
  (program === "socat" && texts.some((text) => /^(exec|system|shell):/i.test(text)))

/** Code fetched and run, secrets and files that leave, doors that open. */
export const networkDanger = (command: SimpleCommand, ground: Ground): Danger | undefined => {
  const { words, upstream, fed, redirections } = command
  const program = programOf(words)
  const texts = words.slice(1).map((word) => word.text)
  if (runsText(program)) {
    if (upstream?.network === true || fed?.network === true) return danger("it runs what comes from the network")
    if (
      (shells.has(program) || program === "eval") &&
      [upstream, fed].some((from) => from?.programs.some((name) => encoders.test(name)))
    ) {
      return danger("it runs text that is hidden by an encoding")
    }
    if (redirections.some(({ target }) => /^\/dev\/(tcp|udp)\//.test(target.text)))
      return danger("it gives somebody elsewhere a shell")
  }
  if (
    redirections.some(({ kind, target }) => kind === "write" && /^\/dev\/(tcp|udp)\//.test(target.text)) &&
    (upstream?.secret === true || words.some((word) => looksSecret(word.text)))
  ) {
    return danger("it sends out what looks like a secret")
  }
  if (shellOpener(program, texts)) return danger("it gives somebody elsewhere a shell")
  if (/^(nc|ncat|netcat)$/.test(program) && texts.some((text) => /^-[a-z]*l[a-z]*$/.test(text)))
    return danger("it opens a door to the network")
  if (program === "ssh" && texts.some((text) => /^-[a-zA-Z]*[RLDw]/.test(text) && !/^-[bceFiIJlmoOpQSW]/.test(text)))
    return danger("it opens a tunnel")
  return leaving(command, program, ground)
}
