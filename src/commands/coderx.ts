import { Effect } from "effect"
import { Command } from "effect/cli"
import { Frontend } from "../services/frontend/Frontend.ts"
import { runFlags } from "./flags/run.ts"
import { sharedFlags } from "./flags/shared.ts"

/** The root command: a run of the agent. */
export const coderx = Command.make("coderx", runFlags).pipe(
  Command.withSharedFlags(sharedFlags),
  Command.withHandler(() => Effect.flatMap(Frontend, (frontend) => frontend.run)),
  Command.withDescription("An agentic coding assistant for the terminal."),
  Command.withExamples([
    { command: 'coderx -p "fix the failing test"', description: "Run one prompt and print the answer" },
    {
      command: 'git diff | coderx -p "review this" --permission-mode plan',
      description: "What is piped in stands after the prompt"
    },
    { command: "coderx demo", description: "See it work without a model" }
  ])
)
