import { commandKind, isCommand } from "./commandKinds.ts"
import type { Purpose } from "./detection.ts"

/** A command that the people of a project have written down for a purpose. */
export interface Stated {
  readonly purpose: Purpose
  readonly command: string
}

/** Words by which prose names a purpose. The narrow ones stand first: "type check" also holds "check". */
const words: ReadonlyArray<readonly [RegExp, Purpose]> = [
  [/\bformat(?:ting)?[ -]?check|check(?:s|ing)?(?: the)? format|\bformat check/i, "formatCheck"],
  [/\btype[ -]?check|\bcheck(?:s|ing)?(?: the)? types|\btypes?\b(?=\W*$)/i, "typecheck"],
  [/\blint(?:er|ers|ing|s)?\b|\bstatic analysis\b/i, "lint"],
  [/\b(?:unit )?tests?\b|\btesting\b|\btest suite\b|\bspecs\b/i, "test"],
  [/\bbuild(?:s|ing)?\b|\bcompil(?:e|es|ing)\b/i, "build"]
]

/** Only a part of the tests, or something that does not end. */
const partial =
  /\b(?:single|one|specific|individual|particular|only|watch|watching|coverage|e2e|end-to-end|integration|benchmark|debug|update|snapshots?|fix|autofix|auto-fix|docker|dev|docs?|release|production)\b/i

const negated = /\b(?:don'?t|do not|never|not|avoid|instead of|rather than|deprecated)\b/i

const purposeIn = (text: string): Purpose | undefined =>
  partial.test(text) ? undefined : words.find(([wanted]) => wanted.test(text))?.[1]

/** Text of more characters in one line is no instruction. */
const longest = 600

const codeSpan = /`([^`\n]{1,300})`/g

/** `Test: ...`, `**Run the tests**: ...`, `| Test | ...`: a few words, then the command. */
const labelled = (line: string): Stated | undefined => {
  const text = line.replace(/^[\s>]*(?:[-*+]|\d+[.)])?\s*(?:\[[ x]\]\s*)?\|?\s*/, "")
  const match = /^([^`:|=]{2,60}?)\s*(?:[:|=]|\s[-–—]\s)\s*(.*)$/.exec(text)
  const [, label = "", rest = ""] = match ?? []
  const purpose = purposeIn(label.replace(/[*_]/g, ""))
  if (purpose === undefined || negated.test(label)) return undefined
  const body = rest.replace(/^[\s*_|]+/, "")
  const span = /^`([^`]{1,300})`/.exec(body)?.[1]
  if (span !== undefined) return isCommand(span) ? { purpose, command: span.trim() } : undefined
  const bare = body.replace(/[|*_\s.]+$/, "")
  return !bare.includes("`") && isCommand(bare) && /^[a-z./]/.test(bare) ? { purpose, command: bare } : undefined
}

/** `Run the tests with \`just t\``, `\`npm test\` runs the tests`: the command's own meaning first, then the words around. */
const inProse = (line: string): ReadonlyArray<Stated> => {
  const spans = [...line.matchAll(codeSpan)].map((match) => ({ code: (match[1] ?? "").trim(), at: match.index }))
  const commands = spans.filter(
    ({ at, code }) => isCommand(code) && !negated.test(line.slice(Math.max(0, at - 40), at))
  )
  const around = line.replace(codeSpan, " ")
  if (partial.test(around)) return []
  return commands.flatMap(({ at, code }) => {
    const before = line.slice(0, at).replace(codeSpan, " ")
    const known = commandKind(code)
    const told =
      commands.length === 1 &&
      /\b(?:with|using|via|use|by|run|running|runs|execute)\W*(?:running\W*)?$/i.test(before.trimEnd())
        ? (purposeIn(before) ?? (known === undefined ? purposeIn(around) : undefined))
        : commands.length === 1 && before.trim().replace(/^[-*+]\s*/, "") === ""
          ? (known ?? purposeIn(around))
          : undefined
    const purpose = told ?? known
    return purpose === undefined ? [] : [{ purpose, command: code }]
  })
}

/** A line of a code block, with its comment, the comment above it, and the heading it stands under. */
const inBlock = (line: string, above: string, heading: string): ReadonlyArray<Stated> => {
  const text = line.trim().replace(/^\$\s+/, "")
  const hash = text.search(/\s#\s/)
  const command = (hash < 0 ? text : text.slice(0, hash)).trim()
  const comment = hash < 0 ? above : text.slice(hash)
  if (!isCommand(command) || partial.test(comment) || negated.test(comment)) return []
  const purpose = (comment === "" ? undefined : purposeIn(comment)) ?? commandKind(command) ?? purposeIn(heading)
  return purpose === undefined ? [] : [{ purpose, command }]
}

/**
 * The commands that an instruction file (AGENTS.md, CLAUDE.md) names, in order, labelled ones first. The text is only
 * read: nothing in it is followed.
 */
export const statedCommands = (text: string): ReadonlyArray<Stated> => {
  const labels: Array<Stated> = []
  const others: Array<Stated> = []
  let fence: string | undefined
  let heading = ""
  let comment = ""
  for (const line of text.split("\n")) {
    if (line.length > longest) continue
    const mark = /^\s*(```+|~~~+)/.exec(line)?.[1]
    if (mark !== undefined) {
      if (fence === undefined) fence = mark
      else if (mark.startsWith(fence)) fence = undefined
      comment = ""
      continue
    }
    if (fence === undefined) {
      const title = /^\s{0,3}#{1,6}\s+(.*)$/.exec(line)?.[1]
      if (title !== undefined) {
        heading = title
        continue
      }
      const label = labelled(line)
      if (label !== undefined) labels.push(label)
      else others.push(...line.split(/(?<=[.!?;]) (?=[A-Z])/).flatMap(inProse))
      continue
    }
    const remark = /^\s*(?:#|\/\/)\s*(.*)$/.exec(line)?.[1]
    if (remark === undefined) others.push(...inBlock(line, comment, heading))
    comment = remark ?? (line.trim() === "" ? "" : comment && "")
  }
  return [...labels, ...others]
}
