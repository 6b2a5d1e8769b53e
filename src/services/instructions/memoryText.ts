import type { MemoryFile } from "./Instructions.ts"

/** The memory files as the model is given them, after the rest of the system prompt. */
export const memoryText = (files: ReadonlyArray<MemoryFile>): string =>
  [
    "Instructions of the user and the project, from these files; where they differ, the later one holds:",
    ...files.map((file) => `--- ${file.path}\n${file.text.trim()}`)
  ].join("\n\n")
