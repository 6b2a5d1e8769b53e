import { Effect, Layer, Stdio } from "effect"
import type { Frontend } from "../services/frontend/Frontend.ts"
import { Questions } from "../services/frontend/Questions.ts"
import { PlainLines } from "../services/frontend/PlainLines.ts"
import { PromptHistory } from "../services/frontend/PromptHistory.ts"
import { Host } from "../services/host/Host.ts"
import type { Models } from "../services/model/Models.ts"
import type { RunFlagValues } from "../services/settings/RunFlags.ts"
import type { Renderer } from "../services/ui/Renderer.ts"
import { FileIndex } from "../services/workspace/FileIndex.ts"
import { headless } from "./frontends/headless.ts"
import { host } from "./frontends/host.ts"
import { hostChannel } from "./frontends/hostChannel.ts"
import { hostInteraction } from "./frontends/hostInteraction.ts"
import { interactive } from "./frontends/interactive.ts"
import { json } from "./frontends/json.ts"
import { plain, plainRenderer } from "./frontends/plain.ts"
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

/** Which front end is called where no host speaks: one run, the shell, or the shell in words. */
const kindOf = Effect.fnUntraced(function* (flags: RunFlagValues) {
  const { outputFormat, plain: inWords, print, recordFile, replayFile, run } = flags
  if (speaksWithHost(flags) || run !== true || print === true) return "oneShot"
  if (inWords === true) return "plain"
  if (outputFormat !== undefined && outputFormat !== "text") return "oneShot"
  if (recordFile !== undefined && replayFile !== undefined) return "oneShot"
  const stdio = yield* Stdio.Stdio
  if (!((yield* stdio.stdinIsTerminal) && (yield* stdio.stdoutIsTerminal))) return "oneShot"
  return (yield* Host).env["TERM"] === "dumb" ? "plain" : "interactive"
})

const inWords = Layer.provide(plainRenderer, PlainLines.layer)

/** The format that the flags ask for, behind the border where secrets are masked. */
export const rendererFor = (flags: RunFlagValues) =>
  Layer.provide(
    redacted,
    Layer.unwrap(
      Effect.map(
        kindOf(flags),
        (kind): Layer.Layer<Renderer, never, Stdio.Stdio | Host> => (kind === "plain" ? inWords : formatFor(flags))
      )
    )
  )

const shells = {
  interactive: Layer.provide(
    interactive,
    Layer.mergeAll(terminalScreen, Questions.layer, PromptHistory.layer, FileIndex.layer)
  ),
  plain: Layer.provide(plain, Layer.merge(PlainLines.layer, Questions.layer)),
  oneShot
}

type RunServices = Layer.Services<(typeof shells)[keyof typeof shells]>

/** The shell, a host program on the standard streams, or one prompt. A new front end is one file and one line here. */
export const frontendFor = (flags: RunFlagValues): Layer.Layer<Frontend, never, RunServices | Models> =>
  speaksWithHost(flags)
    ? Layer.provide(host, hostChannel)
    : Layer.unwrap(Effect.map(kindOf(flags), (kind): Layer.Layer<Frontend, never, RunServices> => shells[kind]))

export const interactionFor = (flags: RunFlagValues) => {
  if (speaksWithHost(flags))
    return flags.permissionPromptTool === "stdio" ? Layer.provide(hostInteraction, hostChannel) : headless
  return Layer.unwrap(
    Effect.map(kindOf(flags), (kind) =>
      kind === "oneShot" ? headless : Layer.provide(shellInteraction, Questions.layer)
    )
  )
}
