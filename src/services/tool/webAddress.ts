import { isAddress, isPrivateAddress } from "../network/privateAddress.ts"

/** What is wrong with an address that a tool may not fetch; else where it leads. */
export type WebAddress =
  | { readonly _tag: "Refused"; readonly reason: string }
  | { readonly _tag: "Public"; readonly url: URL }
  /** On this machine or in its network: only where a rule names the host. */
  | { readonly _tag: "Private"; readonly url: URL }

/** Names that lead to this machine or its network without being addresses. */
const isLocalName = (host: string): boolean =>
  !host.includes(".") || /(?:^|\.)(?:localhost|local|internal|intranet|lan|home|corp|home\.arpa)$/.test(host)

const isPrivate = (host: string): boolean => (isAddress(host) ? isPrivateAddress(host) : isLocalName(host))

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
