import { Option } from "effect"
import { Argument, Command } from "effect/cli"
import type { Wanted } from "../../services/project/choose.ts"
import { runProject } from "../../services/project/runProject.ts"
import { toggle } from "./shared.ts"

/** `coderx test|lint|build`: what a project is tested, linted and built with is known, not configured. */
export const projectCommand = <Name extends Wanted>(name: Name) =>
  Command.make(
    name,
    {
      path: Argument.String("path").pipe(
        Argument.withDescription("A file or directory of the project; the current directory where none is given"),
        Argument.optional,
        Argument.map(Option.getOrUndefined)
      ),
      detect: toggle("detect", "Print the commands that were found and the file each comes from; run nothing"),
      json: toggle("json", "Print one JSON value")
    },
    (input) => runProject(name, input)
  )
