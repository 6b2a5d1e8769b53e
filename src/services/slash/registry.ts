import { Effect, FileSystem, Stream } from "effect"
import { Agent } from "../agent/Agent.ts"
import { Secrets } from "../secrets/Secrets.ts"
import { cutLine } from "../ui/text/lines.ts"
import { builtinFacts } from "./builtinFacts.ts"
import { customCommand } from "./custom.ts"
import { findCustomFiles, named } from "./customFiles.ts"
import type { Door } from "./Door.ts"
import { plain } from "./drawn.ts"
import { helpLines, helpText, unknownText } from "./help.ts"
import type { SlashCommand, SlashCompletion, SlashReading } from "./SlashCommand.ts"
import { SlashFailed } from "./SlashFailed.ts"
import { offered, offers } from "./offers.ts"
import type { Ran, Sent, SlashOutcome } from "./SlashOutcome.ts"
import type { SlashServices } from "./SlashServices.ts"
import { sentEvents } from "./sentEvents.ts"
import { completeNames, findCommand, slashLine } from "./slashLine.ts"

/** The doors, when the first of them is opened. */
const doorOf = (name: string): Effect.Effect<Door | undefined> =>
  Effect.map(
    Effect.promise(() => import("./doors/all.ts")),
    ({ doors }) => new Map<string, Door>(Object.entries(doors)).get(name)
  )

/** A mark may be longer than what it stands for. */
const maskedLine = (line: string, width: number, hide: (text: string) => string): string => {
  const masked = hide(line)
  return masked === line ? line : cutLine(masked, width)
}

const withoutSecrets = (outcome: SlashOutcome, hide: (text: string) => string): SlashOutcome => {
  if (outcome._tag === "Ui") return outcome.says === undefined ? outcome : { ...outcome, says: hide(outcome.says) }
  if (outcome._tag === "Pick") {
    return { ...outcome, pick: (value) => Effect.map(outcome.pick(value), (next) => withoutSecrets(next, hide)) }
  }
  if (outcome._tag !== "Said") return outcome
  const { draw, text } = outcome
  return {
    _tag: "Said",
    markdown: hide(outcome.markdown),
    ...(text === undefined ? {} : { text: hide(text) }),
    ...(draw === undefined ? {} : { draw: (view) => draw(view).map((line) => maskedLine(line, view.width, hide)) })
  }
}

const none: Effect.Effect<ReadonlyArray<SlashCompletion>> = Effect.succeed([])

/** One list of everything that may be typed, and what can be done with it. */
export const makeRegistry = Effect.gen(function* () {
  const fs = yield* FileSystem.FileSystem
  const agent = yield* Agent
  const secrets = yield* Secrets
  const services = yield* Effect.context<SlashServices>()

  /** What a command says is said without secrets, as everything else that Coder-X tells of itself. */
  const hidden = (outcome: SlashOutcome): Effect.Effect<SlashOutcome> =>
    Effect.map(secrets.redactor, ({ text }) => withoutSecrets(outcome, text))

  const provided = (command: SlashCommand<SlashServices>): SlashCommand => {
    const { complete, run, ...facts } = command
    return {
      ...facts,
      run: (typed, place) => Effect.flatMap(Effect.provideContext(run(typed, place), services), hidden),
      ...(complete === undefined
        ? {}
        : { complete: (typed: string) => Effect.provideContext(complete(typed), services) })
    }
  }

  const help: Door = {
    offers: Effect.suspend(() => Effect.map(commands(false), (all) => offers(all.map(({ name }) => name)))),
    run: (typed) =>
      Effect.flatMap(commands(false), (all) => {
        const text = helpText(all, typed)
        if (typed === "") return Effect.succeed({ ...plain(text ?? ""), draw: (view) => helpLines(all, view) })
        return text === undefined
          ? Effect.fail(new SlashFailed({ command: "help", message: unknownText(all, typed.replace(/^\//, "")) }))
          : Effect.succeed(plain(text))
      })
  }

  /** Kept for a while: a list may have to be asked for over the network, and every key asks again. */
  const kept = (door: Effect.Effect<Door | undefined>) =>
    Effect.cachedWithTTL(
      Effect.flatMap(door, (opened) => opened?.offers ?? none),
      "30 seconds"
    )

  const builtins = yield* Effect.forEach(builtinFacts, (facts) => {
    const door = facts.name === "help" ? Effect.succeed(help) : doorOf(facts.name)
    return Effect.map(
      kept(door),
      (all): SlashCommand =>
        provided({
          ...facts,
          run: (typed, place) =>
            Effect.flatMap(door, (opened) =>
              opened === undefined ? Effect.die(`no door for ${facts.name}`) : opened.run(typed, place)
            ),
          complete: (typed) => Effect.map(all, (words) => offered(words, typed))
        })
    )
  })
  const taken = new Set(builtins.flatMap(({ aliases, name }) => [name, ...aliases]))

  const customFiles = Effect.map(findCustomFiles, (files) => named(files, taken)).pipe(Effect.provideContext(services))

  let known: ReadonlyArray<SlashCommand> | undefined
  const commands = (refresh: boolean): Effect.Effect<ReadonlyArray<SlashCommand>> =>
    Effect.suspend(() => {
      if (known !== undefined && !refresh) return Effect.succeed(known)
      return customFiles.pipe(
        Effect.flatMap((files) => Effect.forEach(files, customCommand, { concurrency: 8 })),
        Effect.provideContext(services),
        Effect.map((custom) => {
          const all = [...builtins, ...custom.map(provided)].toSorted((left, right) =>
            left.name < right.name ? -1 : 1
          )
          known = all
          return all
        })
      )
    })

  const read = Effect.fn("Slash.read")(function* (text: string) {
    const line = slashLine(text)
    if (line === undefined) return { _tag: "Prompt" } satisfies SlashReading
    const own = findCommand(builtins, line.name)
    const all = own === undefined ? yield* commands(true) : builtins
    const command = own ?? findCommand(all, line.name)
    if (command !== undefined) return { _tag: "Known", command, typed: line.typed } satisfies SlashReading
    // `/tmp is full` is about a folder, not a command that was misspelt.
    if (yield* Effect.orElseSucceed(fs.exists(`/${line.name}`), () => false)) {
      return { _tag: "Prompt" } satisfies SlashReading
    }
    return { _tag: "Unknown", name: line.name, message: unknownText(all, line.name) } satisfies SlashReading
  })

  const complete = Effect.fn("Slash.complete")(function* (text: string) {
    // A menu that opens shows the files that there are now.
    const all = yield* commands(text === "/")
    const [, name, typed] = /^\/([\w:-]+)\s+([\s\S]*)$/.exec(text) ?? []
    if (name === undefined) return completeNames(all, text)
    const command = findCommand(all, name)
    return command?.complete === undefined ? [] : yield* command.complete(typed ?? "")
  })

  const events = (outcome: Sent | Ran) =>
    outcome._tag === "Ran"
      ? outcome.events
      : sentEvents(agent, outcome).pipe((sent) => Stream.provideContext(sent, services))

  return {
    commands,
    names: Effect.map(customFiles, (files) =>
      [...builtins.filter(({ inPrint }) => inPrint), ...files].map(({ name }) => name).toSorted()
    ),
    read,
    complete,
    events
  }
})
