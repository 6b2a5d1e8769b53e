import { redact } from "../../secrets/redact.ts"
import type { FaultKind } from "../ModelFault.ts"

/** An error as a server tells it, in whichever shape. */
export interface ToldError {
  readonly type: string
  readonly message: string
  /** A status that stands inside of the error (OpenRouter), else 0. */
  readonly status: number
}

const textOf = (value: unknown): string =>
  typeof value === "string" ? value : typeof value === "number" ? String(value) : ""

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/**
 * Finds the error in a decoded body: `{error:{type,message,code}}`, `{error:"…"}`, `{type:"error",error}`, `{message,code}`,
 * `{detail}`, or a list of one of them. Undefined where there is none.
 */
export const toldError = (body: unknown): ToldError | undefined => {
  if (Array.isArray(body)) return body.length === 0 ? undefined : toldError(body[0])
  if (!isRecord(body)) return undefined
  const error = body["error"] ?? (body["object"] === "error" || body["choices"] === undefined ? body : undefined)
  if (typeof error === "string") return { type: textOf(body["code"]), message: error, status: 0 }
  if (!isRecord(error)) return undefined
  const detail = error["detail"]
  const message =
    textOf(error["message"]) || (typeof detail === "string" ? detail : detail ? JSON.stringify(detail) : "")
  const code = error["code"]
  const type = [textOf(error["type"]), typeof code === "string" ? code : "", textOf(error["status"])].filter(
    (part) => part !== ""
  )
  if (message === "" && type.length === 0 && typeof code !== "number") return undefined
  return { type: type.join(" "), message, status: typeof code === "number" && code >= 400 && code < 600 ? code : 0 }
}

/** A body as JSON, or undefined where it is none. */
export const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** At most 300 characters of what a server wrote: one line, no control characters, nothing that looks like a key. */
export const excerpt = (text: string, secret: string | undefined): string => {
  const bare = secret === undefined || secret.length < 4 ? text : text.replaceAll(secret, "***")
  const line = redact(bare.slice(0, 4_000))
    .replace(/\b(sk|pk|rk|key)-[\w*.-]{6,}/gi, "***")
    .replace(/\bBearer\s+\S+/gi, "Bearer ***")
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, " ")
    .replace(/\s+/g, " ")
    .trim()
  return line.length > 300 ? `${line.slice(0, 299)}…` : line
}

const tooLong =
  /context[ _-]?(length|window|size)|maximum context|prompt is too long|too many (input )?tokens|exceed(s|ed)?[^.]{0,40}(context|n_ctx)|input (is|was) too long|reduce the length/i

/** What the words of an error say, whatever its status: more reliable than a status that gateways make up. */
const kindOfWords = ({ type, message }: ToldError): FaultKind | undefined => {
  if (/overloaded/i.test(type)) return "overloaded"
  if (/insufficient_quota|billing|payment|credit/i.test(type)) return "quota"
  if (/credit balance is too low|exceeded your current quota|insufficient (credits|balance|funds)/i.test(message))
    return "quota"
  if (/context_length_exceeded|exceed_context_size/i.test(type)) return "context-length"
  if (/rate_limit|too_many_requests|RESOURCE_EXHAUSTED/i.test(type)) return "rate-limit"
  if (/does not support (tools|tool|function|images?|image input|vision|thinking)/i.test(message)) return "capability"
  if (/authentication|invalid_api_key|UNAUTHENTICATED/i.test(type)) return "authentication"
  if (/permission|PERMISSION_DENIED/i.test(type)) return "permission"
  if (/request_too_large/i.test(type)) return "too-large"
  if (/model_not_found|^not_found|NOT_FOUND/i.test(type)) return "model-missing"
  if (/timeout/i.test(type)) return "timeout"
  if (/content_filter|content_policy|safety/i.test(type)) return "content-filter"
  return undefined
}

const kindOfStatus = (status: number): FaultKind => {
  const known: Readonly<Record<number, FaultKind>> = {
    401: "authentication",
    402: "quota",
    403: "permission",
    404: "model-missing",
    408: "timeout",
    409: "conflict",
    413: "too-large",
    425: "rate-limit",
    429: "rate-limit",
    529: "overloaded"
  }
  return known[status] ?? (status >= 500 ? "server" : status >= 300 && status < 400 ? "redirect" : "request")
}

/** The kind of an error by its words first, then its status. Words cannot turn a plain refusal into one that is retried. */
export const kindOf = (status: number, told: ToldError | undefined): FaultKind => {
  if (told !== undefined) {
    const kind = kindOfWords(told)
    if (kind !== undefined && !(kind === "permission" && status >= 500)) return kind
    if (
      (status === 0 || status === 400 || status === 413 || status === 422 || status >= 500) &&
      tooLong.test(told.message)
    ) {
      return "context-length"
    }
    if (status === 0) {
      return told.status > 0
        ? kindOfStatus(told.status)
        : /invalid_request|bad_request/i.test(told.type)
          ? "request"
          : "server"
    }
  }
  return kindOfStatus(status)
}
