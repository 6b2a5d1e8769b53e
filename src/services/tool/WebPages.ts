import { Clock, Context, Effect, Layer, Option, Schema } from "effect"
import { ConnectionFailed } from "../network/ConnectionFailed.ts"
import { Network } from "../network/Network.ts"
import { Settings } from "../settings/Settings.ts"
import { Pdfs } from "../workspace/Pdfs.ts"
import { decodePage, kindOfPage } from "./pageText.ts"
import { pagesForModel } from "./pdfText.ts"
import { parseRobots, type Robots, robotsLimit } from "./robots.ts"
import { hostOf, ruleNames, webAddress } from "./webAddress.ts"

/** A page could not be had. `message` is for the model: why, and what to do instead. */
export class PageRefused extends Schema.TaggedError<PageRefused>()("PageRefused", { message: Schema.String }) {}

export interface WebPage {
  /** Where it was in the end. */
  readonly url: string
  readonly status: number
  readonly title: string
  /** HTML as Markdown, everything else as it is. */
  readonly text: string
  readonly bytes: number
  /** It stands elsewhere, on another host: not fetched, because nobody has agreed to that host. */
  readonly movedTo: string | undefined
}

const timeLimitMs = 30_000
const bytesLimit = 10 * 1024 * 1024
const redirectLimit = 5
const cacheMs = 15 * 60_000
const cachedPages = 32
/** Pages of a PDF. */
const pdfPages = 200
/** By this name `robots.txt` knows us, as the user agent begins. */
const agent = "coderx"

/** Pages of the web as text, kept for a quarter of an hour. */
export class WebPages extends Context.Service<
  WebPages,
  {
    readonly read: (address: string) => Effect.Effect<WebPage, PageRefused>
  }
>()("coderx/tool/WebPages") {
  static readonly layer = Layer.effect(
    WebPages,
    Effect.gen(function* () {
      const network = yield* Network
      const pdfs = yield* Pdfs
      const settings = yield* Settings
      const robots = new Map<string, { readonly robots: Robots; readonly until: number }>()
      const cache = new Map<string, { readonly page: WebPage; readonly until: number }>()

      /** Whether a rule of the user allows this very host: then it may be private, and its robots.txt does not count. */
      const isNamed = (host: string) =>
        settings.rules.some((rule) => rule.behavior === "allow" && ruleNames(rule.text, host))

      const allowed = Effect.fnUntraced(function* (text: string, base?: string) {
        const address = webAddress(text, base)
        if (address._tag === "Refused") return yield* new PageRefused({ message: `${address.reason}.` })
        const host = hostOf(address.url)
        if (address._tag === "Public" || isNamed(host)) return address.url
        return yield* new PageRefused({
          message: `${host} is on this machine or in its network. Such an address is fetched only where the user's settings have the allow rule WebFetch(domain:${host}).`
        })
      })

      const fetchOnce = Effect.fnUntraced(function* (url: URL) {
        return yield* Effect.tryPromise({
          try: async (signal) => {
            const fetch = network.fetch(isNamed(hostOf(url)) ? "local-fetch" : "web-fetch")
            const response = await fetch(url.href, {
              redirect: "manual",
              headers: { accept: "text/html, text/markdown, application/json, text/*;q=0.9, */*;q=0.5" },
              signal
            })
            const location = response.headers.get("location")
            if (response.status >= 300 && response.status < 400 && location !== null) {
              await response.body?.cancel()
              return { status: response.status, location, type: "", bytes: new Uint8Array(0) }
            }
            const bytes = await readBody(response)
            return { status: response.status, location: null, type: response.headers.get("content-type") ?? "", bytes }
          },
          catch: (cause) => cause
        }).pipe(
          Effect.timeoutOrElse({
            duration: timeLimitMs,
            orElse: () => Effect.fail(`it did not answer within ${timeLimitMs / 1000} s`)
          }),
          Effect.mapError(
            (cause) => new PageRefused({ message: `${url.href} could not be fetched: ${reasonOf(cause)}` })
          )
        )
      })

      /** What the site's robots.txt says of an address (RFC 9309): a site without one allows all, one that fails nothing. */
      const askRobots = Effect.fnUntraced(function* (url: URL) {
        const now = yield* Clock.currentTimeMillis
        const known = robots.get(url.origin)
        if (known !== undefined && known.until > now) return known.robots
        let at = new URL("/robots.txt", url)
        let found: Robots | undefined
        for (let hops = 0; hops <= redirectLimit; hops++) {
          const answer = yield* Effect.option(fetchOnce(at))
          // What keeps it from us keeps the page from us too, and the page's own trouble is what the model should read.
          if (Option.isNone(answer)) break
          const { bytes, location, status } = answer.value
          const next = location === null ? undefined : yield* Effect.option(allowed(location, at.href))
          if (next !== undefined && Option.isSome(next)) {
            at = next.value
            continue
          }
          if (status >= 500) found = parseRobots("user-agent: *\ndisallow: /", agent)
          else if (status < 300) found = parseRobots(decodePage(bytes.subarray(0, robotsLimit), "", false), agent)
          break
        }
        const allowing = found ?? parseRobots("", agent)
        robots.set(url.origin, { robots: allowing, until: now + cacheMs })
        for (const oldest of robots.keys()) {
          if (robots.size <= cachedPages) break
          robots.delete(oldest)
        }
        return allowing
      })

      const obey = Effect.fnUntraced(function* (url: URL) {
        const host = hostOf(url)
        if (isNamed(host) || (yield* askRobots(url)).allows(url.pathname + url.search)) return
        return yield* new PageRefused({
          message: `The site asks programs not to fetch ${url.href} (${url.origin}/robots.txt). It is fetched only where the user's settings have the allow rule WebFetch(domain:${host}).`
        })
      })

      const load = Effect.fnUntraced(function* (first: URL) {
        let url = first
        for (let hops = 0; ; hops++) {
          yield* obey(url)
          const { bytes, location, status, type } = yield* fetchOnce(url)
          if (location !== null) {
            const next = yield* allowed(location, url.href)
            if (next.host !== url.host) {
              return { url: url.href, status, title: "", text: "", bytes: 0, movedTo: next.href }
            }
            if (hops === redirectLimit) {
              return yield* new PageRefused({ message: `${first.href} redirects more than ${redirectLimit} times.` })
            }
            url = next
            continue
          }
          const kind = kindOfPage(type, bytes)
          if (status >= 400) {
            const hint = status === 401 || status === 403 ? " It may need a login, which cannot be given here." : ""
            return yield* new PageRefused({ message: `${url.href} answered with the status ${status}.${hint}` })
          }
          if (kind === "pdf") {
            const text = yield* pdfs
              .read(bytes, { first: 1, most: pdfPages })
              .pipe(Effect.mapError((error) => new PageRefused({ message: `${url.href} ${error.message}` })))
            return {
              url: url.href,
              status,
              title: "",
              text: pagesForModel(text),
              bytes: bytes.length,
              movedTo: undefined
            }
          }
          if (kind === "other") {
            return yield* new PageRefused({
              message: `${url.href} is no text but ${type || "binary data"} (${bytes.length} bytes): it cannot be read.`
            })
          }
          const text = decodePage(bytes, type, kind === "html")
          if (kind === "text")
            return { url: url.href, status, title: "", text, bytes: bytes.length, movedTo: undefined }
          const { htmlMarkdown } = yield* Effect.promise(() => import("./htmlMarkdown.ts"))
          return { url: url.href, status, ...htmlMarkdown(text, url.href), bytes: bytes.length, movedTo: undefined }
        }
      })

      const read = Effect.fn("WebPages.read")(function* (address: string) {
        const url = yield* allowed(address)
        const now = yield* Clock.currentTimeMillis
        const known = cache.get(url.href)
        if (known !== undefined && known.until > now) return known.page
        const page: WebPage = yield* load(url)
        cache.delete(url.href)
        cache.set(url.href, { page, until: now + cacheMs })
        for (const oldest of cache.keys()) {
          if (cache.size <= cachedPages) break
          cache.delete(oldest)
        }
        return page
      })

      return WebPages.of({ read })
    })
  )
}

const reasonOf = (cause: unknown): string => {
  if (cause instanceof ConnectionFailed) return `${cause.message}${cause.hint === undefined ? "" : ` ${cause.hint}`}`
  if (cause instanceof Error) return cause.message
  return String(cause)
}

/** The whole body, as long as it stays below the limit. */
const readBody = async (response: Response): Promise<Uint8Array> => {
  const parts: Array<Uint8Array> = []
  let size = 0
  const reader = response.body?.getReader()
  for (let part = await reader?.read(); part !== undefined && !part.done; part = await reader?.read()) {
    size += part.value.length
    if (size > bytesLimit) {
      await reader?.cancel()
      throw new Error(`it is larger than ${bytesLimit / 1024 / 1024} MB`)
    }
    parts.push(part.value)
  }
  const whole = new Uint8Array(size)
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
