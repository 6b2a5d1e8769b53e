import { Effect, Predicate } from "effect"
import type { UserPart } from "../domain/Message.ts"
import type { Firewall, Secrets } from "../secrets/Secrets.ts"
import type { Hide } from "./Conversation.ts"

/** A text of several lines may be the content of a file, such as one with the values of `.env`; one line waits for nothing. */
const hideText = (firewall: Firewall, text: string): Effect.Effect<string> =>
  text.includes("\n")
    ? Effect.map(firewall.veil(text), (hidden) => (Predicate.isString(hidden) ? hidden : text))
    : firewall.veilEarly(text)

/** What a run ended with is told without secrets. What a user says may hold a secret as much as what a tool gives. Results of tools are veiled by the pipeline already. */
export const hideSecrets =
  ({ firewall, redact }: Secrets["Service"]): Hide =>
  (body) => {
    if (body._tag === "end") {
      return Effect.map(Effect.forEach(body.errors, redact), (errors) => ({ ...body, errors }))
    }
    if (body._tag === "title") return Effect.map(redact(body.title), (title) => ({ ...body, title }))
    if (firewall === undefined || body._tag !== "input") return Effect.succeed(body)
    const { content } = body
    if (Predicate.isString(content)) {
      return Effect.map(hideText(firewall, content), (hidden) => ({ ...body, content: hidden }))
    }
    const parts = Effect.forEach(
      content,
      (part): Effect.Effect<UserPart> =>
        part.type === "text"
          ? Effect.map(hideText(firewall, part.text), (text) => ({ ...part, text }))
          : Effect.succeed(part)
    )
    return Effect.map(parts, (hidden) => ({ ...body, content: hidden }))
  }
