import { DateTime, Effect } from "effect"
import { Agent } from "../../agent/Agent.ts"
import { printableLine } from "../../domain/printable.ts"
import { report, spentIn } from "../../session/usage.ts"
import { SettingsFiles } from "../../settings/SettingsFiles.ts"
import type { Door } from "../Door.ts"
import { plain } from "../drawn.ts"
import { failing } from "../sentence.ts"
import type { Ui } from "../SlashOutcome.ts"
import { runStatusLine, type StatusLineFacts, statusLineSetting } from "../statusLine.ts"

/** The facts as far as the session's records tell them. A running shell knows times and lines better. */
const factsNow = Effect.gen(function* () {
  const agent = yield* Agent
  const { id, path, recorded } = yield* agent.session
  const used = yield* agent.contextUsage
  const { total } = report(spentIn(recorded), "UTC", undefined)
  const started = recorded[0] === undefined ? undefined : DateTime.make(recorded[0].at)
  const now = yield* DateTime.now
  return {
    sessionId: id,
    transcriptPath: path,
    model: { id: used.model, title: used.model },
    costUsd: total.calls === 0 ? 0 : total.unpriced > 0 ? null : total.costUsd,
    durationMs: started?._tag === "Some" ? DateTime.toEpochMillis(now) - DateTime.toEpochMillis(started.value) : 0,
    apiDurationMs: 0,
    linesAdded: 0,
    linesRemoved: 0,
    contextTokens: used.tokens,
    contextWindow: used.window,
    inputTokens: total.inputTokens + total.cacheReadTokens + total.cacheWriteTokens,
    outputTokens: total.outputTokens
  } satisfies StatusLineFacts
})

const told = Effect.fnUntraced(function* (command: string) {
  const said = yield* runStatusLine(command, yield* factsNow)
  return said._tag === "Line" ? `It says: ${printableLine(said.text)}` : printableLine(said.reason)
})

export const statusline: Door = {
  run: (typed) =>
    Effect.gen(function* () {
      const files = yield* SettingsFiles
      if (typed === "") {
        const setting = yield* statusLineSetting
        if (setting === undefined) return plain("The status line is our own. /statusline COMMAND takes another one.")
        return plain(
          `The status line is what this prints: ${printableLine(setting.command)}\n${yield* told(setting.command)}`
        )
      }
      const command = typed === "off" ? undefined : typed
      const { file } =
        command === undefined
          ? yield* files.unset("user", "statusLine")
          : yield* files.set("user", "statusLine", { type: "command", command })
      const says =
        command === undefined
          ? `The status line is our own again (${file}).`
          : `Kept in ${file}. ${yield* told(command)}`
      return { _tag: "Ui", action: { _tag: "SetStatusLine", command }, says } satisfies Ui
    }).pipe(failing("statusline"))
}
