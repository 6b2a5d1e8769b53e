import { Command } from "effect/cli"
import { projectCommand } from "./flags/projectCommand.ts"

/** `coderx test`: runs the tests of the project, or of one file, and says what failed. */
export const test = projectCommand("test").pipe(
  Command.withDescription("Run the project's tests and say what failed and where"),
  Command.withExamples([
    { command: "coderx test", description: "All tests of the project that this directory belongs to" },
    { command: "coderx test src/date.test.ts", description: "One file" },
    { command: "coderx test --detect", description: "Which commands were found, and where" }
  ])
)
