import type { Purpose } from "./detection.ts"

/** Variables before a command, and programs that only start another one. */
const assignment = /^\w+=(?:"[^"$`]*"|'[^']*'|[^\s"'`$;|&()]*)\s+/
const starters =
  /^(?:npx(?: --yes| -y| --no-install)?|pnpm (?:exec|dlx)|yarn exec|bunx|bun x|uvx?(?: run)?|(?:uv|poetry|pdm|pipenv|hatch|rye) run|bundle exec|time|xvfb-run(?: -a)?|python3? -m|py -m|(?:\.\/)?(?:node_modules\/\.bin|vendor\/bin|\.venv\/bin|bin)\/)\s*/

/** The part of a command that says what it does: without variables before it and programs that start it. */
const coreOf = (command: string): string => {
  let rest = command.trim()
  for (let step = 0; step < 6; step++) {
    const next = rest.replace(assignment, "").replace(starters, "")
    if (next === rest || next === "") return rest
    rest = next
  }
  return rest
}

const runsScript = "(?:npm|pnpm|yarn|bun|composer|deno|vlt)(?: -\\S+)*(?: run| run-script| task)?(?: -\\S+)* "
const runsTarget =
  "(?:make|gmake|just|task|mise run|invoke|inv|earthly|rake|nx|turbo|turbo run|lerna run|rush|mix|poe|hatch run)(?: -\\S+)* "

const kind = (purpose: Purpose, ...parts: ReadonlyArray<string>): readonly [RegExp, Purpose] => [
  new RegExp(`^(?:${parts.join("|")})(?![\\w])`),
  purpose
]

/** What everyday commands are for. The first that fits counts, so the narrow ones stand first. */
const kinds: ReadonlyArray<readonly [RegExp, Purpose]> = [
  kind(
    "formatCheck",
    "prettier(?: \\S+)* (?:--check|-c|-l|--list-different)",
    "biome format(?! .*--write)",
    "dprint check",
    "black(?: \\S+)* --check",
    "ruff format(?: \\S+)* --(?:check|diff)",
    "gofmt -[ld]",
    "gofumpt -[ld]",
    "cargo(?: \\+\\S+)? fmt(?: \\S+)* --check",
    "dotnet format(?: \\S+)* --verify-no-changes",
    "mix format --check-formatted",
    "dart format(?: \\S+)* --set-exit-if-changed",
    "zig fmt(?: \\S+)* --check",
    "gleam format --check",
    "deno fmt(?: \\S+)* --check",
    "shfmt -d",
    "terraform fmt(?: \\S+)* -check",
    "clang-format(?: \\S+)* (?:--dry-run|-n)",
    "php-cs-fixer fix(?: \\S+)* --dry-run",
    "sbt (?:scalafmtCheckAll|scalafmtCheck)",
    "\\S*(?:gradlew?|mvnw?)(?: \\S+)* spotless:?[cC]heck",
    `${runsScript}(?:format|fmt|prettier):check`,
    `${runsScript}check[:-](?:format|fmt)`,
    `${runsTarget}(?:format|fmt)[-:]check`,
    `${runsTarget}check[-:](?:format|fmt)`
  ),
  kind(
    "typecheck",
    "(?:vue-)?tsc(?: \\S+)* --noEmit",
    "mypy",
    "(?:based)?pyright",
    "ty check",
    "pyre check",
    "cargo(?: \\+\\S+)? check",
    "phpstan",
    "psalm",
    "srb tc",
    "mix dialyzer",
    "rebar3 dialyzer",
    "deno check",
    "flow check",
    "svelte-check",
    `${runsScript}(?:typecheck|type-check|check-types|check:types|types|tsc)`,
    `${runsTarget}(?:typecheck|type-check|check-types|types)`
  ),
  kind(
    "lint",
    "eslint",
    "biome (?:check|lint|ci)",
    "oxlint",
    "standard",
    "xo",
    "ruff(?: check)?",
    "flake8",
    "pylint",
    "pre-commit run",
    "golangci-lint",
    "go vet",
    "staticcheck",
    "cargo(?: \\+\\S+)? clippy",
    "rubocop",
    "standardrb",
    "phpcs",
    "pint",
    "mix credo",
    "hlint",
    "clj-kondo",
    "swiftlint",
    "(?:dart|flutter) analyze",
    "(?:run-)?clang-tidy",
    "perlcritic",
    "luacheck",
    "tflint",
    "hadolint",
    "shellcheck",
    "deno lint",
    "\\S*mvnw?(?: \\S+)* checkstyle:check",
    "\\S*gradlew?(?: \\S+)* (?:lint|ktlintCheck|detekt|checkstyleMain)",
    `${runsScript}lint[\\w:-]*`,
    `${runsTarget}lint[\\w:-]*`,
    "(?:\\./|bash |sh )\\S*lint\\S*"
  ),
  kind(
    "test",
    "vitest",
    "jest",
    "mocha",
    "ava",
    "pytest",
    "py\\.test",
    "unittest",
    "tox",
    "nox",
    "rspec",
    "phpunit",
    "pest",
    "ctest",
    "prove",
    "busted",
    "bats",
    "shellspec",
    "node(?: \\S+)* --test",
    "playwright test",
    "(?:python3? )?(?:\\./)?manage\\.py test",
    "php artisan test",
    "gotestsum",
    "go test",
    "cargo(?: \\+\\S+)? (?:test|nextest run|llvm-cov)",
    "\\S*mvnw?(?: \\S+)* (?:test|verify)",
    "\\S*gradlew?(?: \\S+)* (?:check|\\S*[tT]est|test\\w*UnitTest)",
    "dotnet test",
    "rails test",
    "rake (?:test|spec)",
    "rebar3 (?:do )?(?:eunit|ct)",
    "(?:stack|cabal|lein|bb|swift|dart|flutter|meson|gleam|nimble|deno|bun|helm|bazel|bazelisk) (?:test|unittest)",
    "zig build test",
    "sbt(?: \\S+)* \\S*test\\S*",
    "(?:\\./)?mill \\S*test",
    "clojure? -[XM]:\\S*test",
    "xcodebuild(?: \\S+)* test",
    "dune (?:test|runtest)",
    "terraform test",
    "R CMD check",
    "Rscript .*(?:test|check)\\w*\\(",
    "julia .*Pkg\\.test\\(",
    `${runsScript}(?:test|tests)(?:[:-][\\w:-]+)?`,
    "npm t",
    `${runsTarget}(?:test|tests|check|unit|unit-test|unittest|spec)(?:[:-][\\w:-]+)?`,
    "(?:nx|turbo)(?: run-many| run| affected)(?: \\S+)* (?:test|--target=test)",
    "(?:\\./|bash |sh )\\S*tests?\\b\\S*"
  ),
  kind(
    "build",
    `${runsScript}build[\\w:-]*`,
    `${runsTarget}(?:build|all|compile)`,
    "(?:go|cargo|dotnet|swift|zig|stack|cabal|gleam|nimble|dune|poetry|uv|hatch|bazel|bazelisk|vite|next|nuxt) build",
    "build(?=$| -)",
    "tsc",
    "webpack",
    "cmake --build",
    "(?:meson|sbt|mix|rebar3) compile",
    "ninja",
    "make$",
    "\\S*mvnw?(?: \\S+)* (?:package|install|compile)",
    "\\S*gradlew?(?: \\S+)* (?:assemble|build)"
  )
]

/** Longer commands are not looked at. */
const longest = 300

/** What a command is for, by the programs and names that everybody uses. Undefined where that does not say. */
export const commandKind = (command: string): Purpose | undefined => {
  if (command.length > longest) return undefined
  const core = coreOf(command)
  return kinds.find(([wanted]) => wanted.test(core))?.[1]
}

const programs =
  /^(?:npm|npx|pnpm|yarn|bun|bunx|node|deno|vlt|make|gmake|just|task|mise|invoke|inv|python3?|py|pip|uv|uvx|poetry|pdm|pipenv|hatch|rye|tox|nox|pytest|go|cargo|mvn|gradle|dotnet|bundle|rake|rails|rspec|ruby|php|composer|phpunit|mix|rebar3|stack|cabal|sbt|mill|lein|clojure|clj|bb|swift|xcodebuild|dart|flutter|zig|cmake|ctest|meson|ninja|bazel|bazelisk|prove|busted|Rscript|R|julia|nimble|gleam|dune|bats|shellspec|terraform|helm|docker|nx|turbo|lerna|rush|tsc|vitest|jest|mocha|eslint|ruff|mypy|biome|prettier|earthly|nix|bash|sh)$/

/** Stands for something that the reader is to put in. */
const placeholder = /<[^>]*>|\[[A-Za-z_ ]+\]|\bpath\/to\b|\.\.\.$|\bFILE(?:NAME)?\b|\{\{/

/** Whether a text is meant to be run as it stands: a program that is known, or a script of the project by its path. */
export const isCommand = (text: string): boolean => {
  const line = text.trim()
  if (
    line === "" ||
    line.length > longest ||
    /[\n\r\u0000]/.test(line) ||
    placeholder.test(line.replace("/...", "/"))
  ) {
    return false
  }
  const [first = ""] = line.replace(assignment, "").split(/\s/)
  if (/^(?:\.{1,2}|bin|scripts?|tools?|vendor\/bin|node_modules\/\.bin|\.venv\/bin|venv\/bin)\/[\w./-]+$/.test(first)) {
    return !line.endsWith("/")
  }
  return programs.test(first) || commandKind(line) !== undefined
}
