import type { SlashFacts } from "./SlashCommand.ts"

type Facts = Omit<SlashFacts, "name" | "aliases" | "origin" | "inPrint"> & {
  readonly aliases?: ReadonlyArray<string>
  /** Only a shell can do it. */
  readonly shellOnly?: true
}

const facts = <Names extends string>(table: Readonly<Record<Names, Facts>>) => table

/** Our own commands as data: no door is loaded before one is opened. A new command is one row here and one door. */
const table = facts({
  "add-dir": {
    summary: "Add a working directory for this session",
    argumentHint: "<directory>",
    help: "File tools may then use it as they use the project. To add one for good: `coderx config set permissions.additionalDirectories`.",
    examples: [{ line: "/add-dir ../library", says: "The directory beside this one" }],
    shellOnly: true
  },
  clear: {
    aliases: ["reset"],
    summary: "Start over with an empty conversation and an empty screen",
    help: "The conversation so far stays in its session file: `/resume` brings it back.",
    examples: [{ line: "/clear", says: "A new session" }]
  },
  compact: {
    summary: "Replace the conversation by a summary of it, to make room",
    argumentHint: "[instructions]",
    help: "What was said stays in the session file. It also happens by itself when the window is nearly full.",
    examples: [{ line: "/compact keep the names of the failing tests", says: "With what must not be lost" }]
  },
  config: {
    aliases: ["settings"],
    summary: "Show settings, or set one of your own",
    argumentHint: "[key [value]]",
    help: "What is set goes to your own settings file and counts from the next start on; `coderx config` can write those of the project too. Without a shell nothing is set.",
    examples: [
      { line: "/config", says: "All settings in force" },
      { line: "/config permissions.mode", says: "One of them" },
      { line: "/config effort high", says: "Sets it" }
    ]
  },
  context: {
    summary: "Show what fills the model's window",
    help: "Every source with its tokens, its share, and whether the provider has it cached. Numbers are estimates where the provider has not counted yet.",
    examples: [
      { line: "/context", says: "The picture and the largest sources" },
      { line: "/context all", says: "Every source" }
    ],
    argumentHint: "[all]"
  },
  copy: {
    summary: "Copy the last answer to the clipboard",
    argumentHint: "[n]",
    help: "As the model wrote it, without the line breaks of the screen.",
    examples: [
      { line: "/copy", says: "The last answer" },
      { line: "/copy 2", says: "The one before" }
    ],
    shellOnly: true
  },
  cost: {
    summary: "Show what this session used and cost, by model and day",
    examples: [{ line: "/cost", says: "This session" }]
  },
  diff: {
    summary: "Show what is changed in the working tree and not committed",
    argumentHint: "[path]",
    help: "As git tells it, without running anything that the repository configures.",
    examples: [
      { line: "/diff", says: "Everything" },
      { line: "/diff src", says: "Below one directory" }
    ]
  },
  doctor: {
    summary: "Check what Coder-X needs on this machine",
    examples: [{ line: "/doctor", says: "Says what to do where something is missing" }]
  },
  editor: {
    summary: "Write the prompt in $VISUAL or $EDITOR",
    help: "What is typed already is in it. Ctrl+G does the same.",
    examples: [{ line: "/editor", says: "Opens the editor" }],
    shellOnly: true
  },
  exit: {
    aliases: ["quit"],
    summary: "Leave the shell",
    help: "`coderx --continue` goes on with this session.",
    examples: [{ line: "/exit", says: "Leaves; Ctrl+D does too" }],
    shellOnly: true
  },
  export: {
    summary: "Write the conversation to a Markdown file, or show it",
    argumentHint: "[file]",
    help: "The file must be new and inside the working directories. Without a shell the conversation is shown only.",
    examples: [
      { line: "/export notes.md", says: "Writes it" },
      { line: "/export", says: "Shows it" }
    ]
  },
  help: {
    aliases: ["commands"],
    summary: "List the commands, or explain one",
    argumentHint: "[command]",
    examples: [
      { line: "/help", says: "All commands" },
      { line: "/help compact", says: "One command with examples" }
    ]
  },
  history: {
    summary: "Search what you asked",
    help: "In the shell, among the prompts of the whole project, as Ctrl+R does; elsewhere those of the session are listed.",
    examples: [{ line: "/history", says: "The prompts, newest first" }]
  },
  init: {
    summary: "Write an AGENTS.md from what the project shows of itself",
    help: "Never replaces one. The same as `coderx init`.",
    examples: [{ line: "/init", says: "In the working directory" }]
  },
  keybindings: {
    summary: "Show the keys and what they do",
    help: "~/.coderx/keybindings.json changes them; what is wrong in it is told here.",
    examples: [{ line: "/keybindings", says: "Every action with its keys" }]
  },
  memory: {
    summary: "Show the memory files that the model is given",
    argumentHint: "[show | edit [file]]",
    examples: [
      { line: "/memory", says: "The files and their size" },
      { line: "/memory show", says: "What stands in them" },
      { line: "/memory edit", says: "Opens the nearest one in your editor" }
    ]
  },
  model: {
    summary: "Show the models, or go on with another one",
    argumentHint: "[name]",
    help: "For this session. `coderx model use NAME` makes one the usual one.",
    examples: [
      { line: "/model", says: "Choose from a list" },
      { line: "/model sonnet", says: "By a short name" },
      { line: "/model ollama/qwen3:8b", says: "By provider and name" }
    ]
  },
  new: {
    summary: "Start a new session; the screen stays",
    examples: [{ line: "/new", says: "An empty conversation" }]
  },
  permissions: {
    aliases: ["allowed-tools"],
    summary: "Show the mode and the rules, or explain a decision",
    argumentHint: "[explain COMMAND]",
    examples: [
      { line: "/permissions", says: "Every rule and where it comes from" },
      { line: "/permissions explain git push", says: "What would be decided, and why" }
    ]
  },
  plan: {
    summary: "Plan only: nothing is changed until you agree",
    argumentHint: "[what is to be planned | off]",
    examples: [
      { line: "/plan", says: "Plan mode on" },
      { line: "/plan move the parser to its own package", says: "On, and the first prompt" },
      { line: "/plan off", says: "Back to asking before changes" }
    ]
  },
  rename: {
    summary: "Give this session a title",
    argumentHint: "<title>",
    examples: [{ line: "/rename parser rewrite", says: "`coderx -r parser` finds it by that" }]
  },
  resume: {
    aliases: ["continue"],
    summary: "Go on with an earlier session",
    argumentHint: "[id or words]",
    examples: [
      { line: "/resume", says: "Choose from a list" },
      { line: "/resume parser", says: "By words of its title" }
    ]
  },
  review: {
    summary: "Have changes reviewed",
    argumentHint: "[what]",
    help: "Reads and reports; changes nothing.",
    examples: [
      { line: "/review", says: "What is not committed" },
      { line: "/review main..HEAD", says: "A range of commits" }
    ]
  },
  rewind: {
    aliases: ["undo"],
    summary: "Go back to an earlier prompt of the conversation",
    help: "Files stay as they are. Esc Esc opens the same list.",
    examples: [{ line: "/rewind", says: "Choose the prompt" }],
    shellOnly: true
  },
  sessions: {
    summary: "List the sessions of this project",
    argumentHint: "[all]",
    examples: [
      { line: "/sessions", says: "Newest first" },
      { line: "/sessions all", says: "Those of other projects too" }
    ]
  },
  shell: {
    summary: "Run a command; the model sees its output with your next prompt",
    argumentHint: "<command>",
    help: "Under the same permissions as a command of the model. `!` at the start of a line does the same.",
    examples: [{ line: "/shell git log -3", says: "Three commits" }]
  },
  status: {
    summary: "Show version, session, model, directory, mode and trust",
    examples: [{ line: "/status", says: "What holds here" }]
  },
  statusline: {
    summary: "Use a command's output as the status line",
    argumentHint: "[command | off]",
    help: "It gets Claude Code's JSON on stdin, and half a second.",
    examples: [
      { line: "/statusline", says: "What it is now, and what it says" },
      { line: "/statusline ~/.coderx/statusline.sh", says: "Sets it in your settings" },
      { line: "/statusline off", says: "Ours again" }
    ],
    shellOnly: true
  },
  theme: {
    summary: "Choose the colours",
    argumentHint: "[name]",
    examples: [
      { line: "/theme", says: "Choose from a list" },
      { line: "/theme light", says: "For a light background" }
    ],
    shellOnly: true
  },
  todos: {
    summary: "Show the model's list of what is to be done",
    examples: [{ line: "/todos", says: "With what is done" }]
  },
  tools: {
    summary: "List the tools that the model may call",
    examples: [{ line: "/tools", says: "With the tokens that each takes" }]
  },
  usage: {
    aliases: ["stats"],
    summary: "Show tokens and money of all sessions, by model and day",
    argumentHint: "[days]",
    examples: [
      { line: "/usage", says: "The last 30 days" },
      { line: "/usage 7", says: "The last week" }
    ]
  },
  vim: {
    summary: "Turn the vim keys of the composer on or off",
    examples: [{ line: "/vim", says: "Kept in your settings" }],
    shellOnly: true
  }
})

export type BuiltinName = keyof typeof table

const names = Object.keys(table) as ReadonlyArray<BuiltinName>

/** Sorted by name. */
export const builtinFacts: ReadonlyArray<SlashFacts & { readonly name: BuiltinName }> = names.map((name) => {
  const { aliases, shellOnly, ...rest }: Facts = table[name]
  return { ...rest, name, aliases: aliases ?? [], inPrint: shellOnly !== true, origin: { _tag: "Builtin" } }
})
