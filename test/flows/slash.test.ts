import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { scriptedModel } from "../layers/ScriptedModel.ts"
import { type Typed, type World, world } from "../layers/world.ts"

const lines = (typed: Typed): ReadonlyArray<Record<string, unknown>> =>
  typed.stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line))

/** What the model was sent last, as text. */
const sent = (one: World): string => JSON.stringify(one.model.requests.at(-1)?.messages)
const command = (text: string, head = ""): string => (head === "" ? text : `---\n${head}\n---\n${text}`)
const counted = [{ usage: { input: 900, output: 100 } }, "Done."] as const

describe("slash commands in -p", () => {
  it.live.each<[string, number, ReadonlyArray<string>]>([
    ["/help", 0, ["/compact [instructions]", "/add-dir <directory>"]],
    ["/help /compact", 0, ["/compact keep the names of the failing tests"]],
    ["/context", 0, ["of 200k tokens", "System prompt", "Every source", "AGENTS.md", "Bash", "not sent yet"]],
    ["/context all", 0, ["Every source", "TaskStop"]],
    ["/status", 0, ["1.2.3", "/work", "default", "not trusted"]],
    ["/tools", 0, ["Bash", "TOKENS"]],
    ["/memory", 0, ["/work/AGENTS.md", "project"]],
    ["/memory show", 0, ["Be brief."]],
    ["/cost", 0, ["No model was called"]],
    ["/usage 7", 0, ["No model was called in the last 7 days"]],
    ["/usage week", 1, ["/usage takes a number of days"]],
    ["/config", 0, ["permissions.mode", "= default"]],
    ["/config permissions.mode", 0, ["permissions.mode = default"]],
    ["/config permisions.mode", 1, ["permissions.mode"]],
    ["/permissions", 0, ["Mode: default"]],
    ["/permissions explain git push", 0, ["needs-approval"]],
    ["/model", 0, ["scripted/model"]],
    ["/sessions", 0, ["no sessions yet"]],
    ["/todos", 0, ["no list"]],
    ["/history", 0, ["Nothing was asked"]],
    ["/init", 0, ["is there already"]],
    ["/diff", 1, ["not in a git repository"]],
    ["/rename", 1, ["needs a title"]],
    ["/keybindings", 0, ["| keys | what they do | action |"]],
    ["/config effort high", 1, ["coderx config set effort VALUE"]],
    ["/export notes.md", 1, ["in the shell only"]],
    ["/plan off", 1, ["--permission-mode"]],
    ["/statusline touch x", 2, ["works in the shell only"]],
    ["/add-dir /", 2, ["works in the shell only"]],
    ["/contxt", 2, ["Did you mean /context?"]],
    ["/xyzzy", 2, ["There is no command /xyzzy", "/help"]],
    ["/vim", 2, ["/vim works in the shell only"]],
    ["/exit", 2, ["/exit works in the shell only"]]
  ])("%s ends with %i", ([line, code, wanted]) =>
    Effect.gen(function* () {
      const one = world({ files: { "/work/AGENTS.md": "Be brief." }, model: scriptedModel([]) })
      const typed = yield* one.coderx(["-p", line])
      for (const part of wanted) expect(code === 0 ? typed.stdout : typed.stderr).toContain(part)
      expect(typed.code).toBe(code)
      expect(one.model.requests).toHaveLength(0)
    })
  )

  it.live.each(["/etc/hosts is odd", "/work is this folder", "/usr/bin/env", "see /help", "// what is this"])(
    "%s is a prompt",
    (line) =>
      Effect.gen(function* () {
        const one = world({ model: scriptedModel(["Yes."]) })
        expect(yield* one.coderx(["-p", line])).toMatchObject({ code: 0, stdout: "Yes.\n" })
        expect(sent(one)).toContain(line)
      })
  )

  it.live("tells a machine as a run that called no model", () =>
    Effect.gen(function* () {
      const one = world()
      const [result] = lines(yield* one.coderx(["-p", "/tools", "--json"]))
      expect(result).toMatchObject({
        type: "result",
        subtype: "success",
        is_error: false,
        num_turns: 0,
        total_cost_usd: 0
      })
      expect(result?.["result"]).toContain("Bash")
      const [failed] = lines(yield* one.coderx(["-p", "/usage week", "--json"]))
      expect(failed).toMatchObject({ subtype: "error_during_execution", is_error: true })
    })
  )

  it.live("compacts the conversation that it goes on with", () =>
    Effect.gen(function* () {
      const one = world({ model: scriptedModel(["First.", "Second.", "Notes: two answers.", "Third."]) })
      yield* one.coderx(["-p", "one"])
      yield* one.coderx(["-p", "two", "-c"])
      const typed = yield* one.coderx(["-p", "/compact keep the numbers", "-c", "--output-format", "stream-json"])
      expect(typed.code).toBe(0)
      expect(sent(one)).toContain("keep the numbers")
      expect(lines(typed).map(({ subtype, type }) => `${type}:${subtype}`)).toEqual([
        "system:init",
        "system:compact_boundary",
        "result:success"
      ])
      yield* one.coderx(["-p", "three", "-c"])
      expect(sent(one)).toContain("two answers")
      expect(sent(one)).not.toContain("First.")
    })
  )

  it.live("has nothing to compact in a new session", () =>
    Effect.gen(function* () {
      const typed = yield* world().coderx(["-p", "/compact"])
      expect(typed).toMatchObject({ code: 0, stdout: "There is nothing to compact yet.\n" })
    })
  )

  it.live("draws what was used and what it cost, by model and day, and for the session alone", () =>
    Effect.gen(function* () {
      const price = { input: 10, output: 10, cacheRead: 1, cacheWrite: 1 }
      const one = world({ model: scriptedModel([[...counted], [...counted]], { info: { price } }) })
      yield* one.coderx(["-p", "one"])
      yield* one.coderx(["-p", "two"])
      const all = yield* one.coderx(["-p", "/usage"])
      expect(all.stdout).toContain("By model\nscripted/model  ████")
      expect(all.stdout).toMatch(/By day\n\d{4}-\d\d-\d\d {2}█+ {2}\$0\.02/)
      expect(all.stdout).toContain("In all: $0.02")
      const session = yield* one.coderx(["-p", "/cost", "-c"])
      expect(session.stdout).toContain("In all: $0.01")
    })
  )

  it.live("names the session that it goes on with, and shows its conversation", () =>
    Effect.gen(function* () {
      const one = world({ model: scriptedModel(["First."]) })
      yield* one.coderx(["-p", "one"])
      yield* one.coderx(["-p", "/rename parser rewrite", "-c"])
      expect((yield* one.coderx(["session", "list"])).stdout).toContain("parser rewrite")
      const shown = yield* one.coderx(["-p", "/export", "-c"])
      expect(shown.stdout).toContain("> one")
      expect(shown.stdout).toContain("First.")
    })
  )

  it.live("plans with the mode and the prompt", () =>
    Effect.gen(function* () {
      const call = { id: "t1", call: "Write", input: { file_path: "/work/x", content: "x" } }
      const one = world({ model: scriptedModel([[call], "Planned."]) })
      const typed = yield* one.coderx(["-p", "/plan move the parser", "--permission-mode", "acceptEdits"])
      expect(typed.stdout).toBe("Planned.\n")
      expect(sent(one)).toContain("move the parser")
      expect(yield* one.fs.exists("/work/x")).toBe(false)
    })
  )

  it.live("runs a command of the user's under the permissions and lets the model know", () =>
    Effect.gen(function* () {
      const one = world({ model: scriptedModel(["Hi.", "Seen."]), processes: { "*": { stdout: "three commits\n" } } })
      yield* one.coderx(["-p", "hello"])
      expect(yield* one.coderx(["-p", "/shell git log -3", "-c"])).toMatchObject({ code: 0, stdout: "three commits\n" })
      yield* one.coderx(["-p", "what was that?", "-c"])
      expect(sent(one)).toContain("three commits")
      const refused = yield* one.coderx(["-p", "/shell npm run ship"])
      expect(refused.code).toBe(1)
      expect(one.spawned.some(({ line }) => line.includes("npm run ship"))).toBe(false)
    })
  )
})

describe("custom commands", () => {
  it.live("put arguments, outputs and files in", () =>
    Effect.gen(function* () {
      const one = world({
        files: {
          "/home/me/.coderx/commands/fix.md": command(
            "Fix $1 ($ARGUMENTS).\nState: !`git status`\nRules: @rules.md, not @gone.md",
            "description: Fix a thing\nargument-hint: [what]"
          ),
          "/work/rules.md": "No tabs."
        },
        processes: { "*": { stdout: "clean, says $1 and !`date` and @rules.md\n" } },
        model: scriptedModel(["Fixed."])
      })
      const typed = yield* one.coderx(["-p", "/fix 'the parser' now"])
      expect(typed).toMatchObject({ code: 0, stdout: "Fixed.\n" })
      expect(sent(one)).toContain("Fix the parser ('the parser' now).")
      expect(sent(one)).toContain("State: clean, says $1 and !`date` and @rules.md")
      expect(sent(one)).toContain("Contents of rules.md:")
      expect(sent(one)).toContain("No tabs.")
      expect(sent(one)).not.toContain("Contents of gone.md")
      expect(one.spawned.filter(({ line }) => line.includes("date"))).toHaveLength(0)
      expect((yield* one.coderx(["-p", "/help"])).stdout).toContain("/fix [what]")
    })
  )

  it.live("never run what was typed, and keep what has no place in the text", () =>
    Effect.gen(function* () {
      const one = world({
        files: { "/home/me/.coderx/commands/say.md": "Say it." },
        processes: { "*": { stdout: "ran" } },
        model: scriptedModel(["Said."])
      })
      yield* one.coderx(["-p", "/say it !`touch x` please"])
      expect(sent(one)).toContain("Say it.\\n\\nit !`touch x` please")
      expect(one.spawned.some(({ line }) => line.includes("touch"))).toBe(false)
    })
  )

  it.live("end before they are sent where a command of theirs may not run", () =>
    Effect.gen(function* () {
      const one = world({
        files: { "/home/me/.coderx/commands/ship.md": "Log: !`npm run ship`" },
        model: scriptedModel([])
      })
      const typed = yield* one.coderx(["-p", "/ship"])
      expect(typed.code).toBe(1)
      expect(typed.stderr).toContain("/ship was not sent, because its command `npm run ship` did not run")
      expect(one.model.requests).toHaveLength(0)
    })
  )

  it.live("of the user's own allow what their head says, for their run alone", () =>
    Effect.gen(function* () {
      const call = { id: "t1", call: "Bash", input: { command: "npm run ship" } }
      const one = world({
        files: {
          "/home/me/.coderx/commands/ship.md": command("Ship: !`npm run ship`", "allowed-tools: Bash(npm run ship)")
        },
        processes: { "*": { stdout: "published\n" } },
        model: scriptedModel([[call], "Shipped.", [call], "No."])
      })
      const [result] = lines(yield* one.coderx(["-p", "/ship", "--json"]))
      expect(result).toMatchObject({ subtype: "success", result: "Shipped.", permission_denials: [] })
      const [later] = lines(yield* one.coderx(["-p", "ship it", "-c", "--json"]))
      expect(later?.["permission_denials"]).toHaveLength(1)
    })
  )

  it.live("of a project run nothing and allow nothing before it is trusted; a mere prompt does no harm", () =>
    Effect.gen(function* () {
      const one = world({
        files: {
          "/work/.git": { directory: true },
          "/work/.claude/commands/git/commit.md": command("Commit. !`git status`", "allowed-tools: Bash(git commit:*)"),
          "/work/.coderx/commands/all.md": command("All.", "allowed-tools: Bash, Write"),
          "/work/.coderx/commands/ask.md": "Ask about $ARGUMENTS."
        },
        processes: { "*": { stdout: "clean\n" } },
        model: scriptedModel(["Asked.", "Committed.", [{ id: "t", call: "Bash", input: { command: "npm i" } }], "No."])
      })
      expect((yield* one.coderx(["-p", "/ask x"])).stdout).toBe("Asked.\n")
      const refused = yield* one.coderx(["-p", "/git:commit"])
      expect(refused.code).toBe(1)
      expect(refused.stderr).toContain("allow Bash(git commit:*), run git status")
      expect(one.spawned.some(({ line }) => line.includes("git status"))).toBe(false)
      expect((yield* one.coderx(["-p", "/git:commit", "--trust"])).stdout).toBe("Committed.\n")
      expect(sent(one)).toContain("Commit. clean")
      const [all] = lines(yield* one.coderx(["-p", "/all", "--trust", "--json"]))
      expect(all?.["permission_denials"]).toHaveLength(1)
    })
  )

  it.live("of a project cannot bring in files from outside of it, be it by a link or by a name", () =>
    Effect.gen(function* () {
      const one = world({
        files: {
          "/work/.git": { directory: true },
          "/work/.coderx/commands/key.md": { link: "/home/me/secret.md" },
          "/work/.coderx/commands/look.md": "Look: @/home/me/secret.md",
          "/home/me/secret.md": "the secret"
        },
        model: scriptedModel(["Looked."])
      })
      expect((yield* one.coderx(["-p", "/key"])).code).toBe(2)
      const typed = yield* one.coderx(["-p", "/look"])
      expect(typed.stderr).toContain("@/home/me/secret.md was not put in")
      expect(sent(one)).not.toContain("the secret")
    })
  )

  it.live("are answered by the model that they ask for; the session goes on with its own", () =>
    Effect.gen(function* () {
      const one = world({
        files: { "/home/me/.coderx/commands/quick.md": command("Be quick.", "model: scripted/small") },
        model: scriptedModel(["First.", "Quick.", "Third."])
      })
      yield* one.coderx(["-p", "one"])
      yield* one.coderx(["-p", "/quick", "-c"])
      yield* one.coderx(["-p", "three", "-c"])
      expect(one.model.requests.map(({ model }) => model.name)).toEqual(["model", "small", "model"])
    })
  )

  it.live("stand behind ours, which keep their names", () =>
    Effect.gen(function* () {
      const one = world({
        files: { "/home/me/.coderx/commands/review.md": "Mine.", "/home/me/.coderx/commands/not a name.md": "x" },
        model: scriptedModel(["Ours.", "Mine."])
      })
      yield* one.coderx(["-p", "/review"])
      expect(sent(one)).toContain("not committed")
      yield* one.coderx(["-p", "/user:review"])
      expect(sent(one)).toContain("Mine.")
    })
  )
})

describe("slash commands for hosts", () => {
  const user = (content: unknown) => JSON.stringify({ type: "user", message: { role: "user", content } })
  const host = ["--output-format", "stream-json", "--input-format", "stream-json"]

  it.live("are named in the init event and in the answer to initialize", () =>
    Effect.gen(function* () {
      const one = world({
        files: { "/home/me/.coderx/commands/git/tidy.md": command("Tidy.", "description: Tidy up") },
        model: scriptedModel(["Hello."])
      })
      const initialize = JSON.stringify({
        type: "control_request",
        request_id: "1",
        request: { subtype: "initialize" }
      })
      const typed = lines(yield* one.coderx(host, `${initialize}\n${user("hi")}\n`))
      const init = typed.find(({ subtype }) => subtype === "init")
      expect(init?.["slash_commands"]).toEqual(expect.arrayContaining(["compact", "context", "git:tidy"]))
      expect(init?.["slash_commands"]).not.toContain("vim")
      expect(JSON.stringify(typed.find(({ type }) => type === "control_response"))).toContain(
        '{"name":"git:tidy","description":"Tidy up (user)","argumentHint":""}'
      )
    })
  )

  it.live("run in their session; what there is not is told in the result", () =>
    Effect.gen(function* () {
      const one = world({ model: scriptedModel(["Hello."]) })
      const input = [user("hi"), user([{ type: "text", text: "/context" }]), user("/contxt"), user("/vim")].join("\n")
      const typed = lines(yield* one.coderx(host, `${input}\n`))
      const results = typed.filter(({ type }) => type === "result")
      expect(results.map(({ subtype }) => subtype)).toEqual([
        "success",
        "success",
        "error_during_execution",
        "error_during_execution"
      ])
      expect(results[1]?.["result"]).toContain("You: hi")
      expect(new Set(typed.map((line) => line["session_id"])).size).toBe(1)
      expect(JSON.stringify(results[2])).toContain("Did you mean /context?")
    })
  )
})
