import { Effect, FileSystem, Path } from "effect"
import { nearest } from "../../domain/nearest.ts"
import { printableLine } from "../../domain/printable.ts"
import { Paths } from "../../settings/Paths.ts"
import { Settings } from "../../settings/Settings.ts"
import { SettingsFiles } from "../../settings/SettingsFiles.ts"
import { bindingsFile, loadBindings, problemLine } from "../../ui/bindings/load.ts"
import { bindingsMarkdown } from "../../ui/bindings/table.ts"
import { themeNames } from "../../ui/theme/themes.ts"
import type { Door } from "../Door.ts"
import { said } from "../drawn.ts"
import { offers } from "../offers.ts"
import { failing } from "../sentence.ts"
import { SlashFailed } from "../SlashFailed.ts"
import type { SlashOutcome, Ui } from "../SlashOutcome.ts"

/** Ours, and the user's own in `~/.coderx/themes`. */
const names = Effect.gen(function* () {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const { home } = yield* Paths
  const files = yield* Effect.orElseSucceed(fs.readDirectory(path.join(home, "themes")), (): Array<string> => [])
  const own = files.flatMap((file) => /^([\w-]+)\.json$/.exec(file)?.[1] ?? [])
  return [...new Set([...themeNames, ...own.toSorted()])]
})

const choose = Effect.fnUntraced(function* (name: string) {
  yield* (yield* SettingsFiles).set("user", "theme", name)
  return { _tag: "Ui", action: { _tag: "SetTheme", name } } satisfies Ui
})

export const theme: Door = {
  offers: Effect.map(names, offers),
  run: (typed) =>
    Effect.gen(function* () {
      const all = yield* names
      if (typed !== "") {
        if (all.includes(typed)) return yield* choose(typed)
        const near = nearest(typed, all)
        const hint = near === undefined ? `There are: ${all.join(", ")}.` : `Did you mean ${near}?`
        return yield* new SlashFailed({
          command: "theme",
          message: `There is no theme ${printableLine(typed)}. ${hint}`
        })
      }
      const { values } = yield* Settings
      const files = yield* SettingsFiles
      const kept = (yield* files.read("user"))["theme"] ?? values.rest["theme"]
      const services = yield* Effect.context<SettingsFiles>()
      return {
        _tag: "Pick",
        title: "Which colours?",
        items: all.map((name) => ({ label: name, value: name, current: name === (kept ?? "auto") })),
        pick: (value) => choose(value).pipe(failing("theme"), Effect.provideContext(services))
      } satisfies SlashOutcome
    }).pipe(failing("theme"))
}

export const keybindings: Door = {
  run: () =>
    Effect.gen(function* () {
      const path = yield* Path.Path
      const file = path.join((yield* Paths).home, bindingsFile)
      const { bindings, problems } = yield* loadBindings(file)
      const wrong = problems.map((problem) => `- ${printableLine(problemLine(file, problem))}`)
      return said(
        [bindingsMarkdown(bindings), ...(wrong.length === 0 ? [] : ["**Wrong in the file:**", ...wrong])].join("\n\n")
      )
    })
}

/** Turned by each call: settings hold what was read at the start. */
export const vim: Door = {
  run: () =>
    Effect.gen(function* () {
      const files = yield* SettingsFiles
      const { values } = yield* Settings
      const kept = (yield* files.read("user"))["editorMode"] ?? values.rest["editorMode"]
      const mode = kept === "vim" ? "normal" : "vim"
      yield* files.set("user", "editorMode", mode)
      return {
        _tag: "Ui",
        action: { _tag: "SetEditorMode", mode },
        says: mode === "vim" ? "Vim keys are on." : "Vim keys are off."
      } satisfies Ui
    }).pipe(failing("vim"))
}

const only = (action: Ui["action"]): Door => ({ run: () => Effect.succeed({ _tag: "Ui", action }) })

export const exit = only({ _tag: "Exit" })
export const editor = only({ _tag: "OpenEditor" })
