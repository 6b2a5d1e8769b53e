import { type Cause, Effect, Layer, Option, Queue, Schema, Stream } from "effect"
import { Agent, type AgentFault } from "../../services/agent/Agent.ts"
import type { AgentEvent } from "../../services/domain/AgentEvent.ts"
import type { Input } from "../../services/domain/Input.ts"
import { PermissionMode } from "../../services/domain/PermissionMode.ts"
import { logged } from "../../services/frontend/eventLog.ts"
import { Frontend, RunUnsuccessful, UsageWrong } from "../../services/frontend/Frontend.ts"
import { HostChannel, type WireObject } from "../../services/frontend/HostChannel.ts"
import type { HostRequest } from "../../services/frontend/hostRequest.ts"
import { inputEvents, withSlashNames } from "../../services/frontend/inputEvents.ts"
import { withLastWord } from "../../services/frontend/lastWord.ts"
import { settingsNotices, withNotices } from "../../services/frontend/notices.ts"
import { Host } from "../../services/host/Host.ts"
import type { ModelFault } from "../../services/model/ModelFault.ts"
import { Models } from "../../services/model/Models.ts"
import { Permission } from "../../services/permission/Permission.ts"
import type { SlashedServices } from "../../services/frontend/slashed.ts"
import { RunFlags } from "../../services/settings/RunFlags.ts"
import { Settings } from "../../services/settings/Settings.ts"
import { Slash } from "../../services/slash/Slash.ts"
import { type ListenerGone, Renderer } from "../../services/ui/Renderer.ts"

const decodeMode = Schema.decodeUnknownOption(PermissionMode)

/** A control request that cannot be answered with success. */
class Refused extends Schema.TaggedError<Refused>()("Refused", { message: Schema.String }) {}

const refuse = (message: string) => Effect.fail(new Refused({ message }))

/** What an `initialize` may bring and Coder-X does not use yet. */
const unused = ["hooks", "sdkMcpServers", "agents"] as const

const wantsStream = new UsageWrong({
  message: "--input-format stream-json needs --output-format stream-json: the answers to a host are lines too"
})

const isGiven = (value: unknown): boolean =>
  typeof value === "object" && value !== null && Object.keys(value).length > 0

/** Hosts send a text or several; an empty one asks for nothing else than what there is. */
const promptText = (value: unknown): string | undefined => {
  const parts = (Array.isArray(value) ? value : [value]).filter(
    (part) => typeof part === "string" && part.trim() !== ""
  )
  return parts.length === 0 ? undefined : parts.join("\n\n")
}

/** A host program drives one session: its messages one after another, its control requests at once. Contract section 2. */
export const host: Layer.Layer<Frontend, never, HostChannel | Models | Renderer | SlashedServices> = Layer.effect(
  Frontend,
  Effect.gen(function* () {
    const flags = yield* RunFlags
    const agent = yield* Agent
    const channel = yield* HostChannel
    const { pid } = yield* Host
    const models = yield* Models
    const permission = yield* Permission
    const services = yield* Effect.context<SlashedServices>()
    const slash = yield* Slash
    const renderer = yield* Renderer
    const settings = yield* Settings

    const warn = (message: string) => renderer.render(Stream.make<[AgentEvent]>({ _tag: "Warned", message }))

    const initialize = Effect.fnUntraced(function* (body: WireObject) {
      const left = unused.filter((key) => isGiven(body[key]))
      if (left.length > 0) yield* warn(`Coder-X does not use these yet: ${left.join(", ")}.`)
      yield* agent.setPrompt({
        custom: promptText(body["systemPrompt"]),
        append: promptText(body["appendSystemPrompt"])
      })
      const model = yield* Effect.option(models.resolve(settings.values.model))
      return {
        commands: (yield* slash.commands()).flatMap(({ argumentHint, inPrint, name, summary }) =>
          inPrint ? [{ name, description: summary, argumentHint: argumentHint ?? "" }] : []
        ),
        agents: [],
        output_style: "default",
        available_output_styles: ["default"],
        models: Option.match(model, {
          onNone: () => [],
          onSome: (info) => [
            {
              value: `${info.provider}/${info.name}`,
              displayName: info.title,
              description: `${info.provider}/${info.name}`
            }
          ]
        }),
        account: {},
        pid
      }
    })

    const contextUsage = Effect.map(agent.contextUsage, (usage) => ({
      categories: usage.categories.map((category) => ({
        ...category,
        color: "",
        kind: category.name === "Free space" ? "free" : "used"
      })),
      totalTokens: usage.tokens,
      maxTokens: usage.window,
      rawMaxTokens: usage.window,
      percentage: usage.window === 0 ? 0 : Math.round((usage.tokens / usage.window) * 100),
      model: usage.model,
      gridRows: [],
      memoryFiles: usage.sources
        .filter(({ kind }) => kind === "memory")
        .map(({ name, tokens }) => ({ path: name, type: "Memory", tokens })),
      mcpTools: [],
      systemTools: usage.sources.filter(({ kind }) => kind === "tool").map(({ name, tokens }) => ({ name, tokens })),
      sources: usage.sources
    }))

    const answerTo = (
      subtype: string,
      body: WireObject
    ): Effect.Effect<WireObject, Refused | ListenerGone | AgentFault | ModelFault> => {
      switch (subtype) {
        case "initialize":
          return initialize(body)
        case "interrupt":
          return Effect.as(agent.interrupt, {})
        case "set_permission_mode": {
          const mode = decodeMode(body["mode"])
          return Option.isNone(mode)
            ? refuse(`mode must be one of ${PermissionMode.literals.join(", ")}`)
            : Effect.as(permission.setMode(mode.value), { mode: mode.value })
        }
        case "set_model": {
          const model = body["model"] ?? settings.values.model
          return typeof model === "string" ? Effect.as(agent.setModel(model), {}) : refuse("model must be a name")
        }
        case "mcp_status":
          return Effect.succeed({ mcpServers: [] })
        case "get_context_usage":
          return contextUsage
        default:
          return refuse(`Unsupported control request: ${subtype}`)
      }
    }

    const control = (id: string, subtype: string, body: WireObject) =>
      Effect.matchEffect(answerTo(subtype, body), {
        onSuccess: (response) =>
          channel.send({ type: "control_response", response: { subtype: "success", request_id: id, response } }),
        onFailure: (error) =>
          channel.send({
            type: "control_response",
            response: { subtype: "error", request_id: id, error: error.message }
          })
      })

    return Frontend.of({
      run: Effect.gen(function* () {
        if (flags.outputFormat !== "stream-json") return yield* wantsStream
        const inputs = yield* Queue.unbounded<Input, Cause.Done>()
        const receive = (request: HostRequest) => {
          if (request._tag === "UserMessage") return Queue.offer(inputs, request.input)
          if (request._tag === "Control") return control(request.id, request.subtype, request.body)
          return request._tag === "Malformed" ? warn(request.reason) : Effect.void
        }
        yield* channel.inbox.pipe(
          Stream.runForEach(receive),
          Effect.ignore,
          Effect.ensuring(Queue.end(inputs)),
          Effect.forkScoped
        )
        let notices = settingsNotices(settings)
        let ending = "success"
        yield* Stream.fromQueue(inputs).pipe(
          Stream.runForEach((input) => {
            const events = Stream.unwrap(Effect.provideContext(inputEvents(input, "host"), services)).pipe(
              withSlashNames(slash),
              withNotices(notices),
              logged(flags.debug === true),
              Stream.map((event) => {
                if (event._tag === "RunEnded") ending = event.ending
                return event
              })
            )
            notices = []
            return withLastWord(agent, renderer.render(events))
          })
        )
        if (ending !== "success") return yield* new RunUnsuccessful({ ending })
      }).pipe(Effect.scoped)
    })
  })
)
