import type { Readable } from "node:stream"

/** What a reply is made from. `stream` gives the decoded body; `failure` words what breaks it. */
export interface WireReply {
  readonly url: string
  readonly status: number
  readonly statusText: string
  readonly headers: Headers
  readonly redirected: boolean
  readonly stream: Readable | undefined
  readonly failure: (cause: unknown) => unknown
}

/** So much of a body is held for a reader that is slower than the server. */
const heldBytes = 1 << 20

/**
 * Takes what arrives at once, so that what came before a connection broke is not lost with it, and hands on all of it at
 * each pull, so that many small writes of a server cost one step here.
 */
const bodyOf = (reply: WireReply, stream: Readable): ReadableStream<Uint8Array> => {
  let held: Array<Uint8Array> = []
  let size = 0
  let ended = stream.readableEnded
  let broken = stream.destroyed && !ended ? { cause: stream.errored ?? new Error("closed before its end") } : undefined
  let wake: (() => void) | undefined
  const take = () => {
    while (size < heldBytes) {
      const bytes: Uint8Array | null = stream.read()
      if (bytes === null) break
      held.push(bytes)
      size += bytes.length
    }
    wake?.()
  }
  const fail = (cause: Error) => {
    if (!ended) broken ??= { cause }
    wake?.()
  }
  stream.on("readable", take)
  stream.on("error", fail)
  stream.on("close", () => fail(new Error("closed before its end")))
  stream.on("end", () => {
    ended = true
    wake?.()
  })
  /** Hands on what there is; false where nothing is known yet. */
  const deliver = (controller: ReadableStreamDefaultController<Uint8Array>): boolean => {
    const bytes = held.length === 1 ? held[0] : Buffer.concat(held)
    if (bytes !== undefined && bytes.length > 0) {
      held = []
      size = 0
      controller.enqueue(bytes)
    } else if (broken !== undefined) controller.error(reply.failure(broken.cause))
    else if (ended) controller.close()
    else return false
    return true
  }
  return new ReadableStream<Uint8Array>(
    {
      pull: (controller) => {
        take()
        if (deliver(controller)) return
        return new Promise<void>((resolve) => {
          wake = () => {
            if (!deliver(controller)) return
            wake = undefined
            resolve()
          }
        })
      },
      cancel: () => {
        stream.destroy()
      }
    },
    { highWaterMark: 0 }
  )
}

/**
 * A `Response` over Node's own HTTP, with what SDKs use of it. The platform's is loaded (some 25 ms) only where somebody
 * asks for a form, a blob or a copy.
 */
export class WireResponse implements Response {
  readonly type = "default"
  readonly #reply: WireReply
  #body: ReadableStream<Uint8Array> | null | undefined
  #taken = false

  constructor(reply: WireReply) {
    this.#reply = reply
  }

  get url(): string {
    return this.#reply.url
  }
  get status(): number {
    return this.#reply.status
  }
  get statusText(): string {
    return this.#reply.statusText
  }
  get headers(): Headers {
    return this.#reply.headers
  }
  get redirected(): boolean {
    return this.#reply.redirected
  }
  get ok(): boolean {
    return this.status >= 200 && this.status < 300
  }
  get bodyUsed(): boolean {
    return this.#taken || (this.#body?.locked ?? false)
  }
  get body(): ReadableStream<Uint8Array> | null {
    if (this.#body === undefined) {
      this.#body = this.#reply.stream === undefined ? null : bodyOf(this.#reply, this.#reply.stream)
    }
    return this.#body
  }

  async bytes(): Promise<Uint8Array> {
    const pieces: Array<Uint8Array> = []
    const body = this.#take()
    this.#taken = body !== null
    if (body !== null) for await (const piece of body) pieces.push(piece)
    return Buffer.concat(pieces)
  }

  async arrayBuffer(): Promise<ArrayBuffer> {
    return new Uint8Array(await this.bytes()).buffer
  }

  async text(): Promise<string> {
    return new TextDecoder().decode(await this.bytes())
  }

  async json(): Promise<unknown> {
    return JSON.parse(await this.text())
  }

  async blob(): Promise<Blob> {
    return new Blob([await this.arrayBuffer()], { type: this.headers.get("content-type") ?? "" })
  }

  formData(): Promise<FormData> {
    return this.#platform(this.#take()).formData()
  }

  clone(): Response {
    const [mine, copy] = this.#take()?.tee() ?? [null, null]
    this.#body = mine
    return this.#platform(copy)
  }

  #take(): ReadableStream<Uint8Array> | null {
    if (this.bodyUsed) throw new TypeError("the body was already read")
    return this.body
  }

  #platform(body: ReadableStream<Uint8Array> | null): Response {
    const headers = [...this.headers]
    const init = { status: this.status, statusText: this.statusText, headers }
    return body === null ? new Response(undefined, init) : new Response(body, init)
  }
}
