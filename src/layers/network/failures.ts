import { ConnectionFailed } from "../../services/network/ConnectionFailed.ts"
import { bareHost, masked, type Route } from "../../services/network/route.ts"

/** Error codes of Node and OpenSSL that are about the server's certificate. */
const aboutCertificate =
  /^(ERR_TLS_|CERT_|DEPTH_ZERO_SELF_SIGNED|SELF_SIGNED_CERT|UNABLE_TO_(GET|VERIFY)|HOSTNAME_MISMATCH)/

const codeOf = (cause: unknown): string =>
  typeof cause === "object" && cause !== null && "code" in cause && typeof cause.code === "string" ? cause.code : ""

const hostOf = (url: URL) => (url.port === "" ? bareHost(url) : url.host)

/** The proxy could not be used. Names the variable; the password in its address is masked. */
export const proxyFailed = (target: URL, route: Route, what: string): ConnectionFailed => {
  const variable = route._tag === "Direct" ? "" : route.variable
  const address = route._tag === "Proxied" ? ` (${masked(route.proxy)})` : ""
  return new ConnectionFailed({
    problem: "proxy",
    host: hostOf(target),
    message: `The proxy of ${variable}${address} ${what}.`,
    hint: `Correct or unset ${variable}, or list ${bareHost(target)} in NO_PROXY.`
  })
}

export const offline = (url: URL): ConnectionFailed =>
  new ConnectionFailed({
    problem: "offline",
    host: hostOf(url),
    message: `Offline: no connection to ${hostOf(url)} is made.`,
    hint: "Leave out --offline (or the setting offline, or CODERX_OFFLINE), or use a model on this machine."
  })

export const redirected = (url: URL, to: string): ConnectionFailed =>
  new ConnectionFailed({
    problem: "redirect",
    host: hostOf(url),
    message: `${hostOf(url)} redirects to ${to}. It was not followed: credentials are not sent to another origin.`,
    hint: "If the service has moved, set its new address as the base URL."
  })

export const connectTooSlow = (url: URL, route: Route, ms: number): ConnectionFailed =>
  route._tag === "Proxied"
    ? proxyFailed(url, route, `made no connection within ${ms / 1000} s`)
    : new ConnectionFailed({
        problem: "timeout",
        host: hostOf(url),
        message: `No connection to ${hostOf(url)} within ${ms / 1000} s.`,
        hint: "Check the address, the network and the firewall."
      })

/**
 * What an error of Node's HTTP means. `began` is true once the reply has begun, `throughProxy` where the proxy itself is not
 * behind us yet.
 */
export const explain = (
  cause: unknown,
  url: URL,
  route: Route,
  began: boolean,
  throughProxy: boolean
): ConnectionFailed => {
  if (cause instanceof ConnectionFailed) return cause
  const code = codeOf(cause)
  const host = hostOf(url)
  const fail = (problem: ConnectionFailed["problem"], message: string, hint?: string) =>
    new ConnectionFailed({ problem, host, message, ...(hint === undefined ? {} : { hint }) })
  if (throughProxy) return proxyFailed(url, route, `cannot be reached (${code || "it closed the connection"})`)
  if (code === "Z_DATA_ERROR" || code === "Z_BUF_ERROR" || code.startsWith("ERR__ERROR_FORMAT")) {
    return fail("cut", `The compressed reply of ${host} is damaged or cut.`)
  }
  if (began) return fail("cut", `The connection to ${host} broke off in the middle of the reply.`)
  if (code === "ENOTFOUND" || code === "EAI_AGAIN" || code === "EAI_FAIL" || code === "EAI_NODATA") {
    return fail("dns", `The name ${bareHost(url)} could not be found (${code}).`, "Check the address and the network.")
  }
  if (code === "ECONNREFUSED") {
    return fail(
      "refused",
      `Nothing answers at ${host} (connection refused).`,
      "Is the server running, and at this address?"
    )
  }
  if (aboutCertificate.test(code)) {
    return fail(
      "tls",
      `No secure connection to ${host} (${code}).`,
      "Behind a proxy that inspects traffic, put its certificate into a file and set NODE_EXTRA_CA_CERTS to it."
    )
  }
  if (code === "ETIMEDOUT")
    return fail("timeout", `No connection to ${host} (${code}).`, "Check the network and the firewall.")
  if (["ENETUNREACH", "EHOSTUNREACH", "EADDRNOTAVAIL", "ENETDOWN", "EACCES", "EPERM"].includes(code)) {
    return fail("unreachable", `${host} cannot be reached (${code}).`, "Check the network.")
  }
  if (/wrong.version.number|packet.length.too.long|http.request/i.test(cause instanceof Error ? cause.message : "")) {
    return fail("protocol", `${host} does not speak https (${code}).`, "Check the address: port, http or https.")
  }
  if (code === "EPROTO" || code.startsWith("ERR_SSL_")) {
    return fail("handshake", `The secure connection to ${host} could not be agreed on (${code}).`)
  }
  if (code.startsWith("HPE_")) {
    return fail(
      "protocol",
      `What answers at ${host} does not speak HTTP (${code}).`,
      "Check the address: port, http or https."
    )
  }
  return fail("reset", `${host} closed the connection before it answered${code === "" ? "" : ` (${code})`}.`)
}
