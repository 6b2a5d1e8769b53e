import { Command } from "effect/cli"
import { projectCommand } from "./flags/projectCommand.ts"

/** `coderx build`: builds the project, and reads the compiler's problems. */
export const build = projectCommand("build").pipe(
  Command.withDescription("Build the project and say what the compiler found"),
  Command.withExamples([{ command: "coderx build packages/core", description: "One package of a repository" }])
)
