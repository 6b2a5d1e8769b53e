import { Effect, Schema } from "effect"
import { Interaction } from "../interaction/Interaction.ts"
import { defineTool, ToolFailed } from "./CoderTool.ts"

const Option = Schema.Struct({ label: Schema.NonEmptyString, description: Schema.optionalKey(Schema.String) })

const Question = Schema.Struct({
  question: Schema.NonEmptyString,
  header: Schema.optionalKey(Schema.String),
  multiSelect: Schema.optionalKey(Schema.Boolean),
  options: Schema.Array(Option).check(Schema.isMinLength(1), Schema.isMaxLength(10))
})

const Input = Schema.Struct({ questions: Schema.Array(Question).check(Schema.isMinLength(1), Schema.isMaxLength(4)) })

/** As hosts know it: text of the question → answer, several joined by commas. */
const Output = Schema.Struct({
  questions: Schema.Array(Question),
  answers: Schema.Record(Schema.String, Schema.String)
})

/** Asks the user to choose. Words of the user's own are an answer too; no answer is told as what it is. */
export const askUserQuestion = defineTool({
  name: "AskUserQuestion",
  description:
    "Asks the user 1 to 4 questions with 2 to 4 options each, when you cannot go on well without a decision of theirs. They can always answer in their own words.",
  input: Input,
  output: Output,
  effect: "runs",
  harmless: true,
  offered: "where-someone-answers",
  inputSchema: {
    type: "object",
    properties: {
      questions: {
        type: "array",
        items: {
          type: "object",
          properties: {
            question: { type: "string" },
            header: { type: "string", description: "At most 12 letters" },
            multiSelect: { type: "boolean" },
            options: {
              type: "array",
              items: {
                type: "object",
                properties: { label: { type: "string" }, description: { type: "string" } },
                required: ["label"]
              }
            }
          },
          required: ["question", "options"]
        }
      }
    },
    required: ["questions"]
  },
  accesses: () => [],
  run: Effect.fnUntraced(function* ({ questions }, { callId }) {
    const interaction = yield* Interaction
    const reply = yield* interaction.askUser(questions, callId)
    if (reply._tag === "Declined") {
      return yield* new ToolFailed({
        message: reply.interrupt ? reply.message : `The user chose nothing and says: ${reply.message}`,
        stop: reply.interrupt
      })
    }
    const answers = questions.map(({ question }, index) => [question, (reply.answers[index] ?? []).join(", ")] as const)
    return { questions, answers: Object.fromEntries(answers) }
  }),
  forModel: ({ answers }) =>
    Object.entries(answers)
      .map(([question, answer]) => `${question} → ${answer === "" ? "(no answer)" : answer}`)
      .join("\n")
})
