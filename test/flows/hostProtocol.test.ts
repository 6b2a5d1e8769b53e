import { readFileSync } from "node:fs"
import { join } from "node:path"
import { afterEach, describe, expect, it } from "vitest"
import type { Turn } from "../../scripts/scriptedServer.mjs"
import { type Place, place, start, until } from "./binary.ts"

/** What the published Agent SDK said, said again to the real program. test/data/host-protocol/README.md */
type Json = { readonly [key: string]: unknown }
type Step =
  | { readonly argv: ReadonlyArray<string> }
  | { readonly in: Json }
  | { readonly out: Json }
  | { readonly exit: number }

const data = join(import.meta.dirname, "../data/host-protocol")
const steps = (name: string, project: string): ReadonlyArray<Step> =>
  readFileSync(join(data, `${name}.jsonl`), "utf8")
    .replaceAll("{DIR}", project)
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line))

const questions = [
  {
    question: "Which name?",
    header: "Name",
    multiSelect: false,
    options: [
      { label: "a.txt", description: "short" },
      { label: "b.txt", description: "other" }
    ]
  },
  {
    question: "Which extras?",
    header: "Extras",
    multiSelect: true,
    options: [
      { label: "log", description: "x" },
      { label: "cache", description: "y" }
    ]
  }
]
const bash = (command: string) => ({ name: "Bash", input: { command } })
const scripts: Readonly<Record<string, (project: string) => ReadonlyArray<Turn>>> = {
  tools: () => [{ text: "Looking.", calls: [bash("echo hello")] }, { text: "It says hello." }],
  permission: (project) => [
    { text: "Writing.", calls: [{ name: "Write", input: { file_path: join(project, "a.txt"), content: "hi" } }] },
    { text: "Deleting.", calls: [bash("touch b.txt")] },
    { text: "Done." }
  ],
  questions: (project) => [
    { text: "I ask.", calls: [{ name: "AskUserQuestion", input: { questions } }] },
    { text: "Planning.", calls: [{ name: "ExitPlanMode", input: { plan: "1. Write a.txt" } }] },
    { text: "Writing.", calls: [{ name: "Write", input: { file_path: join(project, "a.txt"), content: "hi" } }] },
    { text: "Done." }
  ],
  interrupt: () => [{ text: "Sleeping.", calls: [bash("sleep 60")] }, { text: "Done." }]
}

/** Whether a line has everything that was recorded of one; ids are ours and differ. */
const fits = (line: unknown, wanted: unknown): boolean => {
  if (typeof wanted !== "object" || wanted === null) return line === wanted
  if (typeof line !== "object" || line === null) return false
  if (Array.isArray(wanted))
    return Array.isArray(line) && line.length === wanted.length && wanted.every((item, at) => fits(line[at], item))
  return Object.entries(wanted).every(([key, value]) => fits(Reflect.get(line, key), value))
}

const isControl = (line: Json): boolean => String(line["type"]).startsWith("control_")
const without = (line: Json, key: string): Json =>
  Object.fromEntries(Object.entries(line).filter(([name]) => name !== key))

let opened: Place | undefined
afterEach(async () => {
  await opened?.close()
})

describe("the published Agent SDK", () => {
  it.each(["tools", "permission", "questions", "interrupt"])("gets what it expects: %s", async (name) => {
    // The script names the project's directory, which is there only once the place is.
    const turns: Array<Turn> = []
    const one = await place(turns)
    opened = one
    turns.push(...(scripts[name]?.(one.project) ?? []))
    const recorded = steps(name, one.project)
    const argv = recorded.flatMap((step) => ("argv" in step ? step.argv : []))
    const running = start(one, argv)

    const ids = new Map<unknown, unknown>()
    const used = new Set<Json>()
    const lines = new Map<string, Json>()
    const told = (): ReadonlyArray<Json> => {
      for (const text of running.stdout().split("\n").slice(0, -1))
        if (!lines.has(text)) lines.set(text, JSON.parse(text))
      return [...lines.values()]
    }
    const see = async (wanted: Json) => {
      const asks = wanted["type"] === "control_request"
      const shape = asks ? without(wanted, "request_id") : wanted
      let found: Json | undefined
      await until(() => {
        found = told().find((line) => !used.has(line) && fits(line, shape))
        return found !== undefined || running.child.exitCode !== null
      })
      expect(found, `nothing like ${JSON.stringify(wanted)} in\n${running.stdout()}`).toBeDefined()
      if (found === undefined) return
      used.add(found)
      if (asks) ids.set(wanted["request_id"], found["request_id"])
    }
    const answered = (line: Json): Json => {
      const response = line["response"]
      if (line["type"] !== "control_response" || typeof response !== "object" || response === null) return line
      return { ...line, response: { ...response, request_id: ids.get(Reflect.get(response, "request_id")) } }
    }

    for (const step of recorded) {
      if ("in" in step) running.child.stdin.write(`${JSON.stringify(answered(step.in))}\n`)
      if ("out" in step) await see(step.out)
    }
    running.child.stdin.end()
    const ended = await running.ended
    expect([ended.code, ended.stderr]).toEqual([recorded.flatMap((step) => ("exit" in step ? [step.exit] : []))[0], ""])

    const kinds = (all: ReadonlyArray<Json>) =>
      all.filter((line) => !isControl(line)).map((line) => [line["type"], line["subtype"]])
    expect(kinds(told())).toEqual(kinds(recorded.flatMap((step) => ("out" in step ? [step.out] : []))))
  })
})

describe("tools that need somebody who answers, or the plan mode", () => {
  it.each([
    ["default", true, ["AskUserQuestion questions*"]],
    ["plan", true, ["AskUserQuestion questions*", "ExitPlanMode plan*"]],
    ["plan", false, ["ExitPlanMode plan*"]],
    ["default", false, []]
  ])("mode %s, a host that answers: %s", async (mode, answers, expected) => {
    const one = await place([{ text: "Done." }])
    opened = one
    const asking = answers ? ["--permission-prompt-tool=stdio"] : []
    const formats = ["--input-format", "stream-json", "--output-format", "stream-json"]
    const running = start(one, [...formats, ...asking, "--permission-mode", mode])
    running.child.stdin.end(`${JSON.stringify({ type: "user", message: { role: "user", content: "hello" } })}\n`)
    expect((await running.ended).code).toBe(0)
    const request = one.server.requests[0]?.body
    expect(Buffer.byteLength(JSON.stringify(request))).toBeLessThanOrEqual(12_000)
    const tools: ReadonlyArray<{ readonly name: string; readonly input_schema: { readonly required?: unknown } }> =
      Array.isArray(request?.tools) ? request.tools : []
    const special = tools.filter(({ name }) => name === "AskUserQuestion" || name === "ExitPlanMode")
    expect(special.map((tool) => `${tool.name} ${String(tool.input_schema.required)}*`)).toEqual(expected)
    expect(tools.some(({ name }) => name === "Write")).toBe(mode !== "plan")
  })
})
