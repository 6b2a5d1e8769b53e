import { Effect, Exit, Scope, Semaphore } from "effect"
import type { SessionLocked } from "../session/Sessions.ts"
import { standing } from "../session/rewind.ts"
import { titleIn } from "../session/summary.ts"
import { Todos } from "../tool/Todos.ts"
import type { OpenedSession, WhichSession } from "./OpenedSession.ts"
import { type Opening, open } from "./open.ts"
import { todosIn } from "./todosIn.ts"

interface Held {
  readonly opening: Opening
  /** Holds the writer's lock and the file. */
  readonly scope: Scope.Closeable
}

type Fault = Effect.Error<ReturnType<typeof open>>

/** The session that inputs go to, and the way to another. */
export interface CurrentSession {
  /** Opens it on first use, as the flags ask for. */
  readonly get: Effect.Effect<Opening, Fault>
  /** The one that is open, if one is. */
  readonly held: Effect.Effect<Opening | undefined>
  /** Opens another one, then lets go of the one before. Where it cannot be opened, that one stays. */
  readonly change: (which: WhichSession) => Effect.Effect<Opening, Fault>
}

/** Holds one session at a time for as long as the surrounding scope lives. */
export const makeCurrentSession = Effect.gen(function* () {
  const outer = yield* Effect.scope
  const todos = yield* Todos
  const services = yield* Effect.context<Exclude<Effect.Services<ReturnType<typeof open>>, Scope.Scope>>()
  const gate = yield* Semaphore.make(1)
  let held: Held | undefined

  const hold = Effect.fnUntraced(function* (which: WhichSession | undefined): Effect.fn.Return<Opening, Fault> {
    const scope = yield* Scope.fork(outer)
    const opening = yield* open(which).pipe(
      // Innermost: the services bring the outer scope along, and the lock would live as long as that.
      Scope.provide(scope),
      Effect.provideContext(services),
      Effect.onExit((exit) => (Exit.isFailure(exit) ? Scope.close(scope, exit) : Effect.void))
    )
    const before = held
    held = { opening, scope }
    if (before !== undefined) yield* Scope.close(before.scope, Exit.void)
    const left = todosIn(opening.conversation.records)
    if (before !== undefined || left.length > 0) yield* todos.replace(left)
    return opening
  })

  /** Who asks for the session that is open already has it: its lock is ours. */
  const ours = (fault: SessionLocked): Effect.Effect<Opening, SessionLocked> =>
    held !== undefined && held.opening.conversation.session.id === fault.id
      ? Effect.succeed(held.opening)
      : Effect.fail(fault)

  return {
    get: gate.withPermits(1)(
      Effect.suspend(() => (held === undefined ? hold(undefined) : Effect.succeed(held.opening)))
    ),
    held: Effect.sync(() => held?.opening),
    change: (which) => gate.withPermits(1)(Effect.catchTag(hold(which), "SessionLocked", ours))
  } satisfies CurrentSession
})

/** What a front end is told of a session. */
export const describeSession = ({ conversation, resumed }: Opening, model: string | undefined): OpenedSession => {
  const title = titleIn(conversation.records)
  return {
    id: conversation.session.id,
    title: title === "" ? undefined : title,
    model,
    path: conversation.session.path,
    records: standing(conversation.records),
    recorded: conversation.records,
    resumed
  }
}
