const octets = (host: string): ReadonlyArray<number> | undefined => {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(host)
  return parts === null ? undefined : parts.slice(1).map(Number)
}

/** Blocks that are not the public internet (IANA special-purpose registry, RFC 6890). */
const isPrivateIpv4 = ([a = 0, b = 0, c = 0]: ReadonlyArray<number>): boolean =>
  a === 0 ||
  a === 10 ||
  a === 127 ||
  a >= 224 ||
  (a === 100 && b >= 64 && b < 128) ||
  (a === 169 && b === 254) ||
  (a === 172 && b >= 16 && b < 32) ||
  (a === 192 && b === 168) ||
  (a === 192 && b === 0 && (c === 0 || c === 2)) ||
  (a === 198 && (b === 18 || b === 19 || (b === 51 && c === 100))) ||
  (a === 203 && b === 0 && c === 113)

/** `URL` writes an address of IPv6 in its shortest form, and one of IPv4 in it as two groups. */
const isPrivateIpv6 = (host: string): boolean => {
  const inside = /^(?:::ffff:|::ffff:0:|::|64:ff9b::|2002:)([0-9a-f]{1,4}):([0-9a-f]{0,4})(?:$|(?<=^2002:.*):)/.exec(
    host
  )
  if (inside !== null) {
    const [high = 0, low = 0] = inside.slice(1).map((group) => Number.parseInt(group || "0", 16))
    return isPrivateIpv4([high >> 8, high & 255, low >> 8, low & 255])
  }
  return host === "::" || host === "::1" || /^(?:f[cd]|fe[89ab]|fec|ff|64:ff9b:1:|100::|2001:(?:0|db8)?:)/.test(host)
}

/** Whether an address (not a name) lies on this machine, in its network, or in a block that is for no public host. */
export const isPrivateAddress = (address: string): boolean => {
  const bare = address.replace(/%.*$/, "").toLowerCase()
  const four = octets(bare)
  if (four !== undefined) return isPrivateIpv4(four)
  const url = `http://[${bare}]/`
  return URL.canParse(url) ? isPrivateIpv6(new URL(url).hostname.slice(1, -1)) : true
}

/** An address of either kind, not a name. */
export const isAddress = (host: string): boolean => octets(host) !== undefined || host.includes(":")
