import { describe, expect, it } from "@effect/vitest"
import type { Intent } from "../../../../src/services/ui/composer/Composer.ts"
import { at, contexts, run, shown } from "./pressing.ts"

/** What stands there, keys, what stands there afterwards; `|` is the caret. */
type Row = readonly [before: string, keys: string, after: string]

const tables: Readonly<Record<string, ReadonlyArray<Row>>> = {
  typing: [
    ["|", "'hello world'", "hello world|"],
    ["a|c", "'b'", "ab|c"],
    ["|", "'日本語'", "日本語|"],
    ["|", "'👨‍👩‍👧'", "👨‍👩‍👧|"],
    ["|", "space 'a'", " a|"],
    ["|", "f5 insert ctrl+alt+q super+k 'a'", "a|"]
  ],
  "new lines": [
    ["a|", "shift+enter", "a\n|"],
    ["a|b", "alt+enter", "a\n|b"],
    ["a|", "ctrl+j 'b'", "a\nb|"],
    ["a\\|", "enter", "a\n|"],
    ["a\\|b", "enter", "a\n|b"],
    ["a\\\\\\|", "enter 'b'", "a\\\\\nb|"]
  ],
  "moving by characters": [
    ["ab|c", "left", "a|bc"],
    ["ab|c", "ctrl+b", "a|bc"],
    ["a|bc", "right", "ab|c"],
    ["a|bc", "ctrl+f", "ab|c"],
    ["|a", "left", "|a"],
    ["a|", "right", "a|"],
    ["a\n|b", "left", "a|\nb"],
    ["a👨‍👩‍👧|b", "left", "a|👨‍👩‍👧b"],
    ["a|👨‍👩‍👧b", "right", "a👨‍👩‍👧|b"],
    ["e\u0301|x", "left", "|e\u0301x"],
    ["🇩🇪🇫🇷|", "left", "🇩🇪|🇫🇷"],
    ["🇩🇪🇫🇷|", "left left", "|🇩🇪🇫🇷"],
    ["👍🏽|", "left", "|👍🏽"]
  ],
  "moving by words": [
    ["foo bar|", "alt+b", "foo |bar"],
    ["foo bar|", "ctrl+left ctrl+left", "|foo bar"],
    ["foo-bar|", "alt+left", "foo-|bar"],
    ["|foo bar", "alt+f", "foo| bar"],
    ["|foo bar", "ctrl+right alt+right", "foo bar|"],
    ["foo| , bar", "alt+f", "foo , bar|"],
    ["foo\n bar|", "alt+b alt+b", "|foo\n bar"],
    ["|größe_2 x", "alt+f", "größe_2| x"],
    ["漢字かなカナabc|", "alt+b alt+b", "漢字かな|カナabc"],
    ["| ", "alt+b alt+f", " |"]
  ],
  "moving to ends": [
    ["a\nb|c\nd", "home", "a\n|bc\nd"],
    ["a\nb|c\nd", "ctrl+a", "a\n|bc\nd"],
    ["a\nb|c\nd", "end", "a\nbc|\nd"],
    ["a\nb|c\nd", "ctrl+e", "a\nbc|\nd"],
    ["a\nb|c\nd", "ctrl+home", "|a\nbc\nd"],
    ["a\nb|c\nd", "alt+<", "|a\nbc\nd"],
    ["a\nb|c\nd", "ctrl+end", "a\nbc\nd|"],
    ["a\nb|c\nd", "alt+>", "a\nbc\nd|"]
  ],
  "up and down": [
    ["abc\ndef|", "up", "abc|\ndef"],
    ["abc\nd\nefg|", "up up", "abc|\nd\nefg"],
    ["abc|\nd\nefg", "ctrl+n ctrl+n", "abc\nd\nefg|"],
    ["abc|\nd\nefg", "down ctrl+p", "abc|\nd\nefg"],
    ["a|bc", "up", "|abc"],
    ["a|bc", "down", "abc|"],
    ["日本|\nabcd", "down", "日本\nabcd|"],
    ["abc|d\n日本", "down", "abcd\n日|本"],
    // 37 cells of text in 40 columns
    [`${"x".repeat(40)}|`, "up", `xxx|${"x".repeat(37)}`],
    [`xxx|${"x".repeat(37)}`, "down", `${"x".repeat(40)}|`]
  ],
  deleting: [
    ["ab|c", "backspace", "a|c"],
    ["ab|c", "ctrl+h", "a|c"],
    ["ab|c", "shift+backspace", "a|c"],
    ["|abc", "backspace", "|abc"],
    ["a|bc", "delete", "a|c"],
    ["a|bc", "ctrl+d", "a|c"],
    ["abc|", "delete", "abc|"],
    ["a\n|b", "backspace", "a|b"],
    ["a👨‍👩‍👧|", "backspace", "a|"],
    ["|e\u0301x", "delete", "|x"]
  ],
  cutting: [
    ["foo bar-baz|", "ctrl+w", "foo |"],
    ["foo bar-baz|", "alt+backspace", "foo bar-|"],
    ["foo bar-baz|", "ctrl+backspace", "foo bar-|"],
    ["|foo bar", "alt+d", "| bar"],
    ["|foo bar", "ctrl+delete", "| bar"],
    ["|foo bar", "alt+delete", "| bar"],
    ["a\nfoo| bar\nb", "ctrl+u", "a\n| bar\nb"],
    ["a\n|foo", "ctrl+u", "a|foo"],
    ["a\nfoo| bar\nb", "ctrl+k", "a\nfoo|\nb"],
    ["a|\nb", "ctrl+k", "a|b"],
    ["|", "ctrl+w ctrl+u ctrl+k alt+d", "|"]
  ],
  putting: [
    ["foo bar|", "ctrl+w home ctrl+y", "bar|foo "],
    ["a b c|", "ctrl+w ctrl+w ctrl+y", "a b c|"],
    ["a| b", "ctrl+k ctrl+u ctrl+y", "a b|"],
    ["one two|", "ctrl+w left ctrl+w ctrl+y", "one| "],
    ["one two|", "ctrl+w left ctrl+w ctrl+y alt+y", "two| "],
    ["one two|", "ctrl+w left ctrl+w ctrl+y alt+y alt+y", "one| "],
    ["a b|", "ctrl+w ctrl+y left alt+y", "a |b"],
    ["|", "ctrl+y alt+y", "|"]
  ],
  "undo and redo": [
    ["|", "'hello' ctrl+_", "|"],
    ["|", "'hello world' ctrl+_", "hello |"],
    ["|", "'hello world' ctrl+_ ctrl+/", "|"],
    ["|", "'hello world' ctrl+_ alt+_", "hello world|"],
    ["|", "'hello world' ctrl+x ctrl+u ctrl+x ctrl+r", "hello world|"],
    ["|", "'hello' ctrl+_ ctrl+shift+z", "hello|"],
    ["abc|", "backspace backspace ctrl+_", "abc|"],
    ["abc|", "ctrl+u ctrl+_", "abc|"],
    ["abc|", "ctrl+c ctrl+_", "abc|"],
    ["|", "'ab' left 'c' ctrl+_", "a|b"],
    ["|", "'ab' ctrl+_ 'c' alt+_", "c|"],
    ["|", "ctrl+_ alt+_", "|"]
  ],
  chords: [
    ["|", "ctrl+x 'a'", "a|"],
    ["ab|", "ctrl+x left", "a|b"],
    ["ab|", "ctrl+x escape 'c'", "abc|"],
    ["ab|", "ctrl+x ctrl+x 'c'", "abc|"]
  ],
  pasting: [
    ["a|b", "«one\ntwo»", "aone\ntwo|b"],
    ["|", "«a\u001b[31mred\u001b[0m\u0007b\tc»", "aredb\tc|"],
    ["|", `«${"x\n".repeat(119)}x»`, "<[pasted 120 lines]>|"],
    ["|", `«${"x\n".repeat(120)}»`, "<[pasted 120 lines]>|"],
    ["|", `«${"x\n".repeat(9)}x»`, `${"x\n".repeat(9)}x|`],
    ["|", `«${"x".repeat(2001)}»`, "<[pasted 2001 characters]>|"],
    ["|", `«${"x\n".repeat(20)}» backspace`, "|"],
    ["|", `«${"x\n".repeat(20)}» left 'a'`, "a|<[pasted 20 lines]>"],
    ["|", `«${"x\n".repeat(20)}» ctrl+_`, "|"],
    ["|", `«${"x\n".repeat(20)}» ctrl+_ alt+_`, "<[pasted 20 lines]>|"],
    ["|", `'a' «${"x\n".repeat(20)}» ctrl+w ctrl+y`, "a<[pasted 20 lines]>|"],
    ["|", `'a' «${"x\n".repeat(20)}» alt+backspace`, "a|"],
    ["|", `«${"x\n".repeat(11)}» ctrl+x ctrl+p`, `${"x\n".repeat(11)}|`],
    ["|", "«/tmp/a.png»", "<[image 1]> |"],
    ["|", "«/tmp/a.png» «/tmp/b.jpg»", "<[image 1]> <[image 2]> |"],
    ["|", "«/tmp/a.png /tmp/b.jpg»", "<[image 1]> <[image 2]> |"],
    ["|", "«/tmp/a.png» backspace backspace «/tmp/b.png»", "<[image 1]> |"],
    ["!cat |", "«/tmp/a.png»", "!cat /tmp/a.png|"],
    ["|", "«see /tmp/a.png»", "see /tmp/a.png|"],
    ["|", "«a\u{100000}b»", "a\ufffdb|"]
  ]
}

for (const [name, rows] of Object.entries(tables)) {
  describe(name, () => {
    it.each(rows)("%j, %s", (before, keys, after) => {
      expect(shown(run(at(before), keys).composer)).toBe(after)
    })
  })
}

/** Intents as short texts. */
const told = (intent: Intent): string => {
  if (intent._tag === "Act") return intent.action
  if (intent._tag === "EscapeAgain") return intent._tag
  return `${intent._tag}: ${intent.prompt.text}`
}

describe("intents", () => {
  const rows: ReadonlyArray<readonly [before: string, keys: string, intents: string, after: string]> = [
    ["hello|", "enter", "Submit: hello", "|"],
    ["hel|lo", "enter", "Submit: hello", "|"],
    ["a\\\\|", "enter", "Submit: a\\\\", "|"],
    ["|", "enter", "", "|"],
    ["  \n|", "enter", "", "  \n|"],
    ["!|", "enter", "", "!|"],
    ["!ls|", "enter", "Submit: !ls", "|"],
    ["|", "ctrl+d", "composer:deleteOrExit", "|"],
    ["|", "ctrl+c", "composer:clear", "|"],
    ["abc|", "ctrl+c", "", "|"],
    ["abc|", "ctrl+c ctrl+c", "composer:clear", "|"],
    ["abc|", "ctrl+g", "composer:openEditor", "abc|"],
    ["abc|", "ctrl+x ctrl+e", "composer:openEditor", "abc|"],
    [
      "abc|",
      "shift+tab ctrl+l ctrl+o ctrl+t ctrl+z",
      "app:cycleMode,app:redraw,app:toggleDetails,app:toggleTodos,app:suspend",
      "abc|"
    ],
    ["|", "escape escape", "EscapeAgain,app:rewind", "|"],
    ["abc|", "escape escape", "EscapeAgain", "|"],
    ["abc|", "escape escape escape", "EscapeAgain,EscapeAgain", "|"],
    ["|", "escape escape escape", "EscapeAgain,app:rewind,EscapeAgain", "|"],
    ["abc|", "escape 'd' escape", "EscapeAgain,EscapeAgain", "abcd|"],
    ["abc|", "escape left escape", "EscapeAgain,EscapeAgain", "ab|c"]
  ]
  it.each(rows)("%j, %s: %s", (before, keys, intents, after) => {
    const ran = run(at(before), keys)
    expect(ran.intents.map(told).join(",")).toBe(intents)
    expect(shown(ran.composer)).toBe(after)
  })

  it("has no second Esc after a while", () => {
    const first = run(at("abc"), "escape", { now: 1000 })
    expect(shown(run(first.composer, "escape", { now: 3001 }).composer)).toBe("abc|")
    expect(shown(run(first.composer, "escape", { now: 3000 }).composer)).toBe("|")
  })

  const running: typeof rows = [
    ["later|", "alt+enter", "SubmitLater: later", "|"],
    ["|", "alt+enter", "", "|"],
    ["now|", "enter", "Submit: now", "|"],
    ["abc|", "escape", "running:interrupt", "abc|"],
    ["abc|", "alt+up", "running:editQueued", "abc|"],
    ["a|b", "ctrl+b", "", "|ab"]
  ]
  it.each(running)("while the agent works: %j, %s: %s", (before, keys, intents, after) => {
    const ran = run(at(before), keys, contexts("running"))
    expect(ran.intents.map(told).join(",")).toBe(intents)
    expect(shown(ran.composer)).toBe(after)
  })

  it("has a running command put in the background", () => {
    const ran = run(at("a|b"), "ctrl+b", contexts("running", "command"))
    expect(ran.intents.map(told)).toEqual(["command:background"])
    expect(shown(ran.composer)).toBe("a|b")
  })
})
