import { Console, Effect, Option, Schema, Stdio, Stream } from "effect"
import { columns } from "../domain/columns.ts"
import { printable, printableJson, printableLine } from "../domain/printable.ts"
import { toolNames } from "../domain/toolNames.ts"
import { Permission, type Verdict } from "./Permission.ts"
import { accessesOf, harmlessTools, mainKey } from "./toolAccess.ts"

/** What is to be explained: a command line, or a call of a tool. */
export interface Question {
  readonly tool: string
  readonly input: unknown
}

const call = /^([A-Za-z_][\w-]*)\(([\s\S]*)\)$/

/** `npm test` is a command; `Read(~/x)`, `Bash(npm test)` and `mcp__server__tool` are calls of tools. */
export const questionOf = (text: string): Question => {
  const [, tool, inside] = call.exec(text.trim()) ?? []
  if (tool !== undefined && inside !== undefined && (toolNames.has(tool) || tool.startsWith("mcp__"))) {
    return { tool, input: { [mainKey(tool)]: inside } }
  }
  return /^mcp__\w+$/.test(text.trim()) ? { tool: text.trim(), input: {} } : { tool: "Bash", input: { command: text } }
}

/** The decision over a call that nobody makes. */
export const explain = Effect.fn("permission.explain")(function* ({ input, tool }: Question) {
  const permission = yield* Permission
  return yield* permission.decide({
    call: { id: "explain", name: tool, input },
    accesses: accessesOf(tool, input),
    harmless: harmlessTools.has(tool)
  })
})

const Row = Schema.Struct({
  id: Schema.optionalKey(Schema.Unknown),
  command: Schema.optionalKey(Schema.String),
  call: Schema.optionalKey(Schema.String),
  tool: Schema.optionalKey(Schema.String),
  input: Schema.optionalKey(Schema.Unknown),
  expect: Schema.optionalKey(Schema.Unknown)
})
export type Row = typeof Row.Type
const decodeRow = Schema.decodeUnknownOption(Schema.fromJsonString(Row))

/** The question of a row: `{command}`, `{tool, input}` or `{call}`. */
export const rowQuestion = (row: Row): Question | undefined => {
  if (row.command !== undefined) return { tool: "Bash", input: { command: row.command } }
  if (row.call !== undefined) return questionOf(row.call)
  if (row.tool === undefined) return undefined
  return { tool: row.tool, input: typeof row.input === "string" ? { [mainKey(row.tool)]: row.input } : row.input }
}

export const readRow = (line: string): Row | undefined => Option.getOrUndefined(decodeRow(line))

const unclear = {
  decision: "ask",
  class: "needs-approval",
  commands: [],
  accesses: [],
  reason: "The row is not understood: it is no JSON object with a command, or a tool and its input."
} as const satisfies Verdict

const answerLine = Effect.fnUntraced(function* (line: string) {
  const row = readRow(line)
  const question = row === undefined ? undefined : rowQuestion(row)
  const verdict = question === undefined ? unclear : yield* explain(question)
  return printableJson(row?.id === undefined ? verdict : { id: row.id, ...verdict })
})

/** `explain --batch`: one JSON line on stdout for each on stdin, in their order. */
export const explainBatch = Effect.gen(function* () {
  const stdio = yield* Stdio.Stdio
  yield* stdio.stdin.pipe(
    Stream.decodeText,
    Stream.splitLines,
    Stream.filter((line) => line.trim() !== ""),
    Stream.mapEffect(answerLine, { concurrency: 8 }),
    Stream.runForEachArray((lines) => Console.log(lines.join("\n")))
  )
})

const accessText = ({ inside, kind, real, target }: Verdict["accesses"][number]): ReadonlyArray<string> => {
  const leads = real === undefined || real === target ? "" : ` → ${printableLine(real)}`
  const where = inside === undefined ? "" : inside ? " (inside)" : " (outside of the working directories)"
  return [kind, `${printableLine(target)}${leads}${where}`]
}

/** A decision for people: what runs, what is touched, what was decided, by which rule of which file. */
export const verdictText = (verdict: Verdict): string => {
  const rule = verdict.rule
  const rows = [
    ...verdict.commands.flatMap(({ argv, redirections }) => [
      [
        "command",
        argv.length === 0
          ? "(none)"
          : argv
              .map((word) => JSON.stringify(word))
              .map(printableLine)
              .join(" ")
      ],
      ...redirections.map((redirection) => ["redirects", printableLine(redirection)])
    ]),
    ...verdict.accesses.map(accessText),
    ["class", verdict.class],
    ["decision", verdict.decision],
    ["reason", printable(verdict.reason)],
    ...(rule === undefined
      ? []
      : [["rule", printableLine(`${rule.text} (${rule.behavior}, ${rule.file ?? rule.scope})`)]])
  ]
  return columns(rows)
}
