import { Effect, Random } from "effect"

const hex = (value: number, width: number): string => value.toString(16).padStart(width, "0")

/** A source of version 4 UUIDs (RFC 9562) from the `Random` service, so that tests can fix it; for places that need one for each of many lines. */
export const uuids: Effect.Effect<() => string> = Effect.withFiber((fiber) => {
  const random = fiber.getRef(Random.Random)
  const word = () => hex(Math.floor(random.nextDoubleUnsafe() * 0x1_0000_0000), 8)
  return Effect.succeed(() => {
    const [a, b, c, d] = [word(), word(), word(), word()]
    const variant = ((Number.parseInt(c.slice(0, 1), 16) & 0x3) | 0x8).toString(16)
    return `${a}-${b.slice(0, 4)}-4${b.slice(5)}-${variant}${c.slice(1, 4)}-${c.slice(4)}${d}`
  })
})

/** One of them. */
export const uuid: Effect.Effect<string> = Effect.map(uuids, (next) => next())
