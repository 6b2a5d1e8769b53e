import { dialogLines } from "../../../../src/services/ui/dialogs/dialogLines.ts"
import { describe, expect, it } from "@effect/vitest"
import { Schema } from "effect"
import { dialogShown, openDialog } from "../../../../src/services/ui/dialogs/dialog.ts"
import type { FrameState } from "../../../../src/services/ui/frame/facts.ts"
import { composerWidth, frame, movesIn } from "../../../../src/services/ui/frame/frame.ts"
import { costText, elapsedText, percentOf, tokenText } from "../../../../src/services/ui/frame/figures.ts"
import { headerLines } from "../../../../src/services/ui/frame/header.ts"
import { queueLines, runningLine, scriptLines, statusLine } from "../../../../src/services/ui/frame/status.ts"
import { lineWidth, plainLine } from "../../../../src/services/ui/text/lines.ts"
import { chop } from "../../../../src/services/ui/text/wrap.ts"
import { themeNamed } from "../../../../src/services/ui/theme/themes.ts"
import { opened, requests, viewOf } from "../dialogs/asking.ts"

const composing =
  (text: string): FrameState["composer"] =>
  (view) => {
    const lines = chop(text, view.width)
    return { lines, cursor: { row: lines.length - 1, column: Math.min(view.width - 1, lineWidth(lines.at(-1) ?? "")) } }
  }

const idle: FrameState = {
  header: {
    version: "0.1.0",
    model: "anthropic/claude-sonnet-5-5",
    directory: "~/src/shop",
    branch: "main",
    mode: "default"
  },
  live: [],
  running: undefined,
  queue: [],
  dialog: undefined,
  drawDialog: dialogLines,
  composer: composing("fix the failing test"),
  draft: "",
  menu: [],
  status: { contextTokens: undefined, contextWindow: 200_000, costUsd: undefined, hints: ["/help", "Shift+Tab mode"] },
  reducedMotion: false
}

const busy: FrameState = {
  ...idle,
  live: ["● Bash npm test", "  12 passed", "  1 failed"],
  running: {
    what: "Running npm test",
    startedAt: 988_000,
    inputTokens: 3_200,
    outputTokens: 410,
    hint: "Esc interrupts"
  },
  queue: [
    { text: "and then commit", when: "next" },
    { text: "afterwards\npush", when: "after" }
  ],
  status: { ...idle.status, contextTokens: 68_000, costUsd: 0.123, editorMode: "NORMAL" }
}

const asking: FrameState = {
  ...busy,
  draft: "typed before",
  dialog: dialogShown(opened(requests["permission"] ?? { _tag: "Plan", plan: "" }), 1, 0)
}

const full: FrameState = {
  ...busy,
  composer: composing("line of a long prompt ".repeat(40)),
  menu: ["/compact  makes room", "/context  what fills the window", "/config  settings"],
  status: { ...busy.status, script: "main *2\nsecond line" }
}

const states = { idle, busy, asking, full }

const framed = (lines: ReadonlyArray<string>, width: number): string =>
  lines.map((line) => `${line.padEnd(width)}|`).join("\n")

describe("the live region", () => {
  for (const [columns, rows] of [
    [20, 5],
    [40, 10],
    [80, 24],
    [120, 40]
  ] as const) {
    for (const [name, state] of Object.entries(states)) {
      it(`${name} on ${columns}x${rows}`, () => {
        const { cursor, lines } = frame(state, viewOf(columns, rows))
        expect(`${framed(lines, columns)}\ncursor ${cursor?.row},${cursor?.column}`).toMatchSnapshot()
      })
    }
  }

  const Size = (maximum: number) => Schema.Int.check(Schema.isBetween({ minimum: 1, maximum }))
  const names = Object.keys(requests)
  it.prop(
    "fits every screen, with the cursor in it",
    [Size(130), Size(50), Size(1000)],
    ([columns, rows, seed]) => {
      const request = requests[names[seed % names.length] ?? ""]
      const withDialog = request === undefined ? {} : { dialog: opened(request) }
      const text = "日本語 wörds 👨‍👩‍👧 ".repeat(seed % 60)
      const list: ReadonlyArray<FrameState> = [
        ...Object.values(states),
        { ...full, composer: composing(text), draft: text, live: Array.from({ length: seed % 80 }, () => text) },
        { ...full, ...withDialog, draft: text },
        { ...busy, queue: Array.from({ length: seed % 20 }, () => ({ text, when: "next" as const })) }
      ]
      for (const state of list) {
        const drawn = frame(state, viewOf(columns, rows))
        expect(drawn.lines.length).toBeGreaterThan(0)
        expect(drawn.lines.length).toBeLessThanOrEqual(rows)
        for (const line of drawn.lines) expect(lineWidth(line)).toBeLessThanOrEqual(columns)
        if (drawn.cursor === undefined) continue
        expect(drawn.cursor.row).toBeLessThan(drawn.lines.length)
        expect(drawn.cursor.column).toBeLessThan(columns)
      }
    },
    { arbitrary: { runs: 300 } }
  )

  it("keeps the line that is written on the screen, then the status, then what runs", () => {
    const text = (rows: number) => frame(busy, viewOf(60, rows)).lines.join("\n")
    expect(text(1)).toContain("fix the failing test")
    expect(text(3)).toContain("default")
    expect(text(4)).toContain("Running npm test")
    expect(text(8)).toContain("╭─")
    expect(text(24)).toContain("12 passed")
  })

  it("tells the width that the composer is drawn in", () => {
    for (const width of [1, 10, 23, 24, 80]) {
      let seen = 0
      frame(
        {
          ...idle,
          composer: (view) => {
            seen = view.width
            return { lines: ["x"], cursor: undefined }
          }
        },
        viewOf(width, 24)
      )
      expect(seen).toBe(composerWidth(width))
    }
  })

  it("moves by itself only while something runs or a question cannot be answered yet", () => {
    expect(movesIn(idle, 1_000)).toBeUndefined()
    expect(movesIn(busy, 1_000_020)).toBe(80)
    expect(movesIn({ ...busy, reducedMotion: true }, 1_000_020)).toBe(980)
    const asked = openDialog(requests["permission"] ?? { _tag: "Plan", plan: "" }, { _tag: "Asked", lastKeyAt: 900 })
    expect(movesIn({ ...idle, dialog: asked }, 1_000)).toBeUndefined()
    expect(movesIn({ ...idle, dialog: dialogShown(asked, 1_000, 0) }, 1_000)).toBe(250)
    expect(movesIn({ ...idle, dialog: dialogShown(asked, 1_000, 0) }, 2_000)).toBeUndefined()
  })

  it("shows text of others without what could steer the terminal", () => {
    const evil = "a\u001b[2J\u202eb\u0007\nc"
    const state: FrameState = {
      ...busy,
      header: { version: evil, model: evil, directory: evil, branch: evil, mode: "plan" },
      running: { what: evil, startedAt: 0, hint: evil },
      queue: [{ text: evil, when: "next" }],
      status: { ...busy.status, hints: [evil], script: evil, editorMode: evil }
    }
    for (const line of frame(state, viewOf(120, 30)).lines) expect(line).not.toMatch(/[\u0000-\u001f\u202e]/)
    for (const line of headerLines(state.header, viewOf(80, 24))) expect(line).not.toMatch(/[\u0000-\u001f\u202e]/)
  })
})

describe("its lines", () => {
  it("the running line: a spinner that turns, or rests with reduced motion", () => {
    const facts = { what: "Thinking", startedAt: 0 }
    const at = (now: number, reduced: boolean) => runningLine(facts, viewOf(60, 24, now), reduced)
    expect(at(0, false)).not.toBe(at(100, false))
    expect(at(1_000, true)).toBe(at(1_900, true))
    expect(at(65_000, true)).toBe("● Thinking · 1m 05s")
  })

  it("the queue: all of it, or the last ones and how many there are before", () => {
    const queue = [1, 2, 3, 4, 5].map((number) => ({ text: `prompt ${number}`, when: "next" as const }))
    expect(queueLines(queue, viewOf(40, 24), 3)).toEqual(["  3 more before", "  next: prompt 4", "  next: prompt 5"])
    expect(queueLines(queue, viewOf(40, 24), 1)).toEqual(["  next: prompt 5"])
    expect(queueLines(queue, viewOf(40, 24), 0)).toEqual([])
    expect(queueLines(queue, viewOf(40, 24), 9)).toHaveLength(5)
  })

  it("the status: a bar of the context, no claim where nothing is known, a notice instead of hints", () => {
    const line = (change: object) => statusLine({ ...busy.status, ...change }, busy.header, viewOf(80, 24))
    expect(line({})).toBe(" default · NORMAL · ███░░░░░░░ 34% · $0.12 · /help · Shift+Tab mode")
    expect(line({ contextTokens: undefined })).not.toContain("%")
    expect(line({ costUsd: null })).toContain("cost unknown")
    expect(line({ notice: "Ctrl+C again leaves" })).toMatch(/^ Ctrl\+C again leaves · default/)
    expect(line({ notice: "Ctrl+C again leaves" })).not.toContain("/help")
  })

  it("the user's own script: its colours, nothing else of it", () => {
    const view = { ...viewOf(40, 24), theme: themeNamed("dark", { depth: "256", hyperlinks: false }) }
    expect(scriptLines("\u001b[32mok\u001b[0m \u001b[2Jx\u0007", view, 3)[0]).toMatch(/^\u001b\[32mok\u001b\[0m x/)
    expect(plainLine(scriptLines("\u001b[32mok", viewOf(40, 24), 3)[0] ?? "")).toBe("ok")
    expect(scriptLines("\u001b[32mok", viewOf(40, 24), 3)[0]).toBe("ok")
    expect(scriptLines("a\nb\nc\nd", view, 2)).toHaveLength(2)
  })

  it("figures", () => {
    expect([0, 999, 1_000, 9_949, 9_950, 45_400, 999_499, 1_250_000].map(tokenText)).toEqual([
      "0",
      "999",
      "1.0k",
      "9.9k",
      "10k",
      "45k",
      "999k",
      "1.3M"
    ])
    expect([0, 999, 59_999, 65_000, 3_723_000].map(elapsedText)).toEqual(["0s", "0s", "59s", "1m 05s", "1h 02m"])
    expect([null, 0, 0.004, 0.126, 12].map(costText)).toEqual(["cost unknown", "$0.00", "<$0.01", "$0.13", "$12.00"])
    expect([percentOf(199_500, 200_000), percentOf(200_000, 200_000), percentOf(5, 0)]).toEqual([99, 100, 0])
  })
})

describe("a dialog", () => {
  it("counts as seen only where it was drawn", () => {
    expect(frame(asking, viewOf(80, 24)).lastScroll).toBe(0)
    expect(frame(idle, viewOf(80, 24)).lastScroll).toBeUndefined()
    expect(frame({ ...asking, drawDialog: undefined }, viewOf(80, 24)).lastScroll).toBeUndefined()
  })
})
