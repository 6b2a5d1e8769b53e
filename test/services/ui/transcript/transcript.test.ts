import { describe, expect, it } from "vitest"
import { hunksOf } from "../../../../src/services/workspace/hunks.ts"
import {
  advance,
  begin,
  drawBlock,
  drawBlocks,
  liveLines,
  recentBlocks
} from "../../../../src/services/ui/transcript/transcript.ts"
import { plainLine } from "../../../../src/services/ui/text/lines.ts"
import type { TranscriptEvent } from "../../../../src/services/ui/transcript/Block.ts"
import { chunked, coloured, faults, hostile, numbers, plain } from "../surfaces.ts"
import { call, ended, makeScreen, part, replied, says, settled, started, thinks } from "./world.ts"

const view = plain(60)
const bash = call("c1", "Bash", { command: "npm test" })
const read = call("c2", "Read", { file_path: "/work/a.ts" })
const readOutput = { type: "text", file: { numLines: 3, totalLines: 10 } }

describe("what the user sent", () => {
  const taken = (content: Extract<TranscriptEvent, { _tag: "UserSaid" }>["content"]) => {
    const screen = makeScreen(view)
    const { settled } = screen.frame({ _tag: "UserSaid", content })
    const [block] = recentBlocks(screen.state())
    return { settled, unfolded: block === undefined ? [] : drawBlock(block, view, true) }
  }
  const text = (said: string) => ({ type: "text", text: said }) as const
  const image = { type: "file", mediaType: "image/png", fileName: "/work/a b.png", data: "AAAA" } as const

  it("names files and images that it brings along, and writes files out only unfolded", () => {
    const { settled, unfolded } = taken([
      text("see @a.txt and [image 1]"),
      text("Contents of a.txt:\n     1\tone\n     2\ttwo\n"),
      text("[image 1]:"),
      text("/work/a b.png (image/png, 84 bytes)"),
      image,
      text("@b.txt was not put in: no")
    ])
    expect(settled).toEqual([
      "> see @a.txt and [image 1]",
      "  @b.txt was not put in: no",
      "  [file: a.txt, 2 lines]",
      "  [image: /work/a b.png, 3 bytes]"
    ])
    expect(unfolded.join("\n")).toContain("two")
  })

  it("is shown as it is where it only reads like a file's contents", () => {
    expect(taken([text("Contents of a.txt:\none"), text("more")]).settled).toEqual([
      "> Contents of a.txt:",
      "  one",
      "  more"
    ])
    expect(taken([image]).settled).toEqual(["  [image: /work/a b.png, 3 bytes]"])
  })
})

describe("the line of a call", () => {
  it("says what a question asks, and leaves a plan to what stands below", () => {
    const questions = { questions: [{ question: "Which colour?" }, { question: "How many?" }] }
    const screen = makeScreen(view)
    const asked = call("q1", "AskUserQuestion", questions)
    expect(screen.frame(started(asked)).live).toEqual(["○ AskUserQuestion Which colour? · How many?"])
    const plan = call("p1", "ExitPlanMode", { plan: "Do it." })
    expect(makeScreen(view).frame(settled(plan, "yes")).settled).toEqual(["● ExitPlanMode", "  Do it."])
  })
})

describe("the end of a run", () => {
  it("marks what the user stopped as no failure", () => {
    const at = (error: string) => makeScreen(view).frame(ended("error_during_execution", [error])).settled[0]
    expect(at("The run was stopped at a question.")).toBe("■ The run was stopped at a question.")
    expect(at("Anthropic answered 400.")).toBe("✗ Anthropic answered 400.")
  })

  it("tells no tokens and no price of a run of which none were told", () => {
    const stopped = { ...ended("error_during_execution", ["Interrupted by the user."]), costUsd: 0 }
    const usage = { inputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0, outputTokens: 0 }
    expect(makeScreen(view).frame({ ...stopped, usage } as TranscriptEvent).settled).toEqual([
      "■ Interrupted by the user.",
      "─ 12 s · 2 turns"
    ])
  })
})

describe("a reply", () => {
  it("settles what is finished and shows the rest", () => {
    const screen = makeScreen(view)
    expect(screen.frame(says("Hello **wor"))).toEqual({ settled: [], live: ["Hello wor"] })
    expect(screen.frame(says("ld**.\n\nSecond"))).toEqual({ settled: ["Hello world."], live: ["", "Second"] })
    expect(screen.frame(says(" one."), replied())).toEqual({ settled: ["", "Second one."], live: [] })
    expect(recentBlocks(screen.state())).toEqual([{ _tag: "Text", markdown: "Hello **world**.\n\nSecond one." }])
  })

  it("folds thinking once it is done", () => {
    const screen = makeScreen(view)
    expect(screen.frame(thinks("First this.\nThen that.")).live).toEqual([
      "∴ thinking …",
      "  First this.",
      "  Then that."
    ])
    expect(screen.frame(says("Done.")).settled).toEqual(["∴ thought 4 words (Ctrl+O)"])
    const [block] = recentBlocks(screen.state())
    expect(block === undefined ? [] : drawBlock(block, view, true)).toEqual([
      "∴ thought 4 words",
      "  First this.",
      "  Then that."
    ])
  })

  it("is drawn from the whole where no pieces came", () => {
    const screen = makeScreen(view)
    const event = replied("m9")
    if (event._tag !== "ReplyReceived") throw new Error("no reply")
    const content = [{ type: "text", text: "All at once." } as const]
    expect(screen.frame({ ...event, content }).settled).toEqual(["All at once."])
    // And not twice where they did.
    expect(screen.frame(says("In pieces."), { ...replied(), content } as typeof event).settled).toEqual([
      "",
      "In pieces."
    ])
  })

  it("tells that it was cut off", () => {
    expect(makeScreen(view).frame(says("Half"), replied("m1", true)).settled).toEqual([
      "Half",
      "",
      "! the reply was cut off here"
    ])
  })

  it("is not cut in two by a warning", () => {
    const screen = makeScreen(view)
    expect(
      screen.frame(says("One sen"), { _tag: "Warned", message: "mind this" }, says("tence."), replied()).settled
    ).toEqual(["One sentence.", "", "! mind this"])
  })
})

describe("calls", () => {
  it("are one line each, with their state", () => {
    const screen = makeScreen(view)
    expect(screen.frame(part({ type: "tool-params-start", id: "c1", name: "Bash" })).live).toEqual(["○ Bash …"])
    expect(screen.frame(replied(), started(bash)).live).toEqual(["○ Bash npm test"])
    expect(screen.frame({ _tag: "ToolProgressed", callId: "c1", text: "one\ntwo\nthree\nfour\n" }).live).toEqual([
      "○ Bash npm test",
      "  two",
      "  three",
      "  four"
    ])
    expect(screen.frame(settled(bash, "ok", { exitCode: 0 }))).toEqual({
      settled: ["● Bash npm test", "  ok"],
      live: []
    })
  })

  it("stand in the order in which they started, and close up where they are one line", () => {
    const screen = makeScreen(view)
    const other = call("c3", "Grep", { pattern: "x", path: "src" })
    expect(screen.frame(started(read), started(other)).live).toEqual(["○ Read /work/a.ts", "○ Grep x in src"])
    const late = screen.frame(settled(other, "a\nb"))
    expect(late).toEqual({ settled: [], live: ["○ Read /work/a.ts", "● Grep x in src · 2 lines"] })
    expect(screen.frame(settled(read, "1\n2\n3", readOutput)).settled).toEqual([
      "● Read /work/a.ts · 3 lines of 10",
      "● Grep x in src · 2 lines"
    ])
  })

  it("say what is hidden of long output, and unfold to all of it", () => {
    const output = Array.from({ length: 40 }, (_, index) => `line ${index}`).join("\n")
    const screen = makeScreen(view)
    expect(screen.frame(settled(bash, output, { exitCode: 0 })).settled).toEqual([
      "● Bash npm test",
      "  line 0",
      "  line 1",
      "  line 2",
      "  … 34 lines hidden (Ctrl+O)",
      "  line 37",
      "  line 38",
      "  line 39"
    ])
    const [block] = recentBlocks(screen.state())
    const whole = block === undefined ? [] : drawBlock(block, view, true)
    expect(whole.slice(0, 4)).toEqual(["● Bash", "  input", "  npm test", "  output"])
    expect(whole).toHaveLength(44)
  })

  it.each([
    ["failed", "✗ Bash npm test · failed", "  it broke"],
    ["refused", "⊘ Bash npm test · refused", "  it broke"],
    ["invalid", "✗ Bash npm test · invalid", "  it broke"],
    ["interrupted", "■ Bash npm test · interrupted", "  it broke"]
  ] as const)("tell that they were %s", (kind, line, text) => {
    expect(makeScreen(view).frame(settled(bash, "it broke", "it broke", kind)).settled).toEqual([line, text])
  })

  it("tell a command's exit code and show its end", () => {
    const lines = makeScreen(view).frame(
      settled(bash, "a\nb\nExit code 2", { exitCode: 2, stdout: "a", stderr: "b" })
    ).settled
    expect(lines).toEqual(["✗ Bash npm test · exit 2", "  a", "  b", "  Exit code 2"])
  })

  it("show edits as a difference", () => {
    const structuredPatch = hunksOf("a = 1\nb = 2\n", "a = 1\nb = 3\n")
    const edit = call("e", "Edit", { file_path: "/work/a.ts" })
    expect(
      makeScreen(view).frame(settled(edit, "Changed", { type: "update", filePath: "/work/a.ts", structuredPatch }))
        .settled
    ).toEqual(["● Edit /work/a.ts · +1 −1", "  1   a = 1", "  2 - b = 2", "  2 + b = 3"])
    const write = call("w", "Write", { file_path: "/work/b.ts", content: "x\ny\n" })
    expect(
      makeScreen(view).frame(settled(write, "Created", { type: "create", filePath: "/work/b.ts", structuredPatch: [] }))
        .settled
    ).toEqual(["● Write /work/b.ts · created, +2 −0", "  1 + x", "  2 + y"])
  })

  it("show each file of a patch", () => {
    const patch = call("p", "ApplyPatch", {
      input: "*** Begin Patch\n*** Update File: a\n*** Delete File: b\n*** End Patch"
    })
    const files = [
      { type: "update", filePath: "/a", structuredPatch: hunksOf("1\n", "2\n") },
      { type: "delete", filePath: "/b", structuredPatch: [] }
    ]
    expect(makeScreen(view).frame(settled(patch, "Done", { files })).settled).toEqual([
      "● ApplyPatch a, b · +1 −1",
      "  /a (changed)",
      "  1 - 1",
      "  1 + 2",
      "  /b (deleted)"
    ])
  })

  it("show todos as a checklist", () => {
    const todos = [
      { content: "Read", status: "completed" },
      { content: "Write", activeForm: "Writing", status: "in_progress" },
      { content: "Rest", status: "pending" }
    ]
    expect(makeScreen(view).frame(settled(call("t", "TodoWrite", { todos }), "kept")).settled).toEqual([
      "● TodoWrite",
      "  ✓ Read",
      "  ▸ Writing",
      "  ☐ Rest"
    ])
  })

  it("name images and files, and do not keep their data", () => {
    const data = "A".repeat(40_000)
    const screen = makeScreen(view)
    const content = [{ type: "file", mediaType: "image/png", fileName: "shot.png", data } as const]
    expect(screen.frame(settled(read, content, { type: "image", file: { base64: data } })).settled).toEqual([
      "● Read /work/a.ts · image",
      "  [image: shot.png, 29 KiB]"
    ])
    expect(JSON.stringify(screen.state())).not.toContain("AAAA")
  })

  it("are told as interrupted when the run is over without them", () => {
    const screen = makeScreen(view)
    screen.frame(says("Working"), replied(), started(bash), { _tag: "ToolProgressed", callId: "c1", text: "half\n" })
    expect(screen.frame({ _tag: "Stopped" })).toEqual({
      settled: ["", "■ Bash npm test · interrupted", "  half"],
      live: []
    })
    screen.frame(started(read))
    expect(screen.frame(ended("error_during_execution", ["Interrupted by the user."])).settled).toEqual([
      "",
      "■ Read /work/a.ts · interrupted",
      "",
      "■ Interrupted by the user.",
      "─ 12 s · 2 turns · 1,250 tokens · $0.0123"
    ])
  })
})

describe("what else happens", () => {
  it("stands in the transcript", () => {
    const screen = makeScreen(view)
    const { settled: lines } = screen.frame(
      {
        _tag: "InputTaken",
        content: [
          { type: "text", text: "Fix\nit" },
          { type: "file", mediaType: "image/png", data: "AAAA" }
        ]
      },
      { _tag: "RetryScheduled", attempt: 1, delayMs: 2000, reason: "overloaded" },
      { _tag: "ModelFellBack", from: "a", to: "b", reason: "gone" },
      { _tag: "Compacted", trigger: "auto", tokensBefore: 100_000, tokensAfter: 2000, dropped: [] },
      { _tag: "ShellRan", command: "ls", output: "a\nb\n", exitCode: 1 },
      { _tag: "CommandSaid", command: "/cost", markdown: "You spent **$1**." },
      { _tag: "Noted", level: "info", text: "a note" },
      ended("success"),
      ended("error_max_turns", ["The limit of 3 turns is reached."])
    )
    expect(lines).toEqual([
      "> Fix",
      "  it",
      "  [image: image/png, 3 bytes]",
      "",
      "! retry 1 in 2.0 s: overloaded",
      "! a is left for b: gone",
      "· the conversation was compacted: 100,000 tokens became",
      "  2,000",
      "",
      "! ls · exit 1",
      "  a",
      "  b",
      "",
      "> /cost",
      "You spent $1.",
      "",
      "· a note",
      "",
      "─ 12 s · 2 turns · 1,250 tokens · $0.0123",
      "",
      "✗ The limit of 3 turns is reached.",
      "─ 12 s · 2 turns · 1,250 tokens · $0.0123"
    ])
  })

  it("folds a long paste of the user", () => {
    const text = Array.from({ length: 50 }, (_, index) => `${index}`).join("\n")
    const lines = makeScreen(view).frame({ _tag: "UserSaid", content: text }).settled
    expect(lines).toHaveLength(13)
    expect(lines.at(-1)).toBe("  … 38 lines hidden (Ctrl+O)")
  })

  it("is drawn again at another width, folded and unfolded", () => {
    const screen = makeScreen(view)
    screen.frame({ _tag: "UserSaid", content: "Hello" }, settled(bash, "x ".repeat(60).trim(), { exitCode: 0 }))
    const draw = (width: number, unfolded: boolean) => drawBlocks(recentBlocks(screen.state()), plain(width), unfolded)
    expect(draw(60, false)).toEqual(screen.all())
    for (const width of [60, 30, 60]) {
      expect(faults(draw(width, true), width)).toEqual([])
      expect(draw(width, true).slice(0, 6)).toEqual(["> Hello", "", "● Bash", "  input", "  npm test", "  output"])
      expect(draw(width, true)).toHaveLength(6 + Math.ceil(119 / (width - 2)))
    }
  })

  it("keeps the last 200 blocks", () => {
    const screen = makeScreen(view)
    for (let index = 0; index < 1000; index++) screen.frame({ _tag: "Noted", level: "info", text: `note ${index}` })
    expect(recentBlocks(screen.state())).toHaveLength(200)
    expect(recentBlocks(screen.state())[199]).toEqual({ _tag: "Note", level: "info", text: "note 999" })
  })

  it("keeps no more text than it should", () => {
    const screen = makeScreen(view)
    for (let index = 0; index < 100; index++) screen.frame(settled(bash, "x\n".repeat(45_000), { exitCode: 0 }))
    expect(JSON.stringify(recentBlocks(screen.state())).length).toBeLessThan(6_500_000)
  })
})

describe("any run of events", () => {
  const hostileEvents = (seed: number) => {
    const next = numbers(seed)
    return Array.from({ length: 40 }, (_, index) => {
      const text = hostile(seed * 100 + index, 20)
      const some = call(`c${next(5)}`, next(2) === 0 ? "Bash" : text.slice(0, 30), {
        command: text,
        todos: [{ content: text }]
      })
      return (
        [
          says(text, `t${next(3)}`),
          says(text, "t1"),
          thinks(text),
          replied(),
          started(some),
          { _tag: "ToolProgressed", callId: `c${next(5)}`, text } as const,
          settled(some, text, { exitCode: next(2) }, next(2) === 0 ? "done" : "failed"),
          { _tag: "Warned", message: text } as const,
          { _tag: "UserSaid", content: text } as const,
          { _tag: "ShellRan", command: text, output: text, exitCode: 0 } as const,
          { _tag: "CommandSaid", command: text, markdown: text } as const,
          part({ type: "tool-params-start", id: "x", name: text }),
          ended("error_during_execution", [text])
        ][next(13)] ?? replied()
      )
    })
  }

  it("never breaks the frame, live, settled or unfolded", () => {
    for (let seed = 1; seed <= 60; seed++) {
      const width = 20 + ((seed * 13) % 181)
      for (const look of [coloured(width), plain(width)]) {
        const screen = makeScreen(look)
        for (const event of hostileEvents(seed)) {
          const { settled: lines, live } = screen.frame(event)
          expect(faults([...lines, ...live], width), `seed ${seed} at ${width}`).toEqual([])
        }
        for (const block of recentBlocks(screen.state()))
          expect(faults(drawBlock(block, look, true), width), `seed ${seed} at ${width}, ${block._tag}`).toEqual([])
      }
    }
  })

  it("settles the same lines in frames of any size", () => {
    for (let seed = 1; seed <= 40; seed++) {
      const events = hostileEvents(seed)
      const whole = advance(begin(), events, coloured(70)).settled
      const screen = makeScreen(coloured(70))
      for (const event of events) screen.frame(event)
      expect(screen.all().map(plainLine), `seed ${seed}`).toEqual(whole.map(plainLine))
    }
  })

  it("costs little for an answer of 20,000 pieces", () => {
    const text =
      "Some **words** and `code` of a paragraph that goes on.\n\n- item\n\n```ts\nconst a = 1\n```\n\n".repeat(1000)
    const pieces = chunked(text, 7, 8)
      .slice(0, 20_000)
      .map((delta) => says(delta))
    let state = begin()
    let lines = 0
    for (let at = 0; at < pieces.length; at += 20) {
      const next = advance(state, pieces.slice(at, at + 20), coloured(100))
      state = next.state
      lines += next.settled.length + liveLines(state, coloured(100)).length
    }
    expect(lines).toBeGreaterThan(5000)
    // Only what is open is held beside the text itself.
    expect(JSON.stringify({ ...state, open: undefined }).length).toBeLessThan(1000)
  })
})
