import { describe, expect, it } from "@effect/vitest"
import { Schema } from "effect"
import { imagePaths } from "../../../../src/services/ui/composer/attachments.ts"
import {
  bigWordLeft,
  characterAt,
  characterClass,
  firstNonBlank,
  lineAbove,
  lineBelow,
  lineEnd,
  lineStart,
  nextCharacter,
  previousCharacter,
  wordLeft,
  wordRight
} from "../../../../src/services/ui/composer/buffer.ts"
import { cleanText } from "../../../../src/services/ui/composer/clean.ts"
import { kill, killed } from "../../../../src/services/ui/composer/killRing.ts"
import type { Modal, ModalStep } from "../../../../src/services/ui/composer/modal.ts"
import { paste } from "../../../../src/services/ui/composer/paste.ts"
import { promptOf, takenBack, withText } from "../../../../src/services/ui/composer/prompts.ts"
import { isShell, withModal } from "../../../../src/services/ui/composer/state.ts"
import { emptyUndo, record, undo } from "../../../../src/services/ui/composer/undo.ts"
import { clusters } from "../../../../src/services/ui/text/cells.ts"
import { at, run, shown } from "./pressing.ts"

const Text = Schema.Array(
  Schema.Literals([
    "a",
    "B",
    " ",
    "\n",
    "-",
    "é",
    "e",
    "\u0301",
    "日",
    "👍",
    "🏽",
    "👨",
    "\u200d",
    "👩",
    "🇩",
    "🇪",
    "\ufe0f",
    "❤",
    "한",
    "ᄀ",
    "ᅡ",
    "\u{100001}"
  ])
).check(Schema.isMinLength(8), Schema.isMaxLength(40))

describe("characters", () => {
  it.prop(
    "begin where those of the whole text begin, and steps there and back meet",
    [Text],
    ([parts]) => {
      const text = parts.join("")
      const begins = [0]
      for (const line of text.split(/(?<=\n)|(?=\n)/)) {
        for (const each of clusters(line)) begins.push((begins.at(-1) ?? 0) + each.length)
      }
      let [offset, steps] = [0, [0]]
      while (offset < text.length) {
        offset = nextCharacter(text, offset)
        steps = [...steps, offset]
      }
      expect(steps).toEqual([...new Set(begins)])
      for (const [index, begin] of steps.entries()) expect(previousCharacter(text, begin)).toBe(steps[index - 1] ?? 0)
      expect(
        steps
          .slice(0, -1)
          .map((begin) => characterAt(text, begin))
          .join("")
      ).toBe(text)
    },
    { arbitrary: { runs: 500 } }
  )

  it.prop(
    "are where words and lines begin and end, which lie where they should",
    [Text, Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 60 }))],
    ([parts, where]) => {
      const text = parts.join("")
      const from = Math.min(text.length, where)
      for (const motion of [wordRight, lineEnd]) expect(motion(text, from)).toBeGreaterThanOrEqual(from)
      for (const motion of [wordLeft, bigWordLeft, lineStart]) expect(motion(text, from)).toBeLessThanOrEqual(from)
      expect(text.slice(lineStart(text, from), lineEnd(text, from))).not.toContain("\n")
      expect(firstNonBlank(text, from)).toBeGreaterThanOrEqual(lineStart(text, from))
      expect(firstNonBlank(text, from)).toBeLessThanOrEqual(lineEnd(text, from))
      if (from < text.length) expect(wordRight(text, from)).toBeGreaterThan(from)
      if (from > 0) expect(wordLeft(text, from)).toBeLessThan(from)
    },
    { arbitrary: { runs: 300 } }
  )

  it("have a class", () => {
    const classes = ["a", "é", "_", "9", " ", "\t", "\u00a0", "\n", "", "日", "ひ", "カ", "ー", "-", "👍", "\u{100001}"]
    expect(classes.map(characterClass).join(" ")).toBe(
      "word word word word blank blank blank newline newline han hiragana katakana katakana punctuation punctuation mark"
    )
  })

  it("know the lines above and below", () => {
    expect([lineAbove("ab\ncd", 1), lineAbove("ab\ncd", 3), lineBelow("ab\ncd", 1), lineBelow("ab\ncd", 4)]).toEqual([
      undefined,
      0,
      3,
      undefined
    ])
  })

  it("are stepped through in long lines without looking at all of them", () => {
    const text = "日本語".repeat(50_000)
    const started = performance.now()
    for (let count = 0; count < 2000; count++) previousCharacter(text, text.length - count)
    expect(performance.now() - started).toBeLessThan(5000)
  })
})

describe("texts made to be slow", () => {
  it.each([
    ["words", `${"a".repeat(300_000)}(`],
    ["mentions", `${"(@".repeat(150_000)} `],
    ["quotes", `${'@"'.repeat(150_000)} `],
    ["backslashes", `${"\\".repeat(300_000)}x`],
    ["blanks", `x${" ".repeat(300_000)}x`]
  ])("%s are not", (_, text) => {
    const started = performance.now()
    run(at(text), "'a' tab escape ctrl+w ctrl+_ alt+b alt+f up down enter")
    run(at(""), `«${text}» enter up`)
    expect(performance.now() - started).toBeLessThan(10_000)
  })
})

describe("image paths", () => {
  it.each<readonly [text: string, paths: ReadonlyArray<string> | undefined]>([
    ["/tmp/a.png", ["/tmp/a.png"]],
    [" /tmp/a.PNG \n", ["/tmp/a.PNG"]],
    ["'/tmp/a b.png'", ["/tmp/a b.png"]],
    ['"/tmp/a b.png"', ["/tmp/a b.png"]],
    ["/tmp/a\\ b\\(1\\).png ", ["/tmp/a b(1).png"]],
    ["/tmp/a b.png", ["/tmp/a b.png"]],
    ["~/a.jpg ./b.gif ../c.webp", ["~/a.jpg", "./b.gif", "../c.webp"]],
    ["/tmp/a.png\n/tmp/b.jpeg", ["/tmp/a.png", "/tmp/b.jpeg"]],
    ["file:///tmp/a%20b.png", ["/tmp/a b.png"]],
    ["file://localhost/tmp/a.png", ["/tmp/a.png"]],
    ["file:///C:/a.png", ["C:/a.png"]],
    ["C:\\Users\\me\\a.png", ["C:\\Users\\me\\a.png"]],
    ['"C:\\My Files\\a.png"', ["C:\\My Files\\a.png"]],
    ["file:///tmp/%zz.png", ["/tmp/%zz.png"]],
    ["/tmp/a.txt", undefined],
    ["/tmp/a.png and more", undefined],
    ["a.png", undefined],
    ["https://x.org/a.png", undefined],
    ["", undefined]
  ])("of %j", (text, paths) => {
    expect(imagePaths(text)).toEqual(paths)
  })
})

describe("prompts", () => {
  it("hold all of a paste, and images in their places", () => {
    const long = "line\n".repeat(30)
    const composer = run(at(""), `'fix ' «${long}» ' as in ' «/tmp/a.png» 'please'`).composer
    expect(promptOf(composer)).toMatchObject({
      text: `fix ${long} as in [image 1] please`,
      parts: [
        { _tag: "Text", text: `fix ${long} as in [image 1]` },
        { _tag: "Image", path: "/tmp/a.png", label: "[image 1]" },
        { _tag: "Text", text: " please" }
      ],
      command: undefined
    })
  })

  it("are remembered with images as files that are mentioned", () => {
    const ran = run(at(""), "'see ' «/tmp/a.png» «'/tmp/b c.png'» enter up")
    expect(shown(ran.composer)).toBe('see @/tmp/a.png @"/tmp/b c.png" |')
    expect(ran.intents).toMatchObject([{ prompt: { history: 'see @/tmp/a.png @"/tmp/b c.png" ' } }])
  })

  it("know a command for the shell", () => {
    expect(promptOf(at("! ls -l "))).toMatchObject({ text: "! ls -l ", command: "ls -l" })
    expect(isShell(at("!"))).toBe(true)
    expect(isShell(at(" !"))).toBe(false)
  })

  it("are taken back as they were, before what is written", () => {
    const sent = run(at(""), `'a ' «${"x\n".repeat(20)}» enter`)
    const [intent] = sent.intents
    const prompt = intent?._tag === "Submit" ? intent.prompt : promptOf(at(""))
    const other = paste(at("draft "), "y\n".repeat(15))
    const back = takenBack(other, prompt)
    expect(shown(back)).toBe("a <[pasted 20 lines]>|\ndraft <[pasted 15 lines]>")
    expect(promptOf(back).text).toBe(`a ${"x\n".repeat(20)}\ndraft ${"y\n".repeat(15)}`)
    expect(shown(run(back, "ctrl+_").composer)).toBe("draft <[pasted 15 lines]>|")
    expect(shown(takenBack(sent.composer, prompt))).toBe("a <[pasted 20 lines]>|")
  })

  it("are taken back with images that have a number of their own", () => {
    const prompt = promptOf(run(at(""), "«/tmp/a.png»").composer)
    const back = takenBack(run(at(""), "«/tmp/b.png»").composer, prompt)
    expect(shown(back)).toBe("<[image 2]> |\n<[image 1]> ")
    expect(promptOf(back).parts.flatMap((part) => (part._tag === "Image" ? [part.path] : []))).toEqual([
      "/tmp/a.png",
      "/tmp/b.png"
    ])
  })

  it("come from an editor whole and clean", () => {
    expect(shown(withText(at("old"), "new\r\ntext\u001b[0m\n"))).toBe("new\ntext\n|")
    expect(shown(run(withText(at("old"), "new"), "ctrl+_").composer)).toBe("old|")
  })

  it("are undone also behind their sending", () => {
    expect(shown(run(at(""), "'hello' enter ctrl+_").composer)).toBe("hello|")
    expect(shown(run(at(""), `«${"x\n".repeat(20)}» enter ctrl+_`).composer)).toBe("<[pasted 20 lines]>|")
  })
})

describe("the kill ring", () => {
  it("joins, turns and is bounded", () => {
    expect(kill(["b"], "a", "before")).toEqual(["ab"])
    expect(kill(["a"], "b", "behind")).toEqual(["ab"])
    expect(kill([], "a", "behind")).toEqual(["a"])
    expect(kill(["a"], "")).toEqual(["a"])
    expect([0, 1, 2, 3, -1].map((turn) => killed(["a", "b", "c"], turn))).toEqual(["a", "b", "c", "a", "c"])
    expect(killed([], 0)).toBeUndefined()
    expect(Array.from({ length: 100 }, (_, index) => `${index}`).reduce(kill2, []).length).toBe(60)
  })
})
const kill2 = (ring: ReadonlyArray<string>, text: string): ReadonlyArray<string> => kill(ring, text)

describe("undo", () => {
  it("keeps the newest steps of many, and of long texts", () => {
    const steps = (count: number, text: string) =>
      Array.from({ length: count }).reduce<typeof emptyUndo>(
        (stack) => record(stack, { text, caret: 0 }, false),
        emptyUndo
      )
    expect(steps(1500, "a").past.length).toBe(1000)
    expect(steps(20, "x".repeat(1_000_000)).past.length).toBe(8)
    expect(steps(2, "x".repeat(9_000_000)).past.length).toBe(1)
    expect(undo(emptyUndo, { text: "", caret: 0 })).toBeUndefined()
  })
})

describe("text from outside", () => {
  it.prop("holds no control characters, and is the same the second time", [Schema.String], ([text]) => {
    const clean = cleanText(text)
    expect(clean).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/)
    expect(clean.isWellFormed()).toBe(true)
    expect(cleanText(clean)).toBe(clean)
  })
})

describe("an editor with modes", () => {
  /** A very small one: `i` inserts, Esc leaves, `x` deletes, `u` undoes; other letters are taken and do nothing. */
  const normal: Modal = {
    label: "NORMAL",
    cursor: "block",
    selection: undefined,
    press: (buffer, key): ModalStep => {
      const taken = { _tag: "Taken", modal: normal, buffer } as const
      if (key.text === undefined) return { _tag: "Passed", modal: normal }
      if (key.name === "i") return { ...taken, modal: insert }
      if (key.name === "u") return { ...taken, action: "composer:undo" }
      if (key.name === "x") {
        const end = nextCharacter(buffer.text, buffer.caret)
        const text = buffer.text.slice(0, buffer.caret) + buffer.text.slice(end)
        return { ...taken, buffer: { text, caret: buffer.caret }, killed: buffer.text.slice(buffer.caret, end) }
      }
      return taken
    },
    changed: () => normal
  }
  const insert: Modal = {
    ...normal,
    label: "INSERT",
    cursor: "bar",
    press: (buffer, key) =>
      key.name === "escape" ? { _tag: "Taken", modal: normal, buffer } : { _tag: "Passed", modal: insert },
    changed: () => insert
  }
  const start = (text: string) => withModal(at(text), normal)

  it("sees each key first", () => {
    expect(shown(run(start("a|bc"), "'xyz'").composer)).toBe("a|c")
    expect(shown(run(start("|"), "'ihix' escape 'x' left 'x'").composer)).toBe("hi|")
    expect(run(start("|"), "'i'").composer.modal?.label).toBe("INSERT")
    expect(run(start("|"), "'i' escape").composer.modal?.label).toBe("NORMAL")
  })

  it("shares undo, kill ring and bindings", () => {
    expect(shown(run(start("a|bc"), "'xu'").composer)).toBe("a|bc")
    expect(run(start("a|bc"), "'x'").composer.kills).toEqual(["b"])
    expect(run(start("abc"), "enter").intents).toMatchObject([{ _tag: "Submit", prompt: { text: "abc" } }])
    expect(run(start("abc"), "escape").intents).toMatchObject([{ _tag: "EscapeAgain" }])
    expect(run(start("abc"), "ctrl+x ctrl+e").intents).toEqual([{ _tag: "Act", action: "composer:openEditor" }])
  })

  it("has no key of a search", () => {
    const composer = withModal(at("", ["fix it"]), normal)
    expect(shown(run(composer, "ctrl+r 'fi' tab").composer)).toBe("fix it|")
  })
})
