import { Command } from "effect/cli"
import { projectCommand } from "./flags/projectCommand.ts"

/** `coderx lint`: runs the linter of the project; without one the checks of types or of format. */
export const lint = projectCommand("lint").pipe(
  Command.withDescription("Run the project's linter, or its check of types or format, and say what it found"),
  Command.withExamples([
    { command: "coderx lint", description: "The project that this directory belongs to" },
    { command: "coderx lint --json", description: "Every problem with file, line and rule" }
  ])
)
