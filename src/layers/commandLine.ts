import { Layer } from "effect"
import { CliConfig, CliOutput, GlobalFlag } from "effect/cli"
import { formatter, presenter } from "../services/ui/cliOutput.ts"

/** How the command line speaks: plain help, short errors, and of the parser's own flags the three that we document. */
export const commandLine = Layer.mergeAll(
  CliOutput.layer(formatter),
  CliOutput.layerPresenter(presenter),
  CliConfig.layer({ builtIns: [GlobalFlag.Help, GlobalFlag.Version, GlobalFlag.Completions] })
)
