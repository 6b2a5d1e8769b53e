import { DateTime, Effect } from "effect"
import { Host } from "../host/Host.ts"
import { LocalTime } from "../host/LocalTime.ts"
import { Instructions } from "../instructions/Instructions.ts"
import type { ModelInfo } from "../model/Provider.ts"
import { Secrets } from "../secrets/Secrets.ts"
import { Sessions } from "../session/Sessions.ts"
import { RunFlags } from "../settings/RunFlags.ts"
import { Workspace } from "../workspace/Workspace.ts"
import { type Conversation, makeConversation } from "./Conversation.ts"
import { hideSecrets } from "./hideSecrets.ts"
import type { WhichSession } from "./OpenedSession.ts"
import { systemPrompt } from "./systemPrompt.ts"

/** Opens a session: the one that is wished, or what the flags ask for (a new one, the latest, one by id or text, or a fork of it). */
export const openSession = Effect.fnUntraced(function* (which: WhichSession | undefined) {
  const flags = yield* RunFlags
  const sessions = yield* Sessions
  const persist = flags.noSessionPersistence !== true
  if (which !== undefined) {
    if (which._tag === "New") return yield* sessions.create({ persist })
    if (which._tag === "Fork" || !persist) return yield* sessions.fork(which.wanted, { persist })
    return yield* sessions.resume(which.wanted)
  }
  const id = flags.sessionId === undefined ? {} : { id: flags.sessionId }
  const latest = flags.continue === true || flags.resume === true ? yield* sessions.latest : undefined
  const wanted = typeof flags.resume === "string" ? flags.resume : latest?.id
  if (wanted === undefined) return yield* sessions.create({ ...id, persist })
  // Without persistence the session goes on in memory: its file must not be written to either.
  if (flags.forkSession === true || !persist) return yield* sessions.fork(wanted, { ...id, persist })
  return yield* sessions.resume(wanted)
})

/** What a session starts from, and what the user should be told of it. */
export interface Opening {
  readonly conversation: Conversation
  readonly resumed: boolean
  readonly notices: ReadonlyArray<string>
  /** The model that the session last used, `provider/name`. */
  readonly lastModel: string | undefined
}

export const open = Effect.fnUntraced(function* (which: WhichSession | undefined) {
  const session = yield* openSession(which)
  const { conversation, notices } = makeConversation(session, hideSecrets(yield* Secrets))
  const named = session.records.findLast((record) => record._tag === "prompt" || record._tag === "model")
  return {
    conversation,
    resumed: session.records.length > 0,
    notices: [...session.damage, ...notices],
    lastModel: named?._tag === "prompt" || named?._tag === "model" ? named.model : undefined
  } satisfies Opening
})

/** Today, where the user is: `2026-11-22`. */
export const today = Effect.gen(function* () {
  const { offsetMinutes } = yield* LocalTime
  const now = yield* DateTime.now
  return DateTime.formatIsoDateUtc(DateTime.add(now, { minutes: offsetMinutes(now.epochMilliseconds) }))
})

/** What the flags or the host want the system prompt to be: another text, or more text. */
export interface WishedPrompt {
  readonly custom?: string | undefined
  readonly append?: string | undefined
}

/**
 * The system prompt of this session. A resumed session sends the one that it was begun with, byte for byte, so that
 * prompt caches hold; only who asks for another one changes it.
 */
export const promptOf = Effect.fn("Agent.promptOf")(function* (
  conversation: Conversation,
  model: ModelInfo,
  tools: ReadonlyArray<string>,
  /** The state of the repository, where it is known by now: the first request does not wait for it. */
  git: string | undefined,
  wished: WishedPrompt
) {
  const recorded = conversation.records.findLast((record) => record._tag === "prompt")
  const asked = wished.custom !== undefined || wished.append !== undefined
  if (recorded?._tag === "prompt" && !asked) return { system: recorded.system, notices: [] }

  const host = yield* Host
  const workspace = yield* Workspace
  const memory = yield* (yield* Instructions).load
  const { firewall } = yield* Secrets
  const written = systemPrompt({
    environment: {
      directory: workspace.cwd,
      projectRoot: workspace.projectRoot,
      roots: yield* workspace.roots,
      platform: `${host.platform} ${host.release}`,
      date: yield* today,
      git
    },
    memory: memory.files,
    custom: wished.custom,
    append: wished.append
  })
  const system = firewall === undefined ? written : yield* Effect.forEach(written, firewall.veilEarly)
  yield* conversation.append({ _tag: "prompt", model: `${model.provider}/${model.name}`, system, tools: [...tools] })
  return { system, notices: memory.notices }
})
