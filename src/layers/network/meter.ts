import type { IncomingMessage } from "node:http"
import type { Socket } from "node:net"
import { ConnectionFailed } from "../../services/network/ConnectionFailed.ts"
import type { NetTraffic } from "../../services/network/netEntry.ts"
import type { Purpose } from "../../services/network/Network.ts"
import type { Route } from "../../services/network/route.ts"

/** Watches the connections of one process: each request is told once, when it is over. */
export interface Meter {
  readonly begin: (url: URL, purpose: Purpose, route: Route) => Measurement
  /** Tells those that are still open: at the end of the process. */
  readonly close: () => void
}

/** One request. */
export interface Measurement {
  /** It goes over this socket (over another one, where the first was stale). */
  readonly uses: (socket: Socket) => void
  readonly answered: (response: IncomingMessage) => void
  readonly failed: (cause: unknown) => void
}

/** Counts what sockets carry. A kept connection carries many requests, one after another: the difference is the request's. */
export const makeMeter = (tell: (traffic: NetTraffic) => void): Meter => {
  const open = new Set<(outcome: string) => void>()
  return {
    close: () => {
      for (const end of open) end("cut")
    },
    begin: (url, purpose, route) => {
      const at = Date.now()
      const started = performance.now()
      let socket: Socket | undefined
      let address: string | undefined
      let before = { read: 0, written: 0 }
      let carried = { read: 0, written: 0 }
      let status: number | undefined
      const count = () => {
        // What was written to a connection that never stood stayed here.
        if (socket === undefined || address === undefined) return
        carried = {
          read: carried.read + socket.bytesRead - before.read,
          written: carried.written + socket.bytesWritten - before.written
        }
        before = { read: socket.bytesRead, written: socket.bytesWritten }
      }
      const end = (outcome: string) => {
        if (!open.delete(end)) return
        count()
        const port = url.port || (url.protocol === "https:" ? "443" : "80")
        tell({
          at,
          purpose,
          host: `${url.hostname}:${port}`,
          ...(route._tag === "Proxied" ? { via: route.proxy.host } : {}),
          ...(address === undefined ? {} : { address }),
          sent: carried.written,
          received: carried.read,
          milliseconds: Math.round(performance.now() - started),
          ...(status === undefined ? {} : { status }),
          outcome
        })
      }
      open.add(end)
      return {
        uses: (next) => {
          count()
          socket = next
          before = { read: next.bytesRead, written: next.bytesWritten }
          address = next.remoteAddress
          if (next.connecting) next.once("connect", () => (address = next.remoteAddress ?? ""))
        },
        answered: (response) => {
          status = response.statusCode
          response.once("end", () => end("done"))
          response.once("close", () => end(response.complete ? "done" : "cut"))
        },
        failed: (cause) => end(cause instanceof ConnectionFailed ? cause.problem : "cut")
      }
    }
  }
}
