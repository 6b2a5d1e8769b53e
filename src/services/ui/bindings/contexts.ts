/**
 * Where a binding holds, from the most particular to the general. What is true now is given to `resolve`; of several the
 * first of this list wins.
 */
export const contexts = ["question", "list", "search", "completion", "command", "running", "composer", "app"] as const
export type BindingContext = (typeof contexts)[number]

/** What a context is, for `/keybindings` and the guide. */
export const contextHelp: Readonly<Record<BindingContext, string>> = {
  question: "a question is shown",
  list: "a list is open to choose from",
  search: "the history is being searched",
  completion: "the menu of completions is open",
  command: "a command of the model is running",
  running: "the agent works",
  composer: "a prompt is being written",
  app: "always"
}
