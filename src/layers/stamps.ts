import { lstatSync } from "node:fs"
import { Effect, Layer } from "effect"
import { type Stamp, Stamps } from "../services/codemap/Stamps.ts"

/** How many files are looked at before others get their turn. */
const batch = 500

const stampOf = (file: string): Stamp | undefined => {
  const info = lstatSync(file, { throwIfNoEntry: false })
  return info?.isFile() === true ? { size: info.size, mtime: info.mtimeMs } : undefined
}

/** Node's synchronous calls: far cheaper than a promise for each file. */
export const stamps = Layer.succeed(
  Stamps,
  Stamps.of({
    of: Effect.fnUntraced(function* (root: string, paths: ReadonlyArray<string>) {
      const found: Array<Stamp | undefined> = []
      for (let at = 0; at < paths.length; at += batch) {
        for (const path of paths.slice(at, at + batch)) {
          found.push(
            yield* Effect.orElseSucceed(
              Effect.try(() => stampOf(`${root}/${path}`)),
              () => undefined
            )
          )
        }
        yield* Effect.yieldNow
      }
      return found
    })
  })
)
