import { Clock, Effect } from "effect"
import { loadCatalogue } from "../catalogue.ts"
import type { ModelFault } from "../ModelFault.ts"
import type { ModelInfo } from "../Provider.ts"
import { capture } from "./capture.ts"
import { type FaultContext, faultOf } from "./faults.ts"
import { explainFault } from "./replyStream.ts"

type Fetch = typeof globalThis.fetch

/** One question to a server through its SDK, with faults like those of a reply. Interrupting it closes the connection. */
export const askServer = <A>(
  context: FaultContext,
  fetch: Fetch,
  call: (fetch: Fetch) => Promise<A>
): Effect.Effect<A, ModelFault> =>
  Effect.flatMap(Clock.currentTimeMillis, (now) =>
    Effect.tryPromise({
      try: async (signal) => (await capture(fetch, signal, call)).value,
      catch: (cause) => explainFault(context, cause, now)
    })
  )

type Said = { readonly [K in keyof Omit<ModelInfo, "provider" | "name" | "source">]?: ModelInfo[K] | undefined }

/** What a server said of a model, over the catalogue: its prices stay, the window and abilities are the server's. */
export const overCatalogue = (info: ModelInfo, facts: Said): Effect.Effect<ModelInfo> =>
  Effect.map(loadCatalogue, (catalogue) => {
    const known = catalogue.lookup(info.provider, info.name) ?? info
    const said = Object.entries(facts).filter(([, value]) => value !== undefined)
    const source = said.every(([key]) => key === "title" || key === "price") ? known.source : "server"
    return { ...known, ...Object.fromEntries(said), name: info.name, source }
  })

/** A key that HTTP can carry. What is no printable ASCII was pasted wrong, and would fail less plainly later. */
export const usableKey = (context: FaultContext, secret: string): Effect.Effect<string, ModelFault> =>
  /^[\x21-\x7e]+$/.test(secret)
    ? Effect.succeed(secret)
    : Effect.fail(
        faultOf(context, "authentication", `The key in ${context.keyName} has blanks or characters that no key has.`)
      )

/** An address that a person wrote, checked: `where` names the variable or setting that it comes from. */
export const addressOf = (context: FaultContext, text: string, where: string): Effect.Effect<string, ModelFault> => {
  const trimmed = text.trim().replace(/\/+$/, "")
  return /^https?:\/\//i.test(trimmed) && URL.canParse(trimmed)
    ? Effect.succeed(trimmed)
    : Effect.fail(
        faultOf(context, "request", `${where} is no web address: ${JSON.stringify(trimmed)}.`, {
          hint: "Write it with http:// or https:// and the path before the API's own, if there is one."
        })
      )
}

/** The first of several texts that says something: settings (which hold the variables that they know), then a variable. */
export const firstText = (...texts: ReadonlyArray<string | undefined>): string | undefined =>
  texts.find((text) => text !== undefined && text.trim() !== "")
