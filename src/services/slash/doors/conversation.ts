import { Clock, DateTime, Effect, FileSystem, Path, Predicate } from "effect"
import { Agent } from "../../agent/Agent.ts"
import { shorten } from "../../domain/columns.ts"
import { printableLine } from "../../domain/printable.ts"
import type { SessionRecord } from "../../session/SessionRecord.ts"
import { Sessions } from "../../session/Sessions.ts"
import { ago } from "../../session/sessionTable.ts"
import { summarize } from "../../session/summary.ts"
import { transcriptText } from "../../session/transcriptText.ts"
import { Workspace } from "../../workspace/Workspace.ts"
import type { Door } from "../Door.ts"
import { plain, said } from "../drawn.ts"
import { failing } from "../sentence.ts"
import { SlashFailed } from "../SlashFailed.ts"
import type { SlashOutcome, Ui } from "../SlashOutcome.ts"

const fresh = (command: string, clear: boolean): Door => ({
  run: (_, place) =>
    Effect.gen(function* () {
      const { id } = yield* (yield* Agent).open({ _tag: "New" })
      if (place !== "shell") return said(`A new session: ${id}`)
      return { _tag: "Ui", action: { _tag: "SessionChanged", clear } } satisfies Ui
    }).pipe(failing(command))
})

export const clear = fresh("clear", true)
const begin = fresh("new", false)
export { begin as new }

export const compact: Door = {
  run: (typed) =>
    Effect.map(Agent, (agent) => ({ _tag: "Ran", events: agent.compact(typed === "" ? undefined : typed) }))
}

const words = (content: unknown): string => {
  if (Predicate.isString(content)) return content
  if (!Array.isArray(content)) return ""
  return content
    .flatMap((part) =>
      Predicate.isObject(part) && part["type"] === "text" && Predicate.isString(part["text"]) ? [part["text"]] : []
    )
    .join("")
}

/** Texts of the model, newest first: those that ended its work, or any where it has not ended yet. */
const answers = (records: ReadonlyArray<SessionRecord>): ReadonlyArray<string> => {
  const replies = records.flatMap((record) => {
    if (record._tag !== "reply") return []
    const text = words(record.content).trim()
    return text === "" ? [] : [{ text, ended: !record.content.some((part) => part.type === "tool-call") }]
  })
  const ended = replies.filter((reply) => reply.ended)
  return (ended.length > 0 ? ended : replies).map(({ text }) => text).toReversed()
}

export const copy: Door = {
  run: (typed) =>
    Effect.gen(function* () {
      const { records } = yield* (yield* Agent).session
      const all = answers(records)
      const which = typed === "" ? 1 : Number(typed)
      const text = Number.isInteger(which) ? all[which - 1] : undefined
      if (text === undefined) {
        const there = all.length === 0 ? "There is no answer yet." : `/copy takes a number from 1 to ${all.length}.`
        return yield* new SlashFailed({ command: "copy", message: there })
      }
      return {
        _tag: "Ui",
        action: { _tag: "Copy", text },
        says: `Copied: ${shorten(printableLine(text), 60)}`
      } satisfies Ui
    }).pipe(failing("copy"))
}

const prompts = (records: ReadonlyArray<SessionRecord>): ReadonlyArray<string> =>
  records.flatMap((record) =>
    record._tag === "input" && record.synthetic !== true ? [printableLine(words(record.content))] : []
  )

export const history: Door = {
  run: (_, place) =>
    Effect.gen(function* () {
      if (place === "shell") return { _tag: "Ui", action: { _tag: "ShowHistory" } } satisfies Ui
      const asked = prompts((yield* (yield* Agent).session).records)
      if (asked.length === 0) return said("Nothing was asked in this session yet.")
      const width = String(asked.length).length
      return plain(asked.map((text, index) => `${String(index + 1).padStart(width)}  ${shorten(text, 200)}`).join("\n"))
    }).pipe(failing("history"))
}

const exported = Effect.gen(function* () {
  const session = yield* (yield* Agent).session
  const modifiedAt = DateTime.formatIso(yield* DateTime.now)
  const summary = summarize({ id: session.id, path: session.path ?? "", modifiedAt }, session.records)
  return transcriptText(summary, session.records, [])
})

export const exportDoor: Door = {
  run: (typed, place) =>
    Effect.gen(function* () {
      const text = yield* exported
      if (typed === "") return plain(text)
      // A prompt may be somebody else's text: it writes no file unwatched.
      if (place !== "shell")
        return yield* new SlashFailed({
          command: "export",
          message: "/export takes a file in the shell only. Here it shows the conversation: send its output to a file."
        })
      const fs = yield* FileSystem.FileSystem
      const path = yield* Path.Path
      const workspace = yield* Workspace
      const target = yield* workspace.resolve(typed)
      const refuse = (message: string) => new SlashFailed({ command: "export", message })
      if (target.kind !== "missing")
        return yield* refuse(`${printableLine(target.real)} is there already: name a new file.`)
      if (!target.inside || target.protectedWrite !== undefined) {
        return yield* refuse(
          `${printableLine(target.real)} is not a place for it: name a file in the working directories.`
        )
      }
      yield* fs.makeDirectory(path.dirname(target.real), { recursive: true })
      yield* fs.writeFileString(target.real, `${text}\n`, { flag: "wx", mode: 0o600 })
      return said(`Written to \`${printableLine(target.real)}\`.`)
    }).pipe(failing("export"))
}

export const rename: Door = {
  run: (typed) =>
    Effect.gen(function* () {
      if (typed === "") return yield* new SlashFailed({ command: "rename", message: "/rename needs a title." })
      yield* (yield* Agent).rename(typed)
      return said(`This session is now called ${printableLine(typed)}.`)
    }).pipe(failing("rename"))
}

export const rewind: Door = {
  run: () => Effect.succeed({ _tag: "Ui", action: { _tag: "ShowRewind" } })
}

const goOn = Effect.fnUntraced(function* (wanted: string, shell: boolean) {
  const { id, title } = yield* (yield* Agent).open({ _tag: "Resume", wanted })
  const says = `Going on with ${printableLine(title ?? id)}.`
  return shell ? ({ _tag: "Ui", action: { _tag: "SessionChanged", clear: false }, says } satisfies Ui) : said(says)
})

const listed = Effect.gen(function* () {
  const now = yield* Clock.currentTimeMillis
  const sessions = yield* (yield* Sessions).list({ allProjects: false })
  return sessions.slice(0, 50).map((one) => ({
    label: shorten(printableLine(one.title), 60) || one.id,
    detail: `${ago(one.updatedAt, now)}, ${one.turns} ${one.turns === 1 ? "turn" : "turns"}`,
    value: one.id
  }))
})

export const resume: Door = {
  offers: Effect.map(listed, (items) =>
    items.map(({ detail, label, value }) => ({ insert: value, label, detail, takesArgument: false }))
  ),
  run: (typed, place) =>
    Effect.gen(function* () {
      if (typed !== "") return yield* goOn(typed, place === "shell")
      if (place !== "shell") {
        return yield* new SlashFailed({ command: "resume", message: "/resume needs an id here: /sessions lists them." })
      }
      const items = yield* listed
      if (items.length === 0) return said("This project has no sessions yet.")
      const services = yield* Effect.context<Agent>()
      return {
        _tag: "Pick",
        title: "Which session?",
        items,
        pick: (value) => goOn(value, true).pipe(failing("resume"), Effect.provideContext(services))
      } satisfies SlashOutcome
    }).pipe(failing("resume"))
}
