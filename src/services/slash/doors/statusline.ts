import { Clock, Effect } from "effect"
import { Agent } from "../../agent/Agent.ts"
import { printableLine } from "../../domain/printable.ts"
import { SettingsFiles } from "../../settings/SettingsFiles.ts"
import type { Door } from "../Door.ts"
import { plain } from "../drawn.ts"
import { failing } from "../sentence.ts"
import type { Ui } from "../SlashOutcome.ts"
import { addRecords, noSums } from "../statusFacts.ts"
import { runStatusLine, type StatusLineFacts, statusLineSetting } from "../statusLine.ts"

/** The facts as far as the session's records tell them. */
const factsNow = Effect.gen(function* () {
  const agent = yield* Agent
  const { id, path, records } = yield* agent.session
  // A session that was not begun stays so: to count its first request would write that down.
  const used = records.length === 0 ? { model: "none", tokens: 0, window: 0 } : yield* agent.contextUsage
  const { startedAt, ...sums } = addRecords(noSums(id), records)
  const now = yield* Clock.currentTimeMillis
  return {
    ...sums,
    transcriptPath: path,
    model: { id: used.model, title: used.model },
    durationMs: now - (startedAt ?? now),
    apiDurationMs: 0,
    contextTokens: used.tokens,
    contextWindow: used.window
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
