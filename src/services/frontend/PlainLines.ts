import { Context, Effect, Layer, Stdio, Stream } from "effect"
import { ListenerGone } from "../ui/Renderer.ts"

/** The standard streams as lines of text: for terminals that cannot move the cursor, and those who read them out. */
export class PlainLines extends Context.Service<
  PlainLines,
  {
    /** Lines as they are typed, without their ends; ends with the input. To be read once. */
    readonly typed: Stream.Stream<string>
    /** Whether somebody sits there: not a file or a pipe. */
    readonly isTerminal: Effect.Effect<boolean>
    /** Writes words as they are. The caller has made them safe. */
    readonly write: (words: string) => Effect.Effect<void, ListenerGone>
  }
>()("coderx/frontend/PlainLines") {
  static readonly layer = Layer.effect(
    PlainLines,
    Effect.gen(function* () {
      const stdio = yield* Stdio.Stdio
      return PlainLines.of({
        isTerminal: stdio.stdinIsTerminal,
        typed: stdio.stdin.pipe(
          Stream.decodeText,
          Stream.splitLines,
          Stream.catch(() => Stream.empty)
        ),
        write: (words) =>
          words === ""
            ? Effect.void
            : Effect.mapError(
                Stream.run(Stream.make(words), stdio.stdout({ endOnDone: false })),
                () => new ListenerGone()
              )
      })
    })
  )
}
