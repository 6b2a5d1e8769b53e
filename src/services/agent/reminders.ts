import type { SessionRecord } from "../session/SessionRecord.ts"
import { standing } from "../session/rewind.ts"
import { planOver, planReminder } from "./systemPrompt.ts"

/** Whether the model, as far as the conversation tells it, believes to be in plan mode. */
export const believesPlan = (records: ReadonlyArray<SessionRecord>): boolean => {
  const last = standing(records).findLast(
    (record) =>
      record._tag === "compaction" ||
      (record._tag === "tool_result" && record.kind === "done" && record.part.name === "ExitPlanMode") ||
      (record._tag === "input" &&
        record.synthetic === true &&
        (record.content === planReminder || record.content === planOver))
  )
  return last?._tag === "input" && last.content === planReminder
}

/**
 * What the model must know that changed since it was last told, to be recorded before the user's input. Read off the
 * records, so that a resumed or rewound conversation is told what it lacks and nothing twice.
 *
 * @param today `2026-11-22`
 */
export const remindersFor = (
  records: ReadonlyArray<SessionRecord>,
  today: string,
  planning: boolean
): ReadonlyArray<string> => {
  const before = standing(records).at(-1)
  const believed = believesPlan(records)
  return [
    ...(before !== undefined && before.at.slice(0, 10) !== today ? [`The date is now ${today}.`] : []),
    ...(planning && !believed ? [planReminder] : []),
    ...(!planning && believed ? [planOver] : [])
  ]
}
