import { Clock, DateTime, Effect, Option } from "effect"
import { printableLine } from "../../domain/printable.ts"
import { Agent } from "../../agent/Agent.ts"
import { diagnose } from "../../doctor/diagnose.ts"
import { findingsText } from "../../doctor/finding.ts"
import { withoutSecrets } from "../../doctor/withoutSecrets.ts"
import { Host } from "../../host/Host.ts"
import { tokens } from "../../model/modelTable.ts"
import { estimateText } from "../../model/window.ts"
import { Permission } from "../../permission/Permission.ts"
import { Sessions } from "../../session/Sessions.ts"
import { listRight, listRows, listText } from "../../session/sessionTable.ts"
import { dayIn, report, spentIn } from "../../session/usage.ts"
import { RunFlags } from "../../settings/RunFlags.ts"
import { Settings } from "../../settings/Settings.ts"
import { Trust } from "../../settings/Trust.ts"
import { Todos } from "../../tool/Todos.ts"
import { Tools } from "../../tool/Tools.ts"
import { Workspace } from "../../workspace/Workspace.ts"
import { readDiff } from "../../workspace/gitDiff.ts"
import { contextLines } from "../contextPicture.ts"
import type { Door } from "../Door.ts"
import { drawn, plain, said, tabled } from "../drawn.ts"
import { failing } from "../sentence.ts"
import { SlashFailed } from "../SlashFailed.ts"

import { usageLines } from "../usageChart.ts"

export const context: Door = {
  run: (typed) =>
    Effect.gen(function* () {
      const usage = yield* (yield* Agent).contextUsage
      return drawn((view) => contextLines(usage, view, typed === "all"))
    }).pipe(failing("context"))
}

export const cost: Door = {
  run: () =>
    Effect.gen(function* () {
      const { recorded } = yield* (yield* Agent).session
      const { timeZone } = yield* Host
      const told = report(spentIn(recorded), timeZone, undefined)
      if (told.total.calls === 0) return said("No model was called in this session yet.")
      return drawn((view) => usageLines(told, view))
    }).pipe(failing("cost"))
}

/** Days that `/usage` counts where none are named. */
const usualDays = 30

export const usage: Door = {
  run: (typed) =>
    Effect.gen(function* () {
      const days = typed === "" ? usualDays : Number(typed)
      if (!Number.isInteger(days) || days < 1 || days > 36_500) {
        return yield* new SlashFailed({ command: "usage", message: "/usage takes a number of days, such as /usage 7." })
      }
      const { timeZone } = yield* Host
      const first = DateTime.subtract(yield* DateTime.now, { days: days - 1 })
      const since = dayIn(timeZone)(DateTime.formatIso(first))
      // One day more than asked: the day begins at another moment in another time zone.
      const spent = yield* (yield* Sessions).spending(DateTime.toEpochMillis(first) - 86_400_000)
      const told = report(spent, timeZone, since)
      if (told.total.calls === 0) return said(`No model was called in the last ${days} days.`)
      return drawn((view) => usageLines(told, view))
    })
}

export const doctor: Door = {
  run: () => Effect.map(Effect.flatMap(diagnose, withoutSecrets), (findings) => plain(findingsText(findings)))
}

export const sessions: Door = {
  run: (typed) =>
    Effect.gen(function* () {
      const allProjects = typed === "all"
      const listed = yield* (yield* Sessions).list({ allProjects })
      const now = yield* Clock.currentTimeMillis
      if (listed.length === 0) return plain(listText(listed, now, allProjects))
      return tabled(listRows(listed, now, allProjects), { right: listRight })
    })
}

const marks = { completed: "[x]", in_progress: "[>]", pending: "[ ]" } as const

export const todos: Door = {
  run: () =>
    Effect.gen(function* () {
      const list = yield* (yield* Todos).current
      if (list.length === 0) return said("There is no list of what is to be done.")
      return plain(list.map((todo) => `${marks[todo.status]} ${printableLine(todo.content)}`).join("\n"))
    })
}

/** The first sentence of a description. */
const firstSentence = (text: string): string => printableLine(/^.*?[.!?](?=\s|$)/s.exec(text)?.[0] ?? text)

export const tools: Door = {
  run: () =>
    Effect.gen(function* () {
      const offered = yield* (yield* Tools).offered(undefined)
      const rows = offered.map(({ name, spec }) => [
        name,
        tokens(estimateText(JSON.stringify(spec))),
        firstSentence(spec.description)
      ])
      return tabled([["TOOL", "TOKENS", "WHAT IT DOES"], ...rows], { right: [1] })
    })
}

export const diff: Door = {
  run: (typed) =>
    Effect.gen(function* () {
      const text = yield* readDiff(typed === "" ? undefined : typed)
      if (text.trim() === "") return said("Nothing is changed in the working tree.")
      const fence = "`".repeat(Math.max(3, ...[...text.matchAll(/`+/g)].map(([run]) => run.length + 1)))
      return said(`${fence}diff\n${text.trimEnd()}\n${fence}`)
    }).pipe(failing("diff"))
}

export const status: Door = {
  run: () =>
    Effect.gen(function* () {
      const { version } = yield* Host
      const workspace = yield* Workspace
      const { folder, trusted } = yield* Trust
      const { problems, values, withheld } = yield* Settings
      const flags = yield* RunFlags
      const agent = yield* Agent
      const session = yield* agent.session
      // A session that was not begun stays so: to count its first request would write that down.
      const begun = session.records.length > 0
      const used = begun ? yield* Effect.option(agent.contextUsage) : Option.none()
      const window =
        used._tag === "None"
          ? []
          : [
              ["Model", used.value.model],
              ["Context", `${tokens(used.value.tokens)} of ${tokens(used.value.window)} tokens`]
            ]
      const rows = [
        ["Version", version],
        ["Session", session.id],
        ...(session.title === undefined ? [] : [["Title", session.title]]),
        ["File", session.path ?? "none: nothing is kept"],
        ...(window.length > 0 ? window : [["Model", flags.model ?? values.model ?? "the first that is there"]]),
        ["Directory", workspace.cwd],
        ...(yield* workspace.roots).slice(1).map((root) => ["and", root]),
        ["Mode", yield* (yield* Permission).mode],
        ["Trust", trusted ? `${folder} is trusted` : `${folder} is not trusted`],
        ...(values.offline ? [["Network", "offline: only this machine"]] : []),
        ...(problems.length === 0 ? [] : [["Settings", `${problems.length} problems: see /doctor`]]),
        ...(withheld.length === 0 ? [] : [["Withheld", `${withheld.length} settings of the project: see /doctor`]])
      ]
      return tabled(rows.map((row) => row.map(printableLine)))
    }).pipe(failing("status"))
}
