import { Worker } from "node:worker_threads"
import { Effect, Layer, Schema } from "effect"
import { PdfUnreadable, Pdfs, type PdfWanted } from "../services/workspace/Pdfs.ts"

/** What reading one PDF may take. */
export interface PdfBounds {
  readonly timeMs: number
  /** More memory than before, of the whole process. */
  readonly memoryMiB: number
}

const usual: PdfBounds = { timeMs: 20_000, memoryMiB: 768 }
/** Between two looks at the memory. */
const lookMs = 50

const Pages = Schema.Struct({ first: Schema.Int, pages: Schema.Array(Schema.String), total: Schema.Int })
const Told = Schema.Union([
  Schema.Struct({ pages: Pages }),
  Schema.Struct({ name: Schema.String, message: Schema.String })
])
const decode = Schema.decodeUnknownEffect(Told)

const unreadable = (message: string) => new PdfUnreadable({ message: `is a PDF that cannot be read: ${message}` })
const tooLarge = unreadable("it needs too much memory. Its text may be had by a program such as pdftotext.")

/** The built program has the thread's code beside its own; from source it stands in the folder of this file's name. */
const code = new URL(import.meta.url.endsWith(".ts") ? "./pdfs/worker.ts" : "./pdfWorker.js", import.meta.url)

const begin = (bytes: Uint8Array, { first, most }: PdfWanted, { memoryMiB }: PdfBounds) =>
  new Worker(code, {
    workerData: { bytes, first, most },
    env: {},
    execArgv: [],
    // What it writes is nobody's concern.
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: memoryMiB }
  })

/** What the thread tells at last, or why it tells nothing. Memory outside of its heap is seen by looking. */
const answerOf = (worker: Worker, { memoryMiB }: PdfBounds) =>
  Effect.callback<unknown, PdfUnreadable>((resume) => {
    const before = process.memoryUsage.rss()
    const end = (result: Effect.Effect<unknown, PdfUnreadable>) => {
      clearInterval(looking)
      resume(result)
    }
    const looking = setInterval(() => {
      if (process.memoryUsage.rss() - before > memoryMiB * 2 ** 20) end(Effect.fail(tooLarge))
    }, lookMs)
    worker.once("message", (told) => end(Effect.succeed(told)))
    worker.once("error", (error) => {
      const full = "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY"
      end(Effect.fail(full ? tooLarge : unreadable(error.message)))
    })
    worker.once("exit", () => end(Effect.fail(unreadable("the reader ended early."))))
    return Effect.sync(() => clearInterval(looking))
  })

/** pdf.js in a thread of its own for each file: it can be stopped whatever the file makes it do. */
export const pdfsWithin = (bounds: PdfBounds): Layer.Layer<Pdfs> =>
  Layer.succeed(
    Pdfs,
    Pdfs.of({
      read: (bytes, wanted) =>
        Effect.acquireUseRelease(
          Effect.sync(() => begin(bytes, wanted, bounds)),
          (worker) =>
            Effect.timeoutOrElse(answerOf(worker, bounds), {
              duration: bounds.timeMs,
              orElse: () => Effect.fail(unreadable(`it takes longer than ${bounds.timeMs / 1000} s.`))
            }),
          (worker) => Effect.promise(() => worker.terminate())
        ).pipe(
          Effect.flatMap((told) => Effect.orDie(decode(told))),
          Effect.flatMap((told) => {
            if ("pages" in told) return Effect.succeed(told.pages)
            if (told.name !== "PasswordException") return Effect.fail(unreadable(told.message))
            return Effect.fail(new PdfUnreadable({ message: "is a PDF with a password: it cannot be read." }))
          })
        )
    })
  )

export const pdfs = pdfsWithin(usual)
