import { type Fields, fieldsOf, jsonFields, listOf, textOf } from "../documents.ts"
import { type ProjectFiles, upwards } from "../projectFiles.ts"
import type { Row } from "./ecosystem.ts"

/** How each package manager runs a program that the project has installed. */
export const runners: Readonly<Record<string, string>> = {
  npm: "npx",
  pnpm: "pnpm exec",
  yarn: "yarn",
  bun: "bunx"
}

const locks: ReadonlyArray<readonly [file: string, manager: string]> = [
  ["pnpm-lock.yaml", "pnpm"],
  ["yarn.lock", "yarn"],
  ["bun.lock", "bun"],
  ["bun.lockb", "bun"],
  ["package-lock.json", "npm"],
  ["npm-shrinkwrap.json", "npm"]
]

const named = (manifest: Fields): string | undefined => {
  const stated = textOf(manifest["packageManager"])?.split("@")[0]
  const engine = textOf(fieldsOf(fieldsOf(manifest["devEngines"])["packageManager"])["name"])
  return [stated, engine].find((name) => name !== undefined && Object.hasOwn(runners, name))
}

/** The package manager: what package.json says, then the lock file, from here up to the root of the workspace. */
export const packageManager = (files: ProjectFiles): string => {
  for (const at of upwards(files)) {
    const found =
      named(jsonFields(at.text("package.json"))) ??
      locks.find(([lock]) => at.has(lock))?.[1] ??
      (at.has("pnpm-workspace.yaml") ? "pnpm" : undefined)
    if (found !== undefined) return found
  }
  return "npm"
}

const purposes = ["test", "lint", "typecheck", "build"] as const
type Shared = (typeof purposes)[number]

const rowsOf = (file: string, command: (purpose: Shared) => string | undefined): ReadonlyArray<Row> =>
  purposes.flatMap((slot) => {
    const text = command(slot)
    return text === undefined ? [] : [{ slot, command: text, file, source: "default" as const }]
  })

const turboTasks = (files: ProjectFiles): Fields => {
  const config = jsonFields(files.text("turbo.json"))
  return { ...fieldsOf(config["pipeline"]), ...fieldsOf(config["tasks"]) }
}

/** A project inside an Nx workspace: its targets are called by its name. */
const nxProject = (files: ProjectFiles, exec: string): ReadonlyArray<Row> => {
  if (!files.has("project.json") || !upwards(files).some((at) => at.has("nx.json"))) return []
  const project = jsonFields(files.text("project.json"))
  const name = textOf(project["name"]) ?? textOf(jsonFields(files.text("package.json"))["name"])
  const targets = fieldsOf(project["targets"])
  if (name === undefined || !/^[@\w./-]+$/.test(name)) return []
  return rowsOf("project.json", (slot) => (Object.hasOwn(targets, slot) ? `${exec} nx ${slot} ${name}` : undefined))
}

const acrossWorkspaces = (files: ProjectFiles, manager: string): string => {
  if (manager === "pnpm") return "pnpm -r test"
  if (manager === "bun") return "bun run --filter '*' test"
  if (manager === "yarn") {
    return files.has(".yarnrc.yml") ? "yarn workspaces foreach -A run test" : "yarn workspaces run test"
  }
  return "npm test --workspaces --if-present"
}

/** What a root without scripts of its own runs in all its packages. */
export const workspaceRows = (files: ProjectFiles, manifest: Fields, manager: string): ReadonlyArray<Row> => {
  const exec = runners[manager] ?? "npx"
  const turbo = turboTasks(files)
  const workspaces = manifest["workspaces"]
  const packages = listOf(Array.isArray(workspaces) ? workspaces : fieldsOf(workspaces)["packages"])
  const many = files.has("pnpm-workspace.yaml")
    ? "pnpm-workspace.yaml"
    : packages.length > 0
      ? "package.json"
      : undefined
  const rush = files.text("common/config/rush/command-line.json")
  return [
    ...rowsOf("turbo.json", (slot) => (Object.hasOwn(turbo, slot) ? `${exec} turbo run ${slot}` : undefined)),
    ...nxProject(files, exec),
    ...(files.has("nx.json") ? rowsOf("nx.json", (slot) => `${exec} nx run-many -t ${slot}`) : []),
    ...(files.has("lerna.json") ? rowsOf("lerna.json", (slot) => `${exec} lerna run ${slot}`) : []),
    ...(files.has("rush.json")
      ? rowsOf("rush.json", (slot) => (slot === "build" || rush.includes(`"${slot}"`) ? `rush ${slot}` : undefined))
      : []),
    ...(many === undefined
      ? []
      : [{ slot: "test", command: acrossWorkspaces(files, manager), file: many, source: "default" } as const])
  ]
}
