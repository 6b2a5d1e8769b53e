import { Layer, type Stdio } from "effect"
import type { Frontend } from "../services/frontend/Frontend.ts"
import type { SlashedServices } from "../services/frontend/slashed.ts"
import type { Models } from "../services/model/Models.ts"
import type { RunFlagValues } from "../services/settings/RunFlags.ts"
import type { Renderer } from "../services/ui/Renderer.ts"
import { headless } from "./frontends/headless.ts"
import { host } from "./frontends/host.ts"
import { hostChannel } from "./frontends/hostChannel.ts"
import { hostInteraction } from "./frontends/hostInteraction.ts"
import { json } from "./frontends/json.ts"
import { redacted } from "./frontends/redacted.ts"
import { oneShot } from "./frontends/oneShot.ts"
import { streamJson } from "./frontends/streamJson.ts"
import { text } from "./frontends/text.ts"

const speaksWithHost = (flags: RunFlagValues): boolean => flags.inputFormat === "stream-json"

const formatFor = (flags: RunFlagValues) => {
  if (flags.outputFormat === "json") return json
  return flags.outputFormat === "stream-json" ? streamJson : text
}

/** The format that the flags ask for, behind the border where secrets are masked. */
export const rendererFor = (flags: RunFlagValues) => Layer.provide(redacted, formatFor(flags))

/** A host program on the standard streams, or one prompt. A new front end is one file and one line here. */
export const frontendFor = (
  flags: RunFlagValues
): Layer.Layer<Frontend, never, SlashedServices | Models | Renderer | Stdio.Stdio> =>
  speaksWithHost(flags) ? Layer.provide(host, hostChannel) : oneShot

export const interactionFor = (flags: RunFlagValues) =>
  speaksWithHost(flags) && flags.permissionPromptTool === "stdio"
    ? Layer.provide(hostInteraction, hostChannel)
    : headless
