import { Context } from "effect"

/**
 * Why a connection is opened, for messages and the log of what went out. `web-fetch` goes to public addresses only,
 * checked after the name is resolved; `local-fetch` is for a host that a rule of the user names.
 */
export type Purpose = "model" | "web-fetch" | "local-fetch" | "mcp"

/**
 * Port: the one place that opens connections. `fetch` has the shape of the platform's own, so that a vendor's SDK takes
 * it as it is. Proxy variables, `--offline`, the connect limit and redirects to another origin are decided there.
 */
export class Network extends Context.Service<
  Network,
  {
    readonly fetch: (purpose: Purpose) => typeof globalThis.fetch
  }
>()("coderx/network/Network") {}
