import { describe, expect, it } from "vitest"
import { detect } from "../../../src/services/project/detect.ts"
import { detectionJson } from "../../../src/services/project/report.ts"

type Files = Readonly<Record<string, string>>
type Expected = Readonly<Record<string, string | null>>

const found = (files: Files, from = ""): Readonly<Record<string, unknown>> =>
  detectionJson(detect({ files: new Map(Object.entries(files)) }, from), "/p")

const picked = (files: Files, expected: Expected, from?: string) => {
  const all = found(files, from)
  return Object.fromEntries(Object.keys(expected).map((key) => [key, all[key]]))
}

/** A package.json with these scripts and development dependencies. */
const pkg = (scripts: Readonly<Record<string, string>>, dev: ReadonlyArray<string> = [], more: object = {}) =>
  JSON.stringify({ scripts, devDependencies: Object.fromEntries(dev.map((name) => [name, "*"])), ...more })

const placeholder = 'echo "Error: no test specified" && exit 1'

/** Every rule at least once. Names begin with the id of the rule. */
const cases: ReadonlyArray<readonly [name: string, files: Files, expected: Expected]> = [
  [
    "node: placeholder of npm init is no test",
    { "package.json": pkg({ test: placeholder }) },
    { pm: "npm", test: null }
  ],
  ["node: yarn", { "package.json": pkg({ test: "x" }), "yarn.lock": "" }, { pm: "yarn", test: "yarn test" }],
  ["node: npm-shrinkwrap", { "package.json": pkg({}), "npm-shrinkwrap.json": "{}" }, { pm: "npm" }],
  [
    "node: packageManager before the lock",
    { "package.json": pkg({ test: "x", build: "b" }, [], { packageManager: "pnpm@9.1.0" }), "package-lock.json": "{}" },
    { pm: "pnpm", test: "pnpm test", build: "pnpm run build" }
  ],
  ["node: jest", { "package.json": pkg({}, ["jest"]) }, { test: "npx jest", test_one_file: "npx jest FILE" }],
  ["node: mocha", { "package.json": pkg({}, ["mocha"]) }, { test: "npx mocha" }],
  ["node: ava", { "package.json": pkg({}, ["ava"]) }, { test: "npx ava" }],
  ["node: playwright", { "package.json": pkg({}, ["@playwright/test"]) }, { test: "npx playwright test" }],
  [
    "node: own runner",
    { "package.json": "{}", "test/a.test.mjs": "" },
    { test: "node --test", test_one_file: "node --test FILE" }
  ],
  [
    "node: nothing",
    { "package.json": "{}" },
    { test: null, lint: null, build: null, typecheck: null, format_check: null }
  ],
  [
    "node: one file by the script's runner",
    { "package.json": pkg({ test: "vitest run" }, ["jest", "vitest"]) },
    { test_one_file: "npx vitest run FILE" }
  ],
  ["node: biome", { "package.json": "{}", "biome.jsonc": "{}" }, { lint: "npx @biomejs/biome check ." }],
  ["node: eslint flat", { "package.json": "{}", "eslint.config.mjs": "" }, { lint: "npx eslint ." }],
  ["node: eslint old", { "package.json": "{}", ".eslintrc.cjs": "", "yarn.lock": "" }, { lint: "yarn eslint ." }],
  ["node: oxlint", { "package.json": "{}", ".oxlintrc.json": "{}" }, { lint: "npx oxlint" }],
  ["node: lint script first", { "package.json": pkg({ lint: "x" }), "biome.json": "{}" }, { lint: "npm run lint" }],
  [
    "node: type-check script",
    { "package.json": pkg({ "type-check": "x" }), "tsconfig.json": "{}" },
    { typecheck: "npm run type-check" }
  ],
  ["node: check script", { "package.json": pkg({ check: "x" }) }, { typecheck: "npm run check" }],
  [
    "node: pnpm tsc",
    { "package.json": "{}", "pnpm-lock.yaml": "", "tsconfig.json": "{}" },
    { typecheck: "pnpm exec tsc --noEmit -p ." }
  ],
  ["node: prettier", { "package.json": "{}", ".prettierrc.json": "{}" }, { format_check: "npx prettier --check ." }],
  [
    "node: format:check",
    { "package.json": pkg({ "format:check": "x" }), ".prettierrc": "" },
    { format_check: "npm run format:check" }
  ],
  ["node: dprint", { "package.json": "{}", "dprint.json": "{}" }, { format_check: "npx dprint check" }],
  [
    "node: turbo",
    { "package.json": "{}", "turbo.json": '{"tasks":{"test":{},"build":{}}}' },
    { test: "npx turbo run test", build: "npx turbo run build" }
  ],
  ["node: nx", { "package.json": "{}", "nx.json": "{}" }, { test: "npx nx run-many -t test" }],
  ["node: lerna", { "package.json": "{}", "lerna.json": "{}", "yarn.lock": "" }, { test: "yarn lerna run test" }],
  ["node: workspaces", { "package.json": '{"workspaces":["a"]}' }, { test: "npm test --workspaces --if-present" }],
  [
    "node: pnpm workspace",
    { "package.json": "{}", "pnpm-workspace.yaml": "packages:\n - a\n" },
    { pm: "pnpm", test: "pnpm -r test" }
  ],
  ["node: broken package.json", { "package.json": "{ not json" }, { test: null, pm: "npm" }],
  ["node: comments in package.json", { "package.json": '{ // c\n "scripts": {"test": "x",}, }' }, { test: "npm test" }],
  [
    "bun: scripts",
    { "package.json": pkg({ test: "x", lint: "y" }), "bun.lockb": "" },
    { test: "bun run test", lint: "bun run lint" }
  ],
  ["bun: alone", { "bunfig.toml": "" }, { pm: "bun", test: "bun test", test_one_file: "bun test FILE" }],
  [
    "deno: plain",
    { "deno.jsonc": "{ // c\n}" },
    { test: "deno test", typecheck: "deno check .", format_check: "deno fmt --check" }
  ],
  ["deno: lint task", { "deno.json": '{"tasks":{"lint":"x"}}' }, { lint: "deno task lint" }],
  [
    "python: uv",
    {
      "pyproject.toml": '[project]\ndependencies=[]\n[dependency-groups]\ndev = ["pytest>=8", "ruff"]\n[tool.ruff]\n',
      "uv.lock": ""
    },
    { pm: "uv", test: "uv run pytest", lint: "uv run ruff check .", format_check: "uv run ruff format --check" }
  ],
  ["python: pdm", { "pyproject.toml": "[tool.pytest.ini_options]\n", "pdm.lock": "" }, { test: "pdm run pytest" }],
  [
    "python: pipenv",
    { Pipfile: '[dev-packages]\npytest = "*"\n', "Pipfile.lock": "{}" },
    { test: "pipenv run pytest" }
  ],
  [
    "python: hatch",
    { "pyproject.toml": '[tool.hatch.envs.default]\ndependencies = ["pytest"]\n' },
    { test: "hatch run pytest" }
  ],
  [
    "python: hatch only builds",
    { "pyproject.toml": '[tool.hatch.build]\n[project]\ndependencies = ["pytest"]\n' },
    { test: "pytest" }
  ],
  ["python: .venv", { "requirements-dev.txt": "pytest==8\n", ".venv/bin/pytest": "" }, { test: ".venv/bin/pytest" }],
  ["python: pytest.ini", { "pytest.ini": "" }, { test: "pytest", test_one_file: "pytest FILE" }],
  ["python: conftest", { "setup.py": "", "tests/conftest.py": "" }, { test: "pytest" }],
  ["python: tox.ini with pytest", { "tox.ini": "[tox]\n[pytest]\n" }, { test: "pytest" }],
  ["python: tool:pytest", { "setup.cfg": "[tool:pytest]\n" }, { test: "pytest" }],
  ["python: tox", { "tox.ini": "[tox]\n", "setup.py": "" }, { test: "tox" }],
  ["python: nox", { "noxfile.py": "" }, { test: "nox" }],
  ["python: unittest", { "setup.py": "" }, { test: "python -m unittest" }],
  ["python: a comment is no dependency", { "requirements.txt": "# pytest\nflask\n" }, { test: "python -m unittest" }],
  [
    "python: django by uv",
    { "manage.py": "", "pyproject.toml": "", "uv.lock": "" },
    { test: "uv run python manage.py test" }
  ],
  ["python: flake8", { "setup.cfg": "[flake8]\nmax-line-length = 100\n" }, { lint: "flake8" }],
  ["python: .ruff.toml", { "setup.py": "", ".ruff.toml": "" }, { lint: "ruff check ." }],
  ["python: pre-commit", { "setup.py": "", ".pre-commit-config.yaml": "" }, { lint: "pre-commit run -a" }],
  [
    "python: mypy",
    { "pyproject.toml": "[tool.mypy]\nstrict = true\n[tool.black]\n" },
    { typecheck: "mypy .", format_check: "black --check ." }
  ],
  ["python: pyright", { "setup.py": "", "pyrightconfig.json": "{}" }, { typecheck: "pyright" }],
  ["python: ty", { "pyproject.toml": "[tool.ty.rules]\n" }, { typecheck: "ty check" }],
  [
    "go: vet",
    { "go.mod": "module x" },
    { test: "go test ./...", lint: "go vet ./...", format_check: "gofmt -l .", build: "go build ./..." }
  ],
  ["go: work", { "go.work": "go 1.22\n" }, { test: "go test ./..." }],
  [
    "rust",
    { "Cargo.toml": "[package]" },
    {
      test: "cargo test",
      lint: "cargo clippy --all-targets -- -D warnings",
      typecheck: "cargo check --all-targets",
      format_check: "cargo fmt --check",
      build: "cargo build"
    }
  ],
  ["rust: nextest that is not installed", { "Cargo.toml": "", ".config/nextest.toml": "" }, { test: "cargo test" }],
  [
    "maven",
    { "pom.xml": "<artifactId>maven-checkstyle-plugin</artifactId>" },
    { test: "mvn -q test", lint: "mvn checkstyle:check", build: "mvn -q package -DskipTests" }
  ],
  [
    "maven: spotless by the wrapper",
    { "pom.xml": "spotless-maven-plugin", mvnw: "" },
    { lint: "./mvnw spotless:check" }
  ],
  [
    "gradle: wrapper",
    { "build.gradle.kts": "", gradlew: "" },
    { test: "./gradlew test", lint: "./gradlew check", build: "./gradlew assemble" }
  ],
  ["gradle: none", { "settings.gradle": "" }, { test: "gradle test" }],
  [
    "gradle: android",
    { "build.gradle": "", "app/build.gradle": "plugins { id 'com.android.application' }", gradlew: "" },
    { test: "./gradlew testDebugUnitTest", lint: "./gradlew lint" }
  ],
  [
    "dotnet",
    { "x.fsproj": "" },
    { test: "dotnet test", build: "dotnet build", format_check: "dotnet format --verify-no-changes" }
  ],
  [
    "ruby: rspec",
    { Gemfile: "", ".rspec": "", ".rubocop.yml": "" },
    { test: "bundle exec rspec", lint: "bundle exec rubocop", test_one_file: "bundle exec rspec FILE" }
  ],
  ["ruby: spec folder", { "x.gemspec": "", "spec/a_spec.rb": "" }, { test: "bundle exec rspec" }],
  ["ruby: rails", { Gemfile: "", "bin/rails": "", "test/a_test.rb": "" }, { test: "bin/rails test" }],
  [
    "ruby: rake",
    { Gemfile: "", Rakefile: "require 'rake/testtask'\nRake::TestTask.new\n" },
    { test: "bundle exec rake test" }
  ],
  ["ruby: nothing", { Gemfile: "", Rakefile: "task :deploy\n" }, { test: null }],
  [
    "ruby: standard, sorbet",
    { Gemfile: "", ".standard.yml": "", "sorbet/config": "" },
    { lint: "bundle exec standardrb", typecheck: "bundle exec srb tc" }
  ],
  [
    "php: composer script",
    { "composer.json": '{"scripts":{"test":"phpunit"}}', "phpunit.xml": "" },
    { test: "composer test" }
  ],
  ["php: pest", { "composer.json": "{}", "tests/Pest.php": "", "phpunit.xml": "" }, { test: "vendor/bin/pest" }],
  ["php: artisan", { "composer.json": "{}", artisan: "", "phpunit.xml": "" }, { test: "php artisan test" }],
  [
    "php: checks",
    { "composer.json": "{}", "phpcs.xml": "", "phpstan.neon": "" },
    { lint: "vendor/bin/phpcs", typecheck: "vendor/bin/phpstan analyse" }
  ],
  [
    "php: fixer, psalm",
    { "composer.json": "{}", ".php-cs-fixer.php": "", "psalm.xml": "" },
    { lint: "vendor/bin/php-cs-fixer fix --dry-run", typecheck: "vendor/bin/psalm" }
  ],
  ["php: pint", { "composer.json": "{}", "pint.json": "" }, { lint: "vendor/bin/pint --test" }],
  [
    "elixir",
    { "mix.exs": '{:dialyxir, "~> 1.0"}', ".credo.exs": "" },
    { test: "mix test", lint: "mix credo", typecheck: "mix dialyzer", format_check: "mix format --check-formatted" }
  ],
  ["erlang: rebar", { "rebar.config": "" }, { test: "rebar3 do eunit,ct", typecheck: "rebar3 dialyzer" }],
  ["erlang: erlang.mk", { "erlang.mk": "", Makefile: "include erlang.mk\n" }, { test: "make tests" }],
  ["haskell: stack", { "stack.yaml": "", "x.cabal": "", ".hlint.yaml": "" }, { test: "stack test", lint: "hlint ." }],
  ["haskell: cabal", { "x.cabal": "" }, { test: "cabal test" }],
  ["scala: sbt", { "build.sbt": "", ".scalafmt.conf": "" }, { test: "sbt test", format_check: "sbt scalafmtCheckAll" }],
  ["scala: mill", { "build.sc": "" }, { test: "mill __.test" }],
  [
    "clojure: lein",
    { "project.clj": "", ".clj-kondo/config.edn": "" },
    { test: "lein test", lint: "clj-kondo --lint src" }
  ],
  ["clojure: deps", { "deps.edn": "{:aliases {:test {}}}" }, { test: "clojure -M:test" }],
  ["clojure: bb", { "bb.edn": "{}" }, { test: "bb test" }],
  [
    "swift: package",
    { "Package.swift": "", ".swiftlint.yml": "" },
    { test: "swift test", lint: "swiftlint", build: "swift build" }
  ],
  ["swift: xcode", { "App.xcodeproj/project.pbxproj": "" }, { test: "xcodebuild test -scheme App" }],
  [
    "dart",
    { "pubspec.yaml": "name: x\n" },
    { test: "dart test", lint: "dart analyze", format_check: "dart format --set-exit-if-changed ." }
  ],
  [
    "flutter",
    { "pubspec.yaml": "dependencies:\n  flutter:\n    sdk: flutter\n" },
    { test: "flutter test", lint: "flutter analyze" }
  ],
  ["zig", { "build.zig": "" }, { test: "zig build test", format_check: "zig fmt --check .", build: "zig build" }],
  [
    "cmake: presets",
    {
      "CMakeLists.txt": "",
      "CMakePresets.json":
        '{"configurePresets":[{"name":"h","hidden":true},{"name":"dev"}],"buildPresets":[{"name":"dev"}],"testPresets":[{"name":"unit"}]}'
    },
    { test: "ctest --preset unit", build: "cmake --preset dev && cmake --build --preset dev" }
  ],
  ["meson", { "meson.build": "" }, { test: "meson test -C build", build: "meson setup build && ninja -C build" }],
  [
    "make: targets",
    { Makefile: ".PHONY: test lint\nCC := gcc\ntest: all\n\tx\nlint::\n\ty\n" },
    { test: "make test", lint: "make lint", build: "make" }
  ],
  ["make: check", { GNUmakefile: "check:\n\tx\n" }, { test: "make check" }],
  ["make: a variable is no target", { Makefile: "test := 1\ntest ?= 2\ntest::=3\nall:\n" }, { test: null }],
  ["bazel", { "MODULE.bazel": "" }, { test: "bazel test //...", build: "bazel build //..." }],
  [
    "just",
    {
      justfile: 'set shell := ["sh"]\n\ntest *args:\n  x\n\n@lint:\n  y\nbuild target:\n  z\n',
      "package.json": pkg({ test: "x", build: "b" })
    },
    { test: "just test", lint: "just lint", build: "npm run build" }
  ],
  [
    "task",
    { "Taskfile.yml": "version: '3'\ntasks:\n  test:\n    cmds: [go test]\n  lint: x\n", "go.mod": "" },
    { test: "task test", lint: "task lint", build: "go build ./..." }
  ],
  [
    "mise",
    { "mise.toml": "[tasks.test]\nrun = 'x'\n[tasks]\nlint = 'y'\n" },
    { test: "mise run test", lint: "mise run lint" }
  ],
  ["make beats a script", { Makefile: "test:\n\tx\n", "package.json": pkg({ test: "x" }) }, { test: "make test" }],
  ["perl", { cpanfile: "", ".perlcriticrc": "" }, { test: "prove -lr t", lint: "perlcritic lib" }],
  ["perl: only t", { "t/a.t": "" }, { test: "prove -lr t" }],
  ["lua", { "x-1.rockspec": "", ".luacheckrc": "" }, { test: "busted", lint: "luacheck ." }],
  [
    "r",
    { DESCRIPTION: "", "tests/testthat/test-a.R": "", ".lintr": "" },
    { test: "Rscript -e 'devtools::test()'", lint: "Rscript -e 'lintr::lint_package()'" }
  ],
  ["r: a file of that name alone", { DESCRIPTION: "" }, { test: null }],
  ["julia", { "Project.toml": "", "test/runtests.jl": "" }, { test: "julia --project -e 'using Pkg; Pkg.test()'" }],
  ["nim", { "x.nimble": "" }, { test: "nimble test" }],
  ["gleam", { "gleam.toml": "" }, { test: "gleam test", format_check: "gleam format --check" }],
  ["ocaml", { "dune-project": "" }, { test: "dune runtest", build: "dune build" }],
  ["bash: bats beside scripts", { "a.bats": "", "run.sh": "" }, { test: "bats -r .", lint: "shellcheck *.sh" }],
  ["bash: shellspec", { ".shellspec": "" }, { test: "shellspec", format_check: "shfmt -d ." }],
  [
    "terraform",
    { "main.tf": "", ".tflint.hcl": "" },
    { test: "terraform validate", lint: "tflint", format_check: "terraform fmt -check" }
  ],
  ["terraform: tests", { "main.tf": "", "tests/a.tftest.hcl": "" }, { test: "terraform test" }],
  ["helm", { "Chart.yaml": "" }, { test: "helm lint" }],
  [
    "compose",
    { "docker-compose.yaml": "", Dockerfile: "" },
    { test: "docker compose config -q", lint: "hadolint Dockerfile" }
  ],
  [
    "a Dockerfile lints nothing in another project",
    { Dockerfile: "", "package.json": "{}" },
    { lint: null, test: null }
  ],
  [
    "the second ecosystem fills what the first leaves",
    { "package.json": pkg({ test: placeholder }), "go.mod": "" },
    { test: "go test ./..." }
  ],
  ["nothing at all", { "README.md": "" }, { test: null, lint: null, build: null, pm: null }]
]

describe("detect: the rules", () => {
  it.each(cases)("%s", (_, files, expected) => {
    expect(picked(files, expected)).toEqual(expected)
  })

  it("knows at least 34 kinds of project", () => {
    const kinds = new Set(cases.flatMap(([, files]) => found(files)["ecosystems"]))
    expect(kinds.size).toBeGreaterThanOrEqual(34)
  })
})

const workflow = (...steps: ReadonlyArray<string>) =>
  `on: push\njobs:\n  check:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v4\n${steps
    .map((step) => `      - ${step.replaceAll("\n", "\n        ")}\n`)
    .join("")}`

const ci = ".github/workflows/ci.yml"
const node = { "package.json": pkg({ test: "vitest", lint: "eslint ." }) }

describe("detect: CI files", () => {
  it.each<readonly [string, Files, Expected]>([
    [
      "a step's command beats scripts and targets",
      { ...node, Makefile: "test:\n", [ci]: workflow("run: npm ci", "run: npm run test:ci") },
      { test: "npm run test:ci", lint: "npm run lint" }
    ],
    [
      "a block of lines",
      { "go.mod": "", [ci]: workflow("run: |\n  go vet ./...\n  go test -race ./...") },
      { test: "go test -race ./...", lint: "go vet ./..." }
    ],
    [
      "commands joined",
      { ...node, [ci]: workflow("run: npm ci && npm run build && npm test -- --run") },
      { test: "npm test -- --run", build: "npm run build" }
    ],
    [
      "lines that go on",
      { "setup.py": "", [ci]: workflow("run: |\n  python -m pytest \\\n    -x tests") },
      { test: "python -m pytest -x tests" }
    ],
    [
      "a step that says what it does",
      { ...node, [ci]: workflow("name: Run tests\nrun: ./scripts/everything.sh") },
      { test: "./scripts/everything.sh" }
    ],
    [
      "another directory is not ours",
      { ...node, [ci]: workflow("working-directory: web\nrun: npm run test:web") },
      { test: "npm test" }
    ],
    [
      "after cd it is somewhere else",
      { ...node, [ci]: workflow("run: cd web && npm run test:web") },
      { test: "npm test" }
    ],
    [
      "expressions of the CI mean nothing here",
      { ...node, [ci]: workflow("run: npm test -- $" + "{{ matrix.args }}") },
      { test: "npm test" }
    ],
    [
      "deployment says nothing",
      { ...node, ".github/workflows/deploy.yml": workflow("run: npm run test:smoke") },
      { test: "npm test" }
    ],
    [
      "installing browsers is no test",
      { ...node, [ci]: workflow("run: npx playwright install --with-deps") },
      { test: "npm test" }
    ],
    [
      "gitlab",
      {
        "Cargo.toml": "",
        ".gitlab-ci.yml":
          "stages: [test]\n.base:\n  script: make test\nunit:\n  stage: test\n  script:\n    - cargo test --workspace\n"
      },
      { test: "cargo test --workspace" }
    ],
    [
      "gitlab: one string",
      { "Cargo.toml": "", ".gitlab-ci.yml": "lint:\n  script: cargo clippy\n" },
      { lint: "cargo clippy" }
    ],
    ["broken YAML", { ...node, [ci]: "jobs: [\n" }, { test: "npm test" }],
    [
      "YAML of another shape",
      { ...node, [ci]: "jobs:\n  a: 1\n  b: {steps: {run: npm run test:x}}\n  c: {steps: [1, {run: 5}]}\n" },
      { test: "npm test" }
    ]
  ])("%s", (_, files, expected) => {
    expect(picked(files, expected)).toEqual(expected)
  })
})

describe("detect: what is written down", () => {
  it.each<readonly [string, string, Expected]>([
    [
      "labels",
      "- Test: `make check`\n- **Lint:** `just l`\n* Build — `./build.sh`\n- Type check: `mypy src`\n- Check formatting: `black --check src`",
      {
        test: "make check",
        lint: "just l",
        build: "./build.sh",
        typecheck: "mypy src",
        format_check: "black --check src"
      }
    ],
    [
      "a table",
      "| Task | Command |\n|---|---|\n| Run tests | `pytest -q` |\n| Lint | `ruff check` |",
      { test: "pytest -q", lint: "ruff check" }
    ],
    ["prose", "Run the tests with `./run.sh all`. Lint using `make lint-all`.", { test: "./run.sh all" }],
    [
      "command, then what it does",
      "- `npm run t` - runs the tests\n- `npm run build:all` builds everything",
      { test: "npm run t", build: "npm run build:all" }
    ],
    [
      "a block",
      "## Commands\n```bash\nnpm ci\nnpm run test:unit   # run the tests\nnpm run lint:all\n```",
      { test: "npm run test:unit", lint: "npm run lint:all" }
    ],
    ["a comment above", "```sh\n# Type check\nnpm run tc\n\n$ npm run b\n```\n", { typecheck: "npm run tc" }],
    ["under its heading", "### Testing\n```\n./x.sh\n```", { test: "./x.sh" }],
    [
      "one of many tests is not all",
      "- Run a single test: `pytest tests/test_a.py::test_x`\n- Test: `pytest`",
      { test: "pytest" }
    ],
    ["no place to fill in", "- Test: `pytest <file>`\n- Tests: `pytest path/to/test.py`", { test: "npm test" }],
    ["a folder is no command", "- Tests: `tests/`\n- Test files: `foo.test.ts`", { test: "npm test" }],
    ["not to be used", "- Never run `npm run test:all`; it takes hours.", { test: "npm test" }],
    [
      "words in between",
      "Always run `npm run test:fast` before you build or lint.",
      { test: "npm run test:fast", build: null, lint: null }
    ],
    ["without marks", "Test: make check\nBuild: see the wiki", { test: "make check", build: null }],
    ["nothing", "# About\nTests are important: we love them.", { test: "npm test" }]
  ])("%s", (_, text, expected) => {
    expect(picked({ "package.json": pkg({ test: "x" }), "AGENTS.md": text }, expected)).toEqual(expected)
  })

  it("lets the nearest file and the more personal one win", () => {
    const files = {
      "AGENTS.md": "- Test: `make a`",
      "CLAUDE.md": "- Test: `make b`\n- Lint: `make lint`",
      "packages/x/AGENTS.md": "- Test: `make c`",
      "packages/x/package.json": "{}"
    }
    expect(found(files)["test"]).toBe("make b")
    const inside = detect({ files: new Map(Object.entries(files)) }, "packages/x")
    expect(inside.commands.test).toMatchObject({ command: "make c", directory: "packages/x", source: "instructions" })
    expect(inside.commands.lint).toMatchObject({ command: "make lint", directory: "", file: "CLAUDE.md" })
  })
})

describe("detect: roots", () => {
  const monorepo = {
    "package.json": pkg({ test: "turbo run test" }, [], { workspaces: ["packages/*"] }),
    "pnpm-lock.yaml": "",
    "packages/a/package.json": pkg({ test: "vitest run" }),
    "packages/a/src/x.ts": "",
    "packages/b/pyproject.toml": "[tool.pytest.ini_options]\n",
    "packages/b/tests/conftest.py": "",
    "services/c/go.mod": "module c\n",
    "docs/requirements.txt": "sphinx\n",
    "node_modules/z/package.json": "{}"
  }
  const at = (from: string) => detect({ files: new Map(Object.entries(monorepo)) }, from)

  it("takes the nearest project, and the lock file of the workspace", () => {
    expect(at("packages/a/src")).toMatchObject({ root: "packages/a", manager: "pnpm" })
    expect(at("packages/a/src").commands.test).toMatchObject({ command: "pnpm test", directory: "packages/a" })
    expect(at("packages/b/tests")).toMatchObject({ root: "packages/b" })
    expect(at("services/c").commands.test?.command).toBe("go test ./...")
    expect(at("").commands.test?.command).toBe("pnpm test")
  })

  it("knows files that only look like a project's", () => {
    expect(at("docs").root).toBe("")
  })

  it("names the projects below", () => {
    expect(at("").members).toEqual(["packages/a", "packages/b", "services/c"])
  })

  it("calls an Nx project by its name", () => {
    const files = {
      "nx.json": "{}",
      "package.json": "{}",
      "libs/u/project.json": '{"name":"util","targets":{"test":{}}}',
      "libs/u/package.json": "{}"
    }
    expect(picked(files, { test: "" }, "libs/u")).toEqual({ test: "npx nx test util" })
  })
})

describe("detect: other people's files", () => {
  it("never offers a command that shows otherwise than it is", () => {
    const hidden = "make\u001b[2K\u202e test"
    expect(found({ "AGENTS.md": `- Test: \`${hidden}\`` })["test"]).toBe(null)
    const step = JSON.stringify(`npm run test:x\u2066; evil`)
    expect(found({ ...node, [ci]: workflow(`run: ${step}`) })["test"]).toBe("npm test")
  })

  it("is not slowed by what is written to slow it", () => {
    const long = 200_000
    const texts = [
      "`".repeat(long),
      "- Test: ".repeat(long / 8),
      `- Test: \`${"a ".repeat(long / 2)}\``,
      "npm ".repeat(long / 4),
      "|".repeat(long),
      "a=b ".repeat(long / 4),
      `${"run the tests with ".repeat(long / 20)}\n`,
      "```\n".repeat(long / 4),
      "[".repeat(long),
      "x:\n".repeat(long / 3),
      `x: ${"&a ".repeat(1000)}`,
      "&& ".repeat(long / 3)
    ]
    const names = [
      "AGENTS.md",
      "Makefile",
      "justfile",
      "package.json",
      "pyproject.toml",
      ci,
      "Taskfile.yml",
      "setup.cfg",
      "Rakefile"
    ]
    // The shorter ones are read by the parser of YAML too.
    for (const text of texts.flatMap((whole) => [whole, whole.slice(0, 60_000)])) {
      found(Object.fromEntries(names.map((name) => [name, text])))
    }
  })

  it("reads no meaning into names that every object has", () => {
    const files = {
      "package.json":
        '{"scripts":{"__proto__":{"test":"evil"},"constructor":"x"},"devDependencies":{"constructor":"1"}}'
    }
    expect(picked(files, { test: "", lint: "" })).toEqual({ test: null, lint: null })
  })
})
