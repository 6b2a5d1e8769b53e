import { printableLine } from "../domain/printable.ts"
import { ciCommands } from "./ciCommands.ts"
import { type Detection, type Found, type Purpose, purposes, type Source } from "./detection.ts"
import { ecosystems } from "./ecosystems/all.ts"
import type { Ecosystem, Row } from "./ecosystems/ecosystem.ts"
import { type ProjectFiles, projectFiles, type Tree, upwards } from "./projectFiles.ts"
import { statedCommands } from "./statedCommands.ts"
import { taskTargets } from "./taskRunners.ts"

/** Files in which people write down how their project is worked on; the first weighs most. */
const instructionFiles = ["CLAUDE.local.md", "CLAUDE.md", "CODERX.md", "AGENTS.md"]

/** The marker by which a directory is a project of that kind. */
const markerOf = (ecosystem: Ecosystem, files: ProjectFiles): string | undefined => {
  const marker = files.first(...ecosystem.markers)
  const alone = ecosystem.beside === undefined || files.first(...ecosystem.beside) !== undefined
  return alone ? marker : undefined
}

interface Kind {
  readonly ecosystem: Ecosystem
  readonly marker: string
}

const kindsOf = (files: ProjectFiles): ReadonlyArray<Kind> =>
  ecosystems.flatMap((ecosystem) => {
    const marker = markerOf(ecosystem, files)
    return marker === undefined ? [] : [{ ecosystem, marker }]
  })

/** Files that also stand below the project that they belong to. */
const weak = /^(?:conftest\.py|requirements.*\.txt|global\.json)$/

const isProject = (files: ProjectFiles): boolean =>
  kindsOf(files).some(({ ecosystem, marker }) => ecosystem.aside !== true && !weak.test(marker))

const under = (directory: string, file: string): string => (directory === "" ? file : `${directory}/${file}`)

/** Everything that a directory could be asked for, strongest first. */
const candidatesOf = (
  chain: ReadonlyArray<ProjectFiles>,
  root: ProjectFiles,
  rows: ReadonlyArray<Row>
): ReadonlyArray<readonly [Row["slot"], Found]> => {
  const found = (slot: Row["slot"], source: Source, command: string, at: ProjectFiles, file: string) =>
    [slot, { command, source, file: under(at.path, file), directory: at.path }] as const
  const top = chain.at(-1) ?? root
  return [
    ...chain.flatMap((at) =>
      instructionFiles.flatMap((file) =>
        statedCommands(at.text(file)).map((stated) => found(stated.purpose, "instructions", stated.command, at, file))
      )
    ),
    ...ciCommands(top, root.path).map(({ command, file, purpose }) => {
      const [slot, one] = found(purpose, "ci", command, root, "")
      return [slot, { ...one, file }] as const
    }),
    ...taskTargets(root).map((target) => found(target.purpose, "task-runner", target.command, root, target.file)),
    ...(["script", "default"] as const).flatMap((source) =>
      rows
        .filter((row) => row.source === source)
        .map((row) => {
          const [slot, one] = found(row.slot, source, row.command, root, row.file)
          return [slot, row.prepare === undefined ? one : { ...one, prepare: row.prepare }] as const
        })
    )
  ]
}

/** A command that would be shown otherwise than it runs is none. */
const candidates: typeof candidatesOf = (...given) =>
  candidatesOf(...given).filter(([, { command }]) => printableLine(command) === command)

/** Directories below that are projects of their own. */
const membersOf = (tree: Tree, root: ProjectFiles): ReadonlyArray<string> => {
  const start = root.path === "" ? "" : `${root.path}/`
  const directories = new Set<string>()
  for (const file of tree.files.keys()) {
    const parts = file.startsWith(start) ? file.slice(start.length).split("/") : []
    for (let depth = 1; depth < Math.min(parts.length, 4); depth++) directories.add(parts.slice(0, depth).join("/"))
    if (directories.size > 2000) break
  }
  return [...directories]
    .sort()
    .filter(
      (directory) =>
        !/(?:^|\/)(?:tests?|spec|t|examples?|fixtures|node_modules|vendor|target|\.[^/]*)(?:\/|$)/.test(directory)
    )
    .filter((directory) => isProject(projectFiles(tree, start + directory)))
    .slice(0, 50)
}

/**
 * Which commands test, lint, check, format and build the project that holds the directory `from` of a tree: the nearest
 * one above it with a marker of its own, else the top. Nothing is run and nothing but the tree is looked at.
 */
export const detect = (tree: Tree, from = ""): Detection => {
  const chain = upwards(projectFiles(tree, from))
  const root =
    chain.find(isProject) ?? chain.find((at) => kindsOf(at).length > 0) ?? chain.at(-1) ?? projectFiles(tree, "")
  const kinds = kindsOf(root)
  const main = kinds.filter(({ ecosystem }) => ecosystem.aside !== true)
  const asked = main.length > 0 ? main : kinds
  const rows = asked.flatMap(({ ecosystem, marker }) => ecosystem.rows(root, marker))
  const all = candidates(chain, root, rows)
  const first = (slot: Row["slot"]): Found | undefined => all.find(([one]) => one === slot)?.[1]
  const commands: Partial<Record<Purpose, Found>> = {}
  for (const purpose of purposes) {
    const found = first(purpose)
    if (found !== undefined) commands[purpose] = found
  }
  return {
    root: root.path,
    ecosystems: kinds.map(({ ecosystem }) => ecosystem.id),
    manager: asked.map(({ ecosystem }) => ecosystem.manager?.(root)).find((name) => name !== undefined),
    commands,
    testFile: first("testFile"),
    members: membersOf(tree, root)
  }
}
