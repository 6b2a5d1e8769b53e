import { Effect } from "effect"
import { Agent } from "../agent/Agent.ts"
import { printable, printableLine } from "../domain/printable.ts"
import { rewindPoints } from "../session/rewind.ts"
import { Slash } from "../slash/Slash.ts"
import type { SlashFailed } from "../slash/SlashFailed.ts"
import type { Said, SlashOutcome, UiAction } from "../slash/SlashOutcome.ts"
import { callText, userCalls } from "../slash/userCall.ts"
import { plainTheme } from "../ui/theme/themes.ts"
import type { PlainDeed, PlainDoors } from "./plainDoors.ts"

const view = { width: 80, theme: plainTheme }

const saidText = ({ draw, markdown }: Said): string =>
  [markdown, ...(draw?.(view) ?? []).map((line) => line.trimEnd())].filter((part) => part !== "").join("\n")

/** What a line that is no plain prompt leads to: slash commands, and `!` for a command of the user's own. */
export const plainSlash = Effect.fnUntraced(function* (doors: PlainDoors) {
  const agent = yield* Agent
  const slash = yield* Slash
  const callTool = yield* userCalls

  const rewind = Effect.fnUntraced(function* () {
    const { records } = yield* agent.session
    const points = rewindPoints(records).map(({ at, id, text }) => ({ recordId: id, text, when: at }))
    yield* doors.ask({ _tag: "Rewind", points }, (answer) =>
      answer._tag !== "Rewind"
        ? Effect.void
        : agent.rewind(answer.recordId).pipe(
            Effect.flatMap((rewound) => doors.say(`Taken back: ${printableLine(rewound.text)}`)),
            Effect.catchTag("RewindTargetUnknown", (error) => doors.say(error.message))
          )
    )
  })

  const run = Effect.fnUntraced(function* (command: string) {
    const settled = yield* callTool("Bash", { command })
    const said = callText(settled)
    return Effect.andThen(
      doors.say(printable(said)),
      agent.addContext(`The user ran \`${command}\`, which said:\n${said}`)
    )
  })

  const act = (action: UiAction): PlainDeed => {
    switch (action._tag) {
      case "Exit":
        return doors.leave
      case "ShowRewind":
        return rewind()
      case "SessionChanged":
        return Effect.flatMap(agent.session, ({ id, title }) =>
          doors.say(`Session: ${printableLine(title ?? "new")} (${printableLine(id)})`)
        )
      case "RunCommand":
        return doors.work(run(action.command))
      case "Changed":
        return Effect.void
      case "Copy":
        return doors.say(printable(action.text))
      default:
        return doors.say("This needs the full shell: start coderx without --plain.")
    }
  }

  /** Finds an outcome beside the loop, because it may ask a question of its own; then follows it. */
  const outcomeOf = (found: Effect.Effect<SlashOutcome, SlashFailed>): Effect.Effect<void> =>
    doors.work(
      Effect.match(found, {
        onSuccess: follow,
        onFailure: ({ message }) => doors.say(printable(message))
      })
    )

  const follow = (outcome: SlashOutcome): PlainDeed => {
    switch (outcome._tag) {
      case "Said":
        return doors.say(printable(saidText(outcome)))
      case "Sent":
        return Effect.andThen(
          Effect.forEach(outcome.notices, (notice) => doors.say(printable(notice)), { discard: true }),
          doors.begin(slash.events(outcome))
        )
      case "Ran":
        return doors.begin(slash.events(outcome))
      case "Pick": {
        const items = outcome.items.map((item) => ({
          value: item.value,
          label: item.current === true ? `${item.label} (now)` : item.label,
          ...(item.detail === undefined ? {} : { detail: item.detail })
        }))
        return doors.ask({ _tag: "Pick", title: outcome.title, items }, (answer) =>
          answer._tag === "Picked" ? outcomeOf(outcome.pick(answer.value)) : Effect.void
        )
      }
      case "AskText":
        return doors.ask({ _tag: "AskText", title: outcome.title, secret: outcome.secret }, (answer) =>
          answer._tag === "Text" ? outcomeOf(outcome.answer(answer.text)) : Effect.void
        )
      case "Ui":
        return Effect.andThen(
          act(outcome.action),
          outcome.says === undefined ? Effect.void : doors.say(printable(outcome.says))
        )
    }
  }

  /** Succeeds with whether the line was taken. */
  return Effect.fnUntraced(function* (line: string) {
    if (line.startsWith("!") && line.length > 1) {
      yield* doors.work(run(line.slice(1).trim()))
      return true
    }
    if (!line.startsWith("/")) return false
    const reading = yield* slash.read(line)
    if (reading._tag === "Prompt") return false
    if (reading._tag === "Unknown") yield* doors.say(printable(reading.message))
    else yield* outcomeOf(reading.command.run(reading.typed, "shell"))
    return true
  })
})
