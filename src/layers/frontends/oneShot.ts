import { Effect, Layer, Stdio, Stream } from "effect"
import { Agent } from "../../services/agent/Agent.ts"
import { logged } from "../../services/frontend/eventLog.ts"
import { Frontend, RunUnsuccessful, UsageWrong } from "../../services/frontend/Frontend.ts"
import { inputEvents, withSlashNames } from "../../services/frontend/inputEvents.ts"
import { withLastWord } from "../../services/frontend/lastWord.ts"
import { settingsNotices, withNotices } from "../../services/frontend/notices.ts"
import { promptInput } from "../../services/frontend/prompt.ts"
import type { SlashedServices } from "../../services/frontend/slashed.ts"
import { RunFlags, type RunFlagValues } from "../../services/settings/RunFlags.ts"
import { Settings } from "../../services/settings/Settings.ts"
import { Slash } from "../../services/slash/Slash.ts"
import type { Tools } from "../../services/tool/Tools.ts"
import type { Workspace } from "../../services/workspace/Workspace.ts"
import { Renderer } from "../../services/ui/Renderer.ts"

const printsOnly = new UsageWrong({
  message: 'the shell has no --output-format: run one prompt with -p, as in coderx -p "fix the failing test"'
})
const needsTerminal = new UsageWrong({
  message: 'without -p a terminal is needed, and there is none: use coderx -p "what is to be done"'
})

const recordsReplay = new UsageWrong({
  message: "--record and --replay do not go together: a replay has no new replies that could be recorded"
})

/** Whether the flags ask for a run at all: `-p`, or a machine format where nobody watches (contract section 2). */
const checkRun = Effect.gen(function* () {
  const flags = yield* RunFlags
  const stdio = yield* Stdio.Stdio
  if (flags.recordFile !== undefined && flags.replayFile !== undefined) return yield* recordsReplay
  if (flags.print === true) return
  const [stdin, stdout] = yield* Effect.all([stdio.stdinIsTerminal, stdio.stdoutIsTerminal])
  const watched = stdin && stdout
  if (!watched && flags.outputFormat !== undefined && flags.outputFormat !== "text") return
  return yield* watched ? printsOnly : needsTerminal
})

const byMachine = (flags: RunFlagValues): boolean =>
  flags.outputFormat === "json" || flags.outputFormat === "stream-json"

/** The input of the run, and the files that its prompt names. */
const givenInput = Effect.gen(function* () {
  const { prompt } = yield* RunFlags
  const input = yield* promptInput(prompt)
  if (prompt === undefined || !prompt.includes("@") || prompt.startsWith("/")) return input
  const { mentioned } = yield* Effect.promise(() => import("../../services/frontend/mentioned.ts"))
  return yield* mentioned(input, prompt)
})

/** What one run needs: the agent, what its input may be, and who shows what comes of it. */
type OneShotServices = SlashedServices | Renderer | Stdio.Stdio | Tools | Workspace

/** One prompt, one answer. */
export const oneShot: Layer.Layer<Frontend, never, OneShotServices> = Layer.effect(
  Frontend,
  Effect.gen(function* () {
    const flags = yield* RunFlags
    const services = yield* Effect.context<SlashedServices | Tools | Workspace>()
    const agent = yield* Agent
    const slash = yield* Slash
    const renderer = yield* Renderer
    const settings = yield* Settings
    const stdio = yield* Stdio.Stdio

    return Frontend.of({
      run: Effect.gen(function* () {
        yield* checkRun
        const input = yield* Effect.provideContext(givenInput, services)
        let ending = ""
        const begun = yield* Effect.provideContext(inputEvents(input, "print"), services)
        const named = flags.outputFormat === "stream-json" ? withSlashNames(slash)(begun) : begun
        const events = named.pipe(
          withNotices(settingsNotices(settings)),
          logged(flags.debug === true),
          Stream.map((event) => {
            if (event._tag === "RunEnded") ending = event.ending
            return event
          })
        )
        const showing = renderer.render(events)
        yield* byMachine(flags) ? withLastWord(agent, showing) : showing
        if (ending !== "success") return yield* new RunUnsuccessful({ ending })
      }).pipe(Effect.provideService(Stdio.Stdio, stdio), Effect.provideService(RunFlags, flags))
    })
  })
)
