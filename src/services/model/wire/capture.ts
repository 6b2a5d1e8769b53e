/** An answer whose status is no success, with as much of its body as an error needs. */
export class AnsweredBadly extends Error {
  override readonly name = "AnsweredBadly"
  readonly status: number
  readonly body: string
  readonly headers: Headers

  constructor(status: number, body: string, headers: Headers) {
    super(`status ${status}`)
    this.status = status
    this.body = body
    this.headers = headers
  }
}

type Fetch = typeof globalThis.fetch

const longestErrorBody = 64 * 1024

/** The beginning of a body; the rest of a long one is not waited for. */
const beginning = async (response: Response): Promise<string> => {
  const reader = response.body?.getReader()
  const decoder = new TextDecoder()
  let text = ""
  if (reader === undefined) return text
  while (text.length < longestErrorBody) {
    const { done, value } = await reader.read().catch(() => ({ done: true, value: undefined }))
    if (done) return text + decoder.decode()
    text += decoder.decode(value, { stream: true })
  }
  await reader.cancel()
  return text
}

/**
 * Lets a vendor's SDK make its request and takes the response before the SDK reads it: its headers and errors in full, its
 * body as bytes. Rejects with what really happened, not with the SDK's wrapping of it: `ConnectionFailed`, `AnsweredBadly`.
 * The signal closes the connection, also while the body is read.
 */
export const capture = async <A>(
  connect: Fetch,
  signal: AbortSignal,
  call: (fetch: Fetch) => Promise<A>
): Promise<{ readonly response: Response; readonly value: A }> => {
  let captured: Response | undefined
  let failed: { readonly cause: unknown } | undefined
  const own: Fetch = async (input, init) => {
    try {
      const response = await connect(input, { ...init, signal })
      if (!response.ok) throw new AnsweredBadly(response.status, await beginning(response), response.headers)
      captured = response
      return response
    } catch (cause) {
      failed = { cause }
      throw cause
    }
  }
  try {
    const value = await call(own)
    if (captured === undefined) throw new Error("no request was made")
    return { response: captured, value }
  } catch (cause) {
    throw failed === undefined ? cause : failed.cause
  }
}
