import { Effect, type FileSystem } from "effect"
import { makeInputWatch } from "./inputWait.ts"
import type { ShellProcess } from "./shellProcess.ts"

const progressMs = 100
/** Milliseconds without output after which a command is suspected of waiting for input, and between two looks at it. */
const quietBeforeMs = 3_000
const lookMs = 1_000

/** Tells what arrives, and completes when the command says nothing and waits for input that cannot come. */
export const attend = Effect.fnUntraced(function* (
  fs: FileSystem.FileSystem,
  process: ShellProcess,
  news: () => string,
  onOutput: ((text: string) => Effect.Effect<void>) | undefined
) {
  const watch = makeInputWatch(fs, process.id)
  let seen = 0
  let quietMs = 0
  while (true) {
    yield* Effect.sleep(progressMs)
    quietMs = seen === process.arrivals() ? quietMs + progressMs : 0
    seen = process.arrivals()
    const text = onOutput === undefined ? "" : news()
    if (text !== "") yield* onOutput?.(text) ?? Effect.void
    if (quietMs < quietBeforeMs || quietMs % lookMs !== 0) continue
    const waiting = yield* watch(quietMs)
    if (waiting !== undefined && seen === process.arrivals()) return waiting
  }
})
