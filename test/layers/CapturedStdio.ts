import { Effect, type Layer, Sink, Stdio, Stream } from "effect"

/** Standard streams that a test reads and feeds. */
export interface CapturedStdio {
  readonly layer: Layer.Layer<Stdio.Stdio>
  readonly stdout: () => string
  readonly stderr: () => string
  /** How many writes stdout took. */
  readonly writes: () => number
}

export const capturedStdio = (options?: {
  readonly args?: ReadonlyArray<string>
  /** What is piped in; undefined for a terminal. */
  readonly stdin?: string | Stream.Stream<Uint8Array> | undefined
  readonly terminal?: { readonly stdin?: boolean; readonly stdout?: boolean; readonly stderr?: boolean } | undefined
}): CapturedStdio => {
  const out: Array<string> = []
  const err: Array<string> = []
  const into = (target: Array<string>) => {
    const take = (chunk: string | Uint8Array) =>
      Effect.sync(() => {
        target.push(typeof chunk === "string" ? chunk : new TextDecoder().decode(chunk))
      })
    return () => Sink.forEach(take)
  }
  const given = options?.stdin
  return {
    layer: Stdio.layerTest({
      args: Effect.succeed(options?.args ?? []),
      stdin: typeof given === "string" ? Stream.make(new TextEncoder().encode(given)) : (given ?? Stream.empty),
      stdinIsTerminal: Effect.succeed(options?.terminal?.stdin ?? given === undefined),
      stdoutIsTerminal: Effect.succeed(options?.terminal?.stdout ?? false),
      stderrIsTerminal: Effect.succeed(options?.terminal?.stderr ?? false),
      stdout: into(out),
      stderr: into(err)
    }),
    stdout: () => out.join(""),
    stderr: () => err.join(""),
    writes: () => out.length
  }
}
