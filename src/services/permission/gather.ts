import { Effect, FileSystem, Path } from "effect"
import type { Access } from "../domain/Access.ts"
import { Host } from "../host/Host.ts"
import { Settings } from "../settings/Settings.ts"
import { Shell } from "../workspace/Shell.ts"
import { Workspace } from "../workspace/Workspace.ts"
import { type CommandLine, readCommandLine } from "./commandLine.ts"
import { dangerOf } from "./dangerous.ts"
import { writesOf } from "./danger/writes.ts"
import { type CommandFact, type Facts, hostOf, mcpName, type Part, type PathFact } from "./facts.ts"
import { expandGlob, seeksSecrets } from "./globs.ts"
import { plainEdit } from "./plainEdits.ts"
import { type PathUse, provesReadOnly } from "./readOnly.ts"
import { repositoryRuns } from "./repository.ts"
import { looksSecret } from "./secretNames.ts"
import type { SimpleCommand } from "./shell/simple.ts"
import type { Value } from "./shell/values.ts"

/** What one call's questions to the machine share: each is asked once. */
interface Seen {
  readonly paths: Map<string, Effect.Success<ReturnType<typeof lookAt>>>
  readonly repositories: Map<string, string | undefined>
  /** How many files all patterns of the line stand for so far. */
  matched: number
}

/** Patterns of one line that stand for more files than this ask, however many patterns they are. */
const mostMatched = 2000

const fresh = (): Seen => ({ paths: new Map(), repositories: new Map(), matched: 0 })

const lookAt = Effect.fnUntraced(function* (path: string) {
  const workspace = yield* Workspace
  return yield* Effect.match(workspace.resolve(path), {
    onSuccess: (target) => ({ target, refused: undefined }),
    onFailure: (error) => ({ target: undefined, refused: error.message })
  })
})

const pathFact = Effect.fnUntraced(function* (use: PathUse, seen: Seen) {
  const known = seen.paths.get(use.path) ?? (yield* lookAt(use.path))
  seen.paths.set(use.path, known)
  const path = yield* Path.Path
  const { cwd } = yield* Workspace
  const fact: PathFact = {
    kind: use.kind,
    written: use.written,
    spelled: path.resolve(cwd, use.path),
    tree: use.tree,
    ...known
  }
  const outputs = yield* outputDirectory
  const { target } = known
  if (use.kind !== "read" || target === undefined || outputs === undefined) return fact
  return target.real.startsWith(`${outputs}/`) ? { ...fact, target: { ...target, inside: true } } : fact
})

/** Where the shell keeps outputs that were too long for the model, which is told to read them there. */
const outputDirectory = Effect.flatMap(Shell, (shell) => shell.outputDirectory)

/** Why a path that a command reads needs a question after all. Where it leads is judged by the decision. */
const oddity = (use: PathUse, fact: PathFact): string | undefined => {
  const { target } = fact
  if (target === undefined) return fact.refused ?? `${use.written} cannot be used`
  if (use.kind === "enter" && target.linked)
    return `${use.written} is a link, and where the shell then is depends on it`
  if (use.filesOnly && target.kind === "directory")
    return `${use.written} is a directory, whose links would be followed`
  if (/^(fifo|socket|device|other)$/.test(target.kind) && target.real !== "/dev/null")
    return `${use.written} is no ordinary file`
  if (use.kind === "read" && target.kind !== "directory" && looksSecret(target.real))
    return `${use.written} may hold secrets`
  return undefined
}

/** A variable of the environment that commands get: the settings' own stand above ours. */
const variable = Effect.fnUntraced(function* (name: string) {
  const host = yield* Host
  const settings = yield* Settings
  return settings.values.env[name] ?? host.env[name]
})

/** Where the search path would find a program inside the working directories, which anybody may have put there. */
const hijacked = Effect.fnUntraced(function* (program: string) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const host = yield* Host
  const workspace = yield* Workspace
  const roots = yield* workspace.roots
  const separator = host.platform === "win32" ? ";" : ":"
  for (const entry of ((yield* variable("PATH")) ?? "").split(separator)) {
    const directory = path.resolve(workspace.cwd, entry)
    const near = roots.some((root) => directory === root || directory.startsWith(`${root}/`))
    if (near && (yield* Effect.orElseSucceed(fs.exists(path.join(directory, program)), () => true))) return directory
  }
  return undefined
})

const reads = Effect.fnUntraced(function* (command: SimpleCommand, seen: Seen) {
  const proof = provesReadOnly(command)
  if (typeof proof === "string") return { doubt: proof, paths: [] }
  const paths: Array<PathFact> = []
  const moves = proof.uses.some(({ kind, written }) => kind === "enter" && !/^\.{0,2}\//.test(written))
  if (moves && ((yield* variable("CDPATH")) ?? "") !== "") return { doubt: "CDPATH decides where cd leads", paths }
  for (const use of proof.uses) {
    if (use.glob && seeksSecrets(use.path)) return { doubt: `${use.written} may stand for files with secrets`, paths }
    const places = use.glob ? yield* expandGlob(use.path) : [use.path]
    seen.matched += use.glob ? 1 + (places?.length ?? 0) : 0
    if (places === undefined || seen.matched > mostMatched)
      return { doubt: `${use.written} stands for too many files`, paths }
    if (
      use.glob &&
      places.some((place) => place.slice(place.lastIndexOf("/") + 1).startsWith("-")) &&
      !use.written.includes("/")
    ) {
      return { doubt: `${use.written} stands for a name that looks like an option`, paths }
    }
    for (const place of places) {
      const one = { ...use, path: place }
      const fact = yield* pathFact(one, seen)
      const odd = oddity(one, fact)
      if (odd !== undefined) return { doubt: odd, paths: [...paths, fact] }
      paths.push(fact)
    }
  }
  const directory = proof.program === undefined ? undefined : yield* hijacked(proof.program)
  if (directory !== undefined)
    return { doubt: `${proof.program} would be run from ${directory}, inside the project`, paths }
  for (const place of proof.repositories) {
    const known = seen.repositories.has(place) ? seen.repositories.get(place) : yield* repositoryRuns(place)
    seen.repositories.set(place, known)
    if (known !== undefined) return { doubt: `git may run a program here: ${known}`, paths }
  }
  return { doubt: undefined, paths }
})

const written = Effect.fnUntraced(function* (
  command: SimpleCommand,
  values: ReadonlyArray<Value>,
  kind: PathFact["kind"],
  seen: Seen
) {
  const facts: Array<PathFact> = []
  for (const value of values) {
    if (/^\/dev\/(null|stdout|stderr)$/.test(value.text)) continue
    const absolute = value.text.startsWith("/")
    for (const directory of absolute ? [""] : (command.directories ?? [])) {
      const path = absolute ? value.text : `${directory}/${value.text}`
      facts.push(yield* pathFact({ path, written: value.raw, kind, glob: false, tree: false, filesOnly: false }, seen))
    }
  }
  return facts
})

const commandFact = Effect.fnUntraced(function* (command: SimpleCommand, seen: Seen) {
  const { doubt, paths } = yield* reads(command, seen)
  const edited = plainEdit(command)
  const targets = edited ?? writesOf(command).filter((value) => value.exact)
  const fact: CommandFact = {
    command,
    doubt,
    paths: [...paths, ...(doubt === undefined ? [] : yield* written(command, targets, "write", seen))],
    plainEdit: edited !== undefined && command.directories !== undefined
  }
  return fact
})

const linePart = Effect.fnUntraced(function* (text: string) {
  const host = yield* Host
  const workspace = yield* Workspace
  // A relative path in a command starts where the shell stands, which an earlier `cd` may have moved.
  const directory = yield* (yield* Shell).cwd
  const line: CommandLine = readCommandLine(text, { home: host.home, directory })
  const danger = dangerOf(line, { home: host.home, project: workspace.projectRoot, cwd: workspace.cwd })
  const seen = fresh()
  /** A line that asks anyway is not looked at file by file, and one of so many commands asks. */
  const hopeless = line.commands.length > (line.problems.length > 0 ? 200 : 500)
  const commands = yield* Effect.forEach(line.commands, (command) =>
    hopeless
      ? Effect.succeed<CommandFact>({
          command,
          doubt: "the line has so many commands that they are not looked at one by one",
          paths: [],
          plainEdit: false
        })
      : commandFact(command, seen)
  )
  const part: Part = { _tag: "Line", text, commands, problems: line.problems, danger, unread: hopeless }
  return part
})

const partOf = Effect.fnUntraced(function* (access: Access) {
  switch (access._tag) {
    case "RunCommand":
      return yield* linePart(access.command)
    case "ReadPath":
    case "WritePath": {
      const kind = access._tag === "ReadPath" ? "read" : "write"
      const use: PathUse = { path: access.path, written: access.path, kind, glob: false, tree: false, filesOnly: false }
      return { _tag: "File", path: yield* pathFact(use, fresh()) } satisfies Part
    }
    case "FetchUrl":
      return { _tag: "Url", url: access.url, host: hostOf(access.url) } satisfies Part
    case "CallMcpTool":
      return { _tag: "Mcp", name: mcpName(access) } satisfies Part
  }
})

/** Answers every question that a decision has for the machine: where paths lead, what git would run, what programs are found. */
export const gather = Effect.fnUntraced(function* (
  tool: string,
  input: unknown,
  accesses: ReadonlyArray<Access>,
  harmless: boolean
) {
  const name = typeof input === "object" && input !== null ? nameIn(tool, input) : undefined
  const parts = yield* Effect.forEach(accesses, partOf)
  const facts: Facts = { tool, harmless, name, parts }
  return facts
})

const nameIn = (tool: string, input: object): string | undefined => {
  const key = tool === "Skill" ? "skill" : tool === "Agent" ? "subagent_type" : undefined
  const value = key === undefined ? undefined : Object.entries(input).find(([name]) => name === key)?.[1]
  return typeof value === "string" ? value : undefined
}
