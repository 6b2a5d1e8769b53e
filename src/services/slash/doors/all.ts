import type { BuiltinName } from "../builtinFacts.ts"
import type { Door } from "../Door.ts"
import * as Conversation from "./conversation.ts"
import * as Facts from "./facts.ts"
import * as Look from "./look.ts"
import * as Setup from "./setup.ts"
import { statusline } from "./statusline.ts"
import * as Work from "./work.ts"

/** A door for each of our own commands but `/help`, which the registry answers itself. */
export const doors: Readonly<Record<Exclude<BuiltinName, "help">, Door>> = {
  "add-dir": Setup.addDir,
  clear: Conversation.clear,
  compact: Conversation.compact,
  config: Setup.config,
  context: Facts.context,
  copy: Conversation.copy,
  cost: Facts.cost,
  diff: Facts.diff,
  doctor: Facts.doctor,
  editor: Look.editor,
  exit: Look.exit,
  export: Conversation.exportDoor,
  history: Conversation.history,
  init: Setup.init,
  keybindings: Look.keybindings,
  memory: Setup.memory,
  model: Setup.model,
  new: Conversation.new,
  permissions: Setup.permissions,
  plan: Setup.plan,
  rename: Conversation.rename,
  resume: Conversation.resume,
  review: Work.review,
  rewind: Conversation.rewind,
  sessions: Facts.sessions,
  shell: Work.shell,
  status: Facts.status,
  statusline,
  theme: Look.theme,
  todos: Facts.todos,
  tools: Facts.tools,
  usage: Facts.usage,
  vim: Look.vim
}
