import { Effect, Random } from "effect"

const hex = (value: number, width: number): string => value.toString(16).padStart(width, "0")

/** A version 4 UUID (RFC 9562) from the `Random` service, so that tests can fix it. */
export const uuid: Effect.Effect<string> = Effect.gen(function* () {
  const word = Random.nextIntBetween(0, 0x10000)
  const [a, b, c, d, e, f, g, h] = yield* Effect.all([word, word, word, word, word, word, word, word])
  return `${hex(a, 4)}${hex(b, 4)}-${hex(c, 4)}-${hex((d & 0x0fff) | 0x4000, 4)}-${hex((e & 0x3fff) | 0x8000, 4)}-${hex(f, 4)}${hex(g, 4)}${hex(h, 4)}`
})

/** A source of them outside of effects, for places that need one for each of many lines. */
export const uuids: Effect.Effect<() => string> = Effect.withFiber((fiber) => {
  const random = fiber.getRef(Random.Random)
  const word = () => hex(Math.floor(random.nextDoubleUnsafe() * 0x1_0000_0000), 8)
  return Effect.succeed(() => {
    const [a, b, c, d] = [word(), word(), word(), word()]
    const variant = ((Number.parseInt(c.slice(0, 1), 16) & 0x3) | 0x8).toString(16)
    return `${a}-${b.slice(0, 4)}-4${b.slice(5)}-${variant}${c.slice(1, 4)}-${c.slice(4)}${d}`
  })
})
