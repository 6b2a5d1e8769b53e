import { type Fields, fieldsOf, jsonFields, textOf } from "../documents.ts"
import type { Purpose } from "../detection.ts"
import { type ProjectFiles, upwards } from "../projectFiles.ts"
import { type Ecosystem, type Row, script, table } from "./ecosystem.ts"
import { packageManager, runners, workspaceRows } from "./nodeWorkspace.ts"

/** What `npm init` writes. */
const placeholder = /no test specified/

/** The names under which a script of a purpose is looked for, best first. */
const scriptNames: Readonly<Record<Purpose, ReadonlyArray<string>>> = {
  test: ["test"],
  lint: ["lint"],
  typecheck: ["typecheck", "type-check", "check-types", "check"],
  formatCheck: ["format:check"],
  build: ["build"]
}

const scriptRows = (manifest: Fields, manager: string): ReadonlyArray<Row> => {
  const scripts = fieldsOf(manifest["scripts"])
  return Object.entries(scriptNames).flatMap(([purpose, names]) => {
    const name = names.find((one) => {
      const text = textOf(scripts[one])
      return text !== undefined && !placeholder.test(text)
    })
    if (name === undefined) return []
    const short = name === "test" && manager !== "bun"
    const slot = purpose as Purpose
    return [script(slot, short ? `${manager} test` : `${manager} run ${name}`, "package.json")]
  })
}

const dependenciesOf = (manifest: Fields): Fields => ({
  ...fieldsOf(manifest["peerDependencies"]),
  ...fieldsOf(manifest["dependencies"]),
  ...fieldsOf(manifest["devDependencies"])
})

/** How the runners are called that a package may depend on. */
const testRunners: ReadonlyArray<readonly [name: string, run: string, one: string]> = [
  ["vitest", "vitest run", "vitest run FILE"],
  ["jest", "jest", "jest FILE"],
  ["mocha", "mocha", "mocha FILE"],
  ["ava", "ava", "ava FILE"],
  ["@playwright/test", "playwright test", "playwright test FILE"]
]

const nodeTests = "**/*.test.{js,mjs,cjs}"

const testRows = (files: ProjectFiles, manifest: Fields, manager: string): ReadonlyArray<Row> => {
  const exec = runners[manager] ?? "npx"
  const dependencies = dependenciesOf(manifest)
  const scripted = textOf(fieldsOf(manifest["scripts"])["test"]) ?? ""
  const known = testRunners.filter(([name]) => Object.hasOwn(dependencies, name))
  const used = testRunners.find(([, run]) => scripted.split(/[\s/]+/).includes(run.split(" ")[0] ?? run)) ?? known[0]
  const rows: Array<Row> = []
  const add = (slot: Row["slot"], command: string, file = "package.json") =>
    rows.push({ slot, command, file, source: "default" })
  if (known[0] !== undefined) add("test", `${exec} ${known[0][1]}`)
  if (used !== undefined) add("testFile", `${exec} ${used[2]}`)
  if (manager === "bun") {
    add("test", "bun test")
    add("testFile", "bun test FILE")
    return rows
  }
  const file = files.first(nodeTests)
  if (file !== undefined) add("test", "node --test", file)
  if (file !== undefined || /\bnode\b.*--test\b/.test(scripted)) add("testFile", "node --test FILE")
  return rows
}

/** Checks that show themselves by their files. */
const checkRows = (files: ProjectFiles, manifest: Fields, manager: string): ReadonlyArray<Row> => {
  const exec = runners[manager] ?? "npx"
  const own = (key: string, slot: Row["slot"], command: string): ReadonlyArray<Row> =>
    Object.hasOwn(manifest, key) ? [{ slot, command, file: "package.json", source: "default" }] : []
  return [
    ...table(
      ["lint", `${exec} @biomejs/biome check .`, "biome.json", "biome.jsonc"],
      ["lint", `${exec} eslint .`, "eslint.config.{js,mjs,cjs,ts,mts,cts}", ".eslintrc*"]
    )(files, ""),
    ...own("eslintConfig", "lint", `${exec} eslint .`),
    ...table(
      ["lint", `${exec} oxlint`, ".oxlintrc.json"],
      ["typecheck", `${exec} tsc --noEmit -p .`, "tsconfig.json"],
      ["formatCheck", `${exec} prettier --check .`, ".prettierrc*", "prettier.config.{js,mjs,cjs,ts}"]
    )(files, ""),
    ...own("prettier", "formatCheck", `${exec} prettier --check .`),
    ...table(["formatCheck", `${exec} dprint check`, "dprint.json", ".dprint.json"])(files, "")
  ]
}

export const node: Ecosystem = {
  id: "node",
  markers: ["package.json"],
  manager: packageManager,
  rows: (files) => {
    const manifest = jsonFields(files.text("package.json"))
    const manager = packageManager(files)
    return [
      ...scriptRows(manifest, manager),
      ...workspaceRows(files, manifest, manager),
      ...testRows(files, manifest, manager),
      ...checkRows(files, manifest, manager)
    ]
  }
}

const tasksOf = (files: ProjectFiles): Fields => {
  const file = files.first("deno.json", "deno.jsonc")
  return fieldsOf(file === undefined ? undefined : jsonFields(files.text(file))["tasks"])
}

export const deno: Ecosystem = {
  id: "deno",
  markers: ["deno.json", "deno.jsonc", "deno.lock"],
  manager: () => "deno",
  rows: (files, marker) => {
    const tasks = tasksOf(files)
    const scripts = Object.entries({
      ...scriptNames,
      typecheck: scriptNames.typecheck.filter((name) => name !== "check")
    })
    return [
      ...scripts.flatMap(([purpose, names]) => {
        const name = names.find((one) => Object.hasOwn(tasks, one))
        return name === undefined ? [] : [script(purpose as Purpose, `deno task ${name}`, marker)]
      }),
      ...table(
        ["test", "deno test"],
        ["testFile", "deno test FILE"],
        ["lint", "deno lint"],
        ["typecheck", "deno check ."],
        ["formatCheck", "deno fmt --check"]
      )(files, marker)
    ]
  }
}

/** Bun without a package.json; with one it is a package manager of the rule above. */
export const bun: Ecosystem = {
  id: "bun",
  markers: ["bun.lock", "bun.lockb", "bunfig.toml"],
  manager: (files) => (upwards(files).some((at) => at.has("package.json")) ? undefined : "bun"),
  rows: table(["test", "bun test"], ["testFile", "bun test FILE"])
}
