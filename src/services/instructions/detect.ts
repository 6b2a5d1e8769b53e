import { Predicate } from "effect"

/** What is known of a project before anybody has written it down. */
export interface Detected {
  readonly name: string | undefined
  readonly description: string | undefined
  /** Commands by what they are for, in the order to show them. */
  readonly commands: ReadonlyArray<{ readonly purpose: string; readonly command: string }>
}

/** Files whose text is looked at; of all others only the name. */
export const readForDetection: ReadonlyArray<string> = [
  "package.json",
  "deno.json",
  "composer.json",
  "pyproject.toml",
  "Makefile",
  "justfile"
]

type Command = Detected["commands"][number]

const objectIn = (text: string | undefined): Readonly<Record<string, unknown>> => {
  try {
    const value: unknown = JSON.parse(text ?? "")
    return Predicate.isObject(value) && !Array.isArray(value) ? { ...value } : {}
  } catch {
    return {}
  }
}

const stringIn = (value: unknown): string | undefined =>
  Predicate.isString(value) && value.trim() !== "" ? value.trim() : undefined

/** Scripts and targets worth telling, by the name they usually have. */
const purposes: ReadonlyArray<readonly [name: RegExp, purpose: string]> = [
  [/^(install|setup|bootstrap)$/, "Set up"],
  [/^build$/, "Build"],
  [/^(start|serve)$/, "Start"],
  [/^dev$/, "Develop"],
  [/^test$/, "Test"],
  [/^(lint|check)$/, "Lint"],
  [/^(typecheck|type-check|check-types|types)$/, "Type check"],
  [/^(format|fmt)$/, "Format"]
]

const byPurpose = (names: ReadonlyArray<string>, command: (name: string) => string): ReadonlyArray<Command> =>
  purposes.flatMap(([pattern, purpose]) => {
    const name = names.find((candidate) => pattern.test(candidate))
    return name === undefined ? [] : [{ purpose, command: command(name) }]
  })

const managers: ReadonlyArray<readonly [lock: string, manager: string]> = [
  ["pnpm-lock.yaml", "pnpm"],
  ["yarn.lock", "yarn"],
  ["bun.lock", "bun"],
  ["bun.lockb", "bun"]
]

const placeholder = /no test specified/

const fromPackage = (files: ReadonlyMap<string, string>): ReadonlyArray<Command> => {
  const manifest = objectIn(files.get("package.json"))
  const named = stringIn(manifest["packageManager"])?.split("@")[0]
  const manager = named ?? managers.find(([lock]) => files.has(lock))?.[1] ?? "npm"
  const scripts = Predicate.isObject(manifest["scripts"]) ? Object.entries(manifest["scripts"]) : []
  const names = scripts.filter(([, script]) => !placeholder.test(String(script))).map(([name]) => name)
  const run = (name: string) => (name === "test" || name === "start" ? `${manager} ${name}` : `${manager} run ${name}`)
  return [{ purpose: "Install", command: `${manager} install` }, ...byPurpose(names, run)]
}

const targetsOf = (text: string): ReadonlyArray<string> =>
  [...text.matchAll(/^([A-Za-z][\w-]*)\s*:(?!=)/gm)].map(([, name = ""]) => name)

const plain = (...commands: ReadonlyArray<readonly [string, string]>): ReadonlyArray<Command> =>
  commands.map(([purpose, command]) => ({ purpose, command }))

/** How each kind of project is recognised, and what is usual in it. The first that fits counts. */
const kinds: ReadonlyArray<{
  readonly marker: RegExp
  readonly commands: (files: ReadonlyMap<string, string>) => ReadonlyArray<Command>
}> = [
  { marker: /^package\.json$/, commands: fromPackage },
  {
    marker: /^deno\.jsonc?$/,
    commands: (files) => {
      const { tasks } = objectIn(files.get("deno.json"))
      return byPurpose(Predicate.isObject(tasks) ? Object.keys(tasks) : [], (name) => `deno task ${name}`)
    }
  },
  {
    marker: /^Cargo\.toml$/,
    commands: () =>
      plain(["Build", "cargo build"], ["Test", "cargo test"], ["Lint", "cargo clippy"], ["Format", "cargo fmt"])
  },
  {
    marker: /^go\.mod$/,
    commands: () =>
      plain(["Build", "go build ./..."], ["Test", "go test ./..."], ["Lint", "go vet ./..."], ["Format", "gofmt -w ."])
  },
  {
    marker: /^(pyproject\.toml|setup\.py|requirements\.txt)$/,
    commands: (files) => {
      const runner = files.has("uv.lock") ? "uv run " : files.has("poetry.lock") ? "poetry run " : ""
      const lint =
        files.get("pyproject.toml")?.includes("ruff") === true ? plain(["Lint", `${runner}ruff check .`]) : []
      return [...plain(["Test", runner === "" ? "python -m pytest" : `${runner}pytest`]), ...lint]
    }
  },
  { marker: /^pom\.xml$/, commands: () => plain(["Build", "mvn package"], ["Test", "mvn test"]) },
  {
    marker: /^build\.gradle(\.kts)?$/,
    commands: () => plain(["Build", "./gradlew build"], ["Test", "./gradlew test"])
  },
  { marker: /\.(sln|csproj)$/, commands: () => plain(["Build", "dotnet build"], ["Test", "dotnet test"]) },
  {
    marker: /^mix\.exs$/,
    commands: () => plain(["Install", "mix deps.get"], ["Test", "mix test"], ["Format", "mix format"])
  },
  {
    marker: /^Gemfile$/,
    commands: (files) =>
      plain(
        ["Install", "bundle install"],
        ["Test", files.has(".rspec") ? "bundle exec rspec" : "bundle exec rake test"]
      )
  },
  {
    marker: /^composer\.json$/,
    commands: (files) => {
      const { scripts } = objectIn(files.get("composer.json"))
      return [
        ...plain(["Install", "composer install"]),
        ...byPurpose(Predicate.isObject(scripts) ? Object.keys(scripts) : [], (name) => `composer ${name}`)
      ]
    }
  }
]

/** Reads a project's marks: `files` are the names in its directory, with the text of those in `readForDetection`. */
export const detect = (files: ReadonlyMap<string, string>): Detected => {
  const names = [...files.keys()]
  const kind = kinds.find(({ marker }) => names.some((name) => marker.test(name)))
  const runners = [
    ...byPurpose(targetsOf(files.get("justfile") ?? ""), (name) => `just ${name}`),
    ...byPurpose(targetsOf(files.get("Makefile") ?? ""), (name) => `make ${name}`)
  ]
  const own = kind?.commands(files) ?? []
  const manifest = objectIn(files.get("package.json") ?? files.get("composer.json"))
  return {
    name: stringIn(manifest["name"]),
    description: stringIn(manifest["description"]),
    commands: [...own, ...runners.filter(({ purpose }) => !own.some((command) => command.purpose === purpose))]
  }
}

/** The text of a new AGENTS.md. */
export const skeleton = ({ commands, description, name }: Detected, directory: string): string => {
  const list = commands.map(({ command, purpose }) => `- ${purpose}: \`${command.replaceAll("`", "'")}\``)
  return [
    `# ${name ?? directory}`,
    "",
    description ?? "What this project is, in a sentence or two.",
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
