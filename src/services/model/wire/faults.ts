import { DateTime, Option } from "effect"
import type { ConnectionFailed, ConnectionProblem } from "../../network/ConnectionFailed.ts"
import { type FaultKind, ModelFault } from "../ModelFault.ts"
import { excerpt, kindOf, parsed, type ToldError, toldError } from "./toldError.ts"

/** Whose faults these are, for words and hints. */
export interface FaultContext {
  readonly provider: string
  /** As a sentence names it: `Anthropic`, `the server at http://127.0.0.1:8080`. */
  readonly title: string
  /** The variable of the key, where there is one. */
  readonly keyName: string | undefined
  /** The key itself, so that no excerpt shows it. */
  readonly secret: string | undefined
  readonly model: string
  /** How to get a model that is missing. */
  readonly missingHint: string
  /** How to start the server, where it runs on this machine. */
  readonly startHint?: string | undefined
}

const hintOf = (kind: FaultKind, context: FaultContext): string | undefined => {
  switch (kind) {
    case "authentication":
      return context.keyName === undefined
        ? "Check the key that the server wants."
        : `Set ${context.keyName} to a valid key, for example: export ${context.keyName}=…`
    case "permission":
      return `The key may not use ${context.model}. Choose another model (coderx model list) or another key.`
    case "quota":
      return "Check plan and billing of the account, or use another model (--model)."
    case "model-missing":
      return context.missingHint
    case "context-length":
      return "The conversation is longer than the model's window: compact it, or use a model with a larger window."
    case "too-large":
      return "The request is too large: leave out large files or images, or compact the conversation."
    case "capability":
      return `Choose a model that can do this: coderx model list shows which can use tools.`
    default:
      return undefined
  }
}

/** A fault with the wording that all providers share. */
export const faultOf = (
  context: FaultContext,
  kind: FaultKind,
  message: string,
  extra: {
    readonly status?: number | undefined
    readonly retryAfterMs?: number | undefined
    readonly hint?: string | undefined
  } = {}
): ModelFault => {
  const hint = extra.hint ?? hintOf(kind, context)
  return new ModelFault({
    kind,
    provider: context.provider,
    message,
    ...(extra.status === undefined ? {} : { status: extra.status }),
    ...(extra.retryAfterMs === undefined ? {} : { retryAfterMs: extra.retryAfterMs }),
    ...(hint === undefined ? {} : { hint })
  })
}

/** A reply with nothing in it, or with something that is none: the page of a login, a proxy's greeting. */
export const noReply = (context: FaultContext, stray: string): ModelFault => {
  const words = excerpt(stray.replace(/<[^>]*>/g, " "), context.secret)
  return words === ""
    ? faultOf(context, "empty", `${context.title} sent an empty reply.`)
    : faultOf(context, "malformed", `${context.title} answered with something that is no reply: ${words}`, {
        hint: "Check the address, and whether a proxy or a login page stands before the server."
      })
}

/** An error that a server told inside of a reply with status 200. */
export const faultOfTold = (context: FaultContext, told: ToldError): ModelFault => {
  const words = excerpt([told.type, told.message].filter((part) => part !== "").join(": "), context.secret)
  return faultOf(context, kindOf(0, told), `${context.title} told an error: ${words || "without words"}.`, {
    status: told.status > 0 ? told.status : undefined
  })
}

/**
 * Milliseconds that the server asked us to wait: `retry-after-ms`, `retry-after` in seconds or as an HTTP date. What is no
 * such thing, and what lies in the past, is ignored.
 */
export const retryAfterMs = (header: (name: string) => string | null, now: number): number | undefined => {
  const positive = (ms: number) => (Number.isFinite(ms) && ms >= 0 ? Math.round(ms) : undefined)
  const exact = header("retry-after-ms")?.trim()
  if (exact && /^\d+(\.\d+)?$/.test(exact)) return positive(Number(exact))
  const text = header("retry-after")?.trim()
  if (!text) return undefined
  if (/^\d+(\.\d+)?$/.test(text)) return positive(Number(text) * 1_000)
  const date = /^[A-Za-z]{3},? /.test(text) ? Option.getOrUndefined(DateTime.make(text)) : undefined
  return date === undefined ? undefined : positive(DateTime.toEpochMillis(date) - now)
}

/** An answer with a status that is no success. */
export const faultOfAnswer = (
  context: FaultContext,
  answer: { readonly status: number; readonly body: string; readonly header: (name: string) => string | null },
  now: number
): ModelFault => {
  const told = toldError(parsed(answer.body))
  const kind = kindOf(answer.status, told)
  const words = excerpt(
    told === undefined
      ? answer.body.replace(/<[^>]*>/g, " ")
      : [told.type, told.message].filter((part) => part !== "").join(": "),
    context.secret
  )
  return faultOf(context, kind, `${context.title} answered ${answer.status}${words === "" ? "" : `: ${words}`}.`, {
    status: answer.status,
    retryAfterMs: retryAfterMs(answer.header, now)
  })
}

const kinds: Readonly<Record<ConnectionProblem, FaultKind>> = {
  offline: "offline",
  address: "request",
  dns: "network",
  refused: "network",
  unreachable: "network",
  reset: "network",
  tls: "request",
  handshake: "network",
  proxy: "proxy",
  timeout: "timeout",
  redirect: "redirect",
  cut: "cut",
  protocol: "request"
}

export const faultOfConnection = (context: FaultContext, failed: ConnectionFailed): ModelFault =>
  faultOf(context, kinds[failed.problem], failed.message, {
    hint: failed.problem === "refused" ? (context.startHint ?? failed.hint) : failed.hint
  })
