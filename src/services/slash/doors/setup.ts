import { Effect } from "effect"
import { Agent } from "../../agent/Agent.ts"
import * as ModelRef from "../../domain/ModelRef.ts"
import type { PermissionMode } from "../../domain/PermissionMode.ts"
import { printable, printableLine } from "../../domain/printable.ts"
import { initProject } from "../../project/initProject.ts"
import { Instructions } from "../../instructions/Instructions.ts"
import { memoryText } from "../../instructions/memoryText.ts"
import { Models } from "../../model/Models.ts"
import { listText, tokens } from "../../model/modelTable.ts"
import { estimateText } from "../../model/window.ts"
import { explain, questionOf, verdictText } from "../../permission/explain.ts"
import { Permission } from "../../permission/Permission.ts"
import { listRules, rulesText } from "../../permission/ruleTable.ts"
import { changeSetting } from "../../settings/changeSetting.ts"
import { lookUp } from "../../settings/lookUp.ts"
import { reportText, valueText } from "../../settings/report.ts"
import { knownKeys } from "../../settings/keyTable.ts"
import { Settings } from "../../settings/Settings.ts"
import { Workspace } from "../../workspace/Workspace.ts"
import type { Door } from "../Door.ts"
import { plain, said, tabled } from "../drawn.ts"
import { offers } from "../offers.ts"
import { failing } from "../sentence.ts"
import { SlashFailed } from "../SlashFailed.ts"
import type { SlashPlace } from "../SlashCommand.ts"
import type { SlashOutcome, Ui } from "../SlashOutcome.ts"

/** Where nobody watches, the text may come from somebody else: commands show things then, and change nothing for good. */
const noShell = (command: string, instead: string) =>
  new SlashFailed({ command, message: `/${command} only shows things where there is no shell. Use: ${instead}` })

export const config: Door = {
  offers: Effect.sync(() => offers(knownKeys)),
  run: (typed, place) =>
    Effect.gen(function* () {
      const [key = "", ...rest] = typed.split(/\s+/)
      if (key === "") return plain(reportText(yield* Settings, false))
      if (rest.length === 0) {
        const value = yield* lookUp(key, undefined)
        return plain(value === undefined ? `${key} is not set.` : `${key} = ${valueText(value)}`)
      }
      if (place !== "shell") return yield* noShell("config", `coderx config set ${printableLine(key)} VALUE`)
      const { notes, text } = yield* changeSetting("user", key, typed.slice(key.length).trim())
      return plain([text, ...notes, "It counts from the next start on."].join("\n"))
    }).pipe(failing("config"))
}

const chooseModel = Effect.fnUntraced(function* (name: string, place: SlashPlace) {
  const info = yield* (yield* Models).resolve(name)
  const chosen = ModelRef.format(info)
  yield* (yield* Agent).setModel(chosen)
  const says = `From here on ${printableLine(chosen)} answers.`
  if (place !== "shell") return said(says)
  const action = { _tag: "Changed", model: chosen, contextWindow: info.contextWindow } as const
  return { _tag: "Ui", action, says } satisfies Ui
})

export const model: Door = {
  offers: Effect.gen(function* () {
    const { models } = yield* (yield* Models).list
    return offers(models.map((one) => printableLine(`${one.provider}/${one.name}`)))
  }),
  run: (typed, place) =>
    Effect.gen(function* () {
      if (typed !== "") return yield* chooseModel(typed, place)
      const listed = yield* (yield* Models).list
      if (place !== "shell" || listed.models.length === 0) return plain(listText(listed))
      const used = yield* Effect.option((yield* Agent).contextUsage)
      const services = yield* Effect.context<Agent | Models>()
      return {
        _tag: "Pick",
        title: "Which model?",
        items: listed.models.map((one) => ({
          label: printableLine(`${one.provider}/${one.name}`),
          detail: `${tokens(one.contextWindow)} tokens${one.tools ? "" : ", cannot use tools"}`,
          value: `${one.provider}/${one.name}`,
          current: used._tag === "Some" && used.value.model === one.name
        })),
        pick: (value) => chooseModel(value, place).pipe(failing("model"), Effect.provideContext(services))
      } satisfies SlashOutcome
    }).pipe(failing("model"))
}

export const permissions: Door = {
  run: (typed) =>
    Effect.gen(function* () {
      const wanted = /^explain\s+([\s\S]+)$/.exec(typed)?.[1]
      if (wanted !== undefined) return plain(verdictText(yield* explain(questionOf(wanted))))
      if (typed !== "") {
        return yield* new SlashFailed({
          command: "permissions",
          message: "/permissions takes nothing, or explain and a command: /permissions explain git push"
        })
      }
      const mode = yield* (yield* Permission).mode
      return plain(`Mode: ${mode}\n\n${rulesText(yield* listRules)}`)
    }).pipe(failing("permissions"))
}

/** Sets the mode; the shell shows it at once. */
const setMode = Effect.fnUntraced(function* (mode: PermissionMode, place: SlashPlace, says: string) {
  yield* (yield* Permission).setMode(mode)
  return place === "shell" ? ({ _tag: "Ui", action: { _tag: "Changed", mode }, says } satisfies Ui) : said(says)
})

export const plan: Door = {
  offers: Effect.succeed(offers(["off"])),
  run: (typed, place) =>
    Effect.gen(function* () {
      const permission = yield* Permission
      if (typed === "off") {
        if (place !== "shell") return yield* noShell("plan", "--permission-mode")
        if ((yield* permission.mode) !== "plan") return said("Plan mode is not on.")
        const { permissionMode } = (yield* Settings).values
        const mode = permissionMode === "plan" ? "default" : permissionMode
        return yield* setMode(mode, place, `Plan mode is off; the mode is ${mode}.`)
      }
      if (typed === "") {
        return yield* setMode("plan", place, "Plan mode is on: nothing is changed until you agree to a plan.")
      }
      yield* permission.setMode("plan")
      return { _tag: "Sent", input: { content: typed }, allowedTools: [], notices: [] } satisfies SlashOutcome
    })
}

export const addDir: Door = {
  run: (typed) =>
    Effect.gen(function* () {
      if (typed === "") return yield* new SlashFailed({ command: "add-dir", message: "/add-dir needs a directory." })
      const workspace = yield* Workspace
      yield* workspace.addRoot(typed)
      return plain(["The working directories are now:", ...(yield* workspace.roots)].map(printableLine).join("\n"))
    }).pipe(failing("add-dir"))
}

export const init: Door = {
  run: () =>
    Effect.gen(function* () {
      const { commands, created, file } = yield* initProject()
      const name = printableLine(file)
      return said(
        created
          ? `\`${name}\` is written: ${commands.length} commands found. Read it and add what the project shows nowhere else. It counts from the next session on.`
          : `\`${name}\` is there already and stays as it is.`
      )
    }).pipe(failing("init"))
}

export const memory: Door = {
  offers: Effect.succeed(offers(["show", "edit"])),
  run: (typed, place) =>
    Effect.gen(function* () {
      const { files, notices } = yield* (yield* Instructions).load
      const [what = "", wanted = ""] = typed.split(/\s+/)
      if (what === "edit") {
        const file = wanted === "" ? files.at(-1)?.path : files.find(({ path }) => path.endsWith(wanted))?.path
        if (place !== "shell") {
          return yield* new SlashFailed({ command: "memory", message: "/memory edit needs the shell." })
        }
        if (file === undefined) {
          return yield* new SlashFailed({
            command: "memory",
            message: "There is no such memory file. /init writes one."
          })
        }
        return { _tag: "Ui", action: { _tag: "EditFile", file } } satisfies Ui
      }
      if (files.length === 0) return said("There are no memory files here. `/init` writes one.")
      if (what === "show") return plain(printable(memoryText(files)))
      const rows = files.map(({ imports, path, scope, text }) => [
        scope,
        tokens(estimateText(text)),
        [printableLine(path), ...(imports.length === 0 ? [] : [`(with ${imports.length} imports)`])].join(" ")
      ])
      return tabled([["WHOSE", "TOKENS", "FILE"], ...rows], { right: [1], below: notices.map(printableLine) })
    }).pipe(failing("memory"))
}
