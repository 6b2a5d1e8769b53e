import { Effect, Predicate } from "effect"
import type { SettledCall, ToolCall, ToolContent } from "../domain/ToolCall.ts"
import type { JudgedCall, Permission } from "../permission/Permission.ts"
import type { Firewall, Secrets } from "../secrets/Secrets.ts"
import type { RedactedStream } from "../secrets/stream.ts"
import type { ToolContext } from "./CoderTool.ts"
import type { Settlement } from "./settle.ts"

type Settle = (permission: Permission["Service"], call: ToolCall, context: ToolContext) => Effect.Effect<Settlement>

const pathsOf = (judged: JudgedCall): ReadonlyArray<string> =>
  judged.accesses.flatMap((access) => (access._tag === "ReadPath" || access._tag === "WritePath" ? [access.path] : []))

/** Only what reads and writes files of ours: bytes of a file must go back as they were. */
const onlyFiles = (judged: JudgedCall): boolean =>
  judged.harmless || judged.accesses.every(({ _tag }) => _tag === "ReadPath" || _tag === "WritePath")

const lost = (call: ToolCall, unknown: ReadonlyArray<string>): Settlement => {
  const message = `${unknown.join(", ")} stands for a value that is not known here (any more). Nothing was done. Read the file that it came from again, or ask the user for it.`
  return {
    settled: { call, kind: "invalid", content: message, output: `Error: ${message}` },
    stop: false
  }
}

/**
 * Settles a call whose arguments may hold marks of secrets. They are turned back for the tool that runs: file tools get the
 * bytes that the file has; a command or a connection gets the value only where a rule, an answer or the mode of the user
 * let it, never because it merely reads. What comes back has its secrets replaced before anybody sees it.
 */
const settleVeiled = Effect.fnUntraced(function* (
  firewall: Firewall,
  permission: Permission["Service"],
  pieces: RedactedStream,
  call: ToolCall,
  context: ToolContext,
  settle: Settle
) {
  const opened = yield* firewall.unveil(call.input)
  const marked = opened.value !== call.input
  if (opened.unknown.length > 0) return lost(call, opened.unknown)

  const authorize = Effect.fnUntraced(function* (judged: JudgedCall) {
    yield* firewall.learn(pathsOf(judged), !onlyFiles(judged))
    if (!marked) return yield* permission.authorize(judged)
    const verdict = onlyFiles(judged) ? undefined : yield* permission.decide(judged)
    const merelyReads = verdict?.decision === "allow" && verdict.rule === undefined
    if (merelyReads && (yield* permission.mode) !== "bypassPermissions") return call.input
    const veil = (text: string) =>
      Effect.map(firewall.veil(text), (hidden) => (Predicate.isString(hidden) ? hidden : text))
    return yield* permission.authorize({
      ...judged,
      veiled: { shown: call, hide: veil, open: (input) => Effect.map(firewall.unveil(input), ({ value }) => value) }
    })
  })

  const real = marked ? { ...call, input: opened.value } : call
  const { settled, stop } = yield* settle({ ...permission, authorize }, real, {
    ...context,
    // What is held back until its line is whole comes with the result.
    progress: (text) => {
      const shown = pieces.push(text)
      return shown === "" ? Effect.void : context.progress(shown)
    }
  })
  const content = (yield* firewall.veil(settled.content)) as ToolContent
  const output = yield* firewall.veil(settled.output)
  return { settled: { call, kind: settled.kind, content, output } satisfies SettledCall, stop }
})

/** The pipeline with the firewall around it, where it is on. */
export const veiledCalls = (
  secrets: Secrets["Service"],
  permission: Permission["Service"],
  call: ToolCall,
  context: ToolContext,
  settle: Settle
): Effect.Effect<Settlement> => {
  const { firewall } = secrets
  if (firewall === undefined) return settle(permission, call, context)
  return Effect.flatMap(secrets.redactor, (redactor) =>
    settleVeiled(firewall, permission, redactor.stream(), call, context, settle)
  )
}
