import { Cause, Effect, Exit, type FileSystem } from "effect"
import { FileRefused, type Written } from "./FileRefused.ts"
import { hashOf } from "./fingerprint.ts"
import type { Target } from "./target.ts"
import type { TextFile } from "./textFile.ts"

/** One of several changes that are made together or not at all. */
export type FileStep<E = never, R = never> =
  | { readonly _tag: "Create"; readonly target: Target; readonly content: string }
  | { readonly _tag: "Delete"; readonly target: Target }
  | {
      readonly _tag: "Change"
      readonly target: Target
      /** Where the file is to be afterwards, if elsewhere. */
      readonly moveTo: Target | undefined
      readonly change: (file: TextFile) => Effect.Effect<string, E, R>
    }

/** What a step touches. */
export const targetsOf = <E, R>(step: FileStep<E, R>): ReadonlyArray<Target> =>
  step._tag === "Change" && step.moveTo !== undefined ? [step.target, step.moveTo] : [step.target]

/** A change that is ready to be made, and how it is unmade. */
export interface ReadyStep<A, E> {
  readonly make: Effect.Effect<A, E>
  readonly undo: Effect.Effect<void, E>
}

/**
 * Makes all of the steps, in order, or none: where one fails, those before it are undone, the last first. `stuck` turns
 * the failure into one that says what could not be undone either. Not to be interrupted half-way.
 */
export const allOrNone = <A, E>(
  steps: ReadonlyArray<ReadyStep<A, E>>,
  stuck: (first: E, left: ReadonlyArray<E>) => E
): Effect.Effect<ReadonlyArray<A>, E> =>
  Effect.uninterruptible(
    Effect.gen(function* () {
      const made: Array<A> = []
      for (const [index, step] of steps.entries()) {
        const exit = yield* Effect.exit(step.make)
        if (Exit.isSuccess(exit)) {
          made.push(exit.value)
          continue
        }
        const left: Array<E> = []
        for (const before of steps.slice(0, index).reverse()) {
          yield* Effect.match(before.undo, { onFailure: (error) => left.push(error), onSuccess: () => 0 })
        }
        return yield* Effect.failCause(
          Cause.map(exit.cause, (error) => (left.length === 0 ? error : stuck(error, left)))
        )
      }
      return made
    })
  )

/** A text ready to be written. */
interface Prepared {
  readonly bytes: Uint8Array
  readonly info: FileSystem.File.Info
  readonly before: string
  readonly after: string
  readonly encoded: Uint8Array
}

/** What the steps are made of; each holds the file's directory for itself. */
interface Primitives {
  readonly prepare: <E, R>(
    target: Target,
    change: (file: TextFile) => Effect.Effect<string, E, R>
  ) => Effect.Effect<Prepared, FileRefused | E, R>
  readonly read: (
    target: Target
  ) => Effect.Effect<{ readonly bytes: Uint8Array; readonly info: FileSystem.File.Info }, FileRefused>
  readonly requireContent: (target: Target, content: string) => Effect.Effect<void, FileRefused>
  readonly refuse: (target: Target, reason: string) => FileRefused
  /** Without `info` whatever is there now. */
  readonly overwrite: (
    target: Target,
    bytes: Uint8Array,
    info: FileSystem.File.Info | undefined
  ) => Effect.Effect<void, FileRefused>
  readonly create: (target: Target, bytes: Uint8Array, mode?: number) => Effect.Effect<void, FileRefused>
  readonly remove: (target: Target, info: FileSystem.File.Info | undefined) => Effect.Effect<void, FileRefused>
}

const modeOf = (info: FileSystem.File.Info): number => info.mode & 0o7777

const decoder = new TextDecoder()

/** All steps are prepared (read, judged, worked out) before the first of them is made. */
export const makeTogether = (files: Primitives) => {
  const requireMissing = (target: Target) =>
    target.kind === "missing"
      ? Effect.void
      : Effect.fail(files.refuse(target, "is there already: it can be updated, not added or moved onto."))

  const ready = Effect.fnUntraced(function* <E, R>(
    step: FileStep<E, R>
  ): Effect.fn.Return<ReadyStep<Written, FileRefused>, FileRefused | E, R> {
    const { target } = step
    const path = target.real
    if (step._tag === "Create") {
      yield* requireMissing(target)
      yield* files.requireContent(target, step.content)
      const bytes = new TextEncoder().encode(step.content)
      const history = { path, before: null, after: hashOf(bytes) }
      return {
        make: Effect.as(files.create(target, bytes), { path, before: undefined, after: step.content, history }),
        undo: files.remove(target, undefined)
      }
    }
    if (step._tag === "Delete") {
      const { bytes, info } = yield* files.read(target)
      const history = { path, before: hashOf(bytes), after: null }
      return {
        make: Effect.as(files.remove(target, info), { path, before: decoder.decode(bytes), after: "", history }),
        undo: files.create(target, bytes, modeOf(info))
      }
    }
    const { after, before, bytes, encoded, info } = yield* files.prepare(target, step.change)
    const history = { path, before: hashOf(bytes), after: hashOf(encoded) }
    const { moveTo } = step
    if (moveTo === undefined) {
      return {
        make: Effect.as(files.overwrite(target, encoded, info), { path, before, after, history }),
        undo: files.overwrite(target, bytes, undefined)
      }
    }
    yield* requireMissing(moveTo)
    const moved = files
      .create(moveTo, encoded, modeOf(info))
      .pipe(
        Effect.andThen(
          files.remove(target, info).pipe(Effect.tapError(() => Effect.ignore(files.remove(moveTo, undefined))))
        )
      )
    return {
      make: Effect.as(moved, {
        path: moveTo.real,
        before,
        after,
        history: { ...history, path: moveTo.real, from: path }
      }),
      undo: Effect.andThen(files.create(target, bytes, modeOf(info)), files.remove(moveTo, undefined))
    }
  })

  return Effect.fnUntraced(function* <E, R>(
    steps: ReadonlyArray<FileStep<E, R>>
  ): Effect.fn.Return<ReadonlyArray<Written>, FileRefused | E, R> {
    const all = yield* Effect.forEach(steps, ready)
    return yield* allOrNone(all, (first, left) => {
      const also = left.map((error) => error.message).join(" ")
      const message = `${first.message} What was done before it could not all be undone: ${also}`
      return new FileRefused({ path: first.path, message })
    })
  })
}
