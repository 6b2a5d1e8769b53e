/** What is wrong with an address that a tool may not fetch; else where it leads. */
export type WebAddress =
  | { readonly _tag: "Refused"; readonly reason: string }
  | { readonly _tag: "Public"; readonly url: URL }
  /** On this machine or in its network: only where a rule names the host. */
  | { readonly _tag: "Private"; readonly url: URL }

const octets = (host: string): ReadonlyArray<number> | undefined => {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(host)
  return parts === null ? undefined : parts.slice(1).map(Number)
}

/** Blocks that are not the public internet (IANA special-purpose registry, RFC 6890). */
const isPrivateIpv4 = ([a = 0, b = 0]: ReadonlyArray<number>): boolean =>
  a === 0 ||
  a === 10 ||
  a === 127 ||
  a >= 224 ||
  (a === 100 && b >= 64 && b < 128) ||
  (a === 169 && b === 254) ||
  (a === 172 && b >= 16 && b < 32) ||
  (a === 192 && (b === 168 || b === 0)) ||
  (a === 198 && (b === 18 || b === 19))

/** `URL` writes an address of IPv6 in its shortest form, and one of IPv4 in it as two groups. */
const isPrivateIpv6 = (host: string): boolean => {
  const mapped = /^(?:::ffff:|::|64:ff9b::)([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(host)
  if (mapped !== null) {
    const [high = 0, low = 0] = mapped.slice(1).map((group) => Number.parseInt(group, 16))
    return isPrivateIpv4([high >> 8, high & 255, low >> 8, low & 255])
  }
  return host === "::" || host === "::1" || /^(?:f[cd]|fe[89ab]|fec|ff)/.test(host)
}

/** Names that lead to this machine or its network without being addresses. */
const isLocalName = (host: string): boolean =>
  !host.includes(".") || /(?:^|\.)(?:localhost|local|internal|intranet|lan|home|corp|home\.arpa)$/.test(host)

const isPrivate = (host: string): boolean => {
  const four = octets(host)
  if (four !== undefined) return isPrivateIpv4(four)
  return host.includes(":") ? isPrivateIpv6(host) : isLocalName(host)
}

export const hostOf = (url: URL): string => url.hostname.replace(/^\[|\]$|\.$/g, "").toLowerCase()

/** Reads an address. `http` becomes `https`, but not for private hosts, which seldom have certificates. */
export const webAddress = (text: string, base?: string): WebAddress => {
  if (!URL.canParse(text, base)) return { _tag: "Refused", reason: `${JSON.stringify(text)} is not a web address` }
  const url = new URL(text, base)
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    return { _tag: "Refused", reason: `${url.protocol}// is not fetched, only https and http` }
  }
  if (url.username !== "" || url.password !== "") {
    return { _tag: "Refused", reason: "an address must not hold a user name or password" }
  }
  url.hash = ""
  if (isPrivate(hostOf(url))) return { _tag: "Private", url }
  if (url.protocol === "http:" && url.port === "") url.protocol = "https:"
  return { _tag: "Public", url }
}

/** Whether an allow rule `WebFetch(domain:HOST)` names this host itself, or a wildcard that holds it. */
export const ruleNames = (rule: string, host: string): boolean => {
  const domain = /^WebFetch\(domain:(.+)\)$/.exec(rule.trim())?.[1]?.toLowerCase()
  if (domain === undefined) return false
  return domain.startsWith("*.") ? host.endsWith(domain.slice(1)) : domain === host
}
