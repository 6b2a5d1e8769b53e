import { commandKind, isCommand } from "./commandKinds.ts"
import type { Purpose } from "./detection.ts"
import { type Fields, fieldsOf, listOf, textOf, yamlFields } from "./documents.ts"
import type { ProjectFiles } from "./projectFiles.ts"

/** A command of a CI file that stands for a purpose. */
export interface CiCommand {
  readonly purpose: Purpose
  readonly command: string
  readonly file: string
}

/** Workflows and jobs that publish or look after the repository do not say how it is tested. */
const elsewhere = /deploy|release|publish|docs?\b|pages|stale|label|codeql|nightly|bench|e2e|sync|cron|bot/i
const usual = /\b(?:ci|tests?|build|main|check|checks|verify|lint|pr|pull|push)\b/i

/** More jobs and lines, and more files, are not looked at. */
const most = 400
const mostFiles = 12

/** The simple commands of a script, without those that only a CI machine can run or that change the directory. */
const commandsOf = (run: unknown): ReadonlyArray<string> => {
  const text = (textOf(run) ?? "").slice(0, 20_000).replace(/[ \t]?\\\r?\n[ \t]*/g, " ")
  const lines = text.split("\n").filter((line) => !/^\s*#/.test(line))
  if (lines.some((line) => /^\s*(?:cd|pushd)\s/.test(line) && !/^\s*cd \.\s*$/.test(line))) return []
  return lines
    .flatMap((line) => (/(?:^|&&|;)\s*(?:cd|pushd)\s/.test(line) ? [] : line.split(/\s*(?:&&|\|\||;)\s*/)))
    .map((command) => command.replace(/\s+\|\s.*$|\s+\d?>{1,2}.*$/, "").trim())
    .filter((command) => command !== "" && !/\$\{\{|\$\(|`|\$[A-Z]/.test(command))
}

const setsUp =
  /\b(?:install|ci|restore|sync|login|checkout|update|upgrade|setup|add|fetch|download|clean|cache)\b|^(?:echo|export|set|mkdir|cp|mv|rm|curl|wget|git|apt|apt-get|sudo|brew|corepack|chmod|pip|if|then|fi|for|do|done|else|exit|true)\b/

const byName = (name: string): Purpose | undefined => {
  if (/type[ -]?check/i.test(name)) return "typecheck"
  if (/format/i.test(name)) return "formatCheck"
  if (/lint/i.test(name)) return "lint"
  if (/\btests?\b/i.test(name)) return "test"
  return /\bbuild\b/i.test(name) ? "build" : undefined
}

/** What one step or job runs: commands that speak for themselves, or the only one of a step whose name does. */
const purposesOf = (commands: ReadonlyArray<string>, name: string): ReadonlyArray<Omit<CiCommand, "file">> => {
  const known = commands.flatMap((command) => {
    const purpose = setsUp.test(command) && !/\b(?:run|test)\b/.test(command) ? undefined : commandKind(command)
    return purpose === undefined ? [] : [{ purpose, command }]
  })
  if (known.length > 0) return known
  const rest = commands.filter((command) => !setsUp.test(command) && isCommand(command))
  const purpose = byName(name)
  const [only] = rest
  return purpose !== undefined && only !== undefined && rest.length === 1 ? [{ purpose, command: only }] : []
}

const directoryOf = (fields: Fields): string | undefined =>
  textOf(fields["working-directory"]) ?? textOf(fieldsOf(fieldsOf(fields["defaults"])["run"])["working-directory"])

const normal = (directory: string): string => directory.replace(/^\.\/?|\/+$/g, "")

const githubCommands = (workflow: Fields, place: string): ReadonlyArray<Omit<CiCommand, "file">> =>
  Object.entries(fieldsOf(workflow["jobs"]))
    .slice(0, most)
    .flatMap(([id, value]) => {
      const job = fieldsOf(value)
      if (elsewhere.test(id)) return []
      return listOf(job["steps"])
        .slice(0, most)
        .flatMap((entry) => {
          const step = fieldsOf(entry)
          const directory = directoryOf(step) ?? directoryOf(job) ?? directoryOf(workflow) ?? ""
          if (normal(directory) !== place || /pwsh|powershell|cmd/.test(textOf(step["shell"]) ?? "")) return []
          return purposesOf(commandsOf(step["run"]), textOf(step["name"]) ?? "")
        })
    })

const gitlabCommands = (file: Fields): ReadonlyArray<Omit<CiCommand, "file">> =>
  Object.entries(file)
    .slice(0, most)
    .flatMap(([name, value]) => {
      const job = fieldsOf(value)
      if (name.startsWith(".") || name === "default" || elsewhere.test(name)) return []
      const script = listOf(job["script"]).length > 0 ? listOf(job["script"]) : [job["script"]]
      const commands = script.flat(3).slice(0, most).flatMap(commandsOf)
      return purposesOf(commands, `${name.replaceAll("_", " ")} ${textOf(job["stage"]) ?? ""}`)
    })

/**
 * What the CI files at the top of a repository run in the directory `place` (empty for the top itself), in the order of
 * the files that usually hold the tests.
 */
export const ciCommands = (top: ProjectFiles, place: string): ReadonlyArray<CiCommand> => {
  const workflows = top
    .all(".github/workflows/*.{yml,yaml}")
    .filter((file) => !elsewhere.test(file.slice(".github/workflows/".length)))
    .toSorted((left, right) => Number(usual.test(right)) - Number(usual.test(left)))
    .slice(0, mostFiles)
  const gitlab = top.first(".gitlab-ci.yml", ".gitlab-ci.yaml")
  return [
    ...workflows.flatMap((file) =>
      githubCommands(yamlFields(top.text(file)), place).map((found) => ({ ...found, file }))
    ),
    ...(gitlab === undefined || place !== ""
      ? []
      : gitlabCommands(yamlFields(top.text(gitlab))).map((found) => ({ ...found, file: gitlab })))
  ]
}
