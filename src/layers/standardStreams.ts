import * as fs from "node:fs"
import * as tty from "node:tty"
import * as NodeStdio from "@effect/platform-node/NodeStdio"
import { Effect, Layer, Stdio, Stream } from "effect"

/** Nothing will come: the null device, or a descriptor that is closed. */
const stdinIsEmpty = (): boolean => {
  try {
    const stdin = fs.fstatSync(0)
    return stdin.isCharacterDevice() && stdin.rdev === fs.statSync("/dev/null").rdev
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EBADF"
  }
}

/**
 * The streams of this process. Node's own `process.stdin` is not touched before something can come from it: on the null
 * device, where scripts and programs start us, opening it would load web streams and more.
 */
export const standardStreams: Layer.Layer<Stdio.Stdio> = Layer.effect(
  Stdio.Stdio,
  Effect.map(Stdio.Stdio, (node) => ({
    ...node,
    stdinIsTerminal: Effect.sync(() => tty.isatty(0)),
    stdin: Stream.suspend(() => (stdinIsEmpty() ? Stream.empty : node.stdin))
  }))
).pipe(Layer.provide(NodeStdio.layer))
