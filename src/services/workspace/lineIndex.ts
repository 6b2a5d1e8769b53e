import { Effect, type FileSystem, type PlatformError } from "effect"
import { type LineCounter, lineCounter } from "./lineCounter.ts"

/** A place in a file from which lines can be counted on: `line` is the number (from 1) of the line that holds `position`. */
export interface LinePlace {
  readonly position: number
  readonly line: number
}

/** How many line feeds each block of a large file holds, as far as it was looked at. A gigabyte takes 8 kB. */
export interface LineIndex {
  /** The last place known to lie before the start of this line; reads on from where earlier questions ended. */
  readonly before: (file: FileSystem.File, line: number) => Effect.Effect<LinePlace, PlatformError.PlatformError>
}

const blockSize = 1024 * 1024
/** Blocks that are read side by side, while others are counted. */
const readers = 4

/** An index of a file of `size` bytes that does not change meanwhile. */
export const lineIndex = (size: number): LineIndex => {
  /** `starts[b]` is the number of line feeds before block b; all blocks up to there have been counted. */
  const starts: Array<number> = [0]
  const blocks = Math.ceil(size / blockSize)

  const fill = Effect.fnUntraced(function* (file: FileSystem.File, position: number, buffer: Uint8Array) {
    let held = 0
    while (held < buffer.length) {
      const read = yield* file.read(held === 0 ? buffer : buffer.subarray(held), { position: BigInt(position + held) })
      if (read === 0) break
      held += read
    }
    return held
  })

  /** Counts on until the blocks known hold `wanted` line feeds, or to the end. */
  const countUntil = Effect.fnUntraced(function* (file: FileSystem.File, wanted: number) {
    const counter: LineCounter = lineCounter(readers, blockSize)
    const counts = new Map<number, number>()
    let next = starts.length - 1
    const enough = () => (starts.at(-1) ?? 0) >= wanted
    const work = Effect.fnUntraced(function* (buffer: Uint8Array, number: number) {
      while (next < blocks && !enough()) {
        const block = next++
        const held = yield* fill(file, block * blockSize, buffer)
        counts.set(block, counter.count(number, held))
        // Blocks come in any order; what is known is the part without a gap.
        for (let at = starts.length - 1; counts.has(at); at++) {
          starts.push((starts[at] ?? 0) + (counts.get(at) ?? 0))
          counts.delete(at)
        }
      }
    })
    yield* Effect.forEach(counter.buffers, work, { concurrency: "unbounded", discard: true })
  })

  return {
    before: Effect.fnUntraced(function* (file, line) {
      const feeds = line - 1
      if ((starts.at(-1) ?? 0) < feeds) yield* countUntil(file, feeds)
      // The start of the line lies after its last line feed: in the last block that has fewer of them before it.
      let low = 0
      let high = Math.min(starts.length, Math.max(blocks, 1)) - 1
      while (low < high) {
        const middle = (low + high + 1) >> 1
        if ((starts[middle] ?? 0) < feeds) low = middle
        else high = middle - 1
      }
      return { position: low * blockSize, line: (starts[low] ?? 0) + 1 }
    })
  }
}

/** Files whose index is kept. */
const kept = 16

/** The indexes of the files that were read last, each as long as size and time of its file stay the same. */
export const makeLineIndexes = (): {
  readonly of: (path: string, size: number, mtime: number) => LineIndex
} => {
  const known = new Map<string, { readonly size: number; readonly mtime: number; readonly index: LineIndex }>()
  return {
    of: (path, size, mtime) => {
      const found = known.get(path)
      const entry = found?.size === size && found.mtime === mtime ? found : { size, mtime, index: lineIndex(size) }
      known.delete(path)
      known.set(path, entry)
      for (const oldest of known.keys()) {
        if (known.size <= kept) break
        known.delete(oldest)
      }
      return entry.index
    }
  }
}
