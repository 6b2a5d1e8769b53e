import { Effect, type FileSystem, Path } from "effect"
import { shorten } from "../domain/columns.ts"
import { printable, printableLine } from "../domain/printable.ts"
import { Permission } from "../permission/Permission.ts"
import { Approvals } from "../settings/Approvals.ts"
import { judge, narrowed } from "../settings/policy.ts"
import { fileItemName } from "../settings/projectItems.ts"
import { readText } from "../settings/readText.ts"
import { Trust } from "../settings/Trust.ts"
import type { Tools } from "../tool/Tools.ts"
import type { Workspace } from "../workspace/Workspace.ts"
import type { CustomFile } from "./customFiles.ts"
import { expand } from "./expand.ts"
import { type FrontMatter, frontMatter, listField, textField } from "./frontMatter.ts"
import type { SlashCommand } from "./SlashCommand.ts"
import { SlashFailed } from "./SlashFailed.ts"
import type { Sent } from "./SlashOutcome.ts"
import { segments } from "./template.ts"

/** What the text of a command needs to be sent. */
export type CustomServices = Approvals | FileSystem.FileSystem | Path.Path | Permission | Tools | Trust | Workspace

/** Larger files are no prompts. */
const sizeLimit = 262_144

type Named = CustomFile & { readonly aliases: ReadonlyArray<string> }

/** Rules of a project's file as its settings could have them: never everything, and file tools inside the project only. */
const projectRules = (rules: ReadonlyArray<string>) => {
  const circumstances = { trusted: true, approved: () => true, current: () => undefined, tooWide: () => true }
  const mayStand = (rule: string): boolean => judge("permissions.allow", rule, circumstances) === "apply"
  return { allowed: rules.filter(mayStand).map(narrowed), refused: rules.filter((rule) => !mayStand(rule)) }
}

const read = Effect.fnUntraced(function* ({ file, name }: Named) {
  const outcome = yield* readText(file, sizeLimit)
  if (outcome?._tag === "Text") return { head: frontMatter(outcome.text), whole: outcome.text }
  const reason = outcome === undefined ? "is not there any more" : outcome.reason
  return yield* new SlashFailed({ command: name, message: `/${name}: ${printableLine(file)} ${reason}.` })
})

/** What a command of an untrusted project would run or allow; nothing for a mere prompt. */
const wants = (head: FrontMatter): ReadonlyArray<string> => [
  ...listField(head, "allowed-tools").map((rule) => `allow ${rule}`),
  ...segments(head.body).flatMap((segment) => (segment._tag === "Command" ? [`run ${segment.command}`] : []))
]

const send = Effect.fn("Slash.custom")(function* (one: Named, typed: string) {
  const { head, whole } = yield* read(one)
  const { folder, trusted } = yield* Trust
  const item = fileItemName(yield* Path.Path, folder, one.file)
  const asked = wants(head)
  if (one.whose === "project" && !trusted && asked.length > 0) {
    return yield* new SlashFailed({
      command: one.name,
      message: `/${one.name} comes with this project, which is not trusted, and would ${printableLine(asked.slice(0, 5).join(", "))}. Read ${printableLine(one.file)}, then run \`coderx trust\`, or start with --trust.`
    })
  }
  if (one.whose === "project" && asked.length > 0 && !(yield* Approvals).allows(item, whole)) {
    return yield* new SlashFailed({
      command: one.name,
      message: `/${one.name} is new, or has changed since you trusted this project, and would ${printableLine(asked.slice(0, 5).join(", "))}. Read ${printableLine(one.file)}, then run \`coderx trust approve ${printableLine(item)}\`, or start with --trust.`
    })
  }
  const rules = listField(head, "allowed-tools")
  const { allowed, refused } = one.whose === "project" ? projectRules(rules) : { allowed: rules, refused: [] }
  const permission = yield* Permission
  const { notices, parts, text } = yield* Effect.scoped(
    Effect.andThen(permission.allowing(allowed), expand(one.name, head.body, typed))
  )
  if (text === "" && parts.length === 0) {
    return yield* new SlashFailed({ command: one.name, message: `/${one.name}: ${printableLine(one.file)} is empty.` })
  }
  const model = textField(head, "model")
  return {
    _tag: "Sent",
    input: { content: parts.length === 0 ? text : [{ type: "text", text }, ...parts] },
    allowedTools: allowed,
    ...(model === undefined || model === "inherit" ? {} : { model }),
    notices: [...refused.map((rule) => `/${one.name}: a project's file cannot allow ${rule}.`), ...notices].map(
      printableLine
    )
  } satisfies Sent
})

/** The first words of the text, where the head does not describe it. */
const described = (head: FrontMatter, { file, whose }: Named): string => {
  const first = textField(head, "description") ?? head.body.split("\n").find((line) => line.trim() !== "") ?? file
  return shorten(printableLine(`${first.replace(/^#+\s*/, "").trim()} (${whose})`), 200)
}

/** A Markdown file as a command. Its head is read for the list; the whole is read again when it runs. */
export const customCommand = Effect.fnUntraced(function* (one: Named) {
  const head = yield* Effect.match(read(one), { onSuccess: ({ head }) => head, onFailure: () => frontMatter("") })
  const hint = textField(head, "argument-hint")
  const command: SlashCommand<CustomServices> = {
    name: one.name,
    aliases: one.aliases,
    summary: described(head, one),
    ...(hint === undefined ? {} : { argumentHint: printableLine(hint) }),
    help: printable(`From ${one.file}.`),
    examples: [],
    inPrint: true,
    origin: { _tag: "Custom", whose: one.whose, file: one.file },
    run: (typed) => send(one, typed)
  }
  return command
})
