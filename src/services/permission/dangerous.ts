import type { CommandLine } from "./commandLine.ts"
import { readCommandLine } from "./commandLine.ts"
import { codeDanger, quotedTexts } from "./danger/code.ts"
import { type Danger, danger } from "./danger/danger.ts"
import { deletion } from "./danger/deletion.ts"
import { gitDanger } from "./danger/gitDanger.ts"
import { networkDanger, runsText } from "./danger/network.ts"
import { type Ground, pathOf, placeOf, withoutStar } from "./danger/places.ts"
import { tabled } from "./danger/programs.ts"
import { rights } from "./danger/rights.ts"
import { protectedBy } from "./danger/protectedNames.ts"
import { writesOf } from "./danger/writes.ts"
import { provesReadOnly } from "./readOnly.ts"
import { looksSecret } from "./secretNames.ts"
import { programOf, type SimpleCommand } from "./shell/simple.ts"
import type { Value } from "./shell/values.ts"

export type { Danger } from "./danger/danger.ts"
export type { Ground } from "./danger/places.ts"

/** Programs whose words are names or prose, so that a word that looks like a command is none. */
const takesProse =
  /^(git|gh|glab|echo|printf|logger|notify-send|jq|[gmn]?awk|curl|wget|make|npm|yarn|pnpm|cargo|go|mkdir|touch|cp|mv|ln|cat|ls|cd|export|alias|declare|grep|rg|sed|read|test|\[)$/

/** Programs that begin a command worth finding behind a wrapper that is not known. */
const worthFinding =
  /^(rm|shred|mkfs(\..*)?|dd|chmod|chown|shutdown|reboot|mv|find|wipefs|sudo|curl|wget|sh|bash|kill|git)$/

const levels = { dangerous: 0, protected: 1, catastrophic: 2 } as const

const worst = (dangers: ReadonlyArray<Danger | undefined>): Danger | undefined =>
  dangers.reduce(
    (a, b) => (a === undefined || (b !== undefined && levels[b.level] > levels[a.level]) ? b : a),
    undefined
  )

const writing = (command: SimpleCommand, ground: Ground): Danger | undefined => {
  const program = programOf(command.words)
  for (const target of writesOf(command)) {
    const path = pathOf(target, command.directories)
    if (path === undefined || (!target.exact && !target.glob && target.unknowns.length > 0 && !/\/\.[a-z]/.test(path)))
      continue
    const place = placeOf(withoutStar(path), ground)
    if (place === "device" && program !== "mkdir") return danger("it writes to a device", true)
    if (/^\/(proc|sys)\//.test(path)) return danger("it writes to the kernel")
    const why = protectedBy(path)
    if (why !== undefined) return { level: "protected", reason: `it writes ${target.raw}: ${why}` }
    if ((place === "system" || place === "root") && !/^\/(home|mnt|media|Volumes|srv|opt|Users|run\/user)\//.test(path))
      return danger(`it writes to the system (${target.raw})`)
  }
  return undefined
}

/** Secrets of the user or the machine, wherever a command names them; those of the project are only asked about. */
const credentials = (command: SimpleCommand, ground: Ground): Danger | undefined => {
  const named = [
    ...command.words.slice(1),
    ...command.redirections.filter(({ kind }) => kind === "read").map(({ target }) => target)
  ]
  for (const word of named) {
    if (/^\/proc\/[^/]+\/mem$|^\/dev\/k?mem$/.test(word.text)) return danger("it reads the memory of a process")
    if (!/[/~.]/.test(word.text) || word.text.length > 4096) continue
    const path = pathOf(word, command.directories)
    if (path === undefined || !looksSecret(path) || path.startsWith("/proc/")) continue
    const place = placeOf(path, ground)
    if (place !== "inside" && (word.text.startsWith("/") || word.text.includes("..")))
      return danger(`it reads credentials (${word.raw})`)
  }
  return undefined
}

/** The separators of words taken for blanks (`rm${IFS}-rf${IFS}/`): one word to whoever reads it, several to the shell. */
const spaced = (command: SimpleCommand, ground: Ground, depth: number): Danger | undefined => {
  const raw = command.words[0]?.raw ?? ""
  return depth > 0 && /\$\{?IFS\b/.test(raw)
    ? lineDanger(
        command.words.map((word) => word.raw.replace(/\$\{IFS[^}]*\}|\$IFS(\$9)?/g, " ")).join(" "),
        ground,
        depth - 1
      )
    : undefined
}

/** What hides its program and still asks for a forced deletion. */
const hidden = (command: SimpleCommand): Danger | undefined => {
  const first = command.words[0]
  if (first === undefined || first.exact) return undefined
  return command.words.slice(1).some((word) => /^-([a-z]*r[a-z]*f|[a-z]*f[a-z]*r)[a-z]*$/i.test(word.text))
    ? danger("it hides which program deletes")
    : undefined
}

/** `\\\\host\\share`, `\\\\?\\…`, `//host.example/…`. Behind two backslashes in quotes stand escapes of patterns more often than hosts. */
const windowsPath = /^\\\\[\w.$-]+\\[\w$]|^\\{1,2}\?|^\/\/[\w-]+(\.[\w-]+)+\//

/** What a program for databases reads from its input are words for it as well. */
const queries = (program: string, { input, upstream }: SimpleCommand): ReadonlyArray<string> => {
  const text = input ?? upstream?.text
  return text !== undefined &&
    /^(psql|mysql|mariadb|sqlite3|sqlcmd|cockroach|mongosh|mongo|redis-cli|cqlsh|duckdb)$/.test(program)
    ? [text]
    : []
}

/** One command by itself. `depth` bounds the look into what it may start. */
const judge = (command: SimpleCommand, ground: Ground, depth: number): Danger | undefined => {
  const { words } = command
  const program = programOf(words)
  const texts = words.slice(1).map((word) => word.text)
  const found: Array<Danger | undefined> = [credentials(command, ground)]
  if (
    !/^(echo|printf)$/.test(program) &&
    words.some((word) => windowsPath.test(word.raw) || windowsPath.test(word.text))
  )
    found.push(danger("it reaches another machine by a path"))
  if (
    !command.container &&
    typeof provesReadOnly({ ...command, directories: command.directories ?? ["/"] }) !== "string"
  )
    return worst(found)
  if (command.privileged) found.push(danger("it takes other rights"))
  found.push(
    writing(command, ground),
    networkDanger(command, ground),
    hidden(command),
    spaced(command, ground, depth),
    rights(command, ground)
  )
  if (words.length > 0) {
    found.push(deletion(command, ground), tabled(program, [...texts, ...queries(program, command)].join(" ")))
    if (program === "git") found.push(gitDanger(command))
    if (command.container) return worst(found)
    if (depth > 0) found.push(...commandTexts(words).map((text) => lineDanger(text, ground, depth - 1)))
    if (runsText(program)) found.push(...embedded(texts.concat(command.input ?? []), ground, depth))
    if (depth > 0 && !takesProse.test(program)) found.push(...behind(command, ground, depth - 1))
  }
  return worst(found)
}

/** Words that a program hands to a shell. */
const commandTexts = (words: ReadonlyArray<Value>): ReadonlyArray<string> => {
  const program = programOf(words)
  const texts = words.slice(1).map((word) => word.text)
  if (program === "git") {
    return texts.flatMap((text, i) =>
      texts[i - 1] === "-c" || text.startsWith("-c") ? [text.replace(/^(-c)?[\w.-]+=!?/, "")] : []
    )
  }
  if (program === "sed") return texts.flatMap((text) => /(?:^|[\s;{\d$/!])e\s*(\S.*)/s.exec(text)?.[1] ?? [])
  return texts.flatMap((text) => {
    const inside = /^(?:-{1,2}[\w-]+=(?:\w+=)?|\w+=|[-+]?[cx]?\s*:?!)(\S.*)/s.exec(text)?.[1]
    return inside === undefined ? [] : [inside]
  })
}

/** Code for an interpreter: what its text tells, and the commands that it quotes. */
const embedded = (texts: ReadonlyArray<string>, ground: Ground, depth: number): ReadonlyArray<Danger | undefined> =>
  texts.flatMap((text) => {
    const reason = codeDanger(text)
    const quoted = depth > 0 ? quotedTexts(text).map((inner) => lineDanger(inner, ground, depth - 1)) : []
    return [reason === undefined ? undefined : danger(reason), ...quoted]
  })

const lineDanger = (text: string, ground: Ground, depth: number): Danger | undefined => {
  if (text.length > 4000 || !/\s/.test(text)) return undefined
  const line = readCommandLine(text, { home: ground.home, directory: ground.cwd })
  return worst(line.commands.map((command) => judge(command, ground, depth)))
}

/** A command behind words that are not understood: a program's own wrapper, or text for another shell. */
const behind = (command: SimpleCommand, ground: Ground, depth: number): ReadonlyArray<Danger | undefined> => {
  const { words } = command
  const found: Array<Danger | undefined> = []
  for (let at = 1; at < words.length && at < 24; at++) {
    const text = words[at]?.text ?? ""
    const name = text.slice(text.lastIndexOf("/") + 1)
    if (worthFinding.test(name)) found.push(judge({ ...command, words: words.slice(at), redirections: [] }, ground, 0))
    else if (/\s/.test(text)) found.push(lineDanger(text, ground, depth))
  }
  return found
}

const forkBomb =
  /([\w:.]{1,40})\s?\(\s?\)\s{0,3}\{[^}]{0,200}\1\s?\|\s?\1\s?&|\$0\s*[&|]\s*\$0|while\s+(true|:|1)\s*;?\s*do\s+\$0\s*&/

/** Files that a line fetches and then runs. */
const fetchedAndRun = (commands: ReadonlyArray<SimpleCommand>): Danger | undefined => {
  const fetched = new Set<string>()
  let cloned = false
  for (const command of commands) {
    const program = programOf(command.words)
    const texts = command.words.map((word) => word.text.replace(/^\.\//, ""))
    if (
      fetched.size > 0 &&
      ((runsText(program) && texts.slice(1).some((text) => fetched.has(text))) || fetched.has(texts[0] ?? ""))
    ) {
      return danger("it runs what it has just fetched")
    }
    if (
      cloned &&
      (/^(make|bash|sh|node|python3?|ruby|perl|cmake|ninja|just|meson)$/.test(program) ||
        /^\.\//.test(command.words[0]?.text ?? ""))
    ) {
      return danger("it runs what it has just fetched")
    }
    if (program === "git" && texts[1] === "clone") cloned = true
    if (program !== "curl" && program !== "wget") continue
    for (const write of writesOf(command)) fetched.add(write.text.replace(/^\.\//, ""))
    if (program === "wget" || texts.some((text) => /^-[a-zA-Z]*O|^--remote-name/.test(text))) {
      for (const text of texts) if (/^[a-z]+:\/\//.test(text)) fetched.add(text.slice(text.lastIndexOf("/") + 1))
    }
  }
  return undefined
}

/** Whether a line does what must never happen unasked. It looks through everything that the analyser looks through. */
export const dangerOf = (line: CommandLine, ground: Ground): Danger | undefined => {
  const found = line.commands.map((command) => judge(command, ground, 2))
  const harmless =
    line.problems.length === 0 &&
    line.commands.every((command) => typeof provesReadOnly(command) !== "string" && command.words[0]?.text !== ":")
  if (!harmless && forkBomb.test(line.text.slice(0, 10_000)))
    found.push(danger("it starts copies of itself without end", true))
  found.push(fetchedAndRun(line.commands))
  return worst(found)
}
