import { describe, expect, it } from "@effect/vitest"
import { Effect, Result, Stream } from "effect"
import { Agent } from "../../../src/services/agent/Agent.ts"
import { Permission } from "../../../src/services/permission/Permission.ts"
import { Slash } from "../../../src/services/slash/Slash.ts"
import type { SlashOutcome } from "../../../src/services/slash/SlashOutcome.ts"
import { Workspace } from "../../../src/services/workspace/Workspace.ts"
import { scriptedModel } from "../../layers/ScriptedModel.ts"
import { world, type WorldOptions } from "../../layers/world.ts"

/** What a line leads to in the shell. */
const type = Effect.fnUntraced(function* (line: string) {
  const slash = yield* Slash
  const reading = yield* slash.read(line)
  if (reading._tag !== "Known") return yield* Effect.die(`${line} is ${reading._tag}`)
  return yield* slash.run(reading.command, reading.typed, "shell")
})

const text = (outcome: SlashOutcome): string => {
  if (outcome._tag !== "Said") return ""
  const lines = outcome.draw?.({ width: 80, theme: { paint: (_, shown) => shown } }) ?? []
  return [outcome.markdown, ...lines].join("\n")
}

const ask = (prompt: string) => Effect.flatMap(Agent, (agent) => Stream.runDrain(agent.send({ content: prompt })))

const options: WorldOptions = { model: scriptedModel(["First answer.", "Second answer.", "Third."]) }

describe("slash commands in the shell", () => {
  it.live("lead to what only the shell can do", () => {
    const one = world(options)
    return one.within(
      Effect.gen(function* () {
        for (const [line, action] of [
          ["/exit", { _tag: "Exit" }],
          ["/quit", { _tag: "Exit" }],
          ["/editor", { _tag: "OpenEditor" }],
          ["/rewind", { _tag: "ShowRewind" }],
          ["/history", { _tag: "ShowHistory" }],
          ["/shell git log", { _tag: "RunCommand", command: "git log" }],
          ["/theme light", { _tag: "SetTheme", name: "light" }],
          ["/vim", { _tag: "SetEditorMode", mode: "vim" }],
          ["/vim", { _tag: "SetEditorMode", mode: "normal" }],
          ["/statusline off", { _tag: "SetStatusLine", command: undefined }],
          ["/clear", { _tag: "SessionChanged", clear: true }],
          ["/new", { _tag: "SessionChanged", clear: false }]
        ] as const) {
          expect(yield* type(line)).toMatchObject({ _tag: "Ui", action })
        }
        const settings = JSON.parse(yield* one.fs.readFileString("/home/me/.coderx/config.json"))
        expect(settings).toMatchObject({ theme: "light", editorMode: "normal" })
      })
    )
  })

  it.live("begin, copy, export and take up conversations", () => {
    const one = world({ ...options, files: { "/work/old.md": "old" } })
    return one.within(
      Effect.gen(function* () {
        const agent = yield* Agent
        expect(Result.isFailure(yield* Effect.result(type("/copy")))).toBe(true)
        yield* ask("one")
        yield* ask("two")
        const first = yield* agent.session
        expect(yield* type("/copy")).toMatchObject({ action: { _tag: "Copy", text: "Second answer." } })
        expect(yield* type("/copy 2")).toMatchObject({ action: { _tag: "Copy", text: "First answer." } })
        expect((yield* Effect.flip(type("/copy 3"))).toString()).toContain("from 1 to 2")
        yield* type("/export notes.md")
        expect(yield* one.fs.readFileString("/work/notes.md")).toContain("Second answer.")
        for (const file of ["old.md", "notes.md", "/home/me/.bashrc", ".git/hooks/x", "../out.md"]) {
          expect(Result.isFailure(yield* Effect.result(type(`/export ${file}`)))).toBe(true)
        }
        expect(yield* one.fs.readFileString("/work/old.md")).toBe("old")
        yield* type("/new")
        expect((yield* agent.session).id).not.toBe(first.id)
        yield* ask("three")
        const picking = yield* type("/resume")
        expect(picking).toMatchObject({ _tag: "Pick", items: [{ label: "three" }, { label: "one" }] })
        if (picking._tag === "Pick") yield* picking.pick(first.id)
        expect((yield* agent.session).id).toBe(first.id)
        expect(text(yield* type("/context"))).toContain("You: one")
      })
    )
  })

  it.live("change settings, the mode, the model and the working directories", () => {
    const one = world({ ...options, files: { "/shared": { directory: true } } })
    return one.within(
      Effect.gen(function* () {
        const permission = yield* Permission
        expect(text(yield* type("/config effort high"))).toContain("effort = high in /home/me/.coderx/config.json")
        expect(yield* type("/plan")).toMatchObject({ action: { _tag: "Changed", mode: "plan" } })
        expect(yield* permission.mode).toBe("plan")
        expect(yield* type("/plan think")).toMatchObject({ _tag: "Sent", input: { content: "think" } })
        yield* type("/plan off")
        expect(yield* permission.mode).toBe("default")
        yield* permission.setMode("dontAsk")
        yield* type("/plan off")
        expect(yield* permission.mode).toBe("dontAsk")
        yield* type("/add-dir /shared")
        expect(yield* (yield* Workspace).roots).toEqual(["/work", "/shared"])
        expect(yield* type("/model")).toMatchObject({
          _tag: "Pick",
          items: [{ label: "scripted/model", current: true }]
        })
        expect(yield* type("/model scripted/other")).toMatchObject({
          action: { _tag: "Changed", model: "scripted/other", contextWindow: 200_000 },
          says: "From here on scripted/other answers."
        })
        const wrong = yield* Effect.flip(type("/theme drak"))
        expect(String(wrong)).toContain("Did you mean dark?")
      })
    )
  })

  it.live("offer themselves and their arguments", () => {
    const one = world({ ...options, files: { "/home/me/.coderx/themes/mine.json": "{}" } })
    return one.within(
      Effect.gen(function* () {
        const slash = yield* Slash
        const inserts = (typed: string) =>
          Effect.map(slash.complete(typed), (offers) => offers.map(({ insert }) => insert))
        expect((yield* inserts("/cont"))[0]).toBe("/context")
        expect(yield* inserts("/theme d")).toEqual(["dark", "daltonized"])
        expect(yield* inserts("/theme mi")).toEqual(["mine"])
        expect(yield* inserts("/model ")).toEqual(["scripted/model"])
        expect(yield* inserts("/config permissions.m")).toEqual(["permissions.mode"])
        expect(yield* inserts("/help com")).toContain("compact")
        expect(yield* inserts("/exit ")).toEqual([])
        expect(yield* inserts("no command")).toEqual([])
      })
    )
  })

  it.live("see a custom command that was written meanwhile", () => {
    const one = world(options)
    return one.within(
      Effect.gen(function* () {
        const slash = yield* Slash
        expect((yield* slash.read("/later now"))._tag).toBe("Unknown")
        yield* one.fs.makeDirectory("/home/me/.coderx/commands", { recursive: true })
        yield* one.fs.writeFileString("/home/me/.coderx/commands/later.md", "Later: $1")
        expect((yield* slash.complete("/")).some(({ insert }) => insert === "/later")).toBe(true)
        expect(yield* type("/later now")).toMatchObject({ _tag: "Sent", input: { content: "Later: now" } })
      })
    )
  })
})
