import { Effect } from "effect"
import { Slash } from "../slash/Slash.ts"
import type { CompletionItem, CompletionToken } from "../ui/composer/completion.ts"

/** What the menu offers for a word. Never fails: where nothing can be found out, nothing is offered. */
export const completeToken = Effect.fnUntraced(function* (token: CompletionToken) {
  const slash = yield* Slash
  if (token.kind === "file" || token.kind === "path") return [] as ReadonlyArray<CompletionItem>
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
