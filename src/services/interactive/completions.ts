import { Effect } from "effect"
import { Slash } from "../slash/Slash.ts"
import { FileIndex } from "../workspace/FileIndex.ts"
import type { CompletionItem, CompletionToken } from "../ui/composer/completion.ts"

/** Paths that a menu can hold: more letters find what is not among them. */
const mostPaths = 50

/** What the menu offers for a word. Never fails: where nothing can be found out, nothing is offered. */
export const completeToken = Effect.fnUntraced(function* (token: CompletionToken) {
  if (token.kind === "file" || token.kind === "path") {
    const found = yield* (yield* FileIndex).find(token.query, mostPaths)
    return found.map(({ met, path }): CompletionItem => ({ value: path, met, continues: path.endsWith("/") }))
  }
  const slash = yield* Slash
  const text = token.kind === "command" ? `/${token.query}` : `/${token.command ?? ""} ${token.query}`
  const offers = yield* slash.complete(text)
  return offers.map(
    ({ detail, insert, label, takesArgument }): CompletionItem => ({
      value: token.kind === "command" ? insert.replace(/^\//, "") : insert,
      label,
      detail,
      continues: takesArgument
    })
  )
})
