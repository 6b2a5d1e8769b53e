/**
 * The platform's `Headers` in small. The real one loads Node's whole fetch implementation on first use, some 25 ms of
 * every start, and the SDKs use no more than this.
 */
export class LightHeaders implements Headers {
  readonly #values = new Map<string, Array<string>>()

  constructor(init?: RequestInit["headers"]) {
    if (init === undefined) return
    const pairs = Symbol.iterator in init ? init : Object.entries(init)
    for (const [name, value] of pairs as Iterable<readonly [string, string]>) this.append(name, value)
  }

  append(name: string, value: string): void {
    const key = this.#key(name)
    const found = this.#values.get(key)
    if (found === undefined) this.#values.set(key, [this.#value(value)])
    else found.push(this.#value(value))
  }

  delete(name: string): void {
    this.#values.delete(this.#key(name))
  }

  get(name: string): string | null {
    return this.#values.get(this.#key(name))?.join(", ") ?? null
  }

  getSetCookie(): Array<string> {
    return [...(this.#values.get("set-cookie") ?? [])]
  }

  has(name: string): boolean {
    return this.#values.has(this.#key(name))
  }

  set(name: string, value: string): void {
    this.#values.set(this.#key(name), [this.#value(value)])
  }

  forEach(visit: (value: string, name: string, headers: Headers) => void, self?: unknown): void {
    for (const [name, value] of this.entries()) visit.call(self, value, name, this)
  }

  *entries(): Generator<[string, string], undefined> {
    for (const name of [...this.#values.keys()].sort()) {
      const values = this.#values.get(name) ?? []
      if (name === "set-cookie") for (const value of values) yield [name, value]
      else yield [name, values.join(", ")]
    }
    return undefined
  }

  *keys(): Generator<string, undefined> {
    for (const [name] of this.entries()) yield name
    return undefined
  }

  *values(): Generator<string, undefined> {
    for (const [, value] of this.entries()) yield value
    return undefined
  }

  [Symbol.iterator](): Generator<[string, string], undefined> {
    return this.entries()
  }

  #key(name: string): string {
    if (!/^[!#$%&'*+\-.^_`|~0-9a-z]+$/i.test(name)) throw new TypeError(`"${name}" is not a header's name`)
    return name.toLowerCase()
  }

  #value(value: string): string {
    const text = String(value).replace(/^[\t\n\r ]+|[\t\n\r ]+$/g, "")
    if (/[\0\r\n]/.test(text)) throw new TypeError("a header's value holds a line break")
    return text
  }
}

let inPlace = false

/**
 * Puts it in the place of the platform's `Headers`, for the SDKs name that global. Only a plain assignment does not load
 * the platform's own. The platform's `fetch`, `Request` and `Response` go on with theirs and take this one as input.
 */
export const useLightHeaders = (): void => {
  if (inPlace) return
  inPlace = true
  globalThis.Headers = LightHeaders
}
