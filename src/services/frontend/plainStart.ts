import { Effect } from "effect"
import { RunFlags } from "../settings/RunFlags.ts"
import { trustFolder } from "../settings/trustChanges.ts"
import type { DialogAnswer } from "../ui/dialogs/request.ts"
import { firstQuestion, keepSetup } from "./firstRun.ts"
import type { PlainDeed, PlainDoors } from "./plainDoors.ts"
import { PlainLines } from "./PlainLines.ts"
import { ShellRestarted } from "./ShellLeft.ts"

/**
 * Asks what has to be known before the first prompt, as the shell on the screen does: the first run, or trust. `go` is done
 * once nothing is to be asked. What was chosen holds once settings are read anew, so the shell begins again with it.
 */
export const plainStart = Effect.fnUntraced(function* (
  doors: Pick<PlainDoors, "ask" | "leave" | "say">,
  go: PlainDeed
) {
  const flags = yield* RunFlags
  const { isTerminal } = yield* PlainLines
  const request = flags.asked === true || !(yield* isTerminal) ? undefined : yield* firstQuestion
  if (request === undefined) return yield* go
  const services = yield* Effect.context<
    Effect.Services<ReturnType<typeof keepSetup>> | Effect.Services<ReturnType<typeof trustFolder>>
  >()
  const keep = (kept: Effect.Effect<unknown, { readonly message: string }>): PlainDeed =>
    Effect.matchEffect(kept, {
      onSuccess: () => Effect.fail(new ShellRestarted({ draft: "" })),
      onFailure: ({ message }) => Effect.andThen(doors.say(message), go)
    })
  const take = (answer: DialogAnswer): PlainDeed => {
    if (answer._tag === "Trust") {
      if (answer.answer === "leave") return doors.leave
      return answer.answer === "trust" ? keep(Effect.provideContext(trustFolder("."), services)) : go
    }
    if (answer._tag !== "FirstRun") return go
    if (answer.answer.trust === "leave") return doors.leave
    return keep(Effect.provideContext(keepSetup(answer.answer), services))
  }
  return yield* doors.ask(request, take)
})
