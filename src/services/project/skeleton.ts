import { Option, Schema } from "effect"
import { type Detection, type Purpose, purposes } from "./detection.ts"

/** A command and what it is for, as AGENTS.md tells it. */
export interface StatedCommand {
  readonly purpose: string
  readonly command: string
}

/** What a project says of itself. */
export interface Title {
  readonly name?: string | undefined
  readonly description?: string | undefined
}

const titles: Readonly<Record<Purpose, string>> = {
  test: "Test",
  lint: "Lint",
  typecheck: "Type check",
  formatCheck: "Check the format",
  build: "Build"
}

/** How each package manager fetches what a project needs. */
const installs: Readonly<Record<string, string>> = {
  npm: "npm install",
  pnpm: "pnpm install",
  yarn: "yarn install",
  bun: "bun install",
  composer: "composer install",
  mix: "mix deps.get",
  uv: "uv sync",
  poetry: "poetry install",
  pdm: "pdm install",
  pipenv: "pipenv install --dev",
  bundler: "bundle install"
}

const Manifest = Schema.fromJsonString(
  Schema.Struct({ name: Schema.optionalKey(Schema.String), description: Schema.optionalKey(Schema.String) })
)

/** Name and description from a manifest in JSON, as far as it has them. */
export const titleOf = (manifest: string | undefined): Title =>
  Option.getOrElse(Schema.decodeOption(Manifest)(manifest ?? ""), () => ({}))

/** What was found, in the order in which somebody new would need it. */
export const commandsOf = ({ commands, manager }: Detection): ReadonlyArray<StatedCommand> => {
  const install = manager === undefined || !Object.hasOwn(installs, manager) ? undefined : installs[manager]
  const found = purposes.flatMap((purpose) => {
    const one = commands[purpose]
    if (one === undefined) return []
    return [
      {
        purpose: titles[purpose],
        command: one.directory === "" ? one.command : `cd ${one.directory} && ${one.command}`
      }
    ]
  })
  return install === undefined ? found : [{ purpose: "Install", command: install }, ...found]
}

/** The text of a new AGENTS.md. */
export const skeleton = (title: Title, commands: ReadonlyArray<StatedCommand>, directory: string): string => {
  const list = commands.map(({ command, purpose }) => `- ${purpose}: \`${command.replaceAll("`", "'")}\``)
  return [
    `# ${title.name?.trim() || directory}`,
    "",
    title.description?.trim() || "What this project is, in a sentence or two.",
    "",
    "## Commands",
    "",
    ...(list.length === 0 ? ["- Test: how the tests are run"] : list),
    "",
    "## Conventions",
    "",
    "- What somebody new would get wrong: style, structure, names, what must not be touched.",
    ""
  ].join("\n")
}
