import { describe, expect, it } from "@effect/vitest"
import { found, searchPrompts } from "../../../../src/services/ui/composer/historySearch.ts"
import { beginComposer, withHistory } from "../../../../src/services/ui/composer/state.ts"
import { at, run, shown } from "./pressing.ts"

const history = ["first", "second\nline", "third"]

describe("the history", () => {
  it.each<readonly [before: string, keys: string, after: string]>([
    ["|", "up", "third|"],
    ["|", "up up", "second|\nline"],
    ["|", "up up up", "first|"],
    ["|", "up up up up", "|first"],
    ["dra|ft", "up down", "dra|ft"],
    ["dra|ft", "up up up down down down", "dra|ft"],
    ["dra|ft", "down", "draft|"],
    ["|", "up up up down", "second\nline|"],
    ["|", "up up down", "second\nline|"],
    ["|", "up up down down", "third|"],
    ["a\nb|", "up up", "third|"],
    ["|", "up 'x' up", "second|\nline"],
    ["|", "up 'x' up down down", "thirdx|"],
    ["|", "up 'x' up down down down", "|"],
    ["draft|", "up ctrl+_", "draft|"],
    ["draft|", "up up up ctrl+_", "draft|"],
    ["draft|", "up up ctrl+_ alt+_", "second|\nline"],
    ["draft|", "up 'x' enter", "|"],
    ["|", "'new' enter up", "new|"],
    ["|", "'new' enter up up", "third|"],
    ["|", "'third' enter up up", "second|\nline"],
    ["gone|", "ctrl+c up", "gone|"],
    ["draft|", "up enter up up", "second|\nline"]
  ])("%j, %s", (before, keys, after) => {
    expect(shown(run(at(before, history), keys).composer)).toBe(after)
  })

  it("can come while something is written already", () => {
    const begun = run(beginComposer(), "'new' enter 'draft'").composer
    const ran = run(withHistory(begun, history), "up up")
    expect(shown(ran.composer)).toBe("third|")
    expect(shown(run(ran.composer, "down down").composer)).toBe("draft|")
  })

  it("holds no control characters of a file", () => {
    expect(shown(run(beginComposer({ history: ["a\u001b[31mb\u0007\r\nc\u{100001}"] }), "up").composer)).toBe(
      "ab|\nc\ufffd"
    )
  })
})

describe("Ctrl+R", () => {
  const prompts = ["fix the Build", "write tests", "fix the docs", "write tests", "deploy\nnow"]
  it.each<readonly [keys: string, after: string]>([
    ["ctrl+r tab", "deploy\nnow|"],
    ["ctrl+r 'fix' enter", "|"],
    ["ctrl+r 'fix' tab", "fix the docs|"],
    ["ctrl+r 'fix' escape", "fix the docs|"],
    ["ctrl+r 'fix' ctrl+r tab", "fix the Build|"],
    ["ctrl+r 'fix' ctrl+r ctrl+r ctrl+r tab", "fix the Build|"],
    ["ctrl+r 'fix' ctrl+r ctrl+s tab", "fix the docs|"],
    ["ctrl+r 'the fix build' tab", "fix the Build|"],
    ["ctrl+r 'Build' tab", "fix the Build|"],
    ["ctrl+r 'BUILD' tab", "dra|ft"],
    ["ctrl+r 'fix' ctrl+c", "dra|ft"],
    ["ctrl+r 'fix' ctrl+g", "dra|ft"],
    ["ctrl+r 'fixx' backspace tab", "fix the docs|"],
    ["ctrl+r 'fix' tab ctrl+_", "dra|ft"],
    ["ctrl+r 'fix' home", "|fix the docs"],
    ["ctrl+r 'fix' ctrl+w", "fix the |"],
    ["ctrl+r «fix the» tab", "fix the docs|"],
    ["ctrl+r up up tab", "fix the docs|"]
  ])("%s", (keys, after) => {
    expect(shown(run(at("dra|ft", prompts), keys).composer)).toBe(after)
  })

  it("sends what was found", () => {
    const ran = run(at("draft", prompts), "ctrl+r 'fix' enter")
    expect(ran.intents).toMatchObject([{ _tag: "Submit", prompt: { text: "fix the docs" } }])
  })

  it("leaves what was written to the undo", () => {
    const ran = run(at("dra|ft", prompts), "ctrl+r 'fix' enter ctrl+_ ctrl+_")
    expect(shown(ran.composer)).toBe("dra|ft")
  })

  it("finds each prompt once, the newest first", () => {
    expect(searchPrompts(prompts, "")).toEqual(["deploy\nnow", "write tests", "fix the docs", "fix the Build"])
  })

  it("keeps to what is shown while it still fits", () => {
    const ran = run(at("", prompts), "ctrl+r 'f' ctrl+r 'ix'")
    expect(ran.composer.search === undefined ? undefined : found(ran.composer.search)).toBe("fix the Build")
  })

  it("lets keys of the program through", () => {
    expect(run(at("", prompts), "ctrl+r 'f' ctrl+l").intents).toEqual([{ _tag: "Act", action: "app:redraw" }])
    expect(run(at("", prompts), "ctrl+r 'f' ctrl+l").composer.search?.query).toBe("f")
  })
})
