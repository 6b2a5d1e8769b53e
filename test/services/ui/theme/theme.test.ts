import { describe, expect, it } from "vitest"
import { backgroundOf, backgroundOfColour, colourDepth, showsLinks } from "../../../../src/services/ui/theme/depth.ts"
import { ansi, daltonizedDark, daltonizedLight, dark, light } from "../../../../src/services/ui/theme/palettes.ts"
import { roles } from "../../../../src/services/ui/theme/Theme.ts"
import { readTheme } from "../../../../src/services/ui/theme/themeFile.ts"
import { ownTheme, plainTheme, themeNamed, themeNames } from "../../../../src/services/ui/theme/themes.ts"

const depth = (env: Readonly<Record<string, string>>, isTerminal = true) => colourDepth({ env, isTerminal })

describe("colour depth", () => {
  it.each([
    [{}, "16"],
    [{ TERM: "xterm" }, "16"],
    [{ TERM: "linux" }, "16"],
    [{ TERM: "dumb", COLORTERM: "truecolor" }, "none"],
    [{ TERM: "xterm-256color" }, "256"],
    [{ TERM: "xterm-256color", COLORTERM: "truecolor" }, "true"],
    [{ TERM: "xterm-kitty" }, "true"],
    [{ TERM: "xterm-direct" }, "true"],
    [{ TERM: "xterm-256color", TERM_PROGRAM: "Apple_Terminal" }, "256"],
    [{ TERM: "xterm-256color", TERM_PROGRAM: "vscode" }, "true"],
    [{ TERM: "xterm-256color", WT_SESSION: "x" }, "true"],
    [{ TERM: "xterm-256color", NO_COLOR: "1", FORCE_COLOR: "3" }, "none"],
    [{ TERM: "xterm-256color", NO_COLOR: "" }, "256"],
    [{ FORCE_COLOR: "0", COLORTERM: "truecolor" }, "none"],
    [{ FORCE_COLOR: "2" }, "256"],
    [{ FORCE_COLOR: "3", TERM: "dumb" }, "true"]
  ])("of %j is %s", (env, wanted) => {
    expect(depth(env)).toBe(wanted)
  })

  it("is none where the output is no terminal", () => {
    expect(depth({ TERM: "xterm-256color", COLORTERM: "truecolor" }, false)).toBe("none")
    expect(depth({ FORCE_COLOR: "1" }, false)).toBe("16")
  })

  it("knows where links are shown", () => {
    const shows = (env: Readonly<Record<string, string>>) => showsLinks({ env, isTerminal: true })
    expect(shows({ TERM: "xterm-256color" })).toBe(true)
    expect(shows({ TERM: "linux" })).toBe(false)
    expect(shows({ TERM: "linux", FORCE_HYPERLINK: "1" })).toBe(true)
    expect(shows({ TERM: "xterm-256color", TERM_PROGRAM: "Apple_Terminal" })).toBe(false)
  })

  it("tells dark from light", () => {
    expect(backgroundOf({ COLORFGBG: "15;0" })).toBe("dark")
    expect(backgroundOf({ COLORFGBG: "0;default;15" })).toBe("light")
    expect(backgroundOf({})).toBeUndefined()
    expect(backgroundOfColour({ red: 0x1e, green: 0x1e, blue: 0x1e })).toBe("dark")
    expect(backgroundOfColour({ red: 255, green: 255, blue: 238 })).toBe("light")
    expect(backgroundOfColour({ red: 0, green: 0, blue: 255 })).toBe("dark")
    expect(backgroundOfColour({ red: 0, green: 255, blue: 0 })).toBe("light")
  })
})

describe("themes", () => {
  it.each([
    ["none", "x"],
    ["16", "\u001b[31mx\u001b[0m"],
    ["256", "\u001b[38;5;210mx\u001b[0m"],
    ["true", "\u001b[38;2;247;118;142mx\u001b[0m"]
  ] as const)("paint at depth %s", (at, painted) => {
    expect(themeNamed("dark", { depth: at, hyperlinks: false }).paint("error", "x")).toBe(painted)
  })

  it("let the later of several roles count", () => {
    const theme = themeNamed("ansi", { depth: "16", hyperlinks: false })
    expect(theme.paint(["strong", "error"], "x")).toBe("\u001b[1;31mx\u001b[0m")
    expect(theme.paint(["success", "error"], "x")).toBe(theme.paint("error", "x"))
    expect(theme.paint("text", "x")).toBe("x")
  })

  it("are auto by the background", () => {
    const auto = (background?: "dark" | "light") =>
      themeNamed("auto", { depth: "true", hyperlinks: false, ...(background === undefined ? {} : { background }) })
    expect(auto("dark").paint("error", "x")).toContain("247;118;142")
    expect(auto("light").paint("error", "x")).toContain("192;28;46")
    expect(auto().paint("error", "x")).toBe("\u001b[31mx\u001b[0m")
  })

  it("name a colour that can be read on their background", () => {
    const luminance = (hex: string): number => {
      const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
        const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255
        return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
      })
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue
    }
    const contrast = (a: string, b: string): number => {
      const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x)
      return (high + 0.05) / (low + 0.05)
    }
    const decoration = ["border", "barEmpty", "lineNumber"]
    for (const [palette, behind] of [
      [dark, "#1e1e1e"],
      [daltonizedDark, "#1e1e1e"],
      [light, "#ffffff"],
      [daltonizedLight, "#ffffff"]
    ] as const)
      for (const role of roles) {
        const { color, background } = palette[role]
        if (typeof color !== "string" || decoration.includes(role)) continue
        expect(contrast(color, typeof background === "string" ? background : behind), role).toBeGreaterThan(4.5)
      }
    for (const role of roles) expect(ansi[role]).toBeDefined()
  })

  it("link only to safe addresses", () => {
    const theme = themeNamed("dark", { depth: "true", hyperlinks: true })
    expect(theme.link("https://a.b/c?d=e", "x")).toBe("\u001b]8;;https://a.b/c?d=e\u001b\\x\u001b]8;;\u001b\\")
    expect(theme.link("https://a.b/ü ;", "x")).toContain("https://a.b/%C3%BC%20;")
    expect(theme.link("https://a\u001b]0;x\u0007", "x")).not.toMatch(/\u0007|\u001b\]0/)
    expect(theme.link("javascript:alert(1)", "x")).toBe("x")
    expect(plainTheme.link("https://a.b", "x")).toBe("x")
  })
})

describe("own themes", () => {
  it("change what they name, and keep the rest of their base", () => {
    const { theme, problems } = readTheme("mine", {
      base: "light",
      roles: { heading: "#ff8800", error: { color: "brightRed", bold: true, background: 17 }, muted: 240 }
    })
    expect(problems).toEqual([])
    const made = ownTheme(theme, { depth: "true", hyperlinks: false })
    expect(made.name).toBe("mine")
    expect(made.paint("heading", "x")).toBe("\u001b[38;2;255;136;0mx\u001b[0m")
    expect(made.paint("error", "x")).toBe("\u001b[1;91;48;5;17mx\u001b[0m")
    expect(made.paint("muted", "x")).toBe("\u001b[38;5;240mx\u001b[0m")
    expect(made.paint("success", "x")).toBe(
      themeNamed("light", { depth: "true", hyperlinks: false }).paint("success", "x")
    )
    expect(ownTheme(theme, { depth: "none", hyperlinks: false }).paint("error", "x")).toBe("x")
  })

  it.each([
    ["not an object", "nonsense", /expected an object/],
    ["an unknown base", { base: "blue" }, /auto, dark, light, daltonized, ansi/],
    ["an unknown role", { roles: { headin: "#ffffff" } }, /no role headin; did you mean heading\?/],
    ["a wrong colour", { roles: { heading: "orange" } }, /heading needs a colour/],
    ["a wrong style", { roles: { heading: { color: "#12" } } }, /heading needs a colour/]
  ])("tell what is wrong: %s", (_, json, problem) => {
    const read = readTheme("mine", json)
    expect(read.problems).toHaveLength(1)
    expect(read.problems[0]).toMatch(problem)
    expect(read.theme.roles).toEqual({})
  })

  it("keep what is right beside what is wrong", () => {
    const read = readTheme("mine", { roles: { heading: "#ffffff", error: "nope" } })
    expect(read.theme.roles).toEqual({ heading: { color: "#ffffff" } })
    expect(themeNames).toContain(read.theme.base)
  })
})
