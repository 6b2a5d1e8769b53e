import { Effect, Layer, Stdio } from "effect"
import type { Frontend } from "../services/frontend/Frontend.ts"
import { Questions } from "../services/frontend/Questions.ts"
import { PromptHistory } from "../services/frontend/PromptHistory.ts"
import type { Models } from "../services/model/Models.ts"
import type { RunFlagValues } from "../services/settings/RunFlags.ts"
import { headless } from "./frontends/headless.ts"
import { host } from "./frontends/host.ts"
import { hostChannel } from "./frontends/hostChannel.ts"
import { hostInteraction } from "./frontends/hostInteraction.ts"
import { interactive } from "./frontends/interactive.ts"
import { json } from "./frontends/json.ts"
import { redacted } from "./frontends/redacted.ts"
import { oneShot } from "./frontends/oneShot.ts"
import { shellInteraction } from "./frontends/shellInteraction.ts"
import { streamJson } from "./frontends/streamJson.ts"
import { text } from "./frontends/text.ts"
import { terminalScreen } from "./frontends/terminalScreen.ts"

const speaksWithHost = (flags: RunFlagValues): boolean => flags.inputFormat === "stream-json"

const formatFor = (flags: RunFlagValues) => {
  if (flags.outputFormat === "json") return json
  return flags.outputFormat === "stream-json" ? streamJson : text
}

/** The format that the flags ask for, behind the border where secrets are masked. */
export const rendererFor = (flags: RunFlagValues) => Layer.provide(redacted, formatFor(flags))

/** Whether the shell is what was called: no single run, and somebody at a terminal. */
const isShell = Effect.fnUntraced(function* ({ outputFormat, print, recordFile, replayFile, run }: RunFlagValues) {
  if (run !== true || print === true || (outputFormat !== undefined && outputFormat !== "text")) return false
  if (recordFile !== undefined && replayFile !== undefined) return false
  const stdio = yield* Stdio.Stdio
  return (yield* stdio.stdinIsTerminal) && (yield* stdio.stdoutIsTerminal)
})

const shell = Layer.provide(interactive, Layer.mergeAll(terminalScreen, Questions.layer, PromptHistory.layer))

type RunServices = Layer.Services<typeof shell> | Layer.Services<typeof oneShot>

/** The shell, a host program on the standard streams, or one prompt. A new front end is one file and one line here. */
export const frontendFor = (flags: RunFlagValues): Layer.Layer<Frontend, never, RunServices | Models> =>
  speaksWithHost(flags)
    ? Layer.provide(host, hostChannel)
    : Layer.unwrap(
        Effect.map(isShell(flags), (isIt): Layer.Layer<Frontend, never, RunServices> => (isIt ? shell : oneShot))
      )

export const interactionFor = (flags: RunFlagValues) => {
  if (speaksWithHost(flags))
    return flags.permissionPromptTool === "stdio" ? Layer.provide(hostInteraction, hostChannel) : headless
  return Layer.unwrap(
    Effect.map(isShell(flags), (isIt) => (isIt ? Layer.provide(shellInteraction, Questions.layer) : headless))
  )
}
