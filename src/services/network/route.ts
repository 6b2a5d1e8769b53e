/** Which way a connection takes. Pure: the variables come from `Host.env`. */

type Env = Readonly<Record<string, string | undefined>>

/** Straight to the host, or through the proxy that a variable names. */
export type Route =
  | { readonly _tag: "Direct" }
  | { readonly _tag: "Proxied"; readonly variable: string; readonly proxy: URL }
  | { readonly _tag: "BadProxy"; readonly variable: string; readonly reason: string }

const direct: Route = { _tag: "Direct" }

/** The host of a URL without the brackets of IPv6. */
export const bareHost = (url: URL): string => url.hostname.replace(/^\[|\]$/g, "").toLowerCase()

/** True for this machine's own addresses and `localhost`. */
export const isLoopback = (host: string): boolean => {
  const name = host
    .replace(/^\[|\]$/g, "")
    .toLowerCase()
    .replace(/\.$/, "")
  if (name === "localhost" || name.endsWith(".localhost") || name === "::1") return true
  const mapped = /^::ffff:(.*)$/.exec(name)?.[1] ?? name
  if (/^7f[0-9a-f]{2}:[0-9a-f]{1,4}$/.test(mapped)) return true
  return /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(mapped)
}

const ipv4 = (text: string): number | undefined => {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)
  if (match === null) return undefined
  return match.slice(1).reduce((sum, part) => sum * 256 + Number(part), 0)
}

const inBlock = (host: string, block: string): boolean => {
  const [base = "", bits = ""] = block.split("/")
  const address = ipv4(host)
  const network = ipv4(base)
  const size = 2 ** (32 - Number(bits))
  if (address === undefined || network === undefined || !Number.isInteger(size)) return false
  return Math.floor(address / size) === Math.floor(network / size)
}

/**
 * True where `NO_PROXY` lists the host: names with or without port, `.suffix`, `*.suffix`, a domain for all below it,
 * IPv4 blocks (`10.0.0.0/8`), `*` for all. Separated by commas or blanks.
 */
export const bypasses = (noProxy: string, host: string, port: string): boolean =>
  noProxy
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((entry) => entry !== "")
    .some((entry) => {
      if (entry === "*") return true
      if (entry.includes("/")) return inBlock(host, entry)
      const withPort = /^(.*?):(\d+)$/.exec(entry.startsWith("[") || entry.split(":").length === 2 ? entry : "")
      if (withPort?.[2] !== undefined && withPort[2] !== port) return false
      const name = (withPort?.[1] ?? entry).replace(/^\[|\]$/g, "").replace(/^\*?\./, "")
      return host === name || host.endsWith(`.${name}`)
    })

const first = (env: Env, ...names: ReadonlyArray<string>) => {
  for (const name of names) {
    const value = env[name]?.trim()
    if (value) return { name, value }
  }
  return undefined
}

/** A URL as it may be shown: its password masked. */
export const masked = (url: URL): string => {
  const login = url.username === "" && url.password === "" ? "" : `${url.username}${url.password ? ":***" : ""}@`
  return `${url.protocol}//${login}${url.host}`
}

/** `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`, in lower case first, as curl reads them. */
export const routeOf = (url: URL, env: Env): Route => {
  const secure = url.protocol === "https:"
  const found = secure
    ? first(env, "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY")
    : first(env, "http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY")
  if (found === undefined) return direct
  const port = url.port || (secure ? "443" : "80")
  if (bypasses(first(env, "no_proxy", "NO_PROXY")?.value ?? "", bareHost(url), port)) return direct
  const text = /^[a-z][a-z0-9+.-]*:\/\//i.test(found.value) ? found.value : `http://${found.value}`
  if (!URL.canParse(text)) return { _tag: "BadProxy", variable: found.name, reason: "is not an address" }
  const proxy = new URL(text)
  if (proxy.protocol !== "http:" && proxy.protocol !== "https:") {
    return {
      _tag: "BadProxy",
      variable: found.name,
      reason: `has the scheme ${proxy.protocol}// (http and https work)`
    }
  }
  return { _tag: "Proxied", variable: found.name, proxy }
}
