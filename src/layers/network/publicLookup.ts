import * as dns from "node:dns"
import type { LookupFunction } from "node:net"
import { ConnectionFailed } from "../../services/network/ConnectionFailed.ts"
import { isPrivateAddress } from "../../services/network/privateAddress.ts"

/** A name that is public by its look leads to an address that is not. */
export const leadsInside = (host: string, address: string): ConnectionFailed =>
  new ConnectionFailed({
    problem: "address",
    host,
    message: `The name ${host} leads to ${address}, an address on this machine or in its network.`,
    hint: `It is fetched only where the user's settings have the allow rule WebFetch(domain:${host}).`
  })

/**
 * Resolves a name as the platform does, but fails where any of its addresses is private. The connection is made to the
 * very addresses that were checked: a name that is resolved again may lead elsewhere.
 */
export const publicLookup =
  (lookup: LookupFunction = dns.lookup): LookupFunction =>
  (host, options, done) =>
    lookup(host, { ...options, all: true }, (error, found, family) => {
      const all = typeof found === "string" ? [{ address: found, family: family ?? 4 }] : (found ?? [])
      const inside = all.find(({ address }) => isPrivateAddress(address))
      const [first] = all
      if (error) return done(error, "", 0)
      if (inside !== undefined) return done(leadsInside(host, inside.address), "", 0)
      if (options.all === true) return done(null, all)
      done(null, first?.address ?? "", first?.family)
    })
