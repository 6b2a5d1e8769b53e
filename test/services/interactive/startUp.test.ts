import { existsSync, readFileSync } from "node:fs"
import { dirname, join, resolve } from "node:path"
import { describe, expect, it } from "vitest"

const root = resolve(import.meta.dirname, "../../..")

/** What a module brings with it at load: its own imports of values and theirs, files and packages. */
const closure = (start: string): ReadonlySet<string> => {
  const seen = new Set<string>()
  const visit = (file: string) => {
    if (seen.has(file)) return
    seen.add(file)
    if (!existsSync(file)) return
    const text = readFileSync(file, "utf8").replace(/\/\*[\s\S]*?\*\//g, "")
    for (const [, names = "", from = ""] of text.matchAll(/(?:^|\n)(?:import|export) ([^"]*?)from "([^"]+)"/g)) {
      if (names.startsWith("type ")) continue
      const values = names
        .replace(/[{}]/g, "")
        .split(",")
        .filter((name) => name.trim() !== "")
      if (values.every((name) => name.trim().startsWith("type "))) continue
      visit(from.startsWith(".") ? join(dirname(file), from) : from)
    }
  }
  visit(join(root, start))
  return seen
}
const names = (files: ReadonlySet<string>) => [...files].map((file) => file.replace(`${root}/`, ""))

describe("loading", () => {
  it("brings no Markdown, no colours of code and no differences before the first frame", () => {
    const loaded = names(closure("src/services/interactive/program.ts"))
    expect(loaded).toContain("src/services/ui/frame/frame.ts")
    expect(loaded.filter((file) => /^marked$|ui\/(markdown|highlight|diff|transcript)\//.test(file))).toEqual([])
  })

  it("brings nothing of the shell to a run without one", () => {
    const loaded = names(closure("src/main.ts"))
    expect(loaded).toContain("src/layers/frontends.ts")
    const shell =
      /services\/interactive\/|ui\/(screen|composer|dialogs|frame|keys|bindings|transcript|vim|theme|text)\//
    expect(loaded.filter((file) => shell.test(file))).toEqual([])
  })
})
