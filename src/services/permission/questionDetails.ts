import type { PermissionMode } from "../domain/PermissionMode.ts"
import { printableLine } from "../domain/printable.ts"
import type { PermissionQuestion, QuestionCommand, QuestionPath } from "../interaction/Interaction.ts"
import { allowsCommand, readableFreely, readsFreely, writableFreely } from "./allowed.ts"
import type { CommandFact, Facts, Part, PathFact } from "./facts.ts"
import { hostOf } from "./facts.ts"
import type { Rule } from "./rules.ts"
import type { SimpleCommand } from "./shell/simple.ts"
import { quoted } from "./shell/quoted.ts"
import { whyPath } from "./whyAsked.ts"

/** So many paths are shown; those that need the answer come first. */
const mostPaths = 100

/** What the rules and the mode let pass by themselves; nothing where the call asks each time, whatever they say. */
export interface QuestionGrounds {
  readonly rules: ReadonlyArray<Rule>
  readonly mode: PermissionMode
  readonly eachTime: boolean
}

/** All words of a command as the program will get them, and its redirections, on one line. */
const commandText = ({ assignments, redirections, words }: SimpleCommand): string =>
  printableLine(
    [
      ...assignments.map(({ name, value }) => `${name}=${value.exact ? quoted(value.text) : value.raw}`),
      ...words.map((word) => (word.exact ? quoted(word.text) : word.raw)),
      ...redirections.map(({ descriptor, operator, target }) => `${descriptor}${operator}${target.raw}`)
    ].join(" ")
  )

const reasonOf = (fact: CommandFact): string | undefined => {
  if (fact.doubt !== undefined) return fact.doubt
  const far = fact.paths.find((path) => !readableFreely(path))
  return far === undefined ? undefined : whyPath(far).reason.replace(/\.$/, "")
}

const commandsOf = (part: Extract<Part, { readonly _tag: "Line" }>, grounds: QuestionGrounds) => {
  const rows = part.commands
    .filter(({ command }) => !command.container && !command.guessed)
    .map((fact): QuestionCommand => {
      const passes = grounds.eachTime ? readsFreely(fact, []) : allowsCommand(fact, grounds.rules, grounds.mode)
      const why = passes ? undefined : reasonOf(fact)
      return {
        text: commandText(fact.command),
        needs: !passes,
        ...(why === undefined ? {} : { why: printableLine(why) })
      }
    })
  /** A rule asks, or the line as a whole is not understood: then the answer is about all of it. */
  return rows.some(({ needs }) => needs) ? rows : rows.map((row) => ({ ...row, needs: true }))
}

const free = (path: PathFact): boolean =>
  path.kind === "read" || path.kind === "enter" ? readableFreely(path) : writableFreely(path)

const pathsIn = (part: Part): ReadonlyArray<PathFact> =>
  part._tag === "Line" ? part.commands.flatMap(({ paths }) => paths) : part._tag === "File" ? [part.path] : []

const pathsOf = (facts: Facts): ReadonlyArray<QuestionPath> => {
  const all = facts.parts.flatMap(pathsIn)
  const rows = [...all.filter((path) => !free(path)), ...all.filter(free)].map(
    ({ kind, spelled, target, written }): QuestionPath => ({
      given: printableLine(written),
      real: printableLine(target?.real ?? spelled),
      access: kind,
      inside: target?.inside === true
    })
  )
  const seen = new Set<string>()
  return rows
    .filter((row) => {
      const key = JSON.stringify(row)
      return !seen.has(key) && seen.add(key)
    })
    .slice(0, mostPaths)
}

/** `git@host:path` and `user@host`, as git, scp and ssh write them. */
const sshHost = /^(?:[\w.-]+@)([\w.-]+)(?::|$)/

const hostsIn = (part: Part): ReadonlyArray<string> => {
  if (part._tag === "Url") return [part.host ?? part.url]
  if (part._tag !== "Line") return []
  return part.commands
    .flatMap(({ command }) => command.words)
    .flatMap(({ text }) => {
      const url = /\b[a-z][a-z0-9+.-]*:\/\/[^\s'"]+/i.exec(text)?.[0]
      const host = url === undefined ? sshHost.exec(text)?.[1] : (hostOf(url) ?? URL.parse(url)?.hostname)
      return host === undefined || host === "" ? [] : [host]
    })
}

/** What a question says beside its reason: every command with all its words, every path with where it leads, the hosts. */
export const questionDetails = (
  facts: Facts,
  grounds: QuestionGrounds
): Pick<PermissionQuestion, "commands" | "paths" | "host"> => {
  const lines = facts.parts.flatMap((part) => (part._tag === "Line" ? [part] : []))
  const paths = pathsOf(facts)
  const hosts = [...new Set(facts.parts.flatMap(hostsIn))]
  return {
    ...(lines.length === 0 ? {} : { commands: lines.flatMap((line) => commandsOf(line, grounds)) }),
    ...(paths.length === 0 ? {} : { paths }),
    ...(hosts.length === 0 ? {} : { host: printableLine(hosts.join(", ")) })
  }
}
