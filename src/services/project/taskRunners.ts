import type { Purpose } from "./detection.ts"
import { fieldsOf, sectionKeys, subsections, yamlFields } from "./documents.ts"
import type { ProjectFiles } from "./projectFiles.ts"

/** A target of a task runner that stands for a purpose. */
export interface Target {
  readonly purpose: Purpose
  readonly command: string
  readonly file: string
}

/** What targets of each purpose are called, best first. */
const targetNames: ReadonlyArray<readonly [purpose: Purpose, ...names: ReadonlyArray<string>]> = [
  ["test", "test", "tests"],
  ["lint", "lint"],
  ["typecheck", "typecheck", "type-check", "check-types", "types"],
  ["formatCheck", "format-check", "fmt-check", "check-format", "check-fmt", "format:check", "fmt:check"],
  ["build", "build"]
]

/**
 * The names before the colon of each rule that is not a variable or a special target. A recipe with an argument that has
 * no default cannot be called by its name alone.
 */
const ruleNames = (text: string, runner: "make" | "just"): ReadonlyArray<string> =>
  text.split("\n").flatMap((line) => {
    const colon = line.indexOf(":")
    if (colon <= 0 || /^[\s#.[]/.test(line) || /^:{1,3}=/.test(line.slice(colon, colon + 4))) return []
    const [name = "", ...rest] = line.slice(0, colon).trim().split(/\s+/)
    if (runner === "make") return [name, ...rest]
    return rest.every((argument) => argument.includes("=") || argument.startsWith("*")) ? [name.replace(/^@/, "")] : []
  })

const miseTasks = (text: string): ReadonlyArray<string> => [
  ...subsections(text, "tasks"),
  ...sectionKeys(text, "tasks").keys()
]

interface Runner {
  readonly files: ReadonlyArray<string>
  readonly names: (text: string) => ReadonlyArray<string>
  readonly call: string
}

const runners: ReadonlyArray<Runner> = [
  {
    files: ["justfile", "Justfile", ".justfile"],
    names: (text) => ruleNames(text, "just"),
    call: "just"
  },
  {
    files: [
      "Taskfile.yml",
      "Taskfile.yaml",
      "taskfile.yml",
      "taskfile.yaml",
      "Taskfile.dist.yml",
      "Taskfile.dist.yaml"
    ],
    names: (text) => Object.keys(fieldsOf(yamlFields(text)["tasks"])),
    call: "task"
  },
  {
    files: ["mise.toml", ".mise.toml", ".config/mise.toml", "mise/config.toml"],
    names: miseTasks,
    call: "mise run"
  },
  {
    files: ["GNUmakefile", "Makefile", "makefile"],
    names: (text) => ruleNames(text, "make"),
    call: "make"
  }
]

/** The targets of just, task, mise and make that are named for a purpose, in this order. */
export const taskTargets = (files: ProjectFiles): ReadonlyArray<Target> =>
  runners.flatMap((runner) => {
    const file = files.first(...runner.files)
    if (file === undefined) return []
    const names = new Set(runner.names(files.text(file)))
    return targetNames.flatMap(([purpose, ...wanted]) => {
      // The conventional name in GNU projects, where there is no target "test".
      const all = runner.call === "make" && purpose === "test" ? [...wanted, "check"] : wanted
      const name = all.find((one) => names.has(one))
      return name === undefined ? [] : [{ purpose, command: `${runner.call} ${name}`, file }]
    })
  })
